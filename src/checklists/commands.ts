import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { conflict } from "../lib/app_error.ts";
import { actingUser } from "../orders/acting_user.ts";
import { recordEvent } from "../orders/history.ts";
import { lockOpenOrder, type OrderRow, topicsOf } from "../orders/row.ts";
import { type CheckItem, type ChecklistPhase, type CheckRun, mayCheck, openRun, tally } from "./checklist.ts";
import type { Answers } from "./input.ts";
import { orderChecks, templatePoints } from "./queries.ts";

/**
 * Begins to check an order's device, with the points that its category has now; goes on where somebody began already.
 * @throws AppError not_found; conflict `order_closed`, `checks_not_now`, `checks_unlisted`
 */
export async function startChecks(ctx: Ctx, number: string, phase: ChecklistPhase): Promise<void> {
  requirePermission(ctx.actor, "orders.edit");
  await onChecks(ctx, { number, phase }, async (trx, order, run) => {
    if (run) return;
    const { category } = await trx.selectFrom("device").select("category").where("id", "=", order.device_id)
      .executeTakeFirstOrThrow();
    const points = await templatePoints(trx, { category, phase });
    if (points.length === 0) throw conflict("checks_unlisted");
    const id = ctx.random.id(ctx.now);
    await trx.insertInto("checklist_run").values({
      id,
      order_id: order.id,
      phase,
      started_at: ctx.now,
      started_by: actingUser(ctx),
      closed_at: null,
      version: 1,
    }).execute();
    await trx.insertInto("checklist_item").values(points.map((text, position) => ({
      id: ctx.random.id(ctx.now),
      run_id: id,
      position,
      text,
      result: null,
      note: "",
      answered_by: null,
      answered_by_name: "",
      answered_at: null,
    }))).execute();
  });
}

/**
 * Writes the answers to the open run, as of the version that the form showed; the same form again changes nothing.
 * @throws AppError not_found; conflict `order_closed`, `checks_not_now`, `checks_changed`
 */
export async function answerChecks(
  ctx: Ctx,
  { number, phase }: { number: string; phase: ChecklistPhase },
  answers: Answers,
): Promise<void> {
  requirePermission(ctx.actor, "orders.edit");
  await onChecks(ctx, { number, phase }, async (trx, order, run) => {
    if (run?.id !== answers.run) throw conflict("checks_changed");
    const changed = changedItems(run, answers);
    const photos = await hangPhotos(trx, ctx, { order, answers, run });
    if (changed.length === 0 && photos.length === 0) return;
    if (run.version !== answers.version) throw conflict("checks_changed");
    for (const { id, result, note } of changed) {
      await trx.updateTable("checklist_item").set({
        result,
        note,
        answered_by: actingUser(ctx),
        answered_by_name: ctx.actor.name,
        answered_at: ctx.now,
      }).where("id", "=", id).execute();
    }
    await trx.updateTable("checklist_run").set({ version: run.version + 1 }).where("id", "=", run.id)
      .execute();
    await recordEvent(trx, ctx, {
      orderId: order.id,
      kind: "checklist_filled",
      data: {
        ...told(phase, run.items.map((item) => changed.find((one) => one.id === item.id) ?? item)),
        were: run.items.filter(({ id }) => changed.some((one) => one.id === id))
          .map(({ id, result, note, by, at }) => ({ id, result, note, by, at })),
        ...(photos.length > 0 && { photos }),
      },
    });
  });
}

/** The points whose answer differs from what is saved. */
function changedItems(run: CheckRun, { items, rest_ok }: Answers): CheckItem[] {
  return run.items.flatMap((item) => {
    const typed = items.find((one) => one.id === item.id);
    const result = typed?.result ?? item.result ?? (rest_ok ? "ok" : null);
    const note = typed?.note ?? item.note;
    return result === item.result && note === item.note ? [] : [{ ...item, result, note }];
  });
}

/** Hangs photos that this user uploaded on the points they show; others' uploads are passed over. */
async function hangPhotos(
  trx: Db,
  ctx: Ctx,
  { order, answers, run }: { order: OrderRow; answers: Answers; run: CheckRun },
): Promise<string[]> {
  const hung: string[] = [];
  for (const { id, photos } of answers.items) {
    if (photos.length === 0 || !run.items.some((item) => item.id === id)) continue;
    const rows = await trx.updateTable("attachment").set({ order_id: order.id, checklist_item_id: id })
      .where("id", "in", photos).where("order_id", "is", null).where("created_by", "=", actingUser(ctx))
      .returning("id").execute();
    hung.push(...rows.map((row) => row.id));
  }
  return hung;
}

/** What the history keeps of a run as it stands. */
function told(phase: ChecklistPhase, items: readonly CheckItem[]): Record<string, unknown> {
  const failed = items.filter((item) => item.result === "fail").map(pointTold);
  return { phase, ...tally(items), ...(failed.length > 0 && { failed }) };
}

function pointTold({ text, note }: { text: string; note: string }): string {
  return note === "" ? text : `${text}: ${note}`;
}

async function onChecks(
  ctx: Ctx,
  { number, phase }: { number: string; phase: ChecklistPhase },
  act: (trx: Db, order: OrderRow, run: CheckRun | undefined) => Promise<void>,
): Promise<void> {
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOpenOrder(trx, number);
    if (!mayCheck(phase, order)) throw conflict("checks_not_now");
    await act(trx, order, openRun(await orderChecks({ db: trx }, order.id), phase));
    return topicsOf(order);
  });
  ctx.live.changed(...topics);
}
