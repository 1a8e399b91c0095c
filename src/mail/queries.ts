import type { ExpressionBuilder } from "kysely";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import { notFound } from "../lib/app_error.ts";
import type { MessageKind, MessageState } from "./message.ts";

const PAGE = 50;

export interface MessageLine {
  id: string;
  kind: MessageKind;
  toName: string;
  toAddress: string;
  subject: string;
  state: MessageState;
  orderNumber: string | null;
  createdAt: number;
}

export interface MessageList {
  messages: MessageLine[];
  /** For the next page. */
  before: string | null;
}

/** One page of the mails to clients, newest first. */
export async function messageList(
  ctx: Ctx,
  { state, before }: { state: MessageState | null; before: string | null },
): Promise<MessageList> {
  const rows = await messageLines(ctx.db)
    .$if(state === "queued", (q) => q.where("message.state", "in", ["queued", "sending"]))
    .$if(state !== null && state !== "queued", (q) => q.where("message.state", "=", state ?? "queued"))
    .$if(before !== null, (q) => q.where("message.id", "<", before ?? ""))
    .orderBy("message.id", "desc").limit(PAGE + 1).execute();
  const shown = rows.slice(0, PAGE);
  return {
    messages: shown.map(lineOf),
    before: rows.length > PAGE ? shown.at(-1)?.id ?? null : null,
  };
}

export interface MessageView extends MessageLine {
  text: string;
  messageId: string;
  attempts: number;
  lastError: string;
  sentAt: number | null;
}

/** @throws AppError not_found */
export async function readMessage(ctx: Ctx, id: string): Promise<MessageView> {
  const row = await messageLines(ctx.db)
    .select([
      "message.text",
      "message.message_id",
      "message.attempts",
      "message.last_error",
      "message.sent_at",
    ])
    .where("message.id", "=", id).executeTakeFirst();
  if (!row) throw notFound();
  return {
    ...lineOf(row),
    text: row.text,
    messageId: row.message_id,
    attempts: row.attempts,
    lastError: row.last_error,
    sentAt: row.sent_at,
  };
}

/** Of ready orders: no mail that says so is out or on its way. */
export function notTold(q: ExpressionBuilder<Schema, "order">) {
  const told = q.selectFrom("message").select("message.id").whereRef("message.order_id", "=", "order.id")
    .where("message.kind", "=", "order_ready").where("message.state", "in", ["queued", "sending", "sent"]);
  return q.not(q.exists(told));
}

/** The mail's own document. @throws AppError not_found */
export async function messageHtml(ctx: Ctx, id: string): Promise<string> {
  const row = await ctx.db.selectFrom("message").select("html").where("id", "=", id).executeTakeFirst();
  if (!row) throw notFound();
  return row.html;
}

function messageLines(db: Db) {
  return db.selectFrom("message").leftJoin("order", "order.id", "message.order_id")
    .select(["message.id", "message.kind", "message.to_name", "message.to_address", "message.subject"])
    .select(["message.state", "message.created_at", "order.number"]);
}

type LineRow = Awaited<ReturnType<ReturnType<typeof messageLines>["execute"]>>[number];

function lineOf(row: LineRow): MessageLine {
  return {
    id: row.id,
    kind: row.kind,
    toName: row.to_name,
    toAddress: row.to_address,
    subject: row.subject,
    state: row.state,
    orderNumber: row.number,
    createdAt: row.created_at,
  };
}
