import { Hono } from "hono";
import { linkNext, scope } from "../http/bearer.ts";
import type { Env } from "../http/env.ts";
import { instantText } from "../lib/json.ts";
import { paths } from "../paths.ts";
import { clientFilter, clientQuery } from "./filter.ts";
import { type ClientRow, listClients } from "./queries.ts";

/** Filters are those of the list's own address. */
export const clientApi = new Hono<Env>()
  .use(scope("clients:read"))
  .get("/", async (c) => {
    const filter = clientFilter(c.req.query());
    const { rows, next } = await listClients(c.var.ctx, filter);
    const after = next === null
      ? null
      : paths.apiClients(clientQuery({ ...filter, before: undefined, after: next }));
    linkNext(c, after);
    return c.json(rows.map(listed));
  });

function listed({ id, kind, name, document, phone, email, lastOrder, createdAt }: ClientRow) {
  return {
    id,
    kind,
    name,
    document,
    phone,
    email,
    last_order: lastOrder &&
      { number: lastOrder.number, received_at: instantText(lastOrder.receivedAt) },
    created_at: instantText(createdAt),
  };
}
