import { z } from "zod";
import { Id, Instant, instant, instantOrNull } from "../api/shapes.ts";
import { DEVICE_CATEGORIES } from "../devices/device.ts";
import { checked } from "../http/json_body.ts";
import { line } from "../lib/form.ts";
import { CHECK_RESULTS, CHECKLIST_PHASES, type CheckRun as Row, MOST_CHECKS } from "./checklist.ts";
import { type Answers, answersInput } from "./input.ts";

export const Phase = z.enum(CHECKLIST_PHASES, { error: "required" }).meta({
  description: "As the device comes in, or before it goes out",
});

export const Checklist = z.object({
  category: z.enum(DEVICE_CATEGORIES),
  phase: Phase,
  points: z.array(z.string()).meta({ description: "None where the shop has no list" }),
}).meta({ id: "Checklist", description: "What the shop checks of a kind of device" });

export const CheckRun = z.object({
  id: Id,
  phase: Phase,
  started_at: Instant,
  closed_at: Instant.nullable().meta({ description: "When the order went on with it" }),
  items: z.array(z.object({
    id: Id,
    text: z.string().meta({ description: "As it was when the run began" }),
    result: z.enum(CHECK_RESULTS).nullable().meta({ description: "null until somebody answers" }),
    note: z.string(),
    by: z.string(),
    at: Instant.nullable(),
  })),
  version: z.int(),
}).meta({ id: "CheckRun", description: "One filling in of a checklist" });

export function runTold({ id, phase, startedAt, closedAt, items, version }: Row): z.input<typeof CheckRun> {
  return {
    id,
    phase,
    started_at: instant(startedAt),
    closed_at: instantOrNull(closedAt),
    items: items.map(({ id, text, result, note, by, at }) => ({
      id,
      text,
      result,
      note,
      by,
      at: instantOrNull(at),
    })),
    version,
  };
}

export const AnswersIn = z.object({
  items: z.array(z.object({
    id: z.uuid({ error: "invalid" }),
    result: z.enum(CHECK_RESULTS, { error: "invalid" }).optional(),
    note: line(200).optional().meta({ description: "Needed for what cannot be tested" }),
  })).max(MOST_CHECKS, { error: "too_long" }).default([]).meta({
    description: "Those to answer; the others stay as they are",
  }),
  rest_ok: z.boolean({ error: "invalid" }).default(false).meta({
    description: "Everything that is still open is fine",
  }),
});

/** The run in the form in which it is answered. */
export function answersAsIn({ items }: Row): z.input<typeof AnswersIn> {
  return { items: items.map(({ id, result, note }) => ({ id, ...result !== null && { result }, note })) };
}

/** As the form has them: what an item leaves out stays. @throws AppError invalid for what cannot be tested without a note */
export function answersFrom(
  run: Row,
  { items, rest_ok }: z.output<typeof AnswersIn>,
  version: number,
): Answers {
  return checked(answersInput, {
    run: run.id,
    version,
    items: items.map(({ id, result, note }) => {
      const known = run.items.find((one) => one.id === id);
      return { id, result: result ?? known?.result ?? undefined, note: note ?? known?.note ?? "" };
    }),
    ...rest_ok && { rest_ok: "1" },
  });
}
