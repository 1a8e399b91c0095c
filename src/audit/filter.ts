import { z } from "zod";

/** What the audit log shows, as its address says it. */
export interface AuditFilter {
  /** `login_failed`, `setting_changed` …, null for all. */
  kind: string | null;
  /** A user's or token's id. */
  person: string | null;
  /** Days of the shop's clock, both included, `YYYY-MM-DD`. */
  from: string | null;
  to: string | null;
  /** Keyset: id of the last event of the page before. */
  before: string | null;
}

const query = z.object({
  tipo: z.string().regex(/^[a-z_]{1,60}$/).nullable().catch(null),
  persona: z.uuid().nullable().catch(null),
  desde: z.iso.date().nullable().catch(null),
  hasta: z.iso.date().nullable().catch(null),
  antes: z.uuid().nullable().catch(null),
});

/** What does not fit counts as absent, so a broken link still shows the log. */
export function auditFilter(params: Record<string, string>): AuditFilter {
  const { tipo, persona, desde, hasta, antes } = query.parse(params);
  return { kind: tipo, person: persona, from: desde, to: hasta, before: antes };
}

/** The query of an address that shows this, "" for everything. */
export function auditQuery({ kind, person, from, to, before }: AuditFilter): string {
  const params = new URLSearchParams();
  if (kind) params.set("tipo", kind);
  if (person) params.set("persona", person);
  if (from) params.set("desde", from);
  if (to) params.set("hasta", to);
  if (before) params.set("antes", before);
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}
