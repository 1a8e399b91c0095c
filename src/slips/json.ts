import { z } from "zod";
import { Id, Instant, instant, instantOrNull } from "../api/shapes.ts";
import { requiredLine } from "../lib/form.ts";
import { OrderNumber } from "../orders/json.ts";
import type { BatchDetail, Slip as Row, SlipBatch as BatchRow } from "./queries.ts";
import { MOST_SLIPS, SLIP_STATES } from "./slip.ts";

export const Slip = z.object({
  number: OrderNumber,
  state: z.enum(SLIP_STATES),
  batch_id: Id,
  branch_id: Id,
  reserved_at: Instant,
  reserved_by: z.string(),
  order_number: OrderNumber.nullable().meta({ description: "Of the order that took it" }),
  settled_at: Instant.nullable().meta({ description: "When it was used or voided" }),
  settled_by: z.string(),
  reason: z.string().meta({ description: "Why it is void" }),
}).meta({ id: "Slip", description: "A number reserved on paper before its order is known" });

export function slipTold(row: Row): z.input<typeof Slip> {
  const { number, state, batchId, branchId, reservedAt, reservedBy, order, settledAt, settledBy } = row;
  return {
    number,
    state,
    batch_id: batchId,
    branch_id: branchId,
    reserved_at: instant(reservedAt),
    reserved_by: reservedBy,
    order_number: order,
    settled_at: instantOrNull(settledAt),
    settled_by: settledBy,
    reason: row.reason,
  };
}

const Count = z.int().min(0);

export const SlipBatchSummary = z.object({
  id: Id,
  branch_id: Id,
  first_number: OrderNumber,
  last_number: OrderNumber,
  slips: Count,
  reserved_at: Instant,
  reserved_by: z.string(),
  open: Count,
  used: Count,
  void: Count,
  labels_asked: Count.meta({ description: "Slips of which a label was asked for" }),
  labels_printed: Count.meta({ description: "Those of them that came out" }),
}).meta({ id: "SlipBatchSummary", description: "Slips that were reserved together" });

export function batchSummary(row: BatchRow): z.input<typeof SlipBatchSummary> {
  const { id, branchId, first, last, slips, reservedAt, reservedBy, counts } = row;
  return {
    id,
    branch_id: branchId,
    first_number: first,
    last_number: last,
    slips,
    reserved_at: instant(reservedAt),
    reserved_by: reservedBy,
    open: counts.open,
    used: counts.used,
    void: counts.void,
    labels_asked: counts.asked,
    labels_printed: counts.printed,
  };
}

export const SlipBatch = SlipBatchSummary.extend({
  numbers: z.array(z.object({
    number: OrderNumber,
    state: z.enum(SLIP_STATES),
    label: z.enum(["asked", "printed"]).nullable(),
  })),
}).meta({ id: "SlipBatch" });

export function batchTold({ batch, slips }: BatchDetail): z.input<typeof SlipBatch> {
  const numbers = slips.map(({ number, state, label }) => ({ number, state, label }));
  return { ...batchSummary(batch), numbers };
}

export const ReservationIn = z.object({
  count: z.int({ error: "whole_number" }).min(1, { error: "too_small" }).max(MOST_SLIPS, {
    error: "too_big",
  }),
});

export const LabelsIn = z.object({
  printer_id: z.uuid({ error: "invalid" }).nullable().default(null).meta({
    description: "A label printer of the branch; those that its matrix names where it is left out",
  }),
});

/** Those that are named, or every one of the batch that is still open. */
export const VoidingIn = z.object({
  numbers: z.array(OrderNumber).max(MOST_SLIPS, { error: "too_long" }).default([]),
  all: z.boolean({ error: "invalid" }).default(false).meta({ description: "Every one that is open" }),
  reason: requiredLine(200),
}).superRefine(({ numbers, all }, issues) => {
  if (all || numbers.length > 0) return;
  issues.addIssue({ code: "custom", path: ["numbers"], message: "no_slips_chosen" });
});

export const VoidedTold = z.object({
  voided: Count,
  left: Count.meta({
    description: "Named ones that had been used or voided before, or are none of the batch",
  }),
  batch: SlipBatch,
});
