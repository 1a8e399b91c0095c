import type { Db } from "../db/open.ts";
import { type AuditHead, linkHash, restoreSeal } from "./chain.ts";

/** What shows that somebody has written into the database past the program. */
export type AuditFaultKind = "edited" | "removed" | "inserted" | "truncated" | "rewritten";

export interface AuditFault {
  kind: AuditFaultKind;
  /** Place in the chain, null for an event that stands in none. */
  seq: number | null;
  /** Null where nothing is left. */
  eventId: string | null;
}

/** A head of the chain that is kept outside of the database. */
export interface AuditAnchor extends AuditHead {
  /** Where it is kept: the name of a backup. */
  from: string;
  /** When it was the head, UTC milliseconds. */
  at: number;
}

export interface AuditCheck {
  events: number;
  head: AuditHead | null;
  /** Heads kept elsewhere that were compared. */
  anchors: number;
  /** The first of them first; a hundred at most. */
  faults: AuditFault[];
}

const PAGE = 500;
const MOST_FAULTS = 100;

/** What whoever has the database alone cannot change. */
export interface KeptOutside {
  anchors: readonly AuditAnchor[];
  secretKey: string;
}

/** Goes through the whole log: every event in its place, none more, and every head that is kept elsewhere still in the chain. */
export async function checkAudit(
  db: Db,
  { anchors, secretKey }: KeptOutside = { anchors: [], secretKey: "" },
): Promise<AuditCheck> {
  const faults: AuditFault[] = [];
  const known = new Map<number, string>();
  const wanted = new Set(anchors.map(({ seq }) => seq));
  let [head, events]: [AuditHead | null, number] = [null, 0];
  for (let after = 0;;) {
    const links = await linksAfter(db, after).execute();
    for (const { seq, hash, event_id, ...event } of links) {
      for (let gone = after + 1; gone < seq && faults.length < MOST_FAULTS; gone++) {
        faults.push({ kind: "removed", seq: gone, eventId: null });
      }
      const { id, at, data_json } = event;
      if (id === null || at === null || data_json === null) {
        faults.push({ kind: "removed", seq, eventId: event_id });
      } else {
        const before = head?.hash ?? "";
        const whole = { ...event, ...texts(event), id, at, data_json };
        if (linkHash(whole, { seq, before }) !== hash) faults.push({ kind: "edited", seq, eventId: id });
      }
      if (wanted.has(seq)) known.set(seq, hash);
      head = { seq, hash };
      after = seq;
      events += 1;
    }
    if (links.length < PAGE) break;
  }
  for (const { id } of await unlinked(db).execute()) {
    faults.push({ kind: "inserted", seq: null, eventId: id });
  }
  const left = await leftBehind(db, secretKey);
  const compared = anchors.filter((anchor) => !left.some((one) => one.covers(anchor)));
  for (const { seq, hash } of compared) {
    const here = known.get(seq);
    if (here === undefined) faults.push({ kind: "truncated", seq, eventId: null });
    else if (here !== hash) faults.push({ kind: "rewritten", seq, eventId: null });
  }
  return { events, head, anchors: compared.length, faults: faults.slice(0, MOST_FAULTS) };
}

/** The last link, null while nothing was recorded. */
export async function auditHead(db: Db): Promise<AuditHead | null> {
  return await db.selectFrom("audit_link").select(["seq", "hash"]).orderBy("seq", "desc").limit(1)
    .executeTakeFirst() ?? null;
}

/** Links in their order, each with its event as far as that is there. */
export function linksAfter(db: Db, seq: number) {
  return db.selectFrom("audit_link").leftJoin("audit_event", "audit_event.id", "audit_link.event_id")
    .select(["seq", "hash", "event_id", "audit_event.id", "at", "actor_kind", "actor_id", "actor_name"])
    .select(["ip", "request_id", "kind", "subject_kind", "subject_id", "data_json"])
    .where("seq", ">", seq).orderBy("seq").limit(PAGE);
}

/** Events that stand in no chain. */
export function unlinked(db: Db) {
  return db.selectFrom("audit_event").leftJoin("audit_link", "audit_link.event_id", "audit_event.id")
    .select("audit_event.id").where("audit_link.seq", "is", null).orderBy("audit_event.id").limit(20);
}

/** The columns that are null only where the whole event is gone. */
function texts(
  event: Record<
    "actor_kind" | "actor_name" | "ip" | "request_id" | "kind" | "subject_kind" | "subject_id",
    string | null
  >,
) {
  return {
    actor_kind: event.actor_kind ?? "",
    actor_name: event.actor_name ?? "",
    ip: event.ip ?? "",
    request_id: event.request_id ?? "",
    kind: event.kind ?? "",
    subject_kind: event.subject_kind ?? "",
    subject_id: event.subject_id ?? "",
  };
}

interface LeftBehind {
  covers(anchor: AuditAnchor): boolean;
}

/**
 * After a restore the log goes on from where the backup was: what was recorded between the two has been left behind, and the log says so
 * under a seal.
 */
async function leftBehind(db: Db, secretKey: string): Promise<LeftBehind[]> {
  const restores = await db.selectFrom("audit_event")
    .innerJoin("audit_link", "audit_link.event_id", "audit_event.id")
    .leftJoin(
      "audit_link as former",
      (join) => join.on("former.seq", "=", (q) => q("audit_link.seq", "-", 1)),
    )
    .select(["audit_event.at", "audit_event.subject_id as name", "data_json", "audit_link.seq"])
    .select("former.hash as before").where("kind", "=", "backup_restored").execute();
  return restores.filter(({ data_json, name, at, before }) =>
    data_json.includes(restoreSeal(secretKey, { name, at, before: before ?? "" }))
  ).map(({ at, seq }) => ({ covers: (anchor) => anchor.seq >= seq && anchor.at <= at }));
}
