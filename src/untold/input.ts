import { z } from "zod";
import { line, requiredLine } from "../lib/form.ts";
import { dayStart } from "../lib/dates.ts";
import { type MessageKind, MUST_HEAR, TELL_CHANNELS, UNTOLD_REASONS } from "../mail/message.ts";
import { UNTOLD_VIEWS, type UntoldCursor, type UntoldFilter } from "./untold.ts";

export const toldInput = z.object({
  /** What of; the oldest that waits where the form does not say. */
  about: z.enum(MUST_HEAR as [MessageKind, ...MessageKind[]], { error: "invalid" }).optional(),
  how: z.enum(TELL_CHANNELS, { error: "required" }),
  note: line(300).default(""),
});
export type ToldInput = z.output<typeof toldInput>;

/** Puts it off until a day begins in a time zone, or leaves it for good with a reason. */
export function putOffInput({ timeZone, now }: { timeZone: string; now: number }) {
  return z.discriminatedUnion("act", [
    z.object({
      act: z.literal("later"),
      until: z.iso.date({ error: "date" }).transform((day) => dayStart(day, timeZone))
        .refine((at) => at > now, { error: "date_past" }),
      note: line(300).default(""),
    }),
    z.object({ act: z.literal("leave"), note: requiredLine(300) }),
    z.object({ act: z.literal("resume") }),
  ], { error: "required" });
}
export type PutOff = z.output<ReturnType<typeof putOffInput>>;

const filter = z.object({
  ver: z.enum(UNTOLD_VIEWS).default("waiting").catch("waiting"),
  motivo: z.enum(UNTOLD_REASONS).nullable().default(null).catch(null),
});

/** What is shown of the queue, as its address says. */
export function untoldFilter(params: Record<string, string>): UntoldFilter {
  const { ver, motivo } = filter.parse(params);
  return { view: ver, reason: motivo };
}

const query = z.object({
  desde: z.string().regex(/^\d{1,15}\.[0-9a-f-]{36}$/).transform(cursorOf).nullable().default(null).catch(
    null,
  ),
});

/** Where a page of the queue begins, as its address says. */
export function untoldAfter(params: Record<string, string>): UntoldCursor | null {
  return query.parse(params).desde;
}

function cursorOf(text: string): UntoldCursor {
  const [since = "0", order_id = ""] = text.split(".");
  return { since: Number(since), order_id };
}
