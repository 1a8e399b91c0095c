import type { ExpressionBuilder } from "kysely";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { prepared } from "../db/prepared.ts";
import type { Schema } from "../db/schema.ts";
import { preparedTogether } from "../db/together.ts";
import { notFound } from "../lib/app_error.ts";
import { bouncedAt } from "../mail/suppression.ts";
import { orderPartRows } from "../parts/order_part_queries.ts";
import { AGENT_SILENT_MS } from "../printing/agent.ts";
import { UNFINISHED } from "../printing/print_job.ts";
import { timeOfOrder } from "../timers/queries.ts";
import { tiedOrders } from "../warranties/queries.ts";
import { MONEY_EVENTS } from "./hidden_events.ts";
import { factLists } from "./move_facts.ts";
import { ORDER_COLUMNS, type OrderRow } from "./row.ts";

/** An order with whom and what it is about, and the columns of its mark. @throws AppError not_found */
export async function readHead(ctx: Ctx, number: string) {
  const [row] = await head(ctx, { number, silent: ctx.now - AGENT_SILENT_MS });
  if (!row) throw notFound("order_not_found");
  return row;
}

export type FileHead = Awaited<ReturnType<typeof readHead>>;

/** Another text means that something about the order, its labels or what prints them changed. */
export async function readMark(ctx: Ctx, number: string): Promise<string> {
  const [row] = await mark(ctx, { number, silent: ctx.now - AGENT_SILENT_MS });
  return row ? markOf(row) : "";
}

export function markOf({ last_event, last_label, mute }: MarkRow): string {
  return `${last_event ?? ""}.${last_label ?? ""}${mute === null ? "" : ".mute"}`;
}

interface MarkRow {
  last_event: string | null;
  last_label: number | null;
  /** A label that waits for a daemon which has gone silent. */
  mute: string | null;
}

const mark = prepared(({ db }: Ctx, at: { number: string; silent: number }) =>
  db.selectFrom("order").select((q) => markColumns(q, at.silent)).where("order.number", "=", at.number)
);

const head = prepared(({ db }: Ctx, at: { number: string; silent: number }) =>
  db.selectFrom("order")
    .innerJoin("client", "client.id", "order.client_id")
    .innerJoin("device", "device.id", "order.device_id")
    .innerJoin("intake", "intake.id", "order.intake_id")
    .leftJoin("user", "user.id", "order.technician_id")
    .select(ORDER_COLUMNS)
    .select(["client.name as client_name", "device.category", "device.brand", "device.model"])
    .select(["client.channel", "client.consents_json", "client.no_mail_since", "client.locale"])
    .select(["device.serial", "user.name as technician_name"])
    .select((q) => q("intake.receipt_json", "=", "").as("unreceived"))
    .select((q) => markColumns(q, at.silent))
    .where("order.number", "=", at.number)
);

function markColumns(q: ExpressionBuilder<Schema, "order">, silent: number) {
  return [
    q.selectFrom("order_event").select((one) => one.fn.max("order_event.id").as("id"))
      .whereRef("order_event.order_id", "=", "order.id").as("last_event"),
    q.selectFrom("print_job").select((one) => one.fn.max("print_job.updated_at").as("at"))
      .whereRef("print_job.order_id", "=", "order.id").as("last_label"),
    q.selectFrom("print_job").innerJoin("printer", "printer.id", "print_job.printer_id")
      .innerJoin("agent", "agent.id", "printer.agent_id").select("print_job.id")
      .whereRef("print_job.order_id", "=", "order.id").where("print_job.state", "in", UNFINISHED)
      .where("agent.last_seen_at", "<", silent).limit(1).as("mute"),
  ] as const;
}

/** What lies in an order's file, each list as its room selects it; the money is for those who may see it. */
export async function readFile(
  ctx: Ctx,
  order: OrderRow,
  { events, seesMoney }: { events: number; seesMoney: boolean },
) {
  const at = {
    orderId: order.id,
    clientId: order.client_id,
    claimedId: order.warranty_of_order_id ?? order.id,
    events,
  };
  return seesMoney ? await fileWithMoney(ctx, at) : { ...await file(ctx, at), charges: [], payments: [] };
}

interface At extends Record<string, string | number> {
  orderId: string;
  clientId: string;
  claimedId: string;
  /** How many facts of the history. */
  events: number;
}

const fileWithMoney = preparedTogether(({ db }: Ctx, at: At) => ({
  ...fileLists(db, at),
  events: facts(db, at),
  charges: db.selectFrom("charge").select(["id", "description", "amount_minor", "created_at", "corrects_id"])
    .where("order_id", "=", at.orderId).orderBy("created_at").orderBy("id"),
  payments: db.selectFrom("payment").select(["id", "kind", "method", "amount_minor", "at", "note"])
    .where("order_id", "=", at.orderId).orderBy("at").orderBy("id"),
}));

const file = preparedTogether(({ db }: Ctx, at: At) => ({
  ...fileLists(db, at),
  events: facts(db, at).where("kind", "not in", MONEY_EVENTS),
}));

function fileLists(db: Db, { orderId, clientId, claimedId }: At) {
  return {
    ...factLists(db, [orderId]),
    accessories: db.selectFrom("order_accessory").select("description").where("order_id", "=", orderId)
      .orderBy("position"),
    contacts: db.selectFrom("contact").select(["kind", "value", "display"]).select(bouncedAt)
      .where("client_id", "=", clientId)
      .orderBy("position"),
    photos: db.selectFrom("attachment").select(["id", "name", "visibility", "checklist_item_id"])
      .where("order_id", "=", orderId).orderBy("id"),
    secrets: db.selectFrom("secret").select(["kind", "purged_at"]).where("order_id", "=", orderId),
    unread: db.selectFrom("client_message").select(["text", "at"]).where("order_id", "=", orderId)
      .where("seen_at", "is", null).orderBy("at").orderBy("id"),
    diagnoses: db.selectFrom("diagnosis").innerJoin("user", "user.id", "diagnosis.written_by")
      .select(["diagnosis.text", "diagnosis.finding", "diagnosis.written_at as at", "user.name as by"])
      .where("diagnosis.order_id", "=", orderId).orderBy("diagnosis.written_at", "desc")
      .orderBy("diagnosis.id", "desc").limit(1),
    deliveries: db.selectFrom("delivery").select(["taken_by", "delivered_at"]).where(
      "order_id",
      "=",
      orderId,
    ),
    tied: tiedOrders(db, { id: orderId, claimedId }),
    parts: orderPartRows(db, orderId),
    time: timeOfOrder(db, orderId),
  };
}

/** The latest facts of the history, newest first. */
function facts(db: Db, { orderId, events }: At) {
  return db.selectFrom("order_event")
    .select(["id", "kind", "from_status", "to_status", "actor_id", "actor_name", "at", "data_json"])
    .where("order_id", "=", orderId).orderBy("id", "desc").limit(events);
}
