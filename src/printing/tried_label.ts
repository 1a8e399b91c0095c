import type { Ctx } from "../context.ts";
import { AppError } from "../lib/app_error.ts";
import { sizeOf } from "./label.ts";
import type { LabelTarget } from "./label_targets.ts";
import type { LabelSize } from "./layout.ts";
import { stockNamed } from "./loose_label.ts";
import { readOrderLabel } from "./order_label_queries.ts";
import { sampleLabel } from "./sample_label.ts";
import type { LabelDataOf, LabelTemplate } from "./templates.ts";

export interface TriedLabel {
  data: LabelDataOf[LabelTemplate];
  size: LabelSize;
  /** The printer whose stock that is. */
  target: LabelTarget | undefined;
  /** An order was named and there is none. */
  orderMissing: boolean;
}

interface Trial {
  branchId: string;
  template: LabelTemplate;
  query: { medida: string; orden: string };
  targets: readonly LabelTarget[];
}

/** What a layout is tried with: an order's words where one is named, on a printer's stock or one of the usual ones. */
export async function triedWith(ctx: Ctx, trial: Trial): Promise<TriedLabel> {
  const { query, targets } = trial;
  const target = targets.find(({ id }) => id === query.medida) ??
    (query.medida === "" ? targets[0] : undefined);
  const size = target ? sizeOf(target) : { ...stockNamed(query.medida), dpi: 203 as const };
  const ofOrder = await orderWords(ctx, trial);
  const data = ofOrder ?? sampleLabel(ctx, trial.branchId, trial.template);
  return { data, size, target, orderMissing: query.orden !== "" && takesOrder(trial.template) && !ofOrder };
}

export function takesOrder(template: LabelTemplate): template is "device" | "accessory" {
  return template === "device" || template === "accessory";
}

async function orderWords(ctx: Ctx, { branchId, template, query }: Trial) {
  if (query.orden === "" || !takesOrder(template)) return null;
  try {
    const { data, accessories } = await readOrderLabel(ctx.db, ctx, { number: query.orden });
    const { accessory } = sampleLabel(ctx, branchId, "accessory");
    return { ...data, accessory: accessories[0]?.description ?? accessory };
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return null;
    throw error;
  }
}
