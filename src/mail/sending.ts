import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { PermanentFailure, Postponed } from "../jobs/handler.ts";
import { logOf } from "../logs.ts";
import { recordEvent } from "../orders/history.ts";
import { proveSent } from "../pickups/rows.ts";
import { endUntold, sendingFailed } from "../untold/rows.ts";
import { attachmentsOf, type MailAttachment } from "./attachments.ts";
import { beginAttempt, endAttempt, handOver, wasForgotten } from "./attempts.ts";
import { headerText, MUST_HEAR, SECRET_KINDS } from "./message.ts";
import { isSuppressed, suppress, Suppressed } from "./suppression.ts";
import { enoughUntil } from "./throttle.ts";
import { unsubscribeUrl } from "./unsubscribing.ts";

const log = logOf("email");

export const LONGEST_ANSWER = 500;

export interface Address {
  name: string;
  address: string;
}

export interface Outgoing {
  /** An address, or `Name <address>`. */
  from: Address | string;
  to: Address;
  replyTo: string | null;
  subject: string;
  html: string;
  text: string;
  /** With its angle brackets. */
  messageId: string;
  /** What ties the mails about an order together, with angle brackets; null for a mail about none. */
  thread: string | null;
  /** Where a client says that they want no more of these, null for what they have to get. */
  unsubscribeUrl: string | null;
  attachments: readonly MailAttachment[];
  /** Awaited before the server gets the last byte. */
  handingOver(): Promise<void>;
}

/** What the server said, and how long the try took in milliseconds. */
export interface Taken {
  answer: string;
  durationMs: number;
}

export interface Mailer {
  /** Resolves when the server has taken the mail over. @throws MailRefused */
  send(mail: Outgoing): Promise<Taken>;
  close(): Promise<void>;
}

/** The message is a code without personal data; what the server said in full is the `cause`. */
export class MailRefused extends Error {
  override readonly name = "MailRefused";
  readonly code: string;
  readonly permanent: boolean;
  /** There is no such address. */
  readonly bounced: boolean;
  /** The server has the whole mail, and its answer was lost. */
  readonly unsure: boolean;
  readonly durationMs: number;
  constructor(code: string, refusal: Refusal) {
    super(`The mail was not taken over (${code})`, { cause: refusal.cause });
    this.code = code;
    this.permanent = refusal.permanent;
    this.bounced = refusal.bounced;
    this.unsure = refusal.unsure;
    this.durationMs = refusal.durationMs;
  }
}

interface Refusal {
  permanent: boolean;
  bounced: boolean;
  unsure: boolean;
  durationMs: number;
  cause: unknown;
}

interface SmtpError {
  code?: unknown;
  command?: unknown;
  response?: unknown;
  responseCode?: unknown;
}

/** `550`, `ETIMEDOUT` …: what may stand in a log. */
export function errorCode(error: unknown): string {
  const { code, responseCode } = (typeof error === "object" && error !== null ? error : {}) as SmtpError;
  if (typeof responseCode === "number") return String(responseCode);
  return typeof code === "string" ? code : "unknown";
}

/** A 5xx about this mail or its recipient. Refusals of the connection or of our password can be mended meanwhile. */
export function isPermanent(error: unknown): boolean {
  const { code, responseCode } = (typeof error === "object" && error !== null ? error : {}) as SmtpError;
  const aboutTheMail = code === "EENVELOPE" || code === "EMESSAGE";
  return aboutTheMail && (typeof responseCode !== "number" || responseCode >= 500);
}

/** What the server said, "" where it said nothing. */
export function answerOf(error: unknown): string {
  const { response } = (typeof error === "object" && error !== null ? error : {}) as SmtpError;
  return typeof response === "string" ? response : "";
}

/** The recipient is refused for good, and not for what was written or by whom (5.7). */
export function isBounce(error: unknown): boolean {
  const { code, responseCode } = (typeof error === "object" && error !== null ? error : {}) as SmtpError;
  const known = code === "EENVELOPE" && [550, 551, 553].includes(Number(responseCode));
  return known && !/^\d{3}[ -]5\.(?!1)/.test(answerOf(error));
}

export interface SendOptions {
  mailer: Mailer;
  /** Sender as configured; null for the shop's own e-mail. */
  from: string | null;
}

/**
 * Sends one queued message: every try carries the same Message-ID and leaves a line in its log. @throws PermanentFailure, Postponed
 * where the recipient has had enough for now, Error with a code
 */
export async function sendMessage(ctx: Ctx, messageId: string, options: SendOptions): Promise<void> {
  const until = await enoughUntil(ctx, messageId);
  if (until !== null) throw new Postponed(until);
  const message = await takeUp(ctx, messageId);
  if (!message) return;
  const facts = { messageId, kind: message.kind, attempt: message.attempts };
  let taken: Taken;
  try {
    if (await isSuppressed(ctx.db, message.to_address)) throw new Suppressed();
    taken = await options.mailer.send({
      from: senderOf(ctx, options.from),
      to: { name: headerText(message.to_name), address: message.to_address },
      replyTo: ctx.shop.organization?.email || null,
      subject: message.subject,
      html: message.html,
      text: message.text,
      messageId: message.message_id,
      thread: await threadOf(ctx, messageId),
      unsubscribeUrl: unsubscribeUrl(ctx, message),
      handingOver: () => handOver(ctx.db, { messageId, number: message.attempts }),
      attachments: await attachmentsOf(ctx, messageId),
    });
  } catch (error) {
    await noteFailure(ctx, message, error);
    log.warning("Mail not sent", { ...facts, code: error instanceof Error ? error.message : "unknown" });
    if (error instanceof Suppressed) throw new PermanentFailure(error.message);
    if (!(error instanceof MailRefused)) throw error;
    // Without its cause: servers name the recipient in what they say, and job errors are logged.
    throw error.permanent ? new PermanentFailure(error.message) : new Error(error.message);
  }
  await noteSent(ctx, message, taken);
  log.info("Mail sent", facts);
}

/** It does not go out any more, by whichever channel it would have. */
export async function markFailed(trx: Db, ctx: Ctx, messageId: string): Promise<void> {
  const failed = await trx.updateTable("message").set({ state: "failed" }).where("id", "=", messageId)
    .where("state", "in", ["queued", "sending", "unsure"]).returning(["kind", "channel"]).executeTakeFirst();
  if (!failed) return;
  const byChat = failed.channel === "whatsapp";
  await forgetSecret(trx, { id: messageId, kind: failed.kind });
  const data = { message: failed.kind, message_id: messageId, ...byChat && { channel: failed.channel } };
  for (const orderId of await ordersOf(trx, messageId)) {
    await recordEvent(trx, ctx, { orderId, kind: "message_failed", data });
  }
  await sendingFailed(trx, ctx, messageId, byChat ? "whatsapp_failed" : undefined);
}

export async function ordersOf(db: Db, messageId: string): Promise<string[]> {
  const rows = await db.selectFrom("message_order").select("order_id").where("message_id", "=", messageId)
    .orderBy("order_id").execute();
  return rows.map(({ order_id }) => order_id);
}

/** What ties the mails about an order together: the same for all of them, though no mail bears it. */
async function threadOf(ctx: Ctx, messageId: string): Promise<string | null> {
  const [orderId] = await ordersOf(ctx.db, messageId);
  return orderId ? `<order-${orderId}@${new URL(ctx.baseUrl).hostname}>` : null;
}

async function takeUp(ctx: Ctx, messageId: string) {
  return await ctx.db.transaction().execute(async (trx) => {
    const message = await trx.updateTable("message")
      .set((q) => ({ state: "sending", attempts: q("attempts", "+", 1) }))
      .where("id", "=", messageId).where("state", "in", ["queued", "sending", "unsure"])
      .where("to_address", "!=", "").returningAll().executeTakeFirst();
    if (message) await beginAttempt(trx, ctx, { messageId, number: message.attempts });
    return message;
  });
}

type MessageRow = NonNullable<Awaited<ReturnType<typeof takeUp>>>;

async function noteFailure(
  ctx: Ctx,
  { id, attempts, to_address }: MessageRow,
  error: unknown,
): Promise<void> {
  const refused = error instanceof MailRefused ? error : null;
  const said = refused?.cause instanceof Error ? refused.cause : error;
  const answer = headerText(said instanceof Error ? said.message : String(said)).slice(0, LONGEST_ANSWER);
  await ctx.db.transaction().execute(async (trx) => {
    const forgotten = await wasForgotten(trx, id);
    const last_error = forgotten ? "" : answer;
    const state = forgotten ? "withdrawn" : refused?.unsure ? "unsure" : "queued";
    await trx.updateTable("message").set({ state, last_error })
      .where("id", "=", id).where("state", "=", "sending").execute();
    await endAttempt(trx, {
      messageId: id,
      number: attempts,
      result: refused?.unsure ? "unsure" : refused?.permanent ? "refused" : "later",
      code: refused?.code ?? "",
      answer: last_error,
      durationMs: refused?.durationMs ?? 0,
    });
    if (refused?.bounced && !forgotten) {
      await suppress(trx, ctx, { address: to_address, messageId: id, code: refused.code });
    }
  });
}

/** A way into an account is in the mail alone. */
async function forgetSecret(trx: Db, { id, kind }: { id: string; kind: string }): Promise<void> {
  if (!SECRET_KINDS.some((one) => one === kind)) return;
  await trx.updateTable("message").set({ html: "", text: "" }).where("id", "=", id).execute();
}

async function noteSent(
  ctx: Ctx,
  { id, kind, attempts }: MessageRow,
  { answer, durationMs }: Taken,
): Promise<void> {
  const about = MUST_HEAR.find((one) => one === kind);
  const orders = await ordersOf(ctx.db, id);
  await ctx.db.transaction().execute(async (trx) => {
    const forgotten = await wasForgotten(trx, id);
    await trx.updateTable("message").set({ state: "sent", sent_at: ctx.now, last_error: "" })
      .where("id", "=", id).execute();
    const code = answer.slice(0, 3);
    const said = headerText(answer).slice(0, LONGEST_ANSWER);
    await endAttempt(trx, {
      messageId: id,
      number: attempts,
      result: "taken",
      code,
      answer: forgotten ? "" : said,
      durationMs,
    });
    await forgetSecret(trx, { id, kind });
    if (kind === "pickup_notice") await proveSent(trx, ctx, { messageId: id, by: "mail" });
    for (const orderId of orders) {
      if (about) await endUntold(trx, { orderId, about });
      await recordEvent(trx, ctx, { orderId, kind: "message_sent", data: { message: kind, message_id: id } });
    }
  });
  ctx.live.changed(...orders.map((orderId) => `order:${orderId}` as const));
}

function senderOf(ctx: Ctx, from: string | null): Address | string {
  if (from !== null) return headerText(from);
  const { organization } = ctx.shop;
  if (!organization || organization.email === "") {
    throw new Error("No sender: set MAIL_FROM or the shop's e-mail");
  }
  return { name: headerText(organization.name), address: organization.email };
}
