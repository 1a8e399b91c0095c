import { z } from "zod";
import { cursorId, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Id, Instant, instant, PAGE } from "../api/shapes.ts";
import { invalid } from "../lib/app_error.ts";
import { paths } from "../paths.ts";
import { type AuditRow, listAudit } from "./queries.ts";

const Day = z.iso.date({ error: "invalid" });

export const AuditEvent = z.object({
  id: Id,
  at: Instant,
  kind: z.string().meta({ examples: ["user_role_changed"] }),
  actor: z.object({
    kind: z.string().meta({ examples: ["user", "token", "system"] }),
    id: z.string().nullable(),
    name: z.string(),
  }),
  ip: z.string(),
  request_id: z.string().meta({ description: "Tells the shop's log of the request that did it" }),
  chain_place: z.int().nullable().meta({
    description: "Its number in the chain of hashes, 1 for the first event; null for what stands in none",
  }),
  subject: z.object({
    kind: z.string(),
    id: z.string(),
    name: z.string().nullable().meta({ description: "As it is called now" }),
  }),
  data: z.record(z.string(), z.unknown()).meta({ description: "What changed, before and after; no secrets" }),
}).meta({ id: "AuditEvent" });

/** Who did what: only read, by programs as by people. */
export const auditOperations: readonly Operation[] = [
  operation({
    id: "listAudit",
    method: "get",
    path: paths.apiAudit(),
    tag: "audit",
    scope: "audit:read",
    summary: "Read the audit log",
    query: z.object({
      ...PAGE,
      kind: z.string().regex(/^[a-z_]{1,60}$/, { error: "invalid" }).optional().meta({
        description: "What was done",
        examples: ["user_edited"],
      }),
      actor_id: Id.optional().meta({ description: "Of the user or the token that did it" }),
      from: Day.optional().meta({ description: "First day, by the clock of the shop" }),
      to: Day.optional().meta({ description: "Last day" }),
    }),
    answer: { text: "One page of events, newest first", schema: z.array(AuditEvent) },
    async handle(ctx, { query: { kind = null, actor_id = null, from = null, to = null, cursor, limit } }) {
      if (from !== null && to !== null && to < from) throw invalid({ to: { code: "range_reversed" } });
      const before = cursorId("newest", cursor);
      const { rows, next } = await listAudit(ctx, { kind, person: actor_id, from, to, before }, limit);
      return { body: rows.map(eventTold), next: next === null ? null : cursorText("newest", [next]) };
    },
  }),
];

function eventTold(row: AuditRow): z.input<typeof AuditEvent> {
  const { id, kind, ip, subject, data } = row;
  return {
    id,
    at: instant(row.at),
    kind,
    actor: { kind: row.actorKind, id: row.actorId, name: row.actor },
    ip,
    request_id: row.requestId,
    chain_place: row.seq,
    subject,
    data,
  };
}
