import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Id, Instant, instant } from "../api/shapes.ts";
import { drawn } from "../documents/pdf.ts";
import { OrderNumber } from "../orders/json.ts";
import { paths } from "../paths.ts";
import { madeIntake } from "./made_queries.ts";
import { intakeDocument } from "./receipt_pdf.ts";

const tag = "orders";
const params = z.object({ id: Id });

const Intake = z.object({
  id: Id,
  at: Instant,
  by: z.string().meta({ description: "Who received it" }),
  branch_id: Id,
  client: z.object({ id: Id, name: z.string() }),
  orders: z.array(z.object({ number: OrderNumber, device: z.string() })),
}).meta({ id: "Intake", description: "One visit to the counter" });

/** Visits to the counter. */
export const intakeOperations: readonly Operation[] = [
  operation({
    id: "getIntake",
    method: "get",
    path: paths.apiIntake("{id}"),
    tag,
    scope: "orders:read",
    summary: "Read a visit to the counter",
    params,
    answer: { text: "The visit, once something was received", schema: Intake },
    async handle(ctx, { params: { id } }) {
      const { at, by, branchId, client, orders } = await madeIntake(ctx, id);
      return {
        body: {
          id,
          at: instant(at),
          by,
          branch_id: branchId,
          client: { id: client.id, name: client.name },
          orders: orders.map(({ number, device }) => ({ number, device })),
        },
      };
    },
  }),
  operation({
    id: "getIntakeReceipt",
    method: "get",
    path: paths.apiIntakeReceipt("{id}"),
    tag,
    scope: "orders:read",
    summary: "Read the receipt of a visit",
    params,
    query: z.object({
      format: z.enum(["a4", "80mm"], { error: "invalid" }).default("a4").meta({
        description: "Of the paper",
      }),
    }),
    answer: { text: "The receipt as it was handed out", file: ["application/pdf"] },
    async handle(ctx, { params: { id }, query: { format } }) {
      const { bytes, fileName } = await drawn(await intakeDocument(ctx, id), format);
      return { bytes, type: "application/pdf", name: `${fileName}.pdf` };
    },
  }),
];
