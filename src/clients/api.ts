import { z } from "zod";
import { bulkOperation } from "../api/bulk.ts";
import { cursorNumbers, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Id, PAGE, Search } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { AppError, invalid } from "../lib/app_error.ts";
import { paths } from "../paths.ts";
import { createClient, editClient } from "./commands.ts";
import {
  Client,
  clientAsIn,
  ClientIn,
  ClientSummary,
  clientSummary,
  clientTold,
  NewClientIn,
} from "./json.ts";
import { getClient, listClients } from "./queries.ts";

const tag = "clients";
const params = z.object({ id: Id });
const example: z.input<ReturnType<typeof NewClientIn>> = {
  name: "Marta Núñez",
  document: "28.456.123",
  contacts: [{ kind: "whatsapp", value: "11 4000 1234" }, { kind: "email", value: "marta@example.com" }],
};

export const clientOperations: readonly Operation[] = [
  operation({
    id: "listClients",
    method: "get",
    path: paths.apiClients(),
    tag,
    scope: "clients:read",
    summary: "List clients",
    query: z.object({
      ...PAGE,
      q: Search.meta({
        description:
          "Words of the name, the document, phones and e-mails, accents and case aside; newest first",
      }),
      sort: z.enum(["newest", "oldest", "name"], { error: "invalid" }).default("newest").meta({
        description: "The last two go without `q`",
      }),
    }),
    answer: { text: "One page of clients", schema: z.array(ClientSummary) },
    async handle(ctx, { query: { q, sort, cursor, limit } }) {
      if (sort !== "newest" && q.trim() !== "") throw invalid({ sort: { code: "sort_with_search" } });
      const [after] = cursorNumbers(sort, cursor, { count: 1 }) ?? [];
      const { rows, next } = await listClients(ctx, { q, sort, after }, limit);
      return { body: rows.map(clientSummary), next: next === null ? null : cursorText(sort, [next]) };
    },
  }),
  operation({
    id: "createClient",
    method: "post",
    path: paths.apiClients(),
    tag,
    scope: "clients:write",
    summary: "Add a client",
    body: NewClientIn,
    example,
    statuses: [201],
    answer: { text: "The client", schema: Client },
    refuses: ["conflict"],
    async handle(ctx, { body, key }) {
      const client = await made(ctx, { ...body, form_key: key });
      return { body: client, version: client.version, location: paths.apiClient(client.id) };
    },
  }),
  bulkOperation({
    id: "createClients",
    path: paths.apiClientsInBulk(),
    tag,
    scope: "clients:write",
    summary: "Add up to a hundred clients",
    item: NewClientIn,
    example,
    made: Client,
    make: (ctx, item, form_key) => made(ctx, { ...item, form_key }),
  }),
  operation({
    id: "getClient",
    method: "get",
    path: paths.apiClient("{id}"),
    tag,
    scope: "clients:read",
    summary: "Read a client",
    params,
    answer: { text: "The client", schema: Client },
    refuses: ["not_found"],
    async handle(ctx, { params: { id } }) {
      const client = await getClient(ctx, id);
      return { body: clientTold(client), version: client.version };
    },
  }),
  operation({
    id: "updateClient",
    method: "patch",
    path: paths.apiClient("{id}"),
    tag,
    scope: "clients:write",
    summary: "Change a client",
    params,
    body: ClientIn,
    example: { address: "Av. Corrientes 1234" },
    answer: { text: "The client as it is now", schema: Client },
    refuses: ["not_found"],
    merge: {
      stale: "client_changed",
      async onto(ctx, { id }) {
        const client = await getClient(ctx, id);
        return { value: clientAsIn(client), version: client.version };
      },
    },
    async handle(ctx, { params: { id }, body, version }) {
      await editClient(ctx, id, { ...body, version });
      const client = await getClient(ctx, id);
      return { body: clientTold(client), version: client.version };
    },
  }),
];

/** @throws AppError conflict for one that may be known already */
async function made(ctx: Ctx, input: Parameters<typeof createClient>[1]) {
  const created = await createClient(ctx, input);
  if ("id" in created) return clientTold(await getClient(ctx, created.id));
  const name = created.duplicates[0]?.name ?? "";
  const fields = { is_another: { code: "client_duplicate", params: { name } } };
  throw new AppError("conflict", { reason: "client_known", fields });
}
