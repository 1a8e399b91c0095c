import type { Shop } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { errorFacts, logOf } from "../logs.ts";
import { CLOCK_FAULT_MS, lookAt, type Memo } from "./due.ts";
import { queueRun } from "./runs.ts";
import type { TaskKind, TimedTask } from "./task.ts";

const log = logOf("jobs");

/** Where a task is done: a branch, or the whole shop with the id "". */
export interface TaskPlace {
  branchId: string;
  timeZone: string;
}

/** The places of a task: each active branch, or the shop on its own clock. */
export function placesOf({ perBranch }: Pick<TimedTask, "perBranch">, shop: Shop): TaskPlace[] {
  if (!perBranch) return [{ branchId: "", timeZone: shop.organization?.timeZone ?? "UTC" }];
  return shop.branches.filter(({ active }) => active).map(({ id, timeZone }) => ({ branchId: id, timeZone }));
}

/** Claims and queues what is due of some tasks, each in its places; answers the kind of each turn that it claimed. */
export async function claimDue(
  ctx: Ctx,
  tasks: readonly (TimedTask & { kind: TaskKind })[],
): Promise<TaskKind[]> {
  const [plans, clocks] = await Promise.all([
    ctx.db.selectFrom("task_plan").select(["task", "pattern", "enabled", "changed_at"]).execute(),
    ctx.db.selectFrom("task_clock").select(["task", "branch_id", "occurrence_at", "zone"]).execute(),
  ]);
  const planOf = new Map(plans.map((plan) => [plan.task, plan]));
  const memoOf = new Map(clocks.map((row) => [
    `${row.task} ${row.branch_id}`,
    { occurrenceAt: row.occurrence_at, zone: row.zone },
  ]));
  const queued: TaskKind[] = [];
  for (const task of tasks) {
    const plan = planOf.get(task.kind);
    if (plan?.enabled === 0) continue;
    for (const place of placesOf(task, ctx.shop)) {
      const turn = {
        task: task.kind,
        place,
        pattern: plan?.pattern ?? task.pattern,
        since: plan?.changed_at ?? -1,
        memo: memoOf.get(`${task.kind} ${place.branchId}`) ?? null,
        catchesUp: !task.perBranch,
      };
      if (await claimTurn(ctx, turn)) queued.push(task.kind);
    }
  }
  return queued;
}

interface Turn {
  task: TaskKind;
  place: TaskPlace;
  pattern: string;
  since: number;
  memo: Memo | null;
  catchesUp: boolean;
}

/** A pattern or zone that cannot be read stops its own task alone. */
async function claimTurn(ctx: Ctx, turn: Turn): Promise<boolean> {
  try {
    const look = lookAt({ ...turn, timeZone: turn.place.timeZone, now: ctx.now });
    if (look.act === "wait") return false;
    if (look.act === "begin") {
      await begin(ctx, turn);
      return false;
    }
    if (look.act === "claim") {
      const { occurrence } = look;
      return await ctx.db.transaction().execute((trx) => claim(trx, ctx, { ...turn, occurrence }));
    }
    await setBack(ctx, turn);
    return false;
  } catch (error) {
    log.error("A task could not be scheduled", { task: turn.task, ...errorFacts(error) });
    return false;
  }
}

/** A branch that is new to a task has its first turn when that comes, and not the one of before it was there. */
async function begin(ctx: Ctx, { task, place: { branchId, timeZone } }: Turn): Promise<void> {
  await ctx.db.insertInto("task_clock").values({
    task,
    branch_id: branchId,
    occurrence_at: ctx.now,
    zone: timeZone,
    failures: 0,
    last_run_id: null,
  }).onConflict((conflict) => conflict.doNothing()).execute();
}

/** The clock had been far ahead when the last turn was claimed: from now on its turns count again. */
async function setBack(ctx: Ctx, { task, place }: Turn): Promise<void> {
  await ctx.db.updateTable("task_clock").set({ occurrence_at: ctx.now }).where("task", "=", task)
    .where("branch_id", "=", place.branchId).where("occurrence_at", ">", ctx.now + CLOCK_FAULT_MS).execute();
}

/** Has a turn in every minute in which a server runs. */
const EVERY_MINUTE: TaskKind = "expire_print_jobs";

/** The last minute in which a server was at work, UTC milliseconds; null where none has been. */
export async function lastMinute(db: Db): Promise<number | null> {
  const row = await db.selectFrom("task_clock").select("occurrence_at").where("task", "=", EVERY_MINUTE)
    .where("branch_id", "=", "").executeTakeFirst();
  return row?.occurrence_at ?? null;
}

/** After the clock was set back: that minute is not waited for. */
export async function moveMinuteBack(trx: Db, { now }: { now: number }): Promise<void> {
  await trx.updateTable("task_clock").set({ occurrence_at: now }).where("task", "=", EVERY_MINUTE)
    .where("branch_id", "=", "").where("occurrence_at", ">", now).execute();
}

async function claim(
  trx: Db,
  ctx: Ctx,
  { task, place, occurrence }: Turn & { occurrence: number },
): Promise<boolean> {
  const { branchId, timeZone } = place;
  const won = await trx.insertInto("task_clock").values({
    task,
    branch_id: branchId,
    occurrence_at: occurrence,
    zone: timeZone,
    failures: 0,
    last_run_id: null,
  }).onConflict((conflict) =>
    conflict.columns(["task", "branch_id"]).doUpdateSet({ occurrence_at: occurrence, zone: timeZone })
      .where("task_clock.occurrence_at", "<", occurrence)
  ).returning("task").executeTakeFirst();
  if (!won) return false;
  const run = { task, branchId, dueAt: occurrence, by: { id: null, name: "" } };
  return await queueRun(trx, ctx, { ...run, id: ctx.random.id(ctx.now) }) !== "known";
}
