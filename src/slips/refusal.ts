import { branchOf, type Shop } from "../admin/shop.ts";
import type { FieldError } from "../lib/app_error.ts";
import type { Slip } from "./queries.ts";

/** Why an intake of a branch cannot take this slip's number, null when it can. */
export function slipRefusal(shop: Shop, slip: Slip, branchId: string): FieldError | null {
  const { number, settledBy: by } = slip;
  if (slip.state === "used") return { code: "slip_used", params: { number, by } };
  if (slip.state === "void") return { code: "slip_void", params: { by, reason: slip.reason } };
  if (slip.branchId === branchId) return null;
  return { code: "slip_elsewhere", params: { branch: branchOf(shop, slip.branchId).name } };
}
