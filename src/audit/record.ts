import { sql } from "kysely";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { AuditField } from "./field.ts";
import { type ChainedEvent, linkHash } from "./chain.ts";

export interface AuditFact {
  /** `login_failed`, `user_created`, `setting_changed` … */
  kind: string;
  subject: { kind: string; id: string };
  /** Before and after, never a secret. */
  data?: AuditData;
}

export type AuditData = Partial<Record<AuditField, unknown>> & {
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
};

/** Appends to the shop's audit log and its chain, in the transaction of what it tells. */
export async function recordAudit(db: Db, ctx: Ctx, { kind, subject, data = {} }: AuditFact): Promise<void> {
  const event: ChainedEvent = {
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
  };
  // Postgres links each event by itself as its transaction commits.
  if (ctx.flavour === "postgres") return void await db.insertInto("audit_event").values(event).execute();
  const append = async (trx: Db) => {
    await trx.insertInto("audit_event").values(event).execute();
    await linkEvent(trx, event);
  };
  await (db.isTransaction ? append(db) : db.transaction().execute(append));
}

/** SQLite has one writer at a time, so the head that is read here is still the head when the link is written. */
async function linkEvent(trx: Db, event: ChainedEvent): Promise<void> {
  const head = await trx.selectFrom("audit_link").select(["seq", "hash"]).orderBy("seq", "desc").limit(1)
    .executeTakeFirst();
  const seq = (head?.seq ?? 0) + 1;
  const hash = linkHash(event, { seq, before: head?.hash ?? "" });
  await trx.insertInto("audit_link").values({ seq, event_id: event.id, hash }).execute();
}

/** Links what was brought in row by row, in the order in which it came; does nothing where the database has done it. */
export async function linkLoaded({ db, flavour }: Pick<Ctx, "db" | "flavour">): Promise<void> {
  if (flavour === "postgres") return;
  await db.transaction().execute(async (trx) => {
    const events = await trx.selectFrom("audit_event").selectAll().orderBy(sql`rowid`).execute();
    for (const event of events) await linkEvent(trx, event);
  });
}
