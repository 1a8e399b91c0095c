import type { Selectable } from "kysely";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import { AppError, conflict, type FieldErrors, invalid, notFound } from "../lib/app_error.ts";
import { MOST_THOUSANDTHS, ONE } from "../lib/quantity.ts";
import { actingUser } from "../orders/acting_user.ts";
import { topicsOf } from "../printing/job_rows.ts";
import { actingBranch, recordCost } from "./commands.ts";
import { partOfCode } from "./find.ts";
import { labelReceived } from "./label.ts";
import { firstTime } from "./ledger.ts";
import { isWholeQuantity, type PartUnit } from "./part.ts";
import { rowKey } from "./purchase.ts";
import type {
  NewPurchase,
  PurchaseEdit,
  PurchaseLine,
  PurchaseReceipt,
  Replenishment,
} from "./purchase_input.ts";
import { takeIn } from "./stock_commands.ts";

type PurchaseRow = Selectable<Schema["purchase_list"]>;

/** Opens a purchase for the branch of the one who acts; the same form again gives the same one. */
export async function startPurchase(ctx: Ctx, input: NewPurchase): Promise<{ id: string }> {
  requirePermission(ctx.actor, "parts.manage");
  return await ctx.db.transaction().execute((trx) => openPurchase(trx, ctx, input));
}

/**
 * Adds what was chosen among the parts to replenish to a purchase, or to a new one. What it orders already is ordered more of.
 * @throws AppError forbidden; not_found; conflict purchase_closed; invalid with the form's fields
 */
export async function fillPurchase(ctx: Ctx, input: Replenishment): Promise<{ id: string }> {
  requirePermission(ctx.actor, "parts.manage");
  return await ctx.db.transaction().execute(async (trx) => {
    const { form_key, supplier } = input;
    const { id } = input.purchase_id === ""
      ? await openPurchase(trx, ctx, { form_key, supplier, note: "" })
      : await lockPurchase(trx, ctx, input.purchase_id);
    if (!await firstTime(trx, ctx, `fill:${form_key}`)) return { id };
    const known = await partsOf(trx, input.parts.map(({ partId }) => partId));
    for (const { partId, quantity } of input.parts) {
      const part = known.get(partId);
      if (!part) throw notFound();
      const whole = isWholeQuantity(quantity, part.unit) ? quantity : Math.ceil(quantity / ONE) * ONE;
      await orderMore(trx, ctx, { listId: id, partId, quantity: whole });
    }
    return { id };
  });
}

/** @throws AppError forbidden; not_found; conflict purchase_closed; invalid `code` part_unknown, `quantity` whole_number */
export async function addPurchaseLine(ctx: Ctx, id: string, input: PurchaseLine): Promise<void> {
  requirePermission(ctx.actor, "parts.manage");
  await ctx.db.transaction().execute(async (trx) => {
    await lockPurchase(trx, ctx, id);
    if (!await firstTime(trx, ctx, `line:${input.form_key}`)) return;
    const part = await partOfCode(trx, input.code);
    if (!part) throw invalid({ code: { code: "part_unknown" } });
    if (!isWholeQuantity(input.quantity, part.unit)) throw invalid({ quantity: { code: "whole_number" } });
    const known = await trx.selectFrom("purchase_line").select("id").where("list_id", "=", id)
      .where("part_id", "=", part.id).executeTakeFirst();
    if (known) throw invalid({ code: { code: "line_known" } });
    await orderMore(trx, ctx, { listId: id, partId: part.id, quantity: input.quantity });
  });
}

/**
 * Saves supplier, note and quantities as of the form's version; a line of which nothing came leaves with the quantity 0.
 * @throws AppError forbidden; not_found; conflict purchase_changed, purchase_closed; invalid with the quantities that do not do
 */
export async function savePurchase(ctx: Ctx, id: string, input: PurchaseEdit): Promise<void> {
  requirePermission(ctx.actor, "parts.manage");
  await ctx.db.transaction().execute(async (trx) => {
    const list = await lockPurchase(trx, ctx, id);
    if (list.version !== input.version) throw conflict("purchase_changed");
    const fields: FieldErrors = {};
    for (const line of await linesOf(trx, id)) {
      const typed = input.lines[rowKey(line.id)];
      if (!typed) continue;
      const ordered = typed.quantity ?? 0;
      const field = `lines.${rowKey(line.id)}.quantity`;
      if (!isWholeQuantity(ordered, line.unit)) fields[field] = { code: "whole_number" };
      else if (ordered < line.received) {
        fields[field] = { code: "below_received", params: { received: line.received } };
      } else if (ordered === 0) await trx.deleteFrom("purchase_line").where("id", "=", line.id).execute();
      else await trx.updateTable("purchase_line").set({ ordered }).where("id", "=", line.id).execute();
    }
    if (Object.keys(fields).length > 0) throw invalid(fields);
    await trx.updateTable("purchase_list").set({
      supplier: input.supplier,
      note: input.note,
      ordered_at: input.act === "order" ? list.ordered_at ?? ctx.now : list.ordered_at,
      version: list.version + 1,
    }).where("id", "=", id).execute();
  });
}

/**
 * Takes in what arrived of a purchase, all or nothing; when nothing more is to come it closes by itself.
 * @throws AppError forbidden; not_found; conflict purchase_closed; invalid with the form's fields
 */
export async function receivePurchase(ctx: Ctx, id: string, input: PurchaseReceipt): Promise<void> {
  requirePermission(ctx.actor, "parts.manage");
  const branchId = actingBranch(ctx);
  await ctx.db.transaction().execute(async (trx) => {
    const list = await lockPurchase(trx, ctx, id, { closedToo: true });
    if (!await firstTime(trx, ctx, `arrival:${input.form_key}`)) return;
    if (list.closed_at !== null) throw conflict("purchase_closed");
    const arrived = arrivals(await linesOf(trx, id), input);
    for (const { line, quantity, serials, cost } of arrived) {
      const place = { partId: line.part_id, branchId: list.branch_id };
      const arrival = { quantity, serials, purchaseLineId: line.id };
      await besideLine(line, takeIn(trx, ctx, place, arrival));
      await recordCost(trx, ctx, { partId: line.part_id, costMinor: cost });
      await trx.updateTable("purchase_line").set({ received: line.received + quantity })
        .where("id", "=", line.id).execute();
      const idemKey = `arrival:${input.form_key}:${line.id}`;
      if (input.labels) await labelReceived(trx, ctx, { ...place, quantity, idemKey });
    }
    await trx.updateTable("purchase_list").set({
      ordered_at: list.ordered_at ?? ctx.now,
      closed_at: await allArrived(trx, id) ? ctx.now : null,
      version: list.version + 1,
    }).where("id", "=", id).execute();
  });
  ctx.live.changed("jobs", ...topicsOf({ order_id: null, branch_id: branchId }));
}

/** What is still missing is no longer expected. @throws AppError forbidden; not_found; conflict purchase_closed */
export async function closePurchase(ctx: Ctx, id: string): Promise<void> {
  requirePermission(ctx.actor, "parts.manage");
  await ctx.db.transaction().execute(async (trx) => {
    const list = await lockPurchase(trx, ctx, id);
    await trx.updateTable("purchase_list").set({ closed_at: ctx.now, version: list.version + 1 })
      .where("id", "=", id).execute();
  });
}

async function openPurchase(trx: Db, ctx: Ctx, input: NewPurchase): Promise<{ id: string }> {
  const made = await trx.insertInto("purchase_list").values({
    id: ctx.random.id(ctx.now),
    branch_id: actingBranch(ctx),
    supplier: input.supplier,
    note: input.note,
    ordered_at: null,
    closed_at: null,
    form_key: input.form_key,
    created_at: ctx.now,
    created_by: actingUser(ctx),
    version: 1,
  }).onConflict((known) => known.column("form_key").doNothing()).returning("id").executeTakeFirst();
  return made ?? await trx.selectFrom("purchase_list").select("id").where("form_key", "=", input.form_key)
    .executeTakeFirstOrThrow();
}

/** Held until the transaction ends. One of another branch is not found. */
async function lockPurchase(trx: Db, ctx: Ctx, id: string, { closedToo = false } = {}): Promise<PurchaseRow> {
  const list = await trx.selectFrom("purchase_list").selectAll().where("id", "=", id)
    .where("branch_id", "=", actingBranch(ctx)).forUpdate().executeTakeFirst();
  if (!list) throw notFound();
  if (list.closed_at !== null && !closedToo) throw conflict("purchase_closed");
  return list;
}

interface Line {
  id: string;
  part_id: string;
  ordered: number;
  received: number;
  unit: PartUnit;
  serialised: number;
}

/** By the ids of the parts: the order in which balances are held. */
async function linesOf(trx: Db, listId: string): Promise<Line[]> {
  return await trx.selectFrom("purchase_line").innerJoin("part", "part.id", "purchase_line.part_id")
    .select(["purchase_line.id", "purchase_line.part_id", "purchase_line.ordered", "purchase_line.received"])
    .select(["part.unit", "part.serialised"]).where("purchase_line.list_id", "=", listId)
    .orderBy("purchase_line.part_id").execute();
}

interface ArrivedLine {
  line: Line;
  quantity: number;
  serials: string[] | null;
  cost: number | null;
}

/** What came of each line. @throws invalid */
function arrivals(lines: readonly Line[], input: PurchaseReceipt): ArrivedLine[] {
  const fields: FieldErrors = {};
  const arrived: ArrivedLine[] = [];
  for (const line of lines) {
    const typed = input.lines[rowKey(line.id)];
    if (!typed) continue;
    const serials = line.serialised === 1 ? typed.serials : null;
    const quantity = serials ? serials.length * ONE : typed.quantity ?? 0;
    if (quantity === 0) continue;
    const field = `lines.${rowKey(line.id)}.${serials ? "serials" : "quantity"}`;
    const outstanding = line.ordered - line.received;
    if (!isWholeQuantity(quantity, line.unit)) fields[field] = { code: "whole_number" };
    else if (quantity > outstanding) fields[field] = { code: "more_than_ordered", params: { outstanding } };
    arrived.push({ line, quantity, serials, cost: typed.cost });
  }
  if (arrived.length === 0) fields.lines = { code: "nothing_arrived" };
  if (Object.keys(fields).length > 0) throw invalid(fields);
  return arrived;
}

/** A refused serial is told beside the line where it was typed. */
async function besideLine<Result>(line: Line, taking: Promise<Result>): Promise<Result> {
  try {
    return await taking;
  } catch (refusal) {
    const wrong = refusal instanceof AppError ? refusal.detail.fields?.serials : undefined;
    if (wrong) throw invalid({ [`lines.${rowKey(line.id)}.serials`]: wrong });
    throw refusal;
  }
}

async function allArrived(trx: Db, listId: string): Promise<boolean> {
  const open = await trx.selectFrom("purchase_line").select("id").where("list_id", "=", listId)
    .whereRef("received", "<", "ordered").limit(1).executeTakeFirst();
  return open === undefined;
}

/** @throws AppError invalid `parts` more_than_a_million */
async function orderMore(
  trx: Db,
  ctx: Ctx,
  { listId, partId, quantity }: { listId: string; partId: string; quantity: number },
): Promise<void> {
  const line = await trx.insertInto("purchase_line").values({
    id: ctx.random.id(ctx.now),
    list_id: listId,
    part_id: partId,
    ordered: quantity,
    received: 0,
  }).onConflict((known) =>
    known.columns(["list_id", "part_id"]).doUpdateSet((q) => ({
      ordered: q("purchase_line.ordered", "+", quantity),
    }))
  ).returning("ordered").executeTakeFirstOrThrow();
  if (line.ordered > MOST_THOUSANDTHS) throw invalid({ parts: { code: "more_than_a_million" } });
  await trx.updateTable("purchase_list").set((q) => ({ version: q("version", "+", 1) }))
    .where("id", "=", listId).execute();
}

async function partsOf(trx: Db, ids: readonly string[]): Promise<Map<string, { unit: PartUnit }>> {
  const rows = await trx.selectFrom("part").select(["id", "unit"]).where("id", "in", ids).execute();
  return new Map(rows.map(({ id, unit }) => [id, { unit }]));
}
