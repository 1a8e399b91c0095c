import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Id } from "../api/shapes.ts";
import { notFound } from "../lib/app_error.ts";
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
    description: "All of them, by name; those who left only while they still have open orders.",
    answer: { text: "The technicians", schema: z.array(Technician) },
    async handle(ctx) {
      return { body: (await listTechnicians(ctx)).map(technicianTold) };
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
