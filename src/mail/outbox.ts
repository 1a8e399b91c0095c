import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { intakeTitle } from "../documents/intake_receipt.ts";
import { cancelWaiting, enqueue } from "../jobs/queue.ts";
import { AppError, conflict, notFound } from "../lib/app_error.ts";
import type { Locale } from "../lib/locale.ts";
import type { ClientDocumentKind } from "../orders/document.ts";
import { deliveryDocument } from "../orders/delivery_document.ts";
import { recordEvent } from "../orders/history.ts";
import { paymentDocument } from "../orders/payment_document.ts";
import { quoteDocument } from "../quotes/papers.ts";
import { addUntold, endUntold } from "../untold/rows.ts";
import { addAttachments, logoAttachment, type MailedPaper, type NewAttachment } from "./attachments.ts";
import {
  headerText,
  type LetterKind,
  type MessageChannel,
  type MessageKind,
  type NoticeKind,
} from "./message.ts";
import { renderMessage } from "./messages.tsx";
import { orderValues } from "../../views/mail/values.ts";
import { chatContent } from "../whatsapp/content.ts";
import type { ChatContent } from "../whatsapp/template.ts";
import { type Plan, planFor, sends } from "./plan.ts";
import { factsOf, type Paying, readTold, type Told, type ToldOrder } from "./told.ts";

/** A mail server that is down for a day is no reason to give up: about 30 hours with the longest pause. */
const MAIL_ATTEMPTS = 40;
/** About two hours: a mail can take its place. */
const CHAT_ATTEMPTS = 11;

/** Whether a mail leaves by itself, and which one was written; null without an address. */
export interface Queued {
  queued: boolean;
  messageId: string | null;
  /** What was done. */
  plan: Plan;
}

/**
 * Writes a mail to the client of an order into the outbox, in the caller's transaction; the history says so, also that
 * there is no address to write to. Mails about an offer name it. It leaves after `waitMs`; until then it can be withdrawn. Call
 * `ctx.live.changed("jobs")` after the commit to send it at once.
 * @throws AppError not_found
 */
export async function queueMessage(
  trx: Db,
  ctx: Ctx,
  { kind, orderId, waitMs = 0, id, notify }: {
    kind:
      | "order_received"
      | "order_ready"
      | "pickup_notice"
      | "pickup_reminder"
      | "tracking_link"
      | "status_updated";
    orderId: string;
    waitMs?: number;
    /** False writes nothing but that it was kept quiet. */
    notify?: boolean;
    /** Of the message. */
    id?: string;
  },
): Promise<Queued> {
  return await tell(trx, ctx, {
    kind,
    orders: [await readTold(trx, orderId)],
    papers: [],
    waitMs,
    id,
    notify,
  });
}

/** The page on which a client pays something. As `queueMessage` otherwise. @throws AppError not_found */
export async function queuePaymentLink(
  trx: Db,
  ctx: Ctx,
  { orderId, paying, id }: { orderId: string; paying: Paying; id: string },
): Promise<Queued> {
  const orders = [{ ...await readTold(trx, orderId), paying }] as const;
  return await tell(trx, ctx, { kind: "payment_link", orders, papers: [], id });
}

/**
 * What was paid for an order just now, with a receipt of each entry. Nothing is written for a client without an address; otherwise
 * as `queueMessage`. @throws AppError not_found
 */
export async function queuePaymentReceipt(
  trx: Db,
  ctx: Ctx,
  { order, paymentIds, paidMinor, notify }: {
    order: { id: string; number: string };
    paymentIds: readonly string[];
    paidMinor: number;
    notify?: boolean;
  },
): Promise<void> {
  const told = { ...await readTold(trx, order.id), paidMinor };
  const plan = planFor(ctx, told.reach, { kind: "payment_receipt", notify });
  if (plan.by === "hand" && !sends(plan)) return;
  const papers: MailedDocument[] = [];
  for (const paymentId of sends(plan) ? paymentIds : []) {
    const payment = { number: order.number, paymentId };
    const { title } = await paymentDocument(trx, ctx, payment);
    papers.push({ kind: "payment_receipt", title, paper: { kind: "payment_receipt", ...payment } });
  }
  await tell(trx, ctx, { kind: "payment_receipt", orders: [told], papers, notify });
}

/** What the client takes home: the receipt, and the warranty where there is one. As `queuePaymentReceipt`. */
export async function queueDelivered(
  trx: Db,
  ctx: Ctx,
  { id, number, notify }: { id: string; number: string; notify?: boolean },
): Promise<Plan> {
  const told = await readTold(trx, id);
  const plan = planFor(ctx, told.reach, { kind: "delivered", notify });
  if (plan.by === "hand" && !sends(plan)) return plan;
  const papers: MailedDocument[] = [];
  for (const kind of ["delivery_receipt", "warranty"] as const) {
    const paper = await deliveryDocument({ ...ctx, db: trx }, { number, kind });
    if (paper) papers.push({ kind, title: paper.title, paper: { kind, number } });
  }
  return (await tell(trx, ctx, { kind: "delivered", orders: [told], papers, notify })).plan;
}

export interface QuoteMail {
  kind: "quote_sent" | "quote_reminder" | "quote_expired";
  orderId: string;
  quoteId: string;
}

/** A mail about a version of an offer, which goes along when it is new. As `queueMessage` otherwise. @throws AppError not_found */
export async function queueQuoteMessage(
  trx: Db,
  ctx: Ctx,
  { kind, orderId, quoteId }: QuoteMail,
): Promise<Queued> {
  const papers: MailedDocument[] = [];
  if (kind === "quote_sent") {
    const { title } = await quoteDocument(trx, ctx, quoteId);
    papers.push({ kind: "quote", title, paper: { kind: "quote", quoteId } });
  }
  return await tell(trx, ctx, { kind, orders: [{ ...await readTold(trx, orderId), quoteId }], papers });
}

/**
 * One mail about all the orders of one visit to the counter, with its receipt where the shop wants that; the history of each says
 * so. As `queueMessage` otherwise. @throws AppError not_found, also for no orders at all
 */
export async function queueIntakeMessage(
  trx: Db,
  ctx: Ctx,
  { intakeId, orderIds, notify }: { intakeId: string; orderIds: readonly string[]; notify?: boolean },
): Promise<Queued> {
  const orders: ToldOrder[] = [];
  for (const id of orderIds) orders.push(await readTold(trx, id));
  const [first, ...others] = orders;
  if (!first) throw notFound();
  const receipt: MailedDocument = {
    kind: "intake_receipt",
    title: intakeTitle({ locale: first.locale, reference: first.number }),
    paper: { kind: "intake_receipt", intakeId },
  };
  return await tell(trx, ctx, {
    kind: "order_received",
    orders: [first, ...others],
    papers: ctx.shop.settings.mail_intake_receipt ? [receipt] : [],
    chatPapers: [receipt],
    notify,
  });
}

/** A document of an order that goes along: drawn already, or by the worker. */
export type MailedDocument =
  & { kind: ClientDocumentKind; title: string }
  & (
    { fileHash: string } | { paper: MailedPaper }
  );

export interface DocumentMail {
  /** Of the form: the same id again changes nothing. */
  id: string;
  orderId: string;
  /** By WhatsApp the address is a phone in E.164. */
  by: MessageChannel;
  to: { name: string; address: string };
  note: string;
  papers: readonly MailedDocument[];
}

/**
 * Documents of an order to where somebody chose; otherwise as `queueMessage`. WhatsApp takes no note along.
 * @throws AppError not_found, conflict when the id is that of another order's mail, `whatsapp_off` where no template serves it
 */
export async function queueDocuments(trx: Db, ctx: Ctx, mail: DocumentMail): Promise<void> {
  const known = await trx.selectFrom("message_order").select("order_id").where("message_id", "=", mail.id)
    .executeTakeFirst();
  if (known && known.order_id !== mail.orderId) throw new AppError("conflict");
  if (known) return;
  const { by, ...about } = mail;
  const orders: Told = [await readTold(trx, mail.orderId)];
  const chat = by === "whatsapp"
    ? await orderChat(trx, ctx, { kind: "documents", orders, papers: mail.papers })
    : undefined;
  if (chat === null) throw conflict("whatsapp_off");
  await insertMessage(trx, ctx, { kind: "documents", orders, ...about, chat });
}

/** What a message with documents would say; a chat has neither subject nor note. @throws AppError not_found, conflict `whatsapp_off` */
export async function draftDocuments(
  ctx: Ctx,
  { orderId, by, note, titles }: {
    orderId: string;
    by: MessageChannel;
    note: string;
    titles: readonly string[];
  },
): Promise<{ subject: string; text: string }> {
  const orders: Told = [await readTold(ctx.db, orderId)];
  const facts = await factsOf(ctx.db, ctx, { orders, documents: titles, note });
  if (by === "email") return renderMessage("documents", facts);
  const values = orderValues("documents", facts);
  const about = { kind: "documents" as const, locale: facts.locale, values, documents: titles };
  const chat = await chatContent(ctx.db, about);
  if (!chat) throw conflict("whatsapp_off");
  return { subject: "", text: chat.text };
}

async function tell(
  trx: Db,
  ctx: Ctx,
  { notify, ...about }: Saying,
): Promise<Queued> {
  const { kind, orders } = about;
  const plan = planFor(ctx, orders[0].reach, { kind, notify });
  if (plan.by === "nobody") {
    if (plan.silent) await recordQueued(trx, ctx, { orders, data: { message: kind, state: "silent" } });
    return { queued: false, messageId: null, plan };
  }
  if (plan.by === "whatsapp") {
    const { chatPapers = about.papers } = about;
    const chat = await orderChat(trx, ctx, { kind, orders, papers: chatPapers });
    // What served it was taken away just now.
    if (!chat) return await tell(trx, { ...ctx, chats: {} }, { notify, ...about });
    const papers = chat.document === undefined ? about.papers : chatPapers;
    const told = { about: { ...about, papers }, plan, to: plan.phone, chat };
    return { queued: true, messageId: await insertTold(trx, ctx, told), plan };
  }
  const { address } = plan;
  if (plan.by === "hand" && address === null) {
    await addUntold(trx, ctx, { orders, about: kind, reason: plan.reason });
    await recordQueued(trx, ctx, { orders, data: { message: kind, state: plan.reason } });
    return { queued: false, messageId: null, plan };
  }
  const messageId = await insertTold(trx, ctx, { about, plan, to: address ?? "" });
  return { queued: plan.by !== "hand", messageId, plan };
}

/** Null where no template serves it, or the one that does carries a document and there is none. */
async function orderChat(
  trx: Db,
  ctx: Ctx,
  { kind, orders, papers }: Pick<Saying, "kind" | "orders" | "papers">,
): Promise<ChatContent | null> {
  const documents = papers.map(({ title }) => title);
  const facts = await factsOf(trx, ctx, { orders, documents, note: "" });
  const values = orderValues(kind, facts);
  return await chatContent(trx, { kind, locale: facts.locale, values, documents });
}

/** Answers the message's id. */
async function insertTold(
  trx: Db,
  ctx: Ctx,
  { about, plan, to, chat }: {
    about: Omit<Saying, "notify" | "chatPapers">;
    plan: { client: string };
    to: string;
    chat?: ChatContent;
  },
): Promise<string> {
  const id = about.id ?? ctx.random.id(ctx.now);
  await insertMessage(trx, ctx, { ...about, id, to: { name: plan.client, address: to }, note: "", chat });
  return id;
}

interface Saying {
  kind: MessageKind;
  orders: Told;
  papers: readonly MailedDocument[];
  /** Instead, where a template carries documents. */
  chatPapers?: readonly MailedDocument[];
  waitMs?: number;
  id?: string;
  notify?: boolean;
}

interface NewMessage {
  id: string;
  kind: MessageKind;
  orders: Told;
  to: { name: string; address: string };
  note: string;
  papers: readonly MailedDocument[];
  waitMs?: number;
  /** What goes by WhatsApp to a phone; the mail is written all the same, to take its place. */
  chat?: ChatContent;
}

async function insertMessage(
  trx: Db,
  ctx: Ctx,
  { id, kind, orders, to, note, papers, waitMs = 0, chat }: NewMessage,
): Promise<void> {
  const [{ client_id, locale }] = orders;
  const documents = papers.map(({ title }) => title);
  const rendered = renderMessage(kind, await factsOf(trx, ctx, { orders, documents, note }));
  const leaves = chat !== undefined || ctx.sendsMail;
  const state = leaves ? "queued" : "kept";
  await trx.insertInto("message").values({
    id,
    kind,
    ...chatColumns(chat),
    to_address: to.address,
    to_name: headerText(to.name),
    locale,
    ...rendered,
    client_id,
    state,
    message_id: `<${id}@${new URL(ctx.baseUrl).hostname}>`,
    attempts: 0,
    last_error: "",
    created_at: ctx.now,
    sent_at: null,
  }).execute();
  await trx.insertInto("message_order").values(
    orders.map((order) => ({ message_id: id, order_id: order.id })),
  ).execute();
  const files = papers.map(({ title, kind: _kind, ...paper }): NewAttachment => ({
    name: `${title}.pdf`,
    type: "application/pdf",
    ...paper,
  }));
  await addAttachments(trx, ctx, { messageId: id, attachments: [...logoAttachment(ctx), ...files] });
  if (leaves) {
    await enqueueSending(trx, ctx, { id, runAt: ctx.now + waitMs, byChat: chat !== undefined });
    for (const order of orders) await endUntold(trx, { orderId: order.id, about: kind });
  } else {
    await addUntold(trx, ctx, { orders, about: kind, reason: "no_server" });
  }
  const kinds = papers.map((paper) => paper.kind);
  const data = {
    message: kind,
    state,
    message_id: id,
    ...(chat && { channel: "whatsapp" }),
    ...(kinds.length > 0 && { documents: kinds }),
  };
  await recordQueued(trx, ctx, { orders, data });
}

async function recordQueued(
  trx: Db,
  ctx: Ctx,
  { orders, data }: { orders: Told; data: Record<string, unknown> },
): Promise<void> {
  for (const { id } of orders) await recordEvent(trx, ctx, { orderId: id, kind: "message_queued", data });
}

export interface Notice {
  kind: NoticeKind | LetterKind;
  /** The client to whom it goes. */
  clientId?: string;
  /** Of the message. */
  id?: string;
  to: { name: string; address: string };
  locale: Locale;
  subject: string;
  html: string;
  text: string;
  attachments?: readonly NewAttachment[];
  /** Where one click takes its recipient off such mails. */
  unsubscribePath?: string;
  /** As in `NewMessage`. */
  chat?: ChatContent;
}

/** Writes a mail about no order into the outbox, in the caller's transaction: to somebody of the shop, or to a client. */
export async function queueNotice(
  trx: Db,
  ctx: Ctx,
  { to, subject, clientId, id = ctx.random.id(ctx.now), attachments = [], unsubscribePath, chat, ...notice }:
    Notice,
): Promise<void> {
  const leaves = chat !== undefined || ctx.sendsMail;
  await trx.insertInto("message").values({
    id,
    ...notice,
    ...chatColumns(chat),
    subject: headerText(subject),
    to_address: to.address,
    to_name: headerText(to.name),
    client_id: clientId ?? null,
    state: leaves ? "queued" : "kept",
    message_id: `<${id}@${new URL(ctx.baseUrl).hostname}>`,
    attempts: 0,
    last_error: "",
    created_at: ctx.now,
    sent_at: null,
    unsubscribe_path: unsubscribePath ?? "",
  }).execute();
  await addAttachments(trx, ctx, { messageId: id, attachments });
  if (leaves) await enqueueSending(trx, ctx, { id, byChat: chat !== undefined });
}

function chatColumns(chat: ChatContent | undefined) {
  return chat && { channel: "whatsapp" as const, chat_json: JSON.stringify(chat) };
}

/** At most one job sends a message, however often somebody asks for it. What goes by WhatsApp is tried less long. */
export async function enqueueSending(
  trx: Db,
  ctx: Ctx,
  { id, runAt = ctx.now, byChat = false }: { id: string; runAt?: number; byChat?: boolean },
): Promise<void> {
  await enqueue(trx, ctx, {
    kind: "send_message",
    payload: { messageId: id },
    runAt,
    uniqueKey: sendingKey(id),
    maxAttempts: byChat ? CHAT_ATTEMPTS : MAIL_ATTEMPTS,
  });
}

/** At most one job of this key sends the message. */
export function sendingKey(messageId: string): string {
  return `send_message:${messageId}`;
}

/**
 * Takes back the messages about an order that were written at an instant and have not left. @throws AppError conflict
 * `message_left` when one has
 */
export async function withdrawMessages(
  trx: Db,
  { orderId, writtenAt }: { orderId: string; writtenAt: number },
): Promise<void> {
  const written = await trx.selectFrom("message_order")
    .innerJoin("message", "message.id", "message_order.message_id").select("message.id")
    .where("message_order.order_id", "=", orderId).where("message.created_at", "=", writtenAt).execute();
  for (const { id } of written) {
    const held = await trx.updateTable("message").set({ state: "withdrawn" }).where("id", "=", id)
      .where("state", "in", ["queued", "kept"]).returning("id").executeTakeFirst();
    if (!held) throw conflict("message_left");
    await cancelWaiting(trx, sendingKey(id));
  }
}
