import { z } from "zod";
import { openingPart } from "../cash/input.ts";
import { dayStart, instantOf, isLocalDateTime, nextDay } from "../lib/dates.ts";
import { line, paragraph, requiredLine, requiredParagraph, tick, version } from "../lib/form.ts";
import { optionalMoney, requiredMoney } from "../lib/money_form.ts";
import { seenAccount } from "../payments/input.ts";
import { PAYMENT_METHODS, PRIORITIES } from "./order.ts";
import { DIAGNOSIS_FINDINGS, ORDER_OUTCOMES, ORDER_STATUSES } from "./status.ts";
import type { Move } from "./transition.ts";

/** How the branch of an order reads what is typed: IANA zone, ISO 4217 code. */
export interface Typing {
  timeZone: string;
  currency: string;
}

/** Drawn when the form was made; the id of what it makes, so that one form makes it once. */
export const formKey = z.uuid({ error: "invalid" });

export function moveInput({ timeZone }: Pick<Typing, "timeZone">) {
  return z.object({
    to: z.enum(ORDER_STATUSES, { error: "required" }),
    from: z.enum(ORDER_STATUSES).optional(),
    reason: paragraph(1000).default(""),
    review_at: endOfDay(timeZone),
    vendor: line(120).default(""),
    vendor_expected_at: endOfDay(timeZone),
    carried_by: line(120).default(""),
    outcome: blankAs(z.enum(ORDER_OUTCOMES, { error: "invalid" })),
    parts_explanation: paragraph(1000).default(""),
    deposit_kept: paragraph(500).default(""),
    technician_id: blankAs(z.uuid({ error: "not_a_technician" })),
    force: tick,
    silent: tick,
  }).transform((typed): Move => ({
    to: typed.to,
    from: typed.from,
    reason: typed.reason,
    reviewAt: typed.review_at,
    vendor: typed.vendor,
    vendorExpectedAt: typed.vendor_expected_at,
    carriedBy: typed.carried_by,
    outcome: typed.outcome,
    partsExplanation: typed.parts_explanation,
    depositKept: typed.deposit_kept,
    technicianId: typed.technician_id,
    force: typed.force,
    notify: !typed.silent,
  }));
}

export function editInput({ timeZone, currency }: Typing) {
  return z.object({
    fault: requiredParagraph(2000),
    condition: paragraph(2000).default(""),
    priority: z.enum(PRIORITIES, { error: "invalid" }),
    promised_at: moment(timeZone),
    preauthorised: optionalMoney(currency),
    version,
  });
}
export type OrderEdit = z.output<ReturnType<typeof editInput>>;

/** Another day for a pause to be looked at, or for another workshop to be done. */
export function postponementInput(timeZone: string) {
  return z.object({
    until: z.iso.date({ error: "date" }).transform((day) => dayStart(nextDay(day), timeZone) - 1),
    reason: requiredLine(300),
  });
}
export type Postponement = z.output<ReturnType<typeof postponementInput>>;

export const assignmentInput = z.object({ technician_id: line(36).default("") });

export const diagnosisInput = z.object({
  text: requiredParagraph(5000),
  finding: z.enum(DIAGNOSIS_FINDINGS, { error: "invalid" }).default("repairable"),
  form_key: formKey,
});
export type DiagnosisInput = z.output<typeof diagnosisInput>;

export const noteInput = z.object({
  text: requiredParagraph(5000),
  visibility: z.enum(["internal", "public"]).default("internal"),
  form_key: formKey,
});
export type NoteInput = z.output<typeof noteInput>;

export const photosInput = z.object({
  photos: z.array(z.uuid({ error: "invalid" })).max(40, { error: "too_many_photos" }).default([]),
  visibility: z.enum(["internal", "public"]).default("internal"),
});
export type PhotosInput = z.output<typeof photosInput>;

export const secretInput = z.object({ reason: requiredLine(300) });

export function chargeInput(currency: string) {
  return z.object({
    description: requiredLine(200),
    amount: requiredMoney(currency),
    /** Why a warranty claim costs something. */
    reason: paragraph(500).default(""),
    form_key: formKey,
  });
}
export type ChargeInput = z.output<ReturnType<typeof chargeInput>>;

/** A thing on the counter: an accessory that goes back, or a loaner that comes back; its note says how, or why not. */
const tickedOff = z.object({
  id: z.uuid({ error: "invalid" }),
  returned: tick,
  note: line(200).default(""),
});

export function deliveryInput(currency: string) {
  return z.object({
    taken_by: requiredLine(120),
    taken_by_document: line(40).default(""),
    work: paragraph(5000).default(""),
    accessories: z.array(tickedOff).max(40, { error: "invalid" }).default([]),
    loans: z.array(tickedOff).max(40, { error: "invalid" }).default([]),
    amount: optionalMoney(currency),
    method: blankAs(z.enum(PAYMENT_METHODS, { error: "invalid" })),
    /** Cash that the client hands over. */
    received: optionalMoney(currency),
    seen: seenAccount,
    opening: openingPart(currency),
    debt_reason: paragraph(500).default(""),
    signature: z.string().max(800_000, { error: "too_long" }).default(""),
    signed_name: line(120).default(""),
    unsigned_reason: line(300).default(""),
    silent: tick,
    form_key: formKey,
  });
}
export type DeliveryInput = z.output<ReturnType<typeof deliveryInput>>;

/** A moment that has come, as `datetime-local` has it. */
export function pastMoment({ timeZone, now }: { timeZone: string; now: number }) {
  return z.object({
    en: z.string({ error: "required" }).min(1, { error: "required" }).refine(isLocalDateTime, {
      error: "date",
    })
      .transform((local) => instantOf(local, timeZone)).refine((at) => at <= now, { error: "date_future" }),
  });
}

/** The last instant of a calendar day, null when none was typed. */
function endOfDay(timeZone: string) {
  return blankAs(z.iso.date({ error: "date" }).transform((day) => dayStart(nextDay(day), timeZone) - 1));
}

function moment(timeZone: string) {
  return blankAs(
    z.string().refine(isLocalDateTime, { error: "date" }).transform((local) => instantOf(local, timeZone)),
  );
}

function blankAs<S extends z.ZodType>(schema: S) {
  return z.preprocess((typed) => typed === "" ? undefined : typed, schema.optional())
    .transform((value): z.output<S> | null => value ?? null);
}
