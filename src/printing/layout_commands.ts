import { isDeepStrictEqual } from "node:util";
import { branchOf } from "../admin/shop.ts";
import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { dbFault } from "../db/errors.ts";
import { conflict, notFound } from "../lib/app_error.ts";
import { insertJob, topicsOf } from "./job_rows.ts";
import { drawLabel, sizeOf } from "./label.ts";
import type { LabelLayout } from "./label_layout.ts";
import { currentLayout, type LayoutPlace } from "./layout_queries.ts";
import { sampleLabel } from "./sample_label.ts";
import { findTarget } from "./targets.ts";

export interface LayoutSave {
  branchId: string;
  layout: LabelLayout;
  /** What the form was made from. */
  version: number;
}

/** The branch's labels of the layout's template look so from now on. @throws AppError conflict (label_layout_changed) */
export async function saveLayout(ctx: Ctx, { branchId, layout, version }: LayoutSave): Promise<void> {
  await addVersion(ctx, { branchId, template: layout.template }, { layout, version });
}

/** Back to the shipped layout; the branch's own stays in the history. @throws AppError conflict (label_layout_changed) */
export async function restoreLayout(ctx: Ctx, place: LayoutPlace, version: number): Promise<void> {
  await addVersion(ctx, place, { layout: null, version });
}

async function addVersion(
  ctx: Ctx,
  place: LayoutPlace,
  { layout, version }: { layout: LabelLayout | null; version: number },
): Promise<void> {
  requirePermission(ctx.actor, "printers.manage");
  const branch = branchOf(ctx.shop, place.branchId);
  await ctx.db.transaction().execute(async (trx) => {
    const before = await currentLayout(trx, place);
    if (before.version !== version) throw conflict("label_layout_changed");
    if (layout ? before.own && isDeepStrictEqual(before.layout, layout) : !before.own) return;
    const id = ctx.random.id(ctx.now);
    await changedMeanwhile(
      trx.insertInto("label_layout").values({
        id,
        branch_id: place.branchId,
        template: place.template,
        version: version + 1,
        layout_json: layout && JSON.stringify(layout),
        created_at: ctx.now,
        created_by: ctx.actor.kind === "user" ? ctx.actor.id : null,
        created_by_name: ctx.actor.name,
      }).execute(),
    );
    await recordAudit(trx, ctx, {
      kind: layout ? "label_layout_saved" : "label_layout_restored",
      subject: { kind: "label_layout", id },
      data: { branch: branch.code, template: place.template, version: version + 1 },
    });
  });
}

async function changedMeanwhile<Result>(writing: Promise<Result>): Promise<Result> {
  try {
    return await writing;
  } catch (error) {
    if (dbFault(error)?.kind === "unique") throw conflict("label_layout_changed");
    throw error;
  }
}

const TEST_PRIORITY = 9;

export interface LayoutTest {
  layout: LabelLayout;
  printerId: string;
  idemKey: string;
}

/** One label of a layout that need not be saved, with sample words. @throws AppError not_found, conflict (no_printer) */
export async function printLayoutTest(ctx: Ctx, { layout, printerId, idemKey }: LayoutTest): Promise<string> {
  requirePermission(ctx.actor, "printers.manage");
  const { template } = layout;
  const { jobId, printer } = await ctx.db.transaction().execute(async (trx) => {
    const printer = await findTarget(trx, printerId);
    if (!printer) throw notFound();
    if (!printer.live || printer.language !== "zpl") throw conflict("no_printer");
    const data = sampleLabel(ctx, printer.branch_id, template);
    const label = drawLabel(template, data, { size: sizeOf(printer), copies: 1, layout });
    const job = await insertJob(trx, ctx, {
      branch_id: printer.branch_id,
      printer_id: printer.id,
      order_id: null,
      template,
      title: printer.name,
      language: label.language,
      content: label.content,
      svg: label.svg,
      layout_json: JSON.stringify(label.layout),
      sha256: label.sha256,
      copies: 1,
      priority: TEST_PRIORITY,
      idemKey,
    });
    return { jobId: job.id, printer };
  });
  ctx.live.changed(
    ...topicsOf({ order_id: null, branch_id: printer.branch_id }),
    `agent:${printer.agent_id}`,
  );
  return jobId;
}
