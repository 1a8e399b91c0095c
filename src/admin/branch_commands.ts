import { changesOf } from "../audit/changes.ts";
import { type AuditData, recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import { addFirstTill } from "../cash/first_till.ts";
import type { Ctx } from "../context.ts";
import { dbFault } from "../db/errors.ts";
import type { Db } from "../db/open.ts";
import { conflict, invalid, notFound } from "../lib/app_error.ts";
import { reckonAfter } from "../orders/reckon_commands.ts";
import { recountSince } from "../statistics/state.ts";
import { openStockroom } from "../parts/locations.ts";
import type { BranchEdit, NewBranch } from "./input.ts";
import { type Holiday, HOLIDAYS_KEY, holidaysFrom, MOST_HOLIDAYS } from "./holidays.ts";
import { type Opening, OPENING_KEY } from "./opening.ts";

/** One form makes one branch, whose id is the form's key. @throws AppError forbidden, invalid `branch_code_taken` */
export async function addBranch(
  ctx: Ctx,
  { form_key, ...facts }: Omit<NewBranch, "form_key"> & { form_key?: string },
): Promise<{ id: string }> {
  requirePermission(ctx.actor, "settings.manage");
  const id = form_key ?? ctx.random.id(ctx.now);
  const branch = { id, ...facts, active: 1, created_at: ctx.now, version: 1 };
  const added = await ctx.db.transaction().execute(async (trx) => {
    // One at a time: on Postgres the same form at the same instant could fail by its code before its id is seen.
    await trx.selectFrom("organization").select("id").forUpdate().execute();
    const known = await trx.selectFrom("branch").select("id").where("id", "=", id).executeTakeFirst();
    const made = !known && await codeTaken(
      trx.insertInto("branch").values(branch).onConflict((conflict) => conflict.column("id").doNothing())
        .returning("id").executeTakeFirst(),
    );
    if (!made) return false;
    await openStockroom(trx, ctx, id);
    await addFirstTill(trx, ctx, { branchId: id, locale: ctx.shop.organization?.locale ?? "es" });
    await recordAudit(trx, ctx, {
      kind: "branch_added",
      subject: { kind: "branch", id },
      data: { code: facts.code, name: facts.name },
    });
    return true;
  });
  if (added) ctx.live.changed("shop");
  return { id };
}

/**
 * Closing a branch moves those who work there to the first open one. @throws AppError forbidden, not_found, conflict
 * `branch_changed`, invalid `branch_code_taken`, `branch_code_used` (it opens order numbers already), `last_branch`
 */
export async function editBranch(
  ctx: Ctx,
  id: string,
  { version, active, ...facts }: BranchEdit,
): Promise<void> {
  requirePermission(ctx.actor, "settings.manage");
  await ctx.db.transaction().execute(async (trx) => {
    const branches = await trx.selectFrom("branch").selectAll().orderBy("code").forUpdate().execute();
    const before = branches.find((one) => one.id === id);
    if (!before) throw notFound();
    if (before.version !== version) throw conflict("branch_changed");
    const after = { ...facts, active: active ? 1 : 0 };
    const changes = changesOf({ ...before }, after);
    if (!changes) return;
    const heir = branches.find((one) => one.active === 1 && one.id !== id);
    if (!active && !heir) throw invalid({ active: { code: "last_branch" } });
    if (facts.code !== before.code && await hasOrders(trx, id)) {
      throw invalid({ code: { code: "branch_code_used" } });
    }
    const written = trx.updateTable("branch").set({ ...after, version: version + 1 }).where("id", "=", id);
    await codeTaken(written.execute());
    if (facts.time_zone !== before.time_zone) {
      await reckonAfter(trx, ctx);
      await recountSince(trx, 0);
    }
    if (!active && heir) await moveStaff(trx, ctx, { from: id, to: heir.id });
    const subject = { kind: "branch", id };
    await recordAudit(trx, ctx, { kind: "branch_edited", subject, data: { ...changes } });
  });
  ctx.live.changed("shop", "jobs");
}

/** When the branch is open. @throws AppError forbidden, not_found */
export async function saveOpening(ctx: Ctx, id: string, opening: Opening): Promise<void> {
  requirePermission(ctx.actor, "settings.manage");
  const branch = ctx.shop.branches.find((one) => one.id === id);
  if (!branch) throw notFound();
  const changes = changesOf({ ...branch.opening }, { ...opening });
  if (!changes) return;
  await ctx.db.transaction().execute(async (trx) => {
    await writeHours(trx, ctx, { branchId: id, key: OPENING_KEY, value: opening });
    await recordAudit(trx, ctx, {
      kind: "opening_changed",
      subject: { kind: "branch", id },
      data: { ...changes },
    });
  });
  ctx.live.changed("shop", "jobs");
}

/**
 * One more day on which the branch stays closed; the very same again changes nothing.
 * @throws AppError forbidden, not_found, invalid for a day that it has already under another name
 */
export async function addHoliday(ctx: Ctx, id: string, holiday: Holiday): Promise<void> {
  await changeHolidays(ctx, id, {
    kind: "holiday_added",
    data: { ...holiday },
    change(holidays) {
      const known = holidays.find(({ date }) => date === holiday.date);
      if (known && changesOf({ ...known }, { ...holiday }) === null) return null;
      if (known) throw invalid({ date: { code: "holiday_known" } });
      if (holidays.length >= MOST_HOLIDAYS) throw invalid({ date: { code: "too_many_holidays" } });
      return [...holidays, holiday].sort((a, b) => a.date < b.date ? -1 : 1);
    },
  });
}

/** Opens on that day (`YYYY-MM-DD`) again. @throws AppError forbidden, not_found */
export async function removeHoliday(ctx: Ctx, id: string, date: string): Promise<void> {
  await changeHolidays(ctx, id, {
    kind: "holiday_removed",
    data: { date },
    change(holidays) {
      const rest = holidays.filter((one) => one.date !== date);
      if (rest.length === holidays.length) throw notFound();
      return rest;
    },
  });
}

interface HolidayChange {
  kind: "holiday_added" | "holiday_removed";
  data: AuditData;
  /** Null when nothing is to be changed. */
  change: (holidays: readonly Holiday[]) => Holiday[] | null;
}

async function changeHolidays(ctx: Ctx, id: string, { kind, data, change }: HolidayChange): Promise<void> {
  requirePermission(ctx.actor, "settings.manage");
  await ctx.db.transaction().execute(async (trx) => {
    const branch = await trx.selectFrom("branch").select("id").where("id", "=", id).forUpdate()
      .executeTakeFirst();
    if (!branch) throw notFound();
    const rows = await trx.selectFrom("setting").select(["key", "value_json"]).where("branch_id", "=", id)
      .execute();
    const value = change(holidaysFrom(rows));
    if (value === null) return;
    await writeHours(trx, ctx, { branchId: id, key: HOLIDAYS_KEY, value });
    await recordAudit(trx, ctx, { kind, subject: { kind: "branch", id }, data });
  });
  ctx.live.changed("shop", "jobs");
}

interface OwnHours {
  branchId: string;
  key: typeof OPENING_KEY | typeof HOLIDAYS_KEY;
  value: unknown;
}

/** A branch's own row of the settings; what is due when follows from it. */
async function writeHours(trx: Db, ctx: Ctx, { branchId, key, value }: OwnHours): Promise<void> {
  const updated_by = ctx.actor.kind === "user" ? ctx.actor.id : null;
  const written = { value_json: JSON.stringify(value), updated_at: ctx.now, updated_by };
  await trx.insertInto("setting").values({ branch_id: branchId, key, ...written })
    .onConflict((known) => known.columns(["branch_id", "key"]).doUpdateSet(written)).execute();
  await reckonAfter(trx, ctx);
}

async function moveStaff(trx: Db, ctx: Ctx, { from, to }: { from: string; to: string }): Promise<void> {
  await trx.updateTable("user")
    .set((q) => ({ branch_id: to, updated_at: ctx.now, version: q("version", "+", 1) }))
    .where("branch_id", "=", from).execute();
}

/** A sequence begins with the first number that was taken. */
async function hasOrders(trx: Db, branchId: string): Promise<boolean> {
  const row = await trx.selectFrom("order_sequence").select("next").where("branch_id", "=", branchId)
    .executeTakeFirst();
  return row !== undefined;
}

async function codeTaken<Result>(writing: Promise<Result>): Promise<Result> {
  try {
    return await writing;
  } catch (error) {
    if (dbFault(error)?.kind === "unique") throw invalid({ code: { code: "branch_code_taken" } });
    throw error;
  }
}
