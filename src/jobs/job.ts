/** What each kind of background job carries; the payload is stored as JSON. */
export interface JobPayloads {
  send_message: { messageId: string };
  purge_secrets: Record<never, never>;
  reckon_deadlines: Record<never, never>;
  expire_print_jobs: Record<never, never>;
  mind_quotes: Record<never, never>;
  mind_pickups: Record<never, never>;
  sweep_sessions: Record<never, never>;
  sweep_uploads: Record<never, never>;
  sweep_jobs: Record<never, never>;
  sweep_codes: Record<never, never>;
  sweep_drafts: Record<never, never>;
  sweep_print_commands: Record<never, never>;
  sweep_idempotency_keys: Record<never, never>;
  sweep_stock_forms: Record<never, never>;
  sweep_webhooks: Record<never, never>;
  check_stock: Record<never, never>;
  mind_gateways: Record<never, never>;
  sweep_payment_events: Record<never, never>;
  read_payment_event: { eventId: string };
  check_payment_intent: { intentId: string };
  import_rows: { importId: string };
  sweep_imports: Record<never, never>;
  allot_parts: { partId: string; branchId: string };
}
export type JobKind = keyof JobPayloads;

export interface NewJob<K extends JobKind = JobKind> {
  kind: K;
  payload: JobPayloads[K];
  /** UTC milliseconds; at once when left out. */
  runAt?: number;
  /** While a job of the key waits or runs, another one is not queued. */
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
