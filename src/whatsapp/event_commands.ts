import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { enqueue } from "../jobs/queue.ts";
import { sha256 } from "../lib/token.ts";
import { endAttempt, wasForgotten } from "../mail/attempts.ts";
import { headerText } from "../mail/message.ts";
import { LONGEST_ANSWER } from "../mail/sending.ts";
import { tellRefusal } from "./alerting.ts";
import { findAccount } from "./connections.ts";
import { failChat } from "./falling_back.ts";
import { faultKind } from "./faults.ts";
import { takeInbound } from "./inbound_commands.ts";
import { instantOf, type StatusNotice, toldOf } from "./notice.ts";
import { type Arrived, noteArrived } from "./states.ts";

/** Longer than Meta repeats itself, which is a week. */
const KEEP_DIGESTS_MS = 30 * 86_400_000;

/** Keeps what Meta told as it came, once, with the job that reads it. */
export async function keepEvent(ctx: Ctx, body: string): Promise<void> {
  await ctx.db.transaction().execute(async (trx) => {
    const kept = await trx.insertInto("whatsapp_event").values({
      id: ctx.random.id(ctx.now),
      digest: sha256(body),
      body,
      received_at: ctx.now,
      processed_at: null,
    }).onConflict((known) => known.column("digest").doNothing()).returning("id").executeTakeFirst();
    if (!kept) return;
    await enqueue(trx, ctx, {
      kind: "read_whatsapp_event",
      payload: { eventId: kept.id },
      uniqueKey: `read_whatsapp_event:${kept.id}`,
    });
  });
  ctx.live.changed("jobs");
}

/** Does what an event says, each part by itself; its text goes once that is done. Reading it twice changes nothing. */
export async function readWhatsappEvent(ctx: Ctx, eventId: string): Promise<void> {
  const event = await ctx.db.selectFrom("whatsapp_event").select(["body", "processed_at"])
    .where("id", "=", eventId).executeTakeFirst();
  if (!event || event.processed_at !== null) return;
  const account = await findAccount(ctx.db);
  const told = toldOf(event.body, account?.phone_number_id ?? "");
  for (const status of told.statuses) {
    ctx.live.changed(...await ctx.db.transaction().execute((trx) => applyStatus(trx, ctx, status)), "jobs");
  }
  for (const message of told.messages) await takeInbound(ctx, message);
  await ctx.db.updateTable("whatsapp_event").set({ body: "", processed_at: ctx.now }).where(
    "id",
    "=",
    eventId,
  )
    .execute();
  await ctx.db.deleteFrom("whatsapp_event").where("processed_at", "<=", ctx.now - KEEP_DIGESTS_MS).execute();
}

/** Answers the pages that show it. */
async function applyStatus(trx: Db, ctx: Ctx, told: StatusNotice): Promise<`order:${string}`[]> {
  const message = await messageOf(trx, told);
  if (!message) return [];
  const { id, attempts } = message;
  await trx.updateTable("message").set({ provider_id: told.id }).where("id", "=", id)
    .where("provider_id", "is", null).execute();
  const at = instantOf(told.timestamp, ctx.now);
  const arrived = ARRIVED.find((one) => one === told.status);
  if (arrived) return await noteArrived(trx, ctx, { id, state: arrived, at });
  if (told.status !== "failed") return [];
  await noteFailed(trx, ctx, { id, attempts, told });
  return [];
}

const ARRIVED: readonly Arrived[] = ["sent", "delivered", "read"];

/** By what Meta calls it, or by our own mark where its answer was lost. */
async function messageOf(trx: Db, { id, biz_opaque_callback_data: mark = "" }: StatusNotice) {
  const columns = ["id", "attempts"] as const;
  const known = await trx.selectFrom("message").select(columns).where("provider_id", "=", id)
    .executeTakeFirst();
  if (known) return known;
  const [messageId = "", attempt = ""] = mark.split(":");
  return await trx.selectFrom("message").select(columns).where("id", "=", messageId)
    .where("channel", "=", "whatsapp").where("attempts", "=", Number(attempt) || 0)
    .where("provider_id", "is", null).executeTakeFirst();
}

async function noteFailed(
  trx: Db,
  ctx: Ctx,
  { id, attempts, told }: { id: string; attempts: number; told: StatusNotice },
): Promise<void> {
  const [error] = told.errors ?? [];
  const code = String(error?.code ?? "");
  const said = [error?.title, error?.error_data?.details].filter(Boolean).join(". ");
  const forgotten = await wasForgotten(trx, id);
  const answer = forgotten ? "" : headerText(said).slice(0, LONGEST_ANSWER);
  const failed = await failChat(trx, ctx, id);
  if (!failed) return;
  await trx.updateTable("message").set({ last_error: answer || code }).where("id", "=", id).execute();
  await endAttempt(trx, { messageId: id, number: attempts, result: "refused", code, answer });
  if (error && faultKind(error.code) === "account") await tellRefusal(trx, ctx, code);
}
