import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";

export interface AuditFact {
  /** `login_failed`, `user_created`, `setting_changed` … */
  kind: string;
  subject: { kind: string; id: string };
  /** Before and after, never a secret. */
  data?: Record<string, unknown>;
}

/** Appends to the shop's audit log, in the transaction of what it tells. */
export async function recordAudit(trx: Db, ctx: Ctx, { kind, subject, data = {} }: AuditFact): Promise<void> {
  await trx.insertInto("audit_event").values({
    id: ctx.random.id(ctx.now),
    at: ctx.now,
    actor_kind: ctx.actor.kind,
    actor_id: ctx.actor.id,
    actor_name: ctx.actor.name,
    ip: ctx.ip,
    request_id: ctx.requestId,
    kind,
    subject_kind: subject.kind,
    subject_id: subject.id,
    data_json: JSON.stringify(data),
  }).execute();
}
