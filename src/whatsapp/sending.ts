import type { Ctx } from "../context.ts";
import { PermanentFailure, Postponed } from "../jobs/handler.ts";
import type { Locale } from "../lib/locale.ts";
import { logOf } from "../logs.ts";
import { whatsappNumber } from "../lib/phone.ts";
import { attachmentsOf } from "../mail/attachments.ts";
import { beginAttempt, endAttempt, handOver, wasForgotten } from "../mail/attempts.ts";
import { headerText } from "../mail/message.ts";
import { LONGEST_ANSWER } from "../mail/sending.ts";
import { enoughUntil } from "../mail/throttle.ts";
import { sendingFailed } from "../untold/rows.ts";
import { endRefusal, tellRefusal } from "./alerting.ts";
import { sendTemplate, uploadPdf } from "./cloud.ts";
import { connectionOf, findAccount } from "./connections.ts";
import { GraphFault } from "./graph.ts";
import { noteArrived } from "./states.ts";
import type { ChatContent } from "./template.ts";

const log = logOf("email");

/** After a lost answer Meta's webhook may still tell; then somebody of the shop is asked to. */
const UNSURE_MS = 30 * 60_000;

/**
 * Sends one queued message by WhatsApp. Meta knows no repeated request: what it may have is not sent twice, and only its webhook tells
 * whether it went. @throws PermanentFailure, Postponed, Error with a code
 */
export async function sendChat(ctx: Ctx, messageId: string): Promise<void> {
  const until = await enoughUntil(ctx, messageId);
  if (until !== null) throw new Postponed(until);
  const taken = await takeUp(ctx, messageId);
  if (taken === null) return;
  if (taken === "unsure") throw new Postponed(ctx.now + UNSURE_MS);
  const facts = { messageId, kind: taken.kind, attempt: taken.attempts };
  const begun = performance.now();
  const durationMs = () => Math.round(performance.now() - begun);
  try {
    const providerId = await handedOver(ctx, taken);
    await noteTaken(ctx, taken, { providerId, durationMs: durationMs() });
    log.info("WhatsApp sent", facts);
  } catch (fault) {
    if (!(fault instanceof GraphFault)) throw fault;
    await noteFault(ctx, taken, { fault, durationMs: durationMs() });
    log.warning("WhatsApp not sent", { ...facts, code: fault.code });
    if (fault.unsure) throw new Postponed(ctx.now + UNSURE_MS);
    // Without what Meta said: it may name the recipient, and job errors are logged.
    throw fault.kind === "busy" ? new Error(fault.message) : new PermanentFailure(fault.message);
  }
}

interface Taken {
  id: string;
  kind: string;
  to_address: string;
  chat_json: string;
  locale: Locale;
  attempts: number;
}

/** Null where there is nothing to send; `unsure` where a process died while Meta may have got it. */
async function takeUp(ctx: Ctx, messageId: string): Promise<Taken | "unsure" | null> {
  return await ctx.db.transaction().execute(async (trx) => {
    const message = await trx.selectFrom("message").select(["id", "kind", "to_address", "chat_json", "state"])
      .select(["attempts", "locale"]).where("id", "=", messageId).forUpdate().executeTakeFirst();
    if (!message || message.to_address === "") return null;
    if (message.state === "unsure") {
      await sendingFailed(trx, ctx, messageId, "whatsapp_unsure");
      return null;
    }
    if (message.state !== "queued" && message.state !== "sending") return null;
    const last = await trx.selectFrom("message_attempt").select("result").where("message_id", "=", messageId)
      .where("number", "=", message.attempts).executeTakeFirst();
    if (message.state === "sending" && last?.result === "unsure") {
      await trx.updateTable("message").set({ state: "unsure" }).where("id", "=", messageId).execute();
      return "unsure";
    }
    const attempts = message.attempts + 1;
    await trx.updateTable("message").set({ state: "sending", attempts }).where("id", "=", messageId)
      .execute();
    await beginAttempt(trx, ctx, { messageId, number: attempts });
    return { ...message, attempts };
  });
}

/** Answers what Meta calls it. @throws GraphFault */
async function handedOver(ctx: Ctx, { id, to_address, chat_json, locale, attempts }: Taken): Promise<string> {
  const account = await findAccount(ctx.db);
  const connection = account?.enabled === 1 ? await connectionOf(ctx, account) : null;
  if (!connection) throw new GraphFault({ kind: "other", code: "EOFF" });
  const content: ChatContent = JSON.parse(chat_json);
  const { document: name } = content;
  const mediaId = name === undefined
    ? undefined
    : await uploadPdf(connection, { name, bytes: await papersInOne(ctx, { messageId: id, name, locale }) });
  await handOver(ctx.db, { messageId: id, number: attempts });
  return await sendTemplate(connection, {
    to: whatsappNumber(to_address),
    content,
    mark: markOf({ id, attempts }),
    mediaId,
  });
}

/** A message carries one file: what goes along with it, one after another. */
async function papersInOne(
  ctx: Ctx,
  { messageId, name, locale }: { messageId: string; name: string; locale: Locale },
): Promise<Uint8Array<ArrayBuffer>> {
  const attachments = await attachmentsOf(ctx, messageId);
  const papers = attachments.flatMap(({ type, bytes }) => type === "application/pdf" ? [bytes] : []);
  const [only] = papers;
  if (only && papers.length === 1) return only;
  const { bundle } = await import("../documents/bundle.ts");
  const author = ctx.shop.organization?.name ?? "";
  return await bundle({ title: name.replace(/\.pdf$/, ""), author, locale, at: ctx.now }, papers);
}

/** What Meta gives back with all that it tells of a try. */
export function markOf({ id, attempts }: { id: string; attempts: number }): string {
  return `${id}:${attempts}`;
}

async function noteTaken(
  ctx: Ctx,
  { id, attempts }: Taken,
  { providerId, durationMs }: { providerId: string; durationMs: number },
): Promise<void> {
  const topics = await ctx.db.transaction().execute(async (trx) => {
    await endAttempt(trx, {
      messageId: id,
      number: attempts,
      result: "taken",
      code: "",
      answer: providerId,
      durationMs,
    });
    await trx.updateTable("message").set({ provider_id: providerId }).where("id", "=", id).execute();
    await endRefusal(trx, ctx);
    return await noteArrived(trx, ctx, { id, state: "sent", at: ctx.now });
  });
  ctx.live.changed(...topics, "jobs");
}

async function noteFault(
  ctx: Ctx,
  { id, attempts }: Taken,
  { fault, durationMs }: { fault: GraphFault; durationMs: number },
): Promise<void> {
  const { code, kind, unsure } = fault;
  const said = headerText(fault.answer).slice(0, LONGEST_ANSWER);
  await ctx.db.transaction().execute(async (trx) => {
    const forgotten = await wasForgotten(trx, id);
    const answer = forgotten ? "" : said;
    const state = forgotten ? "withdrawn" : unsure ? "unsure" : "queued";
    await trx.updateTable("message").set({ state, last_error: answer || fault.message })
      .where("id", "=", id).where("state", "=", "sending").execute();
    const result = unsure ? "unsure" : kind === "busy" ? "later" : "refused";
    await endAttempt(trx, { messageId: id, number: attempts, result, code, answer, durationMs });
    if (kind === "account") await tellRefusal(trx, ctx, code);
  });
  ctx.live.changed("jobs");
}
