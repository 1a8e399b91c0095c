import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { PermanentFailure } from "../jobs/handler.ts";
import { emailLog } from "../logs.ts";
import { recordEvent } from "../orders/history.ts";
import { proveMailed } from "../pickups/rows.ts";
import { endUntold, mailFailed } from "../untold/rows.ts";
import { attachmentsOf, type MailAttachment } from "./attachments.ts";
import { headerText, type LetterKind, type MessageKind, MUST_HEAR, type NoticeKind } from "./message.ts";

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
  attachments: readonly MailAttachment[];
}

export interface Mailer {
  /** Resolves when the server has taken the mail over. @throws MailRefused */
  send(mail: Outgoing): Promise<void>;
  close(): Promise<void>;
}

/** The message is a code without personal data; what the server said in full is the `cause`. */
export class MailRefused extends Error {
  override readonly name = "MailRefused";
  readonly permanent: boolean;
  constructor(code: string, { permanent, cause }: { permanent: boolean; cause: unknown }) {
    super(`The mail was not taken over (${code})`, { cause });
    this.permanent = permanent;
  }
}

interface SmtpError {
  code?: unknown;
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

export interface SendOptions {
  mailer: Mailer;
  /** Sender as configured; null for the shop's own e-mail. */
  from: string | null;
}

/** Sends one queued message: every try carries the same Message-ID. @throws PermanentFailure, Error with a code */
export async function sendMessage(ctx: Ctx, messageId: string, options: SendOptions): Promise<void> {
  const message = await takeUp(ctx, messageId);
  if (!message) return;
  const facts = { messageId, kind: message.kind, attempt: message.attempts };
  try {
    await options.mailer.send({
      from: senderOf(ctx, options.from),
      to: { name: headerText(message.to_name), address: message.to_address },
      replyTo: ctx.shop.organization?.email || null,
      subject: message.subject,
      html: message.html,
      text: message.text,
      messageId: message.message_id,
      attachments: await attachmentsOf(ctx, messageId),
    });
  } catch (error) {
    await noteFailure(ctx, messageId, error);
    emailLog.warning("Mail not sent", { ...facts, code: error instanceof Error ? error.message : "unknown" });
    if (!(error instanceof MailRefused)) throw error;
    // Without its cause: servers name the recipient in what they say, and job errors are logged.
    throw error.permanent ? new PermanentFailure(error.message) : new Error(error.message);
  }
  await noteSent(ctx, message);
  emailLog.info("Mail sent", facts);
}

/** The job that should send it has given up. */
export async function markFailed(trx: Db, ctx: Ctx, messageId: string): Promise<void> {
  const failed = await trx.updateTable("message").set({ state: "failed" }).where("id", "=", messageId)
    .where("state", "in", ["queued", "sending"]).returning("kind").executeTakeFirst();
  if (!failed) return;
  const data = { message: failed.kind, message_id: messageId };
  for (const orderId of await ordersOf(trx, messageId)) {
    await recordEvent(trx, ctx, { orderId, kind: "message_failed", data });
  }
  await mailFailed(trx, ctx, messageId);
}

async function ordersOf(db: Db, messageId: string): Promise<string[]> {
  const rows = await db.selectFrom("message_order").select("order_id").where("message_id", "=", messageId)
    .orderBy("order_id").execute();
  return rows.map(({ order_id }) => order_id);
}

async function takeUp(ctx: Ctx, messageId: string) {
  return await ctx.db.updateTable("message")
    .set((q) => ({ state: "sending", attempts: q("attempts", "+", 1) }))
    .where("id", "=", messageId).where("state", "in", ["queued", "sending"])
    .returningAll().executeTakeFirst();
}

async function noteFailure(ctx: Ctx, messageId: string, error: unknown): Promise<void> {
  const said = error instanceof MailRefused && error.cause instanceof Error ? error.cause : error;
  const last_error = headerText(said instanceof Error ? said.message : String(said)).slice(0, 500);
  await ctx.db.updateTable("message").set({ state: "queued", last_error }).where("id", "=", messageId)
    .where("state", "=", "sending").execute();
}

async function noteSent(
  ctx: Ctx,
  { id, kind }: { id: string; kind: MessageKind | NoticeKind | LetterKind },
): Promise<void> {
  const about = MUST_HEAR.find((one) => one === kind);
  const orders = await ordersOf(ctx.db, id);
  await ctx.db.transaction().execute(async (trx) => {
    await trx.updateTable("message").set({ state: "sent", sent_at: ctx.now, last_error: "" })
      .where("id", "=", id).execute();
    if (kind === "pickup_notice") await proveMailed(trx, ctx, id);
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
