import { z } from "zod";
import { line } from "../lib/form.ts";
import { type MessageKind, MUST_HEAR, TELL_CHANNELS } from "../mail/message.ts";
import type { UntoldCursor } from "./queries.ts";

export const toldInput = z.object({
  /** What of; the oldest that waits where the form does not say. */
  about: z.enum(MUST_HEAR as [MessageKind, ...MessageKind[]], { error: "invalid" }).optional(),
  how: z.enum(TELL_CHANNELS, { error: "required" }),
  note: line(300).default(""),
});
export type ToldInput = z.output<typeof toldInput>;

const query = z.object({
  desde: z.string().regex(/^\d{1,15}\.[0-9a-f-]{36}$/).transform(cursorOf).nullable().default(null).catch(
    null,
  ),
});

/** Where a page of the queue begins, as its address says. */
export function untoldAfter(params: Record<string, string>): UntoldCursor | null {
  return query.parse(params).desde;
}

export function untoldPage({ since, order_id }: UntoldCursor): string {
  return `?desde=${since}.${order_id}`;
}

function cursorOf(text: string): UntoldCursor {
  const [since = "0", order_id = ""] = text.split(".");
  return { since: Number(since), order_id };
}
