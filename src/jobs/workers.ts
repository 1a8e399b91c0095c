import { type Ctx, SYSTEM } from "../context.ts";
import type { Db } from "../db/open.ts";
import { contextOf } from "../http/session.ts";
import { base64url } from "../lib/token.ts";
import { errorFacts, logOf, withLogFacts } from "../logs.ts";
import { noteOutcome } from "../monitoring/meter.ts";
import type { Services } from "../services.ts";
import { keepLooking } from "./looking.ts";
import { type Handler, type Handlers, PermanentFailure, Postponed } from "./handler.ts";
import { watchClock } from "./clock_watch.ts";
import type { JobKind } from "./job.ts";
import {
  claim,
  type ClaimedJob,
  failJob,
  finishJob,
  JOB_LANES,
  type JobLane,
  laneOf,
  LEASE_MS,
  nextRunAt,
  releaseJob,
  renewLease,
  rescueLost,
  someLeaseIsOver,
} from "./queue.ts";

const log = logOf("jobs");

/** Jobs of a lane at the same time. */
const AT_ONCE = 5;

export interface WorkerOptions {
  /** Longest pause between two looks at the queue, in milliseconds. */
  pollMs?: number;
  leaseMs?: number;
  heartbeatMs?: number;
  /** How long `stop` waits for what runs. */
  drainMs?: number;
}

export interface Workers {
  /** Takes nothing new, waits for what runs, gives the rest back. */
  stop(): Promise<void>;
}

interface Running {
  job: ClaimedJob;
  abort: AbortController;
  done: Promise<void>;
}

/** Runs jobs until stopped. Deadlines are wall-clock times in the database; timers only wake the loop. */
export function startWorkers(services: Services, handlers: Handlers, options: WorkerOptions = {}): Workers {
  const { pollMs = 5_000, leaseMs = LEASE_MS, heartbeatMs = 15_000, drainMs = 8_000 } = options;
  const { db } = services.database;
  const running = new Map<string, Running>();
  const lookAtClock = watchClock(db);
  const looking = keepLooking(services.live, takeDue, { pollMs, complaint: "The job queue cannot be read" });

  /** Starts what is due; returns how long nothing will be, in milliseconds. */
  async function takeDue(): Promise<number> {
    const now = services.clock();
    await lookAtClock(now);
    if (await someLeaseIsOver(db, now)) await rescue(now);
    const pauses: number[] = [];
    for (const lane of JOB_LANES) pauses.push(await takeDueOf(lane, now));
    return Math.min(...pauses);
  }

  async function takeDueOf(lane: JobLane, now: number): Promise<number> {
    const free = AT_ONCE - [...running.values()].filter(({ job }) => laneOf(job.kind) === lane).length;
    if (free <= 0) return pollMs;
    const next = await nextRunAt(db, lane);
    if (next === null) return pollMs;
    if (next > now) return Math.min(pollMs, next - now);
    const token = base64url(services.random.bytes(16));
    const jobs = await claim({ db, now }, { token, limit: free, leaseMs, lane });
    for (const job of jobs) start(job);
    return jobs.length > 0 ? 0 : 100;
  }

  async function rescue(now: number): Promise<void> {
    const buried = await db.transaction().execute(async (trx) => {
      const lost = await rescueLost(trx, now);
      for (const job of lost) await tellHandler(trx, job, "The worker died or hung");
      return lost;
    });
    for (const job of buried) {
      log.error("Job buried: its worker died each time", { requestId: job.id, ...facts(job) });
      noteOutcome("jobs", "dead");
    }
  }

  function start(job: ClaimedJob): void {
    const abort = new AbortController();
    const done = withLogFacts({ requestId: job.id, ...facts(job) }, () => run(job, abort)).finally(() => {
      running.delete(job.id);
      looking.ring();
    });
    running.set(job.id, { job, abort, done });
  }

  async function run(job: ClaimedJob, abort: AbortController): Promise<void> {
    const heartbeat = setInterval(() => beat(job, abort), heartbeatMs);
    try {
      const ctx = await jobContext(job);
      const attempt = { number: job.attempts, signal: abort.signal };
      const result = await handlerOf(job).run(ctx, payloadOf(job), attempt);
      if (await finish(job, result)) noteOutcome("jobs", "done");
      else log.warning("Job had been taken over");
    } catch (error) {
      await settleFailure(job, error);
    } finally {
      clearInterval(heartbeat);
    }
  }

  /** False when the job was taken over meanwhile: what follows from its end is then for whoever has it. */
  async function finish(job: ClaimedJob, result: unknown): Promise<boolean> {
    const ctx = await jobContext(job);
    return await db.transaction().execute(async (trx) => {
      const ours = await finishJob(trx, job, ctx.now);
      if (ours) await handlerOf(job).finished?.(trx, ctx, { payload: payloadOf(job), result });
      return ours;
    });
  }

  async function beat(job: ClaimedJob, abort: AbortController): Promise<void> {
    try {
      if (!await renewLease(db, job, services.clock() + leaseMs)) abort.abort();
    } catch (error) {
      log.warning("A job's lease could not be renewed", errorFacts(error));
    }
  }

  async function settleFailure(job: ClaimedJob, thrown: unknown): Promise<void> {
    const error = thrown instanceof Error ? thrown.message : String(thrown);
    const permanent = thrown instanceof PermanentFailure;
    try {
      if (thrown instanceof Postponed) return await releaseJob(db, job, thrown.until);
      const now = services.clock();
      const outcome = await db.transaction().execute(async (trx) => {
        const failure = { error, permanent, bytes: services.random.bytes, now };
        const outcome = await failJob(trx, job, failure);
        if (outcome === "dead") await tellHandler(trx, job, error);
        return outcome;
      });
      if (outcome !== "lost") noteOutcome("jobs", outcome);
      const told = { outcome, ...errorFacts(thrown) };
      if (outcome === "dead") log.error("Job buried", told);
      else log.warning("Job failed", told);
    } catch (fault) {
      log.error("A job's failure could not be stored; its lease will run out", errorFacts(fault));
    }
  }

  async function tellHandler(trx: Db, job: ClaimedJob, error: string): Promise<void> {
    if (!Object.hasOwn(handlers, job.kind)) return;
    const ctx = await jobContext(job);
    await handlerOf(job).gaveUp?.(trx, ctx, { payload: payloadOf(job), error });
  }

  async function jobContext(job: ClaimedJob): Promise<Ctx> {
    const shop = await services.shop.read();
    const locale = shop.organization?.locale ?? "es";
    return contextOf(services, { actor: SYSTEM, shop, locale, requestId: job.id, ip: "" });
  }

  function handlerOf(job: ClaimedJob): Handler<JobKind> {
    if (!Object.hasOwn(handlers, job.kind)) throw new Error(`No handler for jobs of the kind ${job.kind}`);
    return handlers[job.kind as JobKind] as Handler<JobKind>;
  }

  return {
    async stop() {
      await looking.stop();
      let timer: ReturnType<typeof setTimeout> | undefined;
      const deadline = new Promise<void>((resolve) => timer = setTimeout(resolve, drainMs));
      await Promise.race([Promise.all([...running.values()].map(({ done }) => done)), deadline]);
      clearTimeout(timer);
      for (const { job, abort } of running.values()) {
        abort.abort();
        await releaseJob(db, job, services.clock());
      }
    },
  };
}

function payloadOf(job: ClaimedJob) {
  return JSON.parse(job.payload_json);
}

function facts(job: ClaimedJob): Record<string, unknown> {
  return { job: job.kind, attempt: job.attempts };
}
