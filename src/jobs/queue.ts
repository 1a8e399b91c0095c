import { sql } from "kysely";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { TASK_KINDS } from "../tasks/task.ts";
import { backoff, type JobError, type JobKind, MAX_ATTEMPTS, type NewJob } from "./job.ts";

/** A worker that says nothing for so long has lost its job. */
export const LEASE_MS = 60_000;
const KEPT_ERRORS = 20;
const LONGEST_ERROR = 500;

/**
 * Queues work in the caller's transaction, so that it exists exactly when the change that asked for it does. After the
 * commit `ctx.live.changed("jobs")` starts it at once; without, it starts within 5 s. False while one of its key waits; where one runs,
 * which may have read what the caller is changing, another follows it.
 */
export async function enqueue<K extends JobKind>(trx: Db, ctx: Ctx, job: NewJob<K>): Promise<boolean> {
  const asked: Asked = {
    id: ctx.random.id(ctx.now),
    kind: job.kind,
    payload_json: JSON.stringify(job.payload),
    run_at: job.runAt ?? ctx.now,
    max_attempts: job.maxAttempts ?? MAX_ATTEMPTS,
    unique_key: job.uniqueKey ?? null,
    created_at: ctx.now,
  };
  // Even where it changes nothing it holds the row: nobody begins a job that this transaction counts on before that has committed.
  const row = await trx.insertInto("job").values({ ...asked, ...FRESH }).onConflict((conflict) =>
    conflict.column("unique_key").where(sql<boolean>`state in ('waiting', 'leased')`)
      .doUpdateSet({ again_json: JSON.stringify(asked) })
      .where("job.state", "=", "leased").where("job.again_json", "is", null)
  ).returning("id").executeTakeFirst();
  return row !== undefined;
}

/** What is asked for of a job; kept with the running one of its key until that ends. */
interface Asked {
  id: string;
  kind: string;
  payload_json: string;
  run_at: number;
  max_attempts: number;
  unique_key: string | null;
  created_at: number;
}

const FRESH = {
  state: "waiting",
  attempts: 0,
  lease_token: null,
  lease_until: null,
  again_json: null,
  errors_json: "[]",
  finished_at: null,
} as const;

/** Queues what was asked for while a job of the same key ran, in the transaction that ends that one. */
async function queueNext(trx: Db, again_json: string | null, now: number): Promise<void> {
  if (again_json === null) return;
  const asked: Asked = JSON.parse(again_json);
  const atOnce = asked.run_at <= asked.created_at;
  await trx.insertInto("job")
    .values({ ...asked, ...FRESH, created_at: now, run_at: atOnce ? now : asked.run_at }).execute();
}

/** Takes a job back that nobody has begun, where there is one of the key. */
export async function cancelWaiting(trx: Db, uniqueKey: string): Promise<void> {
  await trx.deleteFrom("job").where("unique_key", "=", uniqueKey).where("state", "=", "waiting").execute();
  await trx.updateTable("job").set({ again_json: null }).where("unique_key", "=", uniqueKey)
    .where("state", "=", "leased").execute();
}

export interface ClaimedJob {
  id: string;
  kind: string;
  payload_json: string;
  /** This try included. */
  attempts: number;
  max_attempts: number;
  errors_json: string;
  /** Fencing: whoever comes back late with an older one changes nothing. */
  token: string;
}

export interface QueueSide {
  db: Db;
  /** UTC milliseconds. */
  now: number;
}

/** Messages to clients wait for servers that may hang; whatever else there is to do must not wait behind them. */
export const JOB_LANES = ["messages", "others"] as const;
export type JobLane = (typeof JOB_LANES)[number];

export function laneOf(kind: string): JobLane {
  return kind === "send_message" ? "messages" : "others";
}

/** Word for word what the index has. */
const OF_LANE = {
  messages: sql<boolean>`(kind = 'send_message') = true`,
  others: sql<boolean>`(kind = 'send_message') = false`,
};

/** When the next job of a lane is due; null when none waits. */
export async function nextRunAt(db: Db, lane: JobLane): Promise<number | null> {
  const row = await waitingJobs(db, lane).select("run_at").limit(1).executeTakeFirst();
  return row?.run_at ?? null;
}

/** The first due comes first. */
export function waitingJobs(db: Pick<Db, "selectFrom">, lane: JobLane) {
  return db.selectFrom("job").where("state", "=", "waiting").where(OF_LANE[lane]).orderBy("run_at");
}

/** Takes up to `limit` due jobs for one lease; each goes to one worker only. The try counts from here on. */
export async function claim(
  { db, now }: QueueSide,
  { token, limit, leaseMs, lane }: { token: string; limit: number; leaseMs: number; lane: JobLane },
): Promise<ClaimedJob[]> {
  const rows = await db.updateTable("job")
    .set((q) => ({
      state: "leased",
      lease_token: token,
      lease_until: now + leaseMs,
      attempts: q("attempts", "+", 1),
    }))
    .where("state", "=", "waiting")
    .where(
      "id",
      "in",
      waitingJobs(db, lane).select("id").where("run_at", "<=", now).limit(limit).forUpdate().skipLocked(),
    )
    .returning(["id", "kind", "payload_json", "attempts", "max_attempts", "errors_json"]).execute();
  return rows.map((row) => ({ ...row, token }));
}

/** Keeps the lease; false when it is somebody else's by now. */
export async function renewLease(db: Db, job: ClaimedJob, leaseUntil: number): Promise<boolean> {
  const row = await db.updateTable("job").set({ lease_until: leaseUntil }).$call(held(job)).returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

/** False when the lease was lost meanwhile: then the job belongs to whoever took it over. */
export async function finishJob(trx: Db, job: ClaimedJob, now: number): Promise<boolean> {
  const row = await trx.updateTable("job")
    .set({ state: "done", finished_at: now, lease_token: null, lease_until: null })
    .$call(held(job)).returning("again_json").executeTakeFirst();
  if (!row) return false;
  await queueNext(trx, row.again_json, now);
  return true;
}

export interface Failure {
  error: string;
  /** Another try would end the same. */
  permanent: boolean;
  bytes: (length: number) => Uint8Array;
}

/** Plans the next try, or buries the job with its errors. `lost` when the lease was somebody else's by now. */
export async function failJob(
  trx: Db,
  job: ClaimedJob,
  { error, permanent, bytes, now }: Failure & { now: number },
): Promise<"retry" | "dead" | "lost"> {
  const dead = permanent || job.attempts >= job.max_attempts;
  const row = await trx.updateTable("job").set({
    state: dead ? "dead" : "waiting",
    run_at: now + backoff(job.attempts, bytes),
    finished_at: dead ? now : null,
    lease_token: null,
    lease_until: null,
    errors_json: withError(job.errors_json, { attempt: job.attempts, at: now, error }),
  }).$call(held(job)).returning("again_json").executeTakeFirst();
  if (!row) return "lost";
  if (!dead) return "retry";
  await queueNext(trx, row.again_json, now);
  return "dead";
}

/** Gives a job back untouched, to be begun at an instant: the try does not count. */
export async function releaseJob(db: Db, job: ClaimedJob, runAt: number): Promise<void> {
  await db.updateTable("job")
    .set((q) => ({
      state: "waiting",
      run_at: runAt,
      lease_token: null,
      lease_until: null,
      attempts: q("attempts", "-", 1),
    }))
    .$call(held(job)).execute();
}

/**
 * Jobs whose worker died: back into the queue at once, or buried when every try has been used, since a job that kills its
 * worker would do so for ever. Returns the buried ones; their handler is told in the same transaction by the caller.
 */
export async function rescueLost(trx: Db, now: number): Promise<ClaimedJob[]> {
  const lost = await trx.selectFrom("job")
    .select([
      "id",
      "kind",
      "payload_json",
      "attempts",
      "max_attempts",
      "errors_json",
      "lease_token",
      "again_json",
    ])
    .where("state", "=", "leased").where("lease_until", "<=", now).limit(100)
    .forUpdate().skipLocked().execute();
  const buried: ClaimedJob[] = [];
  for (const { lease_token, again_json, ...row } of lost) {
    const dead = row.attempts >= row.max_attempts;
    const error = { attempt: row.attempts, at: now, error: "The worker died or hung" };
    await trx.updateTable("job").set({
      state: dead ? "dead" : "waiting",
      run_at: now,
      finished_at: dead ? now : null,
      lease_token: null,
      lease_until: null,
      errors_json: withError(row.errors_json, error),
    }).where("id", "=", row.id).execute();
    if (!dead) continue;
    await queueNext(trx, again_json, now);
    buried.push({ ...row, token: lease_token ?? "" });
  }
  return buried;
}

/** A clock that was set back: the time that it was, and the time that it is now (UTC ms). */
export interface SetBack {
  before: number;
  now: number;
}

/** What was due stays due, the next tries of what failed and leases move along. What waits for an hour of the day keeps it. */
export async function moveJobsBack(trx: Db, { before, now }: SetBack): Promise<void> {
  const by = before - now;
  const waiting = () => trx.updateTable("job").where("state", "=", "waiting");
  await waiting().set({ run_at: now }).where("run_at", ">", now).where("run_at", "<=", before).execute();
  await waiting().set((q) => ({ run_at: q("run_at", "-", by) })).where("attempts", ">", 0)
    .where("run_at", ">", before).execute();
  const leased = () => trx.updateTable("job").where("state", "=", "leased");
  await leased().set({ lease_until: now }).where("lease_until", ">", now).where("lease_until", "<=", before)
    .execute();
  await leased().set((q) => ({ lease_until: q("lease_until", "-", by) })).where("lease_until", ">", before)
    .execute();
}

/** What was queued to be done at once by a time that is still to come, after `since`, is due. */
export async function bringLateJobsBack(
  db: Db,
  { now, since }: { now: number; since: number },
): Promise<void> {
  await db.updateTable("job").set({ run_at: now }).where("state", "=", "waiting").where("run_at", ">", now)
    .where("attempts", "=", 0).where("created_at", ">", since).whereRef("run_at", "<=", "created_at")
    .execute();
}

export async function someLeaseIsOver(db: Db, now: number): Promise<boolean> {
  const row = await db.selectFrom("job").select(sql<number>`1`.as("one")).where("state", "=", "leased")
    .where("lease_until", "<=", now).limit(1).executeTakeFirst();
  return row !== undefined;
}

/** Finished jobs of the last day stay, buried ones for a quarter. What became of timed tasks stands in the log of their runs. */
export async function sweepJobs(ctx: Ctx): Promise<number> {
  const day = 86_400_000;
  let swept = 0;
  for (const { state, keep } of [{ state: "done", keep: day }, { state: "dead", keep: 90 * day }] as const) {
    const gone = await ctx.db.deleteFrom("job").where("state", "=", state)
      .where("finished_at", "<=", ctx.now - keep).executeTakeFirst();
    swept += Number(gone.numDeletedRows);
  }
  const timed = await ctx.db.deleteFrom("job").where("state", "=", "dead").where("kind", "in", TASK_KINDS)
    .where("finished_at", "<=", ctx.now - day).executeTakeFirst();
  return swept + Number(timed.numDeletedRows);
}

function held(job: ClaimedJob) {
  return <Q extends { where(column: "id" | "lease_token", operator: "=", value: string): Q }>(query: Q): Q =>
    query.where("id", "=", job.id).where("lease_token", "=", job.token);
}

function withError(known: string, error: JobError): string {
  const errors = JSON.parse(known) as JobError[];
  return JSON.stringify(
    [...errors, { ...error, error: error.error.slice(0, LONGEST_ERROR) }].slice(-KEPT_ERRORS),
  );
}
