import type { TaskKind, TaskPayload } from "../tasks/task.ts";

/** What each kind of background job carries; the payload is stored as JSON. */
export type JobPayloads = QueuedPayloads & Record<TaskKind, TaskPayload>;

/** Work that follows from a change, not from the clock. */
interface QueuedPayloads {
  send_message: { messageId: string };
  /** The address is "" where nothing is to be mailed; the rest tells who asked. */
  mail_password_link: { email: string; ip?: string; requestId?: string };
  /** An address that somebody may have, where the wrong tries came from, and whether the last had the password right. */
  mail_sign_in_blocked: { email: string; ip: string; afterPassword?: boolean };
  read_payment_event: { eventId: string };
  read_whatsapp_event: { eventId: string };
  check_payment_intent: { intentId: string };
  import_rows: { importId: string };
  /** What was told of an erased client to programs. */
  forget_answers: { clientId: string };
  /** Of mails to an erased client. */
  remove_papers: { hashes: string[] };
  allot_parts: { partId: string; branchId: string };
}
export type QueuedKind = keyof QueuedPayloads;
export type JobKind = keyof JobPayloads;

export interface NewJob<K extends JobKind = JobKind> {
  kind: K;
  payload: JobPayloads[K];
  /** UTC milliseconds; at once when left out. */
  runAt?: number;
  /** At most one job of the key waits and one runs, never two at the same time. */
  uniqueKey?: string;
  maxAttempts?: number;
}

/** One failed try, as the dead letter page shows it. */
export interface JobError {
  attempt: number;
  at: number;
  error: string;
}

export const MAX_ATTEMPTS = 12;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 3_600_000;

/**
 * Milliseconds until the next try after `attempt` failed ones: 5 s, 10 s, 20 s … at most an hour, each ± 20 % so that jobs
 * that failed together do not return together.
 */
export function backoff(attempt: number, bytes: (length: number) => Uint8Array): number {
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, attempt - 1), LONGEST_PAUSE_MS);
  const [high = 0, low = 0] = bytes(2);
  const share = (high * 256 + low) / 65_535;
  return Math.round(pause * (0.8 + 0.4 * share));
}
