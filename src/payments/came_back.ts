import { AppError, type FieldErrors } from "../lib/app_error.ts";
import type { Typed } from "../lib/form.ts";

export interface CameBack {
  typed: Typed;
  errors?: FieldErrors;
  /** The account moved since the form was made. */
  moved?: boolean;
}

/** How a form of money is shown again; other refusals go on. */
export function cameBack(refusal: unknown, typed: Typed): CameBack & { status: 409 | 422 } {
  if (!(refusal instanceof AppError)) throw refusal;
  if (refusal.detail.fields) return { typed, errors: refusal.detail.fields, status: 422 };
  if (refusal.detail.reason === "account_moved") return { typed, moved: true, status: 409 };
  throw refusal;
}
