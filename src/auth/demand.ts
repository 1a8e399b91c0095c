import type { Ctx } from "../context.ts";
import { AppError } from "../lib/app_error.ts";
import { type Permission, roleMay } from "./permissions.ts";

/** Asks the permission table for the one who acts; the system itself may do everything. @throws AppError forbidden. */
export function demand({ actor }: Ctx, permission: Permission): void {
  if (actor.kind === "system") return;
  if (actor.kind === "user" && roleMay(actor.role, permission)) return;
  throw new AppError("forbidden");
}
