import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { noteOutcome } from "../monitoring/meter.ts";
import type { AttemptResult } from "./message.ts";

interface Tried {
  messageId: string;
  number: number;
}

/** Notes that a try begins. One that still runs was cut short with its process, before the server had the whole mail. */
export async function beginAttempt(trx: Db, ctx: Ctx, { messageId, number }: Tried): Promise<void> {
  await trx.updateTable("message_attempt").set({ result: "cut" }).where("message_id", "=", messageId)
    .where("result", "=", "running").execute();
  await trx.insertInto("message_attempt").values({
    message_id: messageId,
    number,
    at: ctx.now,
    duration_ms: null,
    result: "running",
    code: "",
    answer: "",
  }).execute();
}

/** The server is about to get the last byte: from here on only its answer tells whether it has the mail. */
export async function handOver(db: Db, { messageId, number }: Tried): Promise<void> {
  await db.updateTable("message_attempt").set({ result: "unsure" })
    .where("message_id", "=", messageId).where("number", "=", number).execute();
}

/**
 * Whether whom a message was written to has been forgotten while it was sent: then nothing that its server said is kept. Holds the message
 * until the transaction ends.
 */
export async function wasForgotten(trx: Db, messageId: string): Promise<boolean> {
  const message = await trx.selectFrom("message").select("to_address").where("id", "=", messageId)
    .forUpdate().executeTakeFirstOrThrow();
  return message.to_address === "";
}

export async function endAttempt(
  trx: Db,
  { messageId, number, durationMs, ...end }: Tried & {
    result: Exclude<AttemptResult, "running" | "cut">;
    code: string;
    answer: string;
    /** What was noted before stays where it is left out. */
    durationMs?: number;
  },
): Promise<void> {
  await trx.updateTable("message_attempt").set({
    ...end,
    ...(durationMs !== undefined && { duration_ms: durationMs }),
  })
    .where("message_id", "=", messageId).where("number", "=", number).execute();
  noteOutcome("mails", end.result);
}
