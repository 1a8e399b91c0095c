import { changesOf } from "../audit/changes.ts";
import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { conflict, invalid, notFound } from "../lib/app_error.ts";
import { placesOf } from "./claiming.ts";
import { cronFault } from "./cron.ts";
import type { TaskPlan } from "./input.ts";
import { queueRun } from "./runs.ts";
import { findTask, type TaskKind, type TimedTask } from "./task.ts";

/**
 * Gives a task other times, or switches it off or on; what its new times would have named before now is not made up for.
 * @throws AppError forbidden, not_found, invalid `pattern`, conflict `task_changed`
 */
export async function planTask(ctx: Ctx, kind: string, { version, ...plan }: TaskPlan): Promise<void> {
  requirePermission(ctx.actor, "tasks.manage");
  const task = taskOf(kind);
  const [{ timeZone } = { timeZone: "UTC" }] = placesOf(task, ctx.shop);
  const fault = cronFault(plan.pattern, { timeZone, now: ctx.now });
  if (fault) throw invalid({ pattern: { code: fault } });
  await ctx.db.transaction().execute(async (trx) => {
    const row = await trx.selectFrom("task_plan").selectAll().where("task", "=", kind).forUpdate()
      .executeTakeFirst();
    if ((row?.version ?? 0) !== version) throw conflict("task_changed");
    const before = { pattern: row?.pattern ?? task.pattern, enabled: row?.enabled !== 0 };
    const changes = changesOf(before, plan);
    if (!changes) return;
    const values = {
      pattern: plan.pattern,
      enabled: Number(plan.enabled),
      changed_at: ctx.now,
      changed_by_name: ctx.actor.name,
      version: version + 1,
    };
    const kept = await trx.insertInto("task_plan").values({ task: kind, ...values })
      .onConflict((clash) =>
        clash.column("task").doUpdateSet(values).where("task_plan.version", "=", version)
      ).returning("task").executeTakeFirst();
    if (!kept) throw conflict("task_changed");
    await recordAudit(trx, ctx, {
      kind: "task_planned",
      subject: { kind: "task", id: kind },
      data: { ...changes },
    });
  });
}

/**
 * Runs a task now in each of its places, under the id of the form: the same form again changes nothing. `busy` where every one of them
 * is under way already. @throws AppError forbidden, not_found
 */
export async function runTask(
  ctx: Ctx,
  kind: string,
  { form_key }: { form_key: string },
): Promise<"queued" | "busy"> {
  requirePermission(ctx.actor, "tasks.manage");
  const task = taskOf(kind);
  const by = { id: ctx.actor.id, name: ctx.actor.name };
  const outcome = await ctx.db.transaction().execute(async (trx) => {
    const known = await trx.selectFrom("task_run").select("id").where("id", "=", form_key).executeTakeFirst();
    if (known) return "queued";
    const outcomes: string[] = [];
    for (const [index, { branchId }] of placesOf(task, ctx.shop).entries()) {
      const id = index === 0 ? form_key : ctx.random.id(ctx.now);
      outcomes.push(await queueRun(trx, ctx, { id, task: task.kind, branchId, dueAt: null, by }));
    }
    await recordAudit(trx, ctx, { kind: "task_run", subject: { kind: "task", id: kind } });
    return outcomes.includes("queued") ? "queued" : "busy";
  });
  ctx.live.changed("jobs");
  return outcome;
}

function taskOf(kind: string): TimedTask & { kind: TaskKind } {
  const task = findTask(kind);
  if (!task) throw notFound();
  return task;
}
