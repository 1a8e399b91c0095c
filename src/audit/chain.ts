import { createHash } from "node:crypto";
import { hmac } from "../lib/token.ts";

/** What a link of the chain is over, as the row has it. */
export interface ChainedEvent {
  id: string;
  at: number;
  actor_kind: string;
  actor_id: string | null;
  actor_name: string;
  ip: string;
  request_id: string;
  kind: string;
  subject_kind: string;
  subject_id: string;
  data_json: string;
}

/** A place in the chain, and all that comes before it. */
export interface AuditHead {
  /** 1 for the first event. */
  seq: number;
  /** SHA-256, 64 hex digits. */
  hash: string;
}

/** "41 9f86…", as it is told to people. */
export function headText({ seq, hash }: AuditHead): string {
  return `${seq} ${hash}`;
}

/** Null where it is none. */
export function readHead(text: string): AuditHead | null {
  const [, seq, hash = ""] = /^\s*(\d{1,15})[\s:]+([0-9a-f]{64})\s*$/i.exec(text) ?? [];
  return seq === undefined ? null : { seq: Number(seq), hash: hash.toLowerCase() };
}

/** The hash of an event as number `seq` behind the one with `before` ("" for none). Postgres reckons the same in `audit_hash`. */
export function linkHash(event: ChainedEvent, { seq, before }: { seq: number; before: string }): string {
  const { actor_kind, actor_id, actor_name, ip, request_id } = event;
  const { kind, subject_kind, subject_id, data_json } = event;
  const place = [String(seq), before, event.id, String(event.at)];
  const fields = [
    ...place,
    actor_kind,
    actor_id,
    actor_name,
    ip,
    request_id,
    kind,
    subject_kind,
    subject_id,
    data_json,
  ];
  return createHash("sha256").update(`reparo audit v1\n${fields.map(field).join("")}`).digest("hex");
}

/**
 * What proves of a restore that this server did it, right behind the event with `before`: whoever has the database alone and writes the log
 * anew cannot say that a restore has cut it.
 */
export function restoreSeal(
  secretKey: string,
  { name, at, before }: { name: string; at: number; before: string },
): string {
  return hmac(secretKey, `restored ${name} ${at} ${before}`);
}

/** With its length in front no text can be taken for two, or two for one. */
function field(text: string | null): string {
  return text === null ? "-\n" : `${new TextEncoder().encode(text).length}:${text}\n`;
}
