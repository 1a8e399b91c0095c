import { type Branch, branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import { staffOf } from "../intakes/staff.ts";
import { invalid } from "../lib/app_error.ts";
import { Id } from "./shapes.ts";

/** A parameter that names a branch. */
export const BranchAsked = Id.optional().meta({ description: "The token's own where it is left out" });

/** The branch that a request is about: the token's own where it names none. @throws AppError invalid `branch_id` */
export function branchAsked(ctx: Ctx, id: string | undefined): Branch {
  if (id === undefined) return branchOf(ctx.shop, staffOf(ctx).branchId);
  const branch = ctx.shop.branches.find((one) => one.id === id);
  if (!branch) throw invalid({ branch_id: { code: "branch_unknown" } });
  return branch;
}
