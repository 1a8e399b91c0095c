import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { prepared } from "../db/prepared.ts";
import type { Topic } from "../http/live.ts";
import { conflict } from "../lib/app_error.ts";
import { POLL_WAIT_SECONDS } from "./agent.ts";
import { type AgentRow, lockAgent, refuseStranger } from "./agent_rows.ts";
import { lockJob, moveJob, type PrintJobRow, topicsOf } from "./job_rows.ts";
import { takeBack } from "./move_commands.ts";
import { fromWireId, isFinal, mayMove, moveWay, wireId } from "./print_job.ts";
import { storePrinterStates } from "./printer_states.ts";
import {
  type Command,
  type CommandResult,
  DRAWER_SECONDS,
  type Job,
  type JobEvent,
  LEASE_SECONDS,
  type PollAnswer,
  type PollRequest,
} from "./protocol.ts";

/** What a daemon tells with each poll, stored before anything is answered. @throws AppError unauthenticated, conflict */
export async function takeReport(ctx: Ctx, agentId: string, report: PollRequest): Promise<void> {
  const topics = await ctx.db.transaction().execute(async (trx) => {
    const agent = await lockAgent(trx, agentId);
    refuseStranger(agent, report.instance, ctx.now);
    if (agent.instance !== report.instance) throw conflict("other_instance");
    const newBoot = agent.boot_id !== report.bootId;
    const fresh = newBoot || report.beat > agent.last_beat;
    const events = report.events.filter((event) => event.n > agent.last_event).sort((a, b) => a.n - b.n);
    await noteReport({ db: trx }, {
      agentId,
      bootId: report.bootId,
      seenAt: ctx.now,
      beat: fresh ? report.beat : agent.last_beat,
      event: events.at(-1)?.n ?? agent.last_event,
    });
    const topics: Topic[] = [];
    for (const event of events) topics.push(...await applyEvent(trx, ctx, { agentId, event }));
    await storeResults(trx, ctx, { agentId, results: report.results });
    if (fresh) topics.push(...await storePrinterStates(trx, ctx, { agent, states: report.printers }));
    return topics;
  });
  ctx.live.changed(...topics);
}

type Report = { agentId: string; bootId: string; seenAt: number; beat: number; event: number };

const noteReport = prepared(({ db }: { db: Db }, of: Report) =>
  db.updateTable("agent")
    .set({ boot_id: of.bootId, last_seen_at: of.seenAt, last_beat: of.beat, last_event: of.event })
    .where("id", "=", of.agentId)
);

async function applyEvent(
  trx: Db,
  ctx: Ctx,
  { agentId, event }: { agentId: string; event: JobEvent },
): Promise<Topic[]> {
  const named = fromWireId(event.id);
  const own = await trx.selectFrom("print_job").innerJoin("printer", "printer.id", "print_job.printer_id")
    .select("print_job.id").where("print_job.id", "=", named.id).where("printer.agent_id", "=", agentId)
    .where("print_job.moves", "=", named.moves).executeTakeFirst();
  if (!own) return [];
  const job = await lockJob(trx, own.id);
  // Between the look and the lock it may have gone to another printer.
  if (job.moves !== named.moves) return [];
  if (event.state === "cancelled" && job.move_to !== null && !isFinal(job.state)) {
    return await takeBack(trx, ctx, { job, attempt: event.attempt });
  }
  if (!mayMove(job.state, event.state, "agent")) return [];
  await moveJob(trx, ctx, job, {
    to: event.state,
    mover: "agent",
    reason: event.reason ?? "",
    attempts: event.attempt,
    at: event.at,
    ...(event.evidence ? { evidence: event.evidence } : {}),
  });
  return topicsOf(job);
}

async function storeResults(
  trx: Db,
  ctx: Ctx,
  { agentId, results }: { agentId: string; results: readonly CommandResult[] },
): Promise<void> {
  for (const result of results) {
    await trx.updateTable("print_command")
      .set({ done_at: ctx.now, ok: result.ok ? 1 : 0, detail: result.detail ?? "" })
      .where("id", "=", result.id).where("agent_id", "=", agentId).where("done_at", "is", null).execute();
  }
}

type Call = { agentId: string; now: number };

export interface Asking {
  agentId: string;
  bootId: string;
  /** How many jobs the daemon can hold now. */
  take: number;
}

/** For a daemon that nothing has come for: only what it is still asked to do. */
export async function emptyAnswer(ctx: Ctx, agentId: string): Promise<PollAnswer> {
  return { ...terms(ctx), jobs: [], ...await waitingErrands(ctx.db, { agentId, now: ctx.now }) };
}

function terms({ now }: Ctx): Pick<PollAnswer, "now" | "config"> {
  return { now, config: { waitSeconds: POLL_WAIT_SECONDS } };
}

/** What there is for a daemon now; the jobs in it are leased to it. @throws AppError unauthenticated */
export async function offerWork(ctx: Ctx, { agentId, bootId, take }: Asking): Promise<PollAnswer> {
  const { answer, topics } = await ctx.db.transaction().execute(async (trx) => {
    const agent = await lockAgent(trx, agentId);
    const superseded = agent.boot_id !== bootId;
    const leased = superseded || take === 0 ? [] : await leaseJobs(trx, ctx, { agent, take });
    const errands = await waitingErrands(trx, { agentId, now: ctx.now });
    const answer: PollAnswer = {
      ...terms(ctx),
      jobs: leased.map(({ job, printer }) => offered(job, printer)),
      ...errands,
    };
    return { answer, topics: leased.flatMap(({ job }) => topicsOf(job)) };
  });
  ctx.live.changed(...topics);
  return answer;
}

/** A cheap look whether `offerWork` would find a job: every waiting daemon has one taken every few seconds. */
export async function hasJobFor(ctx: Ctx, agentId: string): Promise<boolean> {
  return (await firstJob(ctx, { agentId, now: ctx.now })).length > 0;
}

const firstJob = prepared(({ db }: Ctx, at: Call) => offerable(db, at).select("print_job.id").limit(1));

/** What staff want of the daemon, repeated until it is settled. */
export async function waitingErrands(
  db: Db,
  { agentId, now }: Call,
): Promise<Pick<PollAnswer, "cancel" | "commands">> {
  const unwanted = await unwantedJobs({ db }, { agentId });
  const commands = await openCommands({ db }, { agentId, drawersSince: now - DRAWER_SECONDS * 1000 });
  return {
    // What is to move is asked back only while it cannot have been sent: what was sent goes on to its own end.
    cancel: unwanted.filter((job) => job.move_to === null || moveWay(job) !== "no").map(wireId),
    commands: commands.flatMap(({ id, action, print_job_id, key, data_json, moves }): Command[] => {
      if (action === "setup") return [{ id, do: action, printer: key, setup: JSON.parse(data_json) }];
      if (action !== "printed" && action !== "reprint") return [{ id, do: action, printer: key }];
      return print_job_id === null
        ? []
        : [{ id, do: action, job: wireId({ id: print_job_id, moves: moves ?? 0 }) }];
    }),
  };
}

const unwantedJobs = prepared(({ db }: { db: Db }, at: { agentId: string }) =>
  db.selectFrom("print_job").innerJoin("printer", "printer.id", "print_job.printer_id")
    .select(["print_job.id", "print_job.state", "print_job.moves", "print_job.move_to"])
    .select(["print_job.attempts", "print_job.offers"]).where("printer.agent_id", "=", at.agentId)
    .where("print_job.cancel_requested_at", "is not", null)
    .where("print_job.state", "in", ["queued", "leased", "custody", "sending", "unknown"])
    .orderBy("print_job.seq").limit(200)
);

const openCommands = prepared(({ db }: { db: Db }, at: { agentId: string; drawersSince: number }) =>
  db.selectFrom("print_command").innerJoin("printer", "printer.id", "print_command.printer_id")
    .leftJoin("print_job", "print_job.id", "print_command.print_job_id")
    .select(["print_command.id", "print_command.action", "print_command.print_job_id", "printer.key"])
    .select(["print_command.data_json", "print_job.moves"])
    .where("print_command.agent_id", "=", at.agentId).where("print_command.done_at", "is", null)
    .where((q) =>
      q.or([
        q("print_command.action", "!=", "open_drawer"),
        q("print_command.created_at", ">", at.drawersSince),
      ])
    )
    .orderBy("print_command.id").limit(50)
);

interface Leased {
  job: PrintJobRow;
  printer: string;
}

async function leaseJobs(
  trx: Db,
  ctx: Ctx,
  { agent, take }: { agent: AgentRow; take: number },
): Promise<Leased[]> {
  const jobs = await offerable(trx, { agentId: agent.id, now: ctx.now }).selectAll("print_job").select(
    "printer.key as printer_key",
  )
    .orderBy("print_job.priority", "desc").orderBy("print_job.seq").limit(take)
    .forUpdate("print_job").execute();
  const leased: Leased[] = [];
  for (const { printer_key, ...job } of jobs) {
    if (job.state === "leased") {
      await moveJob(trx, ctx, job, { to: "queued", mover: "server", reason: "lease_over" });
    }
    await moveJob(trx, ctx, { ...job, state: "queued" }, { to: "leased", mover: "server" });
    await trx.updateTable("print_job")
      .set((q) => ({ offers: q("offers", "+", 1), lease_until: ctx.now + LEASE_SECONDS * 1000 }))
      .where("id", "=", job.id).execute();
    leased.push({ job, printer: printer_key });
  }
  return leased;
}

/** Waiting jobs of the agent's printers, and offered ones of which it has said nothing since. */
function offerable(db: Db, { agentId, now }: Call) {
  return db.selectFrom("print_job").innerJoin("printer", "printer.id", "print_job.printer_id")
    .where("printer.agent_id", "=", agentId).where("printer.active", "=", 1).where("printer.paused", "=", 0)
    .where("print_job.cancel_requested_at", "is", null).where("print_job.expires_at", ">", now)
    .where((q) =>
      q.or([
        q("print_job.state", "=", "queued"),
        q.and([q("print_job.state", "=", "leased"), q("print_job.lease_until", "<=", now)]),
      ])
    );
}

function offered(job: PrintJobRow, printer: string): Job {
  return {
    id: wireId(job),
    seq: job.seq,
    printer,
    language: job.language,
    content: job.content,
    sha256: job.sha256,
    copies: job.copies,
    expiresAt: job.expires_at,
    priority: job.priority,
  };
}
