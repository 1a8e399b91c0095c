import type { AuditFilter } from "../audit/filter.ts";
import { type AuditRow, listAudit } from "../audit/queries.ts";
import type { Ctx } from "../context.ts";
import { everyPage, READ_ROWS } from "./keyset.ts";

/** The audit log of a filter, newest first. */
export function auditPages(ctx: Ctx, filter: AuditFilter): AsyncGenerator<AuditRow[]> {
  return everyPage((before: string | null) => listAudit(ctx, { ...filter, before }, READ_ROWS));
}
