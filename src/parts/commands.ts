import { changesOf } from "../audit/changes.ts";
import { recordAudit } from "../audit/record.ts";
import { actorMay, requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { dbFault } from "../db/errors.ts";
import type { Db } from "../db/open.ts";
import { AppError, conflict, invalid, notFound } from "../lib/app_error.ts";
import { fold } from "../lib/fold.ts";
import { actingUser } from "../orders/acting_user.ts";
import type { NewPart, PartEdit } from "./input.ts";
import { lockBalance } from "./ledger.ts";
import { locationId } from "./locations.ts";
import { partSearchFold } from "./part.ts";

/**
 * Adds a part to the catalogue; the same form again gives the same part.
 * @throws AppError forbidden, invalid `part_sku_taken`, `part_ean_taken`
 */
export async function createPart(ctx: Ctx, input: NewPart): Promise<{ id: string }> {
  requirePermission(ctx.actor, "parts.manage");
  return await codesTaken(ctx.db.transaction().execute((trx) => addPart(trx, ctx, input)));
}

/** The same in a transaction that goes on; codes that are taken come back as the database's own error. */
export async function addPart(trx: Db, ctx: Ctx, input: NewPart): Promise<{ id: string }> {
  const branchId = actingBranch(ctx);
  const id = ctx.random.id(ctx.now);
  const made = await trx.insertInto("part").values({
    id,
    ...factsOf(input),
    currency: shopCurrency(ctx),
    form_key: input.form_key,
    created_at: ctx.now,
    created_by: actingUser(ctx),
    updated_at: ctx.now,
    version: 1,
  }).onConflict((known) => known.column("form_key").doNothing()).returning("id").executeTakeFirst();
  if (!made) {
    return await trx.selectFrom("part").select("id").where("form_key", "=", input.form_key)
      .executeTakeFirstOrThrow();
  }
  await writeModels(trx, { partId: id, models: input.models });
  await recordCost(trx, ctx, { partId: id, costMinor: input.cost });
  await keepPlace(trx, ctx, { partId: id, branchId, input });
  await recordAudit(trx, ctx, {
    kind: "part_added",
    subject: { kind: "part", id },
    data: { sku: input.sku, name: input.name },
  });
  return { id };
}

/**
 * @throws AppError forbidden; not_found; conflict `part_changed` when somebody saved since the form's version; invalid
 * `part_sku_taken`, `part_ean_taken`, `part_has_moved` for another unit once stock has moved
 */
export async function editPart(ctx: Ctx, id: string, input: PartEdit): Promise<void> {
  requirePermission(ctx.actor, "parts.manage");
  await codesTaken(ctx.db.transaction().execute((trx) => savePart(trx, ctx, id, input)));
}

/** The same in a transaction that goes on; codes that are taken come back as the database's own error. */
export async function savePart(trx: Db, ctx: Ctx, id: string, input: PartEdit): Promise<void> {
  const branchId = actingBranch(ctx);
  const before = await trx.selectFrom("part")
    .select(["sku", "ean", "name", "category", "unit", "serialised", "active", "price_minor"])
    .where("id", "=", id).executeTakeFirst();
  if (!before) throw notFound();
  const { name_fold: _, search_fold: __, description: ___, ...after } = factsOf(input);
  await refuseOtherUnit(trx, id, { before, after });
  // Before the part itself: whoever moves stock holds its balance first, too.
  await keepPlace(trx, ctx, { partId: id, branchId, input });
  const saved = await trx.updateTable("part")
    .set({ ...factsOf(input), updated_at: ctx.now, version: input.version + 1 })
    .where("id", "=", id).where("version", "=", input.version).returning("id").executeTakeFirst();
  if (!saved) throw conflict("part_changed");
  await trx.deleteFrom("part_model").where("part_id", "=", id).execute();
  await writeModels(trx, { partId: id, models: input.models });
  await recordCost(trx, ctx, { partId: id, costMinor: input.cost });
  const changes = changesOf({ ...before }, after);
  await recordAudit(trx, ctx, {
    kind: "part_edited",
    subject: { kind: "part", id },
    data: { ...changes },
  });
}

/** Notes what one costs, unless that is known or the actor may not see costs. Minor units of the shop's currency. */
export async function recordCost(
  trx: Db,
  ctx: Ctx,
  { partId, costMinor }: { partId: string; costMinor: number | null },
): Promise<void> {
  if (costMinor === null || !actorMay(ctx.actor, "costs.read")) return;
  const last = await trx.selectFrom("part_cost").select("cost_minor").where("part_id", "=", partId)
    .orderBy("id", "desc").limit(1).executeTakeFirst();
  if (last?.cost_minor === costMinor) return;
  await trx.insertInto("part_cost").values({
    id: ctx.random.id(ctx.now),
    part_id: partId,
    cost_minor: costMinor,
    currency: shopCurrency(ctx),
    at: ctx.now,
    by_id: ctx.actor.kind === "system" ? null : actingUser(ctx),
    by_name: ctx.actor.name,
  }).execute();
}

/** The branch where the one who acts works. @throws forbidden for whoever works in none */
export function actingBranch({ actor }: Pick<Ctx, "actor">): string {
  if (actor.kind !== "user" && actor.kind !== "token") throw new AppError("forbidden");
  return actor.branchId;
}

/** What parts are priced in. */
export function shopCurrency({ shop }: Ctx): string {
  return shop.organization?.currency ?? shop.branches[0]?.currency ?? "ARS";
}

function factsOf(input: NewPart | PartEdit) {
  const { sku, ean, name, description, category, unit, models } = input;
  return {
    sku,
    ean,
    name,
    name_fold: fold(name),
    description,
    category,
    unit,
    price_minor: input.price,
    serialised: input.serialised ? 1 : 0,
    active: input.active ? 1 : 0,
    search_fold: partSearchFold({ sku, ean, name, category, models }),
  };
}

async function writeModels(
  trx: Db,
  { partId, models }: { partId: string; models: readonly string[] },
): Promise<void> {
  if (models.length === 0) return;
  await trx.insertInto("part_model").values(
    models.map((model, position) => ({ part_id: partId, position, model, model_fold: fold(model) })),
  ).execute();
}

interface Kept {
  partId: string;
  branchId: string;
  input: Pick<NewPart, "minimum" | "location">;
}

/** How few the branch wants to have and where they lie. */
async function keepPlace(trx: Db, ctx: Ctx, { partId, branchId, input }: Kept): Promise<void> {
  await lockBalance(trx, { partId, branchId });
  const location_id = await locationId(trx, ctx, { branchId, code: input.location });
  await trx.updateTable("stock_balance").set({ minimum: input.minimum, location_id })
    .where("part_id", "=", partId).where("branch_id", "=", branchId).execute();
}

type Counted = Pick<ReturnType<typeof factsOf>, "unit" | "serialised">;

/** What has been counted in pieces cannot turn into metres. */
async function refuseOtherUnit(
  trx: Db,
  partId: string,
  { before, after }: { before: Counted; after: Counted },
): Promise<void> {
  if (before.unit === after.unit && before.serialised === after.serialised) return;
  const moved = await trx.selectFrom("stock_move").select("id").where("part_id", "=", partId).limit(1)
    .executeTakeFirst();
  if (!moved) return;
  throw invalid({
    [before.unit === after.unit ? "serialised" : "unit"]: { code: "part_has_moved" },
  });
}

async function codesTaken<Result>(writing: Promise<Result>): Promise<Result> {
  try {
    return await writing;
  } catch (error) {
    const fault = dbFault(error);
    if (fault?.kind !== "unique") throw error;
    if (fault.columns.includes("sku")) throw invalid({ sku: { code: "part_sku_taken" } });
    if (fault.columns.includes("ean")) throw invalid({ ean: { code: "part_ean_taken" } });
    throw error;
  }
}
