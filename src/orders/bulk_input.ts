import { z } from "zod";
import { BULK_ACT_NAME, BULK_ACTS, type BulkAct, type BulkWish, MOST_AT_ONCE } from "./bulk.ts";
import { formKey } from "./input.ts";
import { ORDER_STATUSES } from "./status.ts";

const act = z.enum(Object.values(BULK_ACT_NAME))
  .transform((name): BulkAct => BULK_ACTS.find((one) => BULK_ACT_NAME[one] === name) ?? "move");
const number = z.string().regex(/^[A-Z0-9-]{1,40}$/);
const numbers = z.array(number).max(MOST_AT_ONCE);

const chosen = z.object({
  accion: act,
  pasar_a: z.enum(ORDER_STATUSES).nullable().default(null).catch(null),
  tecnico: z.uuid().nullable().default(null).catch(null),
  orden: numbers,
}).transform(({ accion, pasar_a, tecnico, orden }): BulkWish => ({
  act: accion,
  to: pasar_a,
  technicianId: tecnico,
  numbers: [...new Set(orden)],
}));

/** What the address of a preview asks for; null when it is none. */
export function bulkWish(params: URLSearchParams): BulkWish | null {
  const read = chosen.safeParse({ ...Object.fromEntries(params), orden: params.getAll("orden") });
  return read.success && read.data.numbers.length > 0 ? read.data : null;
}

/** The form of a preview, besides what the move asks for: each order with the status in which it was shown. */
export const bulkInput = z.object({
  accion: act,
  tecnico: z.union([z.literal(""), z.uuid()]).default(""),
  orders: z.array(z.object({ number, from: z.enum(ORDER_STATUSES) })).min(1).max(MOST_AT_ONCE),
  form_key: formKey,
});

export const bulkUndoInput = z.object({
  orden: z.union([number.transform((one) => [one]), numbers.min(1)]),
});
