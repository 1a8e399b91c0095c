import { z } from "zod";
import { cursorNumbers, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Id, PAGE, Search } from "../api/shapes.ts";
import { invalid } from "../lib/app_error.ts";
import { paths } from "../paths.ts";
import { Client, ClientSummary, clientSummary, clientTold } from "./json.ts";
import { getClient, listClients } from "./queries.ts";

const tag = "clients";
const params = z.object({ id: Id });

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
      q: Search,
      sort: z.enum(["newest", "name"], { error: "invalid" }).default("newest").meta({
        description: "`name` goes without `q`",
      }),
    }),
    answer: { text: "One page of clients", schema: z.array(ClientSummary) },
    async handle(ctx, { query: { q, sort, cursor, limit } }) {
      if (sort === "name" && q.trim() !== "") throw invalid({ sort: { code: "sort_with_search" } });
      const [after] = cursorNumbers(sort, cursor, { count: 1 }) ?? [];
      const { rows, next } = await listClients(ctx, { q, sort, after }, limit);
      return { body: rows.map(clientSummary), next: next === null ? null : cursorText(sort, [next]) };
    },
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
];
