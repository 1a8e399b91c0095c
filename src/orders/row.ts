import type { Selectable, Updateable } from "kysely";
import { type ChecklistPhase, type CheckRun, checkState } from "../checklists/checklist.ts";
import { orderChecks } from "../checklists/queries.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import type { Topic } from "../http/live.ts";
import { conflict, notFound } from "../lib/app_error.ts";
import { exactMinor } from "../lib/money.ts";
import { OPEN_QUOTE } from "../quotes/quote.ts";
import { clockAfter, slaRules } from "./sla.ts";
import { STATUS_GROUP } from "./status.ts";
import type { MoveFacts } from "./transition.ts";

export type OrderRow = Omit<Selectable<Schema["order"]>, "search_fold">;

/** Every column of an order but the text it is found by. */
export const ORDER_COLUMNS = [
  "order.seq",
  "order.id",
  "order.number",
  "order.branch_id",
  "order.series",
  "order.sequence",
  "order.intake_id",
  "order.client_id",
  "order.device_id",
  "order.technician_id",
  "order.status",
  "order.status_since",
  "order.sla_ms",
  "order.overdue_at",
  "order.held_from",
  "order.hold_review_at",
  "order.outcome",
  "order.priority",
  "order.fault",
  "order.condition",
  "order.promised_at",
  "order.preauthorised_minor",
  "order.currency",
  "order.vendor",
  "order.vendor_expected_at",
  "order.repaired_by",
  "order.rework_count",
  "order.warranty_of_order_id",
  "order.received_at",
  "order.ready_at",
  "order.closed_at",
  "order.parts_in",
  "order.created_at",
  "order.created_by",
  "order.updated_at",
  "order.version",
] as const;

/** The order of a number, held until the transaction ends. @throws not_found */
export async function lockOrder(trx: Db, number: string): Promise<OrderRow> {
  const order = await trx.selectFrom("order").select(ORDER_COLUMNS).where("number", "=", number).forUpdate()
    .executeTakeFirst();
  if (!order) throw notFound("order_not_found");
  return order;
}

/** The same for what only makes sense while the order is open. @throws not_found, conflict order_closed */
export async function lockOpenOrder(trx: Db, number: string): Promise<OrderRow> {
  const order = await lockOrder(trx, number);
  if (STATUS_GROUP[order.status] === "closed") throw conflict("order_closed");
  return order;
}

/** Changes the row as it was read, with what its clock follows from, and counts its version up. @throws conflict order_changed */
export async function changeOrder(
  trx: Db,
  ctx: Ctx,
  { order, changes }: { order: OrderRow; changes: Updateable<Schema["order"]> },
): Promise<void> {
  const result = await trx.updateTable("order")
    .set({
      ...changes,
      ...clockAfter(order, changes, slaRules(ctx.shop, order.branch_id)),
      updated_at: ctx.now,
      version: order.version + 1,
    })
    .where("id", "=", order.id).where("version", "=", order.version)
    .executeTakeFirst();
  if (result.numUpdatedRows === 0n) throw conflict("order_changed");
}

/** What the order's next move is judged by, and which checklists its device has. */
export async function moveFacts(
  db: Db,
  ctx: Ctx,
  order: OrderRow,
): Promise<MoveFacts & { listed: Record<ChecklistPhase, boolean>; runs: CheckRun[] }> {
  const parts = () => db.selectFrom("order_part").select("id").where("order_id", "=", order.id);
  const quotes = () => db.selectFrom("quote").where("order_id", "=", order.id);
  const list = (phase: ChecklistPhase) =>
    db.selectFrom("checklist_template")
      .innerJoin("checklist_template_item as point", "point.template_id", "checklist_template.id")
      .innerJoin("device", "device.category", "checklist_template.category")
      .select("point.template_id").where("phase", "=", phase).where("device.id", "=", order.device_id);
  const [runs, diagnosis, facts] = await Promise.all([
    orderChecks({ db }, order.id),
    db.selectFrom("diagnosis").select("finding").where("order_id", "=", order.id)
      .orderBy("written_at", "desc").orderBy("id", "desc").limit(1).executeTakeFirst(),
    db.selectFrom("user")
      .select((q) => [
        q.fn.countAll<number>().as("technicians"),
        // The rule of `planDiffers`, as SQL.
        q.and([
          q.exists(parts().where("planned", ">", 0)),
          q.exists(parts().whereRef("planned", "<>", "used")),
        ])
          .as("differ"),
        // The rule of `inForce`, as SQL.
        q.exists(quotes().select("id").where("status", "in", OPEN_QUOTE).where("valid_until", ">", ctx.now))
          .as("offered"),
        // Null where none is approved.
        quotes().select("deposit_minor").where("status", "=", "approved").limit(1).as("deposit"),
        db.selectFrom("order_balance").select("paid_minor").where("order_id", "=", order.id).as("paid"),
        q.exists(list("intake")).as("intake"),
        q.exists(list("exit")).as("exit"),
      ])
      .where("role", "=", "technician").where("active", "=", 1).executeTakeFirstOrThrow(),
  ]);
  const deposit = order.status === "awaiting_approval" ? facts.deposit ?? 0 : 0;
  const listed = { intake: Boolean(facts.intake), exit: Boolean(facts.exit) };
  const { intake_checklist_required, exit_checklist_required } = ctx.shop.settings;
  return {
    runs,
    listed,
    checks: {
      intake: checkState(runs, "intake", listed.intake && intake_checklist_required),
      exit: checkState(runs, "exit", listed.exit && exit_checklist_required),
    },
    status: order.status,
    heldFrom: order.held_from,
    technicianId: order.technician_id,
    repairedBy: order.repaired_by,
    hasDiagnosis: diagnosis !== undefined,
    finding: diagnosis?.finding ?? null,
    claimsWarranty: isClaim(order),
    preauthorisedMinor: order.preauthorised_minor,
    partsDiffer: Boolean(facts.differ),
    quote: {
      inForce: Boolean(facts.offered),
      approved: facts.deposit !== null,
      depositDueMinor: Math.max(0, deposit - exactMinor(facts.paid)),
    },
    outcome: order.outcome,
    readyAt: order.ready_at,
    technicians: Number(facts.technicians),
    settings: ctx.shop.settings,
    now: ctx.now,
  };
}

/** Whether the device came back under the warranty of an earlier order: nothing is charged unless somebody says why. */
export function isClaim(order: Pick<OrderRow, "warranty_of_order_id">): boolean {
  return order.warranty_of_order_id !== null;
}

/** What the pages that show this order listen to. */
export function topicsOf(order: { id: string; branch_id: string }): Topic[] {
  return [`order:${order.id}`, `board:${order.branch_id}`];
}
