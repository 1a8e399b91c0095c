import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Id, Search } from "../api/shapes.ts";
import { notFound } from "../lib/app_error.ts";
import { hasWords } from "../lib/fold.ts";
import { paths } from "../paths.ts";
import { Technician, technicianTold } from "./json.ts";
import { listTechnicians } from "./queries.ts";

const tag = "technicians";
const scope = "technicians:read";

export const technicianOperations: readonly Operation[] = [
  operation({
    id: "listTechnicians",
    method: "get",
    path: paths.apiTechnicians(),
    tag,
    scope,
    summary: "List the technicians",
    description: "All of them; those who left only while they still have open orders.",
    query: z.object({
      q: Search.meta({ description: "Words of the name, accents and case aside" }),
      sort: z.enum(["name", "open", "overdue"], { error: "invalid" }).default("name").meta({
        description: "`open` and `overdue` begin with who has most of those orders",
      }),
    }),
    answer: { text: "The technicians", schema: z.array(Technician) },
    async handle(ctx, { query: { q, sort } }) {
      const found = (await listTechnicians(ctx)).filter(({ name }) => hasWords(name, q));
      const sorted = sort === "name" ? found : found.toSorted((a, b) => b[sort] - a[sort]);
      return { body: sorted.map(technicianTold) };
    },
  }),
  operation({
    id: "getTechnician",
    method: "get",
    path: paths.apiTechnician("{id}"),
    tag,
    scope,
    summary: "Read a technician",
    params: z.object({ id: Id }),
    answer: { text: "The technician", schema: Technician },
    refuses: ["not_found"],
    async handle(ctx, { params: { id } }) {
      const technician = (await listTechnicians(ctx)).find((one) => one.id === id);
      if (!technician) throw notFound();
      return { body: technicianTold(technician) };
    },
  }),
];
