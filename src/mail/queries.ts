import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { together } from "../db/together.ts";
import { notFound } from "../lib/app_error.ts";
import type { Locale } from "../lib/locale.ts";
import { attachmentsOf } from "./attachments.ts";
import type { MessageFilter } from "./filter.ts";
import type { ChatContent } from "../whatsapp/template.ts";
import type {
  AttemptResult,
  LetterKind,
  MessageChannel,
  MessageKind,
  MessageState,
  NoticeKind,
} from "./message.ts";
import { SECRET_KINDS } from "./message.ts";
import { withPicture } from "./shown.ts";
import { isOnItsWay } from "./on_its_way.ts";
import { isSuppressed } from "./suppression.ts";

const PAGE = 50;

export interface MessageLine {
  id: string;
  kind: MessageKind | NoticeKind | LetterKind;
  toName: string;
  channel: MessageChannel;
  /** An e-mail address, or a phone in E.164. */
  toAddress: string;
  subject: string;
  state: MessageState;
  orderNumbers: string[];
  createdAt: number;
  sentAt: number | null;
}

export interface MessageList {
  messages: MessageLine[];
  /** For the next page. */
  before: string | null;
}

/** One page of the mails to clients, newest first. */
export async function messageList(
  ctx: Ctx,
  { state, kind, to, order, before }: MessageFilter,
  limit = PAGE,
): Promise<MessageList> {
  const rows = await messageLines(ctx.db)
    .$if(state === "queued", (q) => q.where("message.state", "in", ["queued", "sending"]))
    .$if(state !== null && state !== "queued", (q) => q.where("message.state", "=", state ?? "queued"))
    .$if(kind !== null, (q) => q.where("message.kind", "=", kind ?? "documents"))
    .$if(to !== "", (q) => q.where("message.to_address", "=", to))
    .$if(order !== undefined, (q) =>
      q.where(
        "message.id",
        "in",
        ctx.db.selectFrom("message_order").innerJoin("order", "order.id", "message_order.order_id")
          .select("message_order.message_id").where("order.number", "=", order ?? ""),
      ))
    .$if(before !== null, (q) => q.where("message.id", "<", before ?? ""))
    .orderBy("message.id", "desc").limit(limit + 1).execute();
  const shown = rows.slice(0, limit);
  const numbers = await orderNumbers(ctx.db, shown.map(({ id }) => id));
  return {
    messages: shown.map((row) => lineOf(row, numbers)),
    before: rows.length > limit ? shown.at(-1)?.id ?? null : null,
  };
}

export interface MessageView extends MessageLine {
  text: string;
  messageId: string;
  attempts: number;
  lastError: string;
  /** Nothing is sent to this address any more. */
  suppressed: boolean;
  onItsWay: boolean;
  log: MessageAttempt[];
  /** What stands beside the text. */
  attachments: { position: number; name: string }[];
  /** What the client reads in WhatsApp, null of a mail. */
  chat: string | null;
  deliveredAt: number | null;
  readAt: number | null;
}

/** A try to send a message. */
export interface MessageAttempt {
  number: number;
  at: number;
  /** Null while it runs, or when the process died in it. */
  durationMs: number | null;
  result: AttemptResult;
  /** What the server called it: `550`, `131026`, `ETIMEDOUT`; "" for nothing. */
  code: string;
  answer: string;
}

const SHOWN_ATTEMPTS = 50;

/** The latest tries to send a message, the last one first. */
export function messageAttempts(db: Db, messageId: string) {
  return db.selectFrom("message_attempt").select(["number", "at", "duration_ms as durationMs"])
    .select(["result", "code", "answer"]).where("message_id", "=", messageId).orderBy("number", "desc")
    .limit(SHOWN_ATTEMPTS);
}

export interface SuppressedAddress {
  address: string;
  since: number;
  messageId: string | null;
  code: string;
}

/** Addresses that nothing is sent to, by name; `after` the last of the page before. */
export async function suppressedAddresses(
  ctx: Ctx,
  { after }: { after: string },
  limit = PAGE,
): Promise<{ addresses: SuppressedAddress[]; next: string | null }> {
  const rows = await ctx.db.selectFrom("mail_suppression")
    .select(["address", "since", "message_id as messageId", "code"])
    .where("address", ">", after).orderBy("address").limit(limit + 1).execute();
  const addresses = rows.slice(0, limit);
  return { addresses, next: rows.length > limit ? addresses.at(-1)?.address ?? null : null };
}

/** @throws AppError not_found */
export async function readMessage(ctx: Ctx, id: string): Promise<MessageView> {
  const row = await messageLines(ctx.db)
    .select([
      "message.text",
      "message.message_id",
      "message.attempts",
      "message.last_error",
      "message.chat_json",
      "message.delivered_at",
      "message.read_at",
    ])
    .where("message.id", "=", id).executeTakeFirst();
  if (!row) throw notFound();
  return {
    ...lineOf(row, await orderNumbers(ctx.db, [id])),
    text: row.text,
    messageId: row.message_id,
    attempts: row.attempts,
    lastError: row.last_error,
    suppressed: await isSuppressed(ctx.db, row.to_address),
    onItsWay: await isOnItsWay(ctx.db, id),
    log: await messageAttempts(ctx.db, id).execute(),
    attachments: takesFiles(row) ? await filesOf(ctx.db).where("message_id", "=", id).execute() : [],
    chat: row.channel === "email" ? null : chatOf(row.chat_json)?.text ?? "",
    deliveredAt: row.delivered_at,
    readAt: row.read_at,
  };
}

/** Null once it was forgotten. */
function chatOf(chat_json: string): ChatContent | null {
  return chat_json === "" ? null : JSON.parse(chat_json);
}

/** A chat's attachments are of the mail that may take its place, unless its template carries them. */
function takesFiles({ channel, chat_json }: { channel: MessageChannel; chat_json: string }): boolean {
  return channel === "email" || chatOf(chat_json)?.document !== undefined;
}

/** A message about one order, for the order's page. */
export interface OrderMessage {
  id: string;
  kind: MessageKind | NoticeKind | LetterKind;
  channel: MessageChannel;
  toAddress: string;
  state: MessageState;
  createdAt: number;
  /** Names of the files that went along. */
  files: string[];
}

const OF_ORDER = 20;

/** A mail from its row and the files of its order. */
export function orderMessage(
  row: Awaited<ReturnType<ReturnType<typeof orderMessages>["execute"]>>[number],
  files: readonly { message_id: string; name: string }[],
): OrderMessage {
  return {
    id: row.id,
    kind: row.kind,
    channel: row.channel,
    toAddress: row.to_address,
    state: row.state,
    createdAt: row.created_at,
    files: takesFiles(row) ? files.filter((file) => file.message_id === row.id).map(({ name }) => name) : [],
  };
}

/** The latest mails about an order, newest first. */
export function orderMessages(db: Db, orderId: string) {
  return db.selectFrom("message_order").innerJoin("message", "message.id", "message_order.message_id")
    .select(["message.id", "message.kind", "message.to_address", "message.state", "message.created_at"])
    .select(["message.channel", "message.chat_json"])
    .where("message_order.order_id", "=", orderId).orderBy("message_order.message_id", "desc").limit(
      OF_ORDER,
    );
}

/** The latest mails about an appointment, newest first. */
export function appointmentMails(db: Db, appointmentId: string) {
  return db.selectFrom("appointment_message")
    .innerJoin("message", "message.id", "appointment_message.message_id")
    .select(["message.id", "message.kind", "message.to_address", "message.state", "message.created_at"])
    .select(["message.channel", "message.chat_json"])
    .where("appointment_message.appointment_id", "=", appointmentId)
    .orderBy("appointment_message.message_id", "desc").limit(OF_ORDER);
}

/** What stands beside the text of the mails about an order. */
export function orderFiles(db: Db, orderId: string) {
  return filesOf(db).innerJoin("message_order", "message_order.message_id", "message_attachment.message_id")
    .where("message_order.order_id", "=", orderId);
}

/** What stands beside the text of messages. */
function filesOf(db: Db) {
  return db.selectFrom("message_attachment")
    .select(["message_attachment.message_id", "message_attachment.position", "message_attachment.name"])
    .where("message_attachment.content_id", "=", "")
    .orderBy("message_attachment.message_id").orderBy("message_attachment.position");
}

/** The mail's own document, with the pictures in it that go along. @throws AppError not_found */
export async function messageHtml(ctx: Ctx, id: string): Promise<string> {
  const row = await ctx.db.selectFrom("message").select(["html", "kind"]).where("id", "=", id)
    .executeTakeFirst();
  if (!row) throw notFound();
  if (SECRET_KINDS.some((kind) => kind === row.kind)) return "";
  if (!row.html.includes('src="cid:')) return row.html;
  const shown = (await attachmentsOf(ctx, id)).filter(({ contentId }) => contentId !== "");
  return shown.reduce(withPicture, row.html);
}

function messageLines(db: Db) {
  return db.selectFrom("message")
    .select(["message.id", "message.kind", "message.to_name", "message.to_address", "message.subject"])
    .select(["message.state", "message.created_at", "message.sent_at", "message.channel"]);
}

/** The orders that each of these messages is about. */
async function orderNumbers(db: Db, messageIds: readonly string[]): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  if (messageIds.length === 0) return found;
  const rows = await db.selectFrom("message_order").innerJoin("order", "order.id", "message_order.order_id")
    .select(["message_order.message_id", "order.number"]).where("message_order.message_id", "in", messageIds)
    .orderBy("order.seq").execute();
  for (const { message_id, number } of rows) {
    found.set(message_id, [...found.get(message_id) ?? [], number]);
  }
  return found;
}

type LineRow = Awaited<ReturnType<ReturnType<typeof messageLines>["execute"]>>[number];

function lineOf(row: LineRow, numbers: ReadonlyMap<string, string[]>): MessageLine {
  return {
    id: row.id,
    kind: row.kind,
    toName: row.to_name,
    channel: row.channel,
    toAddress: row.to_address,
    subject: row.subject,
    state: row.state,
    orderNumbers: numbers.get(row.id) ?? [],
    createdAt: row.created_at,
    sentAt: row.sent_at,
  };
}

/** Whether a client takes the mails that they can do without. @throws AppError not_found */
export async function mailChoice(ctx: Ctx, clientId: string): Promise<{ locale: Locale; wanted: boolean }> {
  const client = await ctx.db.selectFrom("client").select(["locale", "no_mail_since"])
    .where("id", "=", clientId).where("erased_at", "is", null).executeTakeFirst();
  if (!client) throw notFound();
  return { locale: client.locale, wanted: client.no_mail_since === null };
}

/** What keeps mails from a client, apart from what they answered: who asked for no optional ones, and addresses that do not exist. */
export interface MailObstacles {
  noOptionalSince: number | null;
  /** By address. */
  bounced: ReadonlyMap<string, number>;
}

/** Of an unknown client: nothing. */
export async function mailObstacles(ctx: Ctx, clientId: string): Promise<MailObstacles> {
  const { clients, contacts } = await together(ctx, {
    clients: ctx.db.selectFrom("client").select("no_mail_since").where("id", "=", clientId),
    contacts: ctx.db.selectFrom("contact")
      .innerJoin("mail_suppression", "mail_suppression.address", "contact.value")
      .select(["contact.value", "mail_suppression.since"]).where("contact.client_id", "=", clientId),
  });
  return {
    noOptionalSince: clients[0]?.no_mail_since ?? null,
    bounced: new Map(contacts.map(({ value, since }) => [value, since])),
  };
}
