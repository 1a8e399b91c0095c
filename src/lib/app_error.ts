/** What a caller is told, and nothing else: each code has one HTTP status and one sentence in each language. */
export const ERROR_STATUS = {
  malformed: 400,
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  not_acceptable: 406,
  conflict: 409,
  stale: 412,
  too_large: 413,
  unsupported: 415,
  version_missing: 428,
  too_many: 429,
  internal: 500,
  unavailable: 503,
  storage_full: 507,
} as const;
export type ErrorCode = keyof typeof ERROR_STATUS;

/** A field's path (`devices.0.serial`) → the codes of what is wrong with it, worded in `views/errors/text.ts`. */
export type FieldErrors = Record<string, FieldError>;
export interface FieldError {
  code: string;
  params?: Record<string, string | number>;
}

/**
 * An expected refusal. `reason` narrows the code for people (`order_changed`, `login_failed` …) and is worded in
 * `views/errors/text.ts`; `fields` goes beside each field.
 */
export class AppError extends Error {
  override readonly name = "AppError";
  constructor(readonly code: ErrorCode, readonly detail: AppErrorDetail = {}) {
    super(detail.reason ?? code, { cause: detail.cause });
  }
}

export interface AppErrorDetail {
  reason?: string;
  params?: Record<string, string | number>;
  fields?: FieldErrors;
  /** Seconds until it makes sense to try again. */
  retryAfter?: number;
  cause?: unknown;
}

export function notFound(reason?: string): AppError {
  return new AppError("not_found", { reason });
}

export function invalid(fields: FieldErrors): AppError {
  return new AppError("invalid", { fields });
}

export function conflict(reason: string, params?: Record<string, string | number>): AppError {
  return new AppError("conflict", { reason, params });
}
