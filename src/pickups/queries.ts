import { sql } from "kysely";
import type { Db } from "../db/open.ts";
import type { NoticeProof, PickupNotice } from "./notice.ts";

export const AT_ONCE = 100;

export interface DueOrder {
  number: string;
  seq: number;
  status_since: number;
}

interface Due {
  day: number;
  readyBy: number;
  readyAfter: number | null;
  /** Where the last look ended: whatever could not be given a notice is not looked at again. */
  after?: DueOrder;
  atOnce?: number;
  /** Of every branch when left out. */
  branchId?: string;
}

/**
 * Orders ready for at least one day of the policy and not yet for the next, whose clients were given no notice of it: the longest
 * ready first.
 */
export function dueNotices(
  db: Db,
  { day, readyBy, readyAfter, after, atOnce = AT_ONCE, branchId }: Due,
) {
  return db.selectFrom("order").select(["order.number", "order.seq", "order.status_since"])
    .where("order.status", "=", "ready").where("order.status_since", "<=", readyBy)
    .$if(branchId !== undefined, (q) => q.where("order.branch_id", "=", branchId ?? ""))
    .$if(readyAfter !== null, (q) => q.where("order.status_since", ">", readyAfter ?? 0))
    .where(({ not, exists, selectFrom }) =>
      not(exists(
        selectFrom("pickup_notice").select("pickup_notice.id")
          .whereRef("pickup_notice.order_id", "=", "order.id")
          .whereRef("pickup_notice.ready_since", "=", "order.status_since")
          .where("pickup_notice.day", ">=", day),
      ))
    )
    .$if(after !== undefined, (q) =>
      q.where(
        sql<boolean>`("order".status_since, "order".seq) > (${after?.status_since}, ${after?.seq})`,
      ))
    .orderBy("order.status_since").orderBy("order.seq").limit(atOnce);
}

interface NoticeRow {
  order_id: string;
  ready_since: number;
  day: number | null;
  given_at: number;
  proven_at: number | null;
  proven_by: NoticeProof | null;
  answer: string | null;
}

/** All the notices that orders were given, oldest first. */
export function noticeRows(db: Db, orderIds: readonly string[]) {
  return db.selectFrom("pickup_notice")
    .select(["order_id", "ready_since", "day", "given_at", "proven_at", "proven_by"])
    .select((q) =>
      q.selectFrom("message_attempt").select("message_attempt.answer")
        .whereRef("message_attempt.message_id", "=", "pickup_notice.message_id")
        .where("message_attempt.result", "=", "taken").orderBy("message_attempt.number").limit(1).as("answer")
    )
    .where("order_id", "in", orderIds).orderBy("given_at").orderBy("id");
}

/** Those since an order is ready as it is now. */
export function noticesSince(rows: readonly NoticeRow[], since: number): PickupNotice[] {
  return rows.filter(({ ready_since }) => ready_since === since).map(noticeOf);
}

/** All that an order's client was ever given. */
export async function noticesOf(db: Db, orderId: string): Promise<PickupNotice[]> {
  return (await noticeRows(db, [orderId]).execute()).map(noticeOf);
}

function noticeOf({ day, given_at, proven_at, proven_by, answer }: NoticeRow): PickupNotice {
  return { day, givenAt: given_at, provenAt: proven_at, provenBy: proven_by, answer: answer ?? "" };
}

interface DueReminder extends Pick<Due, "day" | "after" | "atOnce"> {
  branchId: string;
  /** Ready since an instant before the first and not before the second, UTC milliseconds. */
  readyBefore: number;
  readyFrom: number;
  now: number;
}

/** Orders of a branch whose clients are due to be reminded of a day and not yet of the next: the longest ready first. */
export function dueReminders(
  db: Db,
  { branchId, day, readyBefore, readyFrom, now, after, atOnce = AT_ONCE }: DueReminder,
) {
  return db.selectFrom("order").select(["order.number", "order.seq", "order.status_since"])
    .where("order.status", "=", "ready").where("order.status_since", "<", readyBefore)
    .where("order.status_since", ">=", readyFrom).where("order.branch_id", "=", branchId)
    .where(({ not, exists, selectFrom }) =>
      not(exists(
        selectFrom("pickup_reminder").select("pickup_reminder.day")
          .whereRef("pickup_reminder.order_id", "=", "order.id")
          .whereRef("pickup_reminder.ready_since", "=", "order.status_since")
          .where("pickup_reminder.day", ">=", day),
      ))
    )
    .where(({ not, exists, selectFrom }) =>
      not(exists(
        selectFrom("appointment").select("appointment.id").whereRef("appointment.order_id", "=", "order.id")
          .where("appointment.kind", "=", "pick_up").where("appointment.state", "=", "planned")
          .where("appointment.starts_at", ">", now),
      ))
    )
    .$if(after !== undefined, (q) =>
      q.where(
        sql<boolean>`("order".status_since, "order".seq) > (${after?.status_since}, ${after?.seq})`,
      ))
    .orderBy("order.status_since").orderBy("order.seq").limit(atOnce);
}

/** Whether somebody has an appointment to come and collect it. */
export async function awaitsPickup(db: Db, orderId: string, now: number): Promise<boolean> {
  const row = await db.selectFrom("appointment").select("id").where("order_id", "=", orderId)
    .where("kind", "=", "pick_up").where("state", "=", "planned").where("starts_at", ">", now).limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
