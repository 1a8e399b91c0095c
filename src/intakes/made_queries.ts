import { sql } from "kysely";
import { answerTo, consentsOf } from "../clients/consent.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { DeviceCategory } from "../devices/device.ts";
import { notFound } from "../lib/app_error.ts";
import type { Locale } from "../lib/locale.ts";
import { whatsappNumber } from "../lib/phone.ts";
import type { MessageChannel, MessageState } from "../mail/message.ts";
import { seesContacts } from "../orders/own_orders.ts";
import type { PrintJobState } from "../printing/print_job.ts";
import { trackingUrl } from "../tracking/queries.ts";
import { withChecks } from "./receipt_checks.ts";
import type { IntakeReceipt } from "./receipt.ts";

export interface MadeOrder {
  id: string;
  number: string;
  device: string;
  category: DeviceCategory;
  tracking: string | null;
  /** The shop has a list of what to check of such a device as it comes in. */
  checked: boolean;
  /** Of its labels, newest first; empty when none was asked for. */
  labels: { id: string; state: PrintJobState; reason: string }[];
  /** Of the message that told the client, null when there was none. */
  mail: { state: MessageState; to: string; channel: MessageChannel } | null;
}

/** What an intake made, for the page that follows it. */
export interface MadeIntake {
  id: string;
  at: number;
  by: string;
  branchId: string;
  /** `whatsapp`: digits for `wa.me`, null without any or where they refuse it. */
  client: { id: string; name: string; locale: Locale; whatsapp: string | null };
  orders: MadeOrder[];
  receipt: IntakeReceipt;
}

/** @throws AppError not_found, also where nothing came yet. */
export async function madeIntake(ctx: Ctx, id: string): Promise<MadeIntake> {
  const row = await ctx.db.selectFrom("intake").innerJoin("client", "client.id", "intake.client_id")
    .select(["intake.id", "intake.created_at", "intake.branch_id", "intake.receipt_json"])
    .select(["client.id as client_id", "client.name", "client.locale", "client.consents_json"])
    .where("intake.id", "=", id).where("intake.receipt_json", "!=", "").executeTakeFirst();
  if (!row) throw notFound();
  const [contacts, orders] = await Promise.all([
    ctx.db.selectFrom("contact").select(["kind", "value"]).where("client_id", "=", row.client_id)
      .where("kind", "!=", "email").orderBy("position").execute(),
    ctx.db.selectFrom("order").innerJoin("device", "device.id", "order.device_id")
      .select(["order.id", "order.number", "device.brand", "device.model", "device.category"])
      .select((q) => ["order.received_at", q.exists(intakePoints(ctx.db)).as("checked")])
      .where("order.intake_id", "=", id).orderBy("order.seq").execute(),
  ]);
  const receipt: IntakeReceipt = JSON.parse(row.receipt_json);
  const refused = answerTo(consentsOf(row), "whatsapp") === "refused";
  const phone = contacts.find((contact) => contact.kind === "whatsapp") ?? contacts[0];
  return {
    id: row.id,
    at: orders[0]?.received_at ?? row.created_at,
    by: receipt.receivedBy,
    branchId: row.branch_id,
    client: {
      id: row.client_id,
      name: row.name,
      locale: row.locale,
      whatsapp: phone && !refused ? whatsappNumber(phone.value) : null,
    },
    orders: await Promise.all(orders.map((order) => madeOrder(ctx, order))),
    receipt,
  };
}

async function madeOrder(
  ctx: Ctx,
  order: {
    id: string;
    number: string;
    brand: string;
    model: string;
    category: DeviceCategory;
    checked: unknown;
  },
): Promise<MadeOrder> {
  const [tracking, labels, mail] = await Promise.all([
    trackingUrl(ctx.db, ctx, order.id),
    ctx.db.selectFrom("print_job").select(["id", "state", "reason"]).where("order_id", "=", order.id)
      .orderBy("seq", "desc").limit(10).execute(),
    ctx.db.selectFrom("message_order").innerJoin("message", "message.id", "message_order.message_id")
      .select(["message.state", "message.to_address", "message.channel"]).where(
        "message_order.order_id",
        "=",
        order.id,
      )
      .where("message.kind", "=", "order_received").orderBy("message.id", "desc").limit(1)
      .executeTakeFirst(),
  ]);
  return {
    id: order.id,
    number: order.number,
    device: [order.brand, order.model].filter((part) => part !== "").join(" "),
    category: order.category,
    tracking,
    checked: Boolean(order.checked),
    labels,
    mail: mail
      ? { state: mail.state, to: seesContacts(ctx.actor) ? mail.to_address : "•••", channel: mail.channel }
      : null,
  };
}

/** Of the category of the `device` of the query around it. */
function intakePoints(db: Db) {
  return db.selectFrom("checklist_template")
    .innerJoin("checklist_template_item as point", "point.template_id", "checklist_template.id")
    .select("point.template_id").where("phase", "=", "intake")
    .where("checklist_template.category", "=", sql.ref<DeviceCategory>("device.category"));
}

/** The receipt as it was handed out, with the order's links. @throws AppError not_found. */
export async function receiptOf(
  ctx: Ctx,
  id: string,
): Promise<{ receipt: IntakeReceipt; tracking: Record<string, string> }> {
  const made = await madeIntake(ctx, id);
  const { orders } = made;
  const receipt = await withChecks(ctx.db, made.receipt, orders);
  const links = orders.flatMap(({ number, tracking }) => tracking ? [[number, tracking] as const] : []);
  return { receipt, tracking: Object.fromEntries(links) };
}

export interface IntakeRow {
  id: string;
  at: number;
  client: string;
  orders: string[];
  by: string;
}

/** The branch's latest intakes, to reprint a receipt. */
export async function latestIntakes(ctx: Ctx, branchId: string): Promise<IntakeRow[]> {
  const rows = await ctx.db.selectFrom("order").innerJoin("intake", "intake.id", "order.intake_id")
    .innerJoin("client", "client.id", "order.client_id").innerJoin("user", "user.id", "intake.created_by")
    .select(["intake.id", "order.received_at", "client.name as client", "order.number", "user.name as by"])
    .where("order.branch_id", "=", branchId).where("intake.receipt_json", "!=", "")
    .orderBy("order.seq", "desc").limit(100).execute();
  const found = new Map<string, IntakeRow>();
  for (const { id, received_at, client, number, by } of rows) {
    const known = found.get(id);
    if (known) known.orders.unshift(number);
    else found.set(id, { id, at: received_at, client, orders: [number], by });
  }
  return [...found.values()];
}
