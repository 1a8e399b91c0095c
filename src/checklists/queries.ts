import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { prepared } from "../db/prepared.ts";
import { DEVICE_CATEGORIES, type DeviceCategory } from "../devices/device.ts";
import { CHECKLIST_PHASES, type ChecklistPhase, type CheckRun } from "./checklist.ts";

/** Every run of an order with its points, oldest first. */
export async function orderChecks(ctx: { db: Db }, orderId: string): Promise<CheckRun[]> {
  return runsOf(await ofOrder(ctx, { orderId }));
}

type CheckRow = Awaited<ReturnType<ReturnType<typeof checkRows>["execute"]>>[number];

/** The rows of one order as its runs. */
export function runsOf(rows: readonly CheckRow[]): CheckRun[] {
  const runs = new Map<string, CheckRun>();
  for (const { run_id, phase, started_at, closed_at, version, order_id: _, ...item } of rows) {
    const run = runs.get(run_id) ??
      { id: run_id, phase, startedAt: started_at, closedAt: closed_at, version, items: [] };
    runs.set(run_id, run);
    run.items.push(item);
  }
  return [...runs.values()];
}

const ofOrder = prepared(({ db }: { db: Db }, { orderId }: { orderId: string }) => checkRows(db, [orderId]));

/** The points of every run of these orders, oldest first. */
export function checkRows(db: Db, orderIds: readonly string[]) {
  return db.selectFrom("checklist_run").innerJoin(
    "checklist_item",
    "checklist_item.run_id",
    "checklist_run.id",
  )
    .select(["checklist_run.id as run_id", "checklist_run.order_id", "checklist_run.phase"])
    .select("checklist_run.started_at")
    .select(["checklist_run.closed_at", "checklist_run.version"])
    .select(["checklist_item.id", "checklist_item.text", "checklist_item.result", "checklist_item.note"])
    .select(["checklist_item.answered_by_name as by", "checklist_item.answered_at as at"])
    .where("checklist_run.order_id", "in", orderIds)
    .orderBy("checklist_run.id").orderBy("checklist_item.position");
}

/** For which phases the shop has a list that fits the devices of these orders. */
export function listedRows(db: Db, orderIds: readonly string[]) {
  return db.selectFrom("order").innerJoin("device", "device.id", "order.device_id")
    .innerJoin("checklist_template as list", "list.category", "device.category")
    .select(["order.id as order_id", "list.phase"])
    .where("order.id", "in", orderIds)
    .where((q) =>
      q.exists(
        q.selectFrom("checklist_template_item as point").select("point.position")
          .whereRef("point.template_id", "=", "list.id"),
      )
    );
}

export interface CheckTemplate {
  category: DeviceCategory;
  phase: ChecklistPhase;
  items: string[];
  /** 0 until somebody saves it. */
  version: number;
}

/** What the shop checks, of every category and phase; without points where nothing is. */
export async function checkTemplates(ctx: Ctx): Promise<CheckTemplate[]> {
  const [templates, items] = await Promise.all([
    ctx.db.selectFrom("checklist_template").select(["id", "category", "phase", "version"]).execute(),
    ctx.db.selectFrom("checklist_template_item").select(["template_id", "text"]).orderBy("template_id")
      .orderBy("position").execute(),
  ]);
  return DEVICE_CATEGORIES.flatMap((category) =>
    CHECKLIST_PHASES.map((phase) => {
      const known = templates.find((one) => one.category === category && one.phase === phase);
      return {
        category,
        phase,
        items: items.filter((item) => item.template_id === known?.id).map((item) => item.text),
        version: known?.version ?? 0,
      };
    })
  );
}

/** The points of one template, in order; none where the shop has no list. */
export async function templatePoints(
  db: Db,
  { category, phase }: { category: DeviceCategory; phase: ChecklistPhase },
): Promise<string[]> {
  const rows = await db.selectFrom("checklist_template")
    .innerJoin(
      "checklist_template_item",
      "checklist_template_item.template_id",
      "checklist_template.id",
    )
    .select("checklist_template_item.text")
    .where("category", "=", category).where("phase", "=", phase)
    .orderBy("checklist_template_item.position").execute();
  return rows.map((row) => row.text);
}
