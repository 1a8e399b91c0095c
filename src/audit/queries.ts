import type { Ctx } from "../context.ts";
import { dayStart, nextDay } from "../lib/dates.ts";
import { idFloor } from "../lib/random.ts";
import type { AuditFilter } from "./filter.ts";

export interface AuditRow {
  id: string;
  at: number;
  actor: string;
  actorKind: string;
  /** Of a user, token or agent; null for the system and for one whom nobody knows. */
  actorId: string | null;
  ip: string;
  /** Of the request that did it, as the server's log has it. */
  requestId: string;
  /** Its place in the chain, null for what stands in none. */
  seq: number | null;
  kind: string;
  subject: { kind: string; id: string; name: string | null };
  data: Record<string, unknown>;
}

export const EVENTS_PER_PAGE = 50;

/** Newest first: ids are UUIDv7 and sort by time. */
export async function listAudit(
  ctx: Ctx,
  filter: AuditFilter,
  perPage = EVENTS_PER_PAGE,
): Promise<{ rows: AuditRow[]; next: string | null }> {
  const found = await auditList(ctx, filter).limit(perPage + 1).execute();
  const shown = found.slice(0, perPage);
  return {
    rows: shown.map((row) => ({
      id: row.id,
      at: row.at,
      actor: row.actor_name,
      actorKind: row.actor_kind,
      actorId: row.actor_id,
      ip: row.ip,
      requestId: row.request_id,
      seq: row.seq,
      kind: row.kind,
      subject: {
        kind: row.subject_kind,
        id: row.subject_id,
        name: row.user ?? row.branch ?? row.client ?? row.token ?? row.part,
      },
      data: JSON.parse(row.data_json),
    })),
    next: found.length > shown.length ? shown.at(-1)?.id ?? null : null,
  };
}

/** The query of a page, for the planner's test too. */
export function auditList(ctx: Ctx, { kind, person, from, to, before }: AuditFilter) {
  const zone = ctx.shop.organization?.timeZone ?? "UTC";
  return ctx.db.selectFrom("audit_event")
    .leftJoin("user", "user.id", "audit_event.subject_id")
    .leftJoin("branch", "branch.id", "audit_event.subject_id")
    .leftJoin("client", "client.id", "audit_event.subject_id")
    .leftJoin("api_token", "api_token.id", "audit_event.subject_id")
    .leftJoin("audit_link", "audit_link.event_id", "audit_event.id")
    .leftJoin("part", "part.id", "audit_event.subject_id")
    .select(["audit_event.id", "audit_event.at", "audit_event.actor_name", "audit_event.actor_kind"])
    .select("audit_event.actor_id")
    .select(["audit_event.ip", "audit_event.kind", "audit_event.subject_kind", "audit_event.subject_id"])
    .select(["audit_event.data_json", "user.name as user", "branch.name as branch", "client.name as client"])
    .select(["api_token.name as token", "part.name as part"])
    .select(["audit_event.request_id", "audit_link.seq"])
    .$if(kind !== null, (q) => q.where("audit_event.kind", "=", kind ?? ""))
    .$if(person !== null, (q) => q.where("audit_event.actor_id", "=", person ?? ""))
    .$if(from !== null, (q) => q.where("audit_event.id", ">=", idFloor(dayStart(from ?? "", zone))))
    .$if(to !== null, (q) => q.where("audit_event.id", "<", idFloor(dayStart(nextDay(to ?? ""), zone))))
    .$if(before !== null, (q) => q.where("audit_event.id", "<", before ?? ""))
    .orderBy("audit_event.id", "desc");
}

export interface AuditActor {
  id: string;
  name: string;
  kind: "user" | "token" | "agent";
}

/** Who can be chosen to look at, people first; what was revoked has its deeds still. */
export async function auditActors(ctx: Ctx): Promise<AuditActor[]> {
  const named = (table: "api_token" | "agent") =>
    ctx.db.selectFrom(table).select(["id", "name"]).orderBy("name").orderBy("id").execute();
  const [users, tokens, agents] = await Promise.all([auditPeople(ctx), named("api_token"), named("agent")]);
  return [
    ...users.map((user): AuditActor => ({ ...user, kind: "user" })),
    ...tokens.map((token): AuditActor => ({ ...token, kind: "token" })),
    ...agents.map((agent): AuditActor => ({ ...agent, kind: "agent" })),
  ];
}

/** Users who can be chosen to look at. */
export async function auditPeople(ctx: Ctx): Promise<{ id: string; name: string }[]> {
  return await ctx.db.selectFrom("user").select(["id", "name"]).orderBy("name").orderBy("id").execute();
}
