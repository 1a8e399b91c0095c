import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Id, Instant, instant } from "../api/shapes.ts";
import { drawn } from "../documents/pdf.ts";
import { orderReply } from "../orders/api.ts";
import { Order, OrderNumber } from "../orders/json.ts";
import { paths } from "../paths.ts";
import { madeIntake } from "./made_queries.ts";
import { newIntakeInput } from "./order_input.ts";
import { takeInVisit } from "./program_commands.ts";
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
    id: "createIntake",
    method: "post",
    path: paths.apiIntakes(),
    tag,
    scope: "orders:write",
    summary: "Take in or announce all that somebody brings at once",
    description:
      "One visit with one signature and one receipt, and an order for each device. All of it or nothing.",
    body: newIntakeInput,
    example: {
      client: { name: "Marta Núñez", contacts: [{ kind: "whatsapp", value: "11 4000 1234" }] },
      devices: [
        { device: { category: "phone", brand: "Samsung", model: "Galaxy A54" }, fault: "No carga" },
        { device: { category: "laptop", brand: "Lenovo" }, fault: "No prende" },
      ],
      signature_name: "Marta Núñez",
    },
    statuses: [201],
    answer: { text: "The orders, in the order of the devices", schema: z.array(Order) },
    async handle(ctx, { body, key }) {
      const { id, orders } = await takeInVisit(ctx, body, key);
      const told: z.input<typeof Order>[] = [];
      for (const { number } of orders) told.push((await orderReply(ctx, number)).body);
      return { body: told, location: paths.apiIntake(id) };
    },
  }),
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
    permission: "contacts.read",
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
