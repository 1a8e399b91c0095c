import { dbFault } from "../db/errors.ts";
import { writesAtHead } from "../db/migrate.ts";
import type { Db } from "../db/open.ts";
import { errorFacts, logOf } from "../logs.ts";
import type { Services } from "../services.ts";

const log = logOf("server");

export const CHECKS = ["draining", "database", "migrations", "disk", "queue"] as const;
export type CheckName = (typeof CHECKS)[number];

/** `slow`: it works and somebody should look; `failed`: nothing should be sent here. */
export type CheckState = "ok" | "slow" | "failed";

export interface Check {
  state: CheckState;
  /** What it was measured to be: milliseconds of a write, bytes that are free, milliseconds that the oldest due job has waited. */
  value?: number;
  /** Code of why it is not ok; words are in `views/monitoring/text.ts`. */
  reason?: string;
}

export interface Readiness {
  state: CheckState;
  checks: Record<CheckName, Check>;
}

const ANSWER_MS = 3_000;
const SLOW_WRITE_MS = 1_000;
/** Below so much every write is at risk. */
export const LEAST_FREE = 64 * 1_048_576;
const OLD_JOB_MS = 5 * 60_000;
/** Anybody may ask: the answer is made at most so often. */
const FRESH_MS = 2_000;

const known = new WeakMap<Services, { at: number; answer: Promise<Readiness> }>();

/** Whether requests should be sent here, and why not. */
export function readiness(services: Services): Promise<Readiness> {
  const now = performance.now();
  const last = known.get(services);
  if (last && now - last.at < FRESH_MS) return last.answer.then((one) => withDraining(services, one));
  const answer = look(services);
  known.set(services, { at: now, answer });
  return answer.then((one) => withDraining(services, one));
}

async function look(services: Services): Promise<Readiness> {
  const [written, disk, queue] = await Promise.all([
    guarded(write(services)),
    guarded(space(services)),
    guarded(oldestDue(services.database.db, services.clock())),
  ]);
  const { database, migrations } = written.ok
    ? written.value
    : { database: failed(written.reason), migrations: failed(written.reason) };
  return {
    state: "ok",
    checks: {
      draining: { state: "ok" },
      database,
      migrations,
      disk: disk.ok ? disk.value : failed("disk_unknown"),
      queue: queue.ok ? queueCheck(queue.value) : { state: "slow", reason: queue.reason },
    },
  };
}

/** Told to stop: it still answers, and nobody else should be sent to it. */
export function isLeaving({ draining, stopping }: Services): boolean {
  return draining === true || stopping.aborted;
}

function withDraining(services: Services, { checks }: Readiness): Readiness {
  const now = isLeaving(services) ? { ...checks, draining: failed("draining") } : checks;
  const states = Object.values(now).map(({ state }) => state);
  const state = states.includes("failed") ? "failed" : states.includes("slow") ? "slow" : "ok";
  return { state, checks: now };
}

function failed(reason: string): Check {
  return { state: "failed", reason };
}

async function write({ database }: Services): Promise<{ database: Check; migrations: Check }> {
  const began = performance.now();
  const atHead = await writesAtHead(database);
  const value = Math.round(performance.now() - began);
  return {
    database: value > SLOW_WRITE_MS ? { state: "slow", value, reason: "slow_write" } : { state: "ok", value },
    migrations: atHead ? { state: "ok" } : failed("behind"),
  };
}

async function space({ files, shop }: Services): Promise<Check> {
  const [{ free, total }, { settings }] = await Promise.all([files.space(), shop.read()]);
  if (free < LEAST_FREE) return { state: "failed", value: free, reason: "disk_full" };
  const low = free / Math.max(1, total) * 100 < settings.disk_low_percent;
  return low ? { state: "slow", value: free, reason: "disk_low" } : { state: "ok", value: free };
}

/** How long the oldest due job has been waiting, milliseconds. */
export async function oldestDue(db: Db, now: number): Promise<number> {
  const job = await dueJobs(db, now).executeTakeFirst();
  return job ? now - job.run_at : 0;
}

export function dueJobs(db: Db, now: number) {
  return db.selectFrom("job").select("run_at").where("state", "=", "waiting").where("run_at", "<=", now)
    .orderBy("run_at").limit(1);
}

/** A queue that stands still is no reason to send nobody here: the counter works on. */
function queueCheck(value: number): Check {
  return value > OLD_JOB_MS ? { state: "slow", value, reason: "queue_old" } : { state: "ok", value };
}

type Guarded<T> = { ok: true; value: T } | { ok: false; reason: string };

/** What fails or hangs is an answer too. */
async function guarded<T>(work: Promise<T>): Promise<Guarded<T>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Guarded<T>>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, reason: "no_answer" }), ANSWER_MS);
  });
  try {
    return await Promise.race([work.then((value): Guarded<T> => ({ ok: true, value })), late]);
  } catch (error) {
    log.warning("The server is not ready", errorFacts(error));
    return { ok: false, reason: dbFault(error)?.kind ?? "unreachable" };
  } finally {
    clearTimeout(timer);
  }
}
