/** Upper ends of the buckets, milliseconds. */
export const BOUNDS_MS = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000] as const;
/** Routes and kinds are ours and few; whatever else comes counts together. */
const MOST_SERIES = 2_000;
const OTHER = "other";
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

export interface Durations {
  /** How many took at most `BOUNDS_MS[i]` and more than the bound before; the last one took longer than all. */
  counts: number[];
  sumMs: number;
}

/** Since the process began; keys are label values parted by line ends. */
const requests = new Map<string, Durations>();
const answers = new Map<string, number>();
const queries = new Map<string, Durations>();
/** By kind and table, of which the schema has as many as it has. */
const tables = new Map<string, { count: number; ms: number }>();
/** How a try can end, by what was tried. */
export const OUTCOMES = {
  jobs: ["done", "retry", "dead"],
  mails: ["taken", "later", "refused", "unsure"],
  webhooks: ["delivered", "failed"],
  print_jobs: ["printed", "sent", "unknown", "failed", "expired", "cancelled"],
} as const;
/** All of them from the beginning, so that the first one of a process is seen to be one more. */
const outcomes = new Map<string, number>(
  Object.entries(OUTCOMES).flatMap(([queue, all]) =>
    all.map((outcome): [string, number] => [`${queue}\n${outcome}`, 0])
  ),
);
let streams = 0;
let violations = 0;

/** One request; `route` is its pattern, never what was asked for. */
export function noteRequest({ method, route, status }: Answered, ms: number): void {
  const verb = METHODS.has(method) ? method : OTHER;
  note(requests, `${verb}\n${route}`, ms);
  const kind = `${Math.floor(status / 100)}xx`;
  const key = `${verb}\n${route}\n${kind}`;
  const bounded = answers.has(key) || answers.size < MOST_SERIES ? key : `${OTHER}\n${OTHER}\n${kind}`;
  answers.set(bounded, (answers.get(bounded) ?? 0) + 1);
}

interface Answered {
  method: string;
  route: string;
  status: number;
}

const KINDS: Record<string, string> = {
  SelectQueryNode: "select",
  InsertQueryNode: "insert",
  UpdateQueryNode: "update",
  DeleteQueryNode: "delete",
};

/** One statement with whatever it waited for; `node` is the kind of its root as Kysely calls it. */
export function noteQuery({ node, table }: { node: string; table: string | null }, ms: number): void {
  const kind = KINDS[node] ?? OTHER;
  note(queries, kind, ms);
  const key = `${kind}\n${table ?? OTHER}`;
  const known = tables.get(key);
  if (known) {
    known.count++;
    known.ms += ms;
  } else if (tables.size < MOST_SERIES) tables.set(key, { count: 1, ms });
}

/** A try has ended. Of mails and labels it is noted as it is written down: the mail was taken also where that is rolled back in the end. */
export function noteOutcome<Q extends keyof typeof OUTCOMES>(
  queue: Q,
  outcome: (typeof OUTCOMES)[Q][number],
): void {
  const key = `${queue}\n${outcome}`;
  outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
}

/** An event stream was opened (1) or has ended (-1). */
export function noteStream(change: 1 | -1): void {
  streams += change;
}

/** Something that a page wanted and its policy forbade. */
export function noteViolation(): void {
  violations++;
}

export interface Readings {
  requests: ReadonlyMap<string, Durations>;
  answers: ReadonlyMap<string, number>;
  queries: ReadonlyMap<string, Durations>;
  tables: ReadonlyMap<string, { count: number; ms: number }>;
  outcomes: ReadonlyMap<string, number>;
  streams: number;
  violations: number;
}

export function readMeters(): Readings {
  return { requests, answers, queries, tables, outcomes, streams, violations };
}

function note(into: Map<string, Durations>, key: string, ms: number): void {
  let known = into.get(key);
  if (!known) {
    const bounded = into.size < MOST_SERIES ? key : into === queries ? OTHER : `${OTHER}\n${OTHER}`;
    known = into.get(bounded) ?? { counts: new Array(BOUNDS_MS.length + 1).fill(0), sumMs: 0 };
    into.set(bounded, known);
  }
  let at = 0;
  while (at < BOUNDS_MS.length && ms > (BOUNDS_MS[at] ?? Infinity)) at++;
  known.counts[at] = (known.counts[at] ?? 0) + 1;
  known.sumMs += ms;
}
