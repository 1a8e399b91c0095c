import type { EventState } from "./protocol.ts";

/**
 * queued → leased (offered) → custody (in the daemon's spool) → sending → printed.
 * `sent` is all that a printer without a voice allows; `unknown` asks staff whether the label came out.
 */
export const PRINT_JOB_STATES = [
  "queued",
  "leased",
  "custody",
  "sending",
  "printed",
  "sent",
  "unknown",
  "failed",
  "expired",
  "cancelled",
] as const;
export type PrintJobState = (typeof PRINT_JOB_STATES)[number];

/** Who may make the move: the server's own queue, the daemon by an event, a person at the counter. */
export type Mover = "server" | "agent" | "staff";
type Moves = { readonly [to in PrintJobState]?: readonly Mover[] };

const REPORTED = {
  custody: ["agent"],
  sending: ["agent"],
  printed: ["agent"],
  sent: ["agent"],
  unknown: ["agent"],
  failed: ["agent"],
  expired: ["agent"],
  cancelled: ["agent"],
} as const satisfies Record<EventState, readonly Mover[]>;

/**
 * Every move there is. A job that was offered belongs to the daemon's word: its answer may have been lost, so the server
 * takes it back (`leased → queued`) only when a later poll of the same daemon brings no custody. The server's own
 * `unknown` is for a daemon that will never come back: revoked, or its computer lost.
 */
export const PRINT_JOB_MOVES = {
  queued: { ...REPORTED, leased: ["server"], expired: ["server", "agent"], cancelled: ["staff", "agent"] },
  leased: { ...REPORTED, queued: ["server"], unknown: ["server", "agent"] },
  custody: {
    sending: ["agent"],
    failed: ["agent"],
    expired: ["agent"],
    cancelled: ["agent"],
    unknown: ["server"],
  },
  sending: {
    custody: ["agent"],
    printed: ["agent"],
    sent: ["agent"],
    failed: ["agent"],
    unknown: ["server", "agent"],
  },
  unknown: { custody: ["agent"], printed: ["agent", "staff"], cancelled: ["agent", "staff"] },
  printed: {},
  sent: {},
  failed: {},
  expired: {},
  cancelled: {},
} as const satisfies Record<PrintJobState, Moves>;

export function mayMove(from: PrintJobState, to: PrintJobState, mover: Mover): boolean {
  const moves: Moves = PRINT_JOB_MOVES[from];
  return moves[to]?.includes(mover) ?? false;
}

/** Nothing leads out of a final state: printing again is a new job that names the old one. */
export function isFinal(state: PrintJobState): boolean {
  return Object.keys(PRINT_JOB_MOVES[state]).length === 0;
}

/** On their way, as far as anybody knows. */
export const UNFINISHED = [
  "queued",
  "leased",
  "custody",
  "sending",
] as const satisfies readonly PrintJobState[];

/** The page of labels that wait for a person. */
export const NEEDS_STAFF = ["unknown", "failed", "expired"] as const satisfies readonly PrintJobState[];

export function needsStaff(state: PrintJobState): state is (typeof NEEDS_STAFF)[number] {
  return NEEDS_STAFF.some((one) => one === state);
}

/**
 * How a cancel is carried out: a job that no daemon ever saw is cancelled at once; after that only the daemon knows
 * whether a byte has left, so it is asked; a final job is not cancelled.
 */
export function cancelWay(job: { state: PrintJobState; offers: number }): "now" | "ask" | "no" {
  if (isFinal(job.state)) return "no";
  return job.state === "queued" && job.offers === 0 ? "now" : "ask";
}

/**
 * How a label gets to another printer: at once while no daemon has seen it; after that its daemon is asked to give it back first;
 * never when a byte of it may have left.
 */
export function moveWay(
  job: { state: PrintJobState; offers: number; attempts: number },
): "now" | "ask" | "no" {
  if (job.state === "queued" && job.offers === 0) return "now";
  const waits = job.state === "queued" || job.state === "leased" || job.state === "custody";
  return waits && job.attempts === 0 ? "ask" : "no";
}

/** The name of a job on the wire: a daemon prints a name once, so a job that comes back to it has another one. */
export function wireId({ id, moves }: { id: string; moves: number }): string {
  return moves === 0 ? id : `${id}_${moves}`;
}

/** What a daemon means; `moves` tells whether it still speaks of the job as it is now. */
export function fromWireId(wireId: string): { id: string; moves: number } {
  const [, id = wireId, moves = "0"] = /^(.+)_(\d{1,6})$/.exec(wireId) ?? [];
  return { id, moves: Number(moves) };
}

/** How the queue's page parts the jobs. */
export const JOB_FILTERS = ["attention", "waiting", "done"] as const;
export type JobFilter = (typeof JOB_FILTERS)[number];
