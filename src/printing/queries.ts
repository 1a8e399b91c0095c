import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { notFound } from "../lib/app_error.ts";
import { type AgentState, agentState } from "./agent.ts";
import { type JobFilter, NEEDS_STAFF, type PrintJobState, UNFINISHED } from "./print_job.ts";

/** How a printer stands, as far as the server knows. */
export interface PrinterCondition {
  /** Still in its daemon's configuration. */
  active: boolean;
  paused: boolean;
  ok: boolean;
  /** Code of the wire, "" when ok. */
  reason: string;
  since: number;
  agent: AgentState;
  agentSeenAt: number | null;
}

export interface PrintJobView {
  id: string;
  title: string;
  template: string;
  state: PrintJobState;
  reason: string;
  copies: number;
  attempts: number;
  offers: number;
  cancelRequested: boolean;
  settled: boolean;
  /** Staff asked the daemon to print it again and it has not answered yet. */
  reprintAsked: boolean;
  reprintOf: string | null;
  createdAt: number;
  createdBy: string;
  expiresAt: number;
  updatedAt: number;
  orderNumber: string | null;
  printer: PrinterCondition & { id: string; name: string };
}

/** The labels of an order, newest first. */
export async function jobsOfOrder(ctx: Ctx, orderId: string): Promise<PrintJobView[]> {
  const rows = await jobRows(ctx.db).where("print_job.order_id", "=", orderId).orderBy(
    "print_job.seq",
    "desc",
  )
    .limit(20).execute();
  return rows.map((row) => jobView(row, ctx.now));
}

const DONE = ["printed", "sent", "cancelled"] as const;
const PAGE = 50;

export interface PrintJobList {
  jobs: PrintJobView[];
  /** For the next page. */
  before: number | null;
  attention: number;
  waiting: number;
}

/** One page of the shop's labels, newest first. */
export async function printJobList(
  ctx: Ctx,
  { filter, before }: { filter: JobFilter; before: number | null },
): Promise<PrintJobList> {
  const rows = await jobRows(ctx.db)
    .$if(
      filter === "attention",
      (q) => q.where("print_job.state", "in", NEEDS_STAFF).where("print_job.settled_at", "is", null),
    )
    .$if(filter === "waiting", (q) => q.where("print_job.state", "in", UNFINISHED))
    .$if(
      filter === "done",
      (q) =>
        q.where((where) =>
          where.or([where("print_job.state", "in", DONE), where("print_job.settled_at", "is not", null)])
        ),
    )
    .$if(before !== null, (q) => q.where("print_job.seq", "<", before ?? 0))
    .orderBy("print_job.seq", "desc").limit(PAGE + 1).execute();
  const counts = await ctx.db.selectFrom("print_job")
    .select((q) => ["state", q.fn.countAll<number>().as("jobs")])
    .where("state", "in", [...NEEDS_STAFF, ...UNFINISHED]).where("settled_at", "is", null).groupBy("state")
    .execute();
  const count = (states: readonly PrintJobState[]) =>
    counts.filter((row) => states.includes(row.state)).reduce((sum, row) => sum + Number(row.jobs), 0);
  const shown = rows.slice(0, PAGE);
  return {
    jobs: shown.map((row) => jobView(row, ctx.now)),
    before: rows.length > PAGE ? shown.at(-1)?.seq ?? null : null,
    attention: count(NEEDS_STAFF),
    waiting: count(UNFINISHED),
  };
}

export interface PrintJobStory {
  job: PrintJobView;
  events: { state: PrintJobState; reason: string; actor: string; at: number }[];
  /** The printer's label counter before and after, and what left for it; null while nothing has. */
  evidence: { odoBefore: number | null; odoAfter: number | null; bytes: number } | null;
}

/** @throws AppError not_found */
export async function printJobStory(ctx: Ctx, id: string): Promise<PrintJobStory> {
  const row = await jobRows(ctx.db).select("print_job.evidence_json").where("print_job.id", "=", id)
    .executeTakeFirst();
  if (!row) throw notFound();
  const events = await ctx.db.selectFrom("print_job_event").select(["state", "reason", "actor_name", "at"])
    .where("print_job_id", "=", id).orderBy("id").execute();
  const evidence = JSON.parse(row.evidence_json);
  return {
    job: jobView(row, ctx.now),
    events: events.map(({ actor_name, ...event }) => ({ ...event, actor: actor_name })),
    evidence: "bytes" in evidence ? evidence : null,
  };
}

/** The label's picture; with a number only that order's. @throws AppError not_found */
export async function labelPicture(db: Db, id: string, number: string | null = null): Promise<string> {
  const row = await db.selectFrom("print_job").leftJoin("order", "order.id", "print_job.order_id")
    .select("print_job.svg").where("print_job.id", "=", id)
    .$if(number !== null, (q) => q.where("order.number", "=", number)).executeTakeFirst();
  if (!row) throw notFound();
  return row.svg;
}

/** The order's id, when the job is one of its labels or no job is named. @throws AppError not_found */
export async function labelledOrder(
  db: Db,
  number: string,
  jobId: string | null = null,
): Promise<{ id: string }> {
  const row = await db.selectFrom("order").select("order.id").where("order.number", "=", number)
    .$if(
      jobId !== null,
      (q) =>
        q.innerJoin("print_job", "print_job.order_id", "order.id").where("print_job.id", "=", jobId ?? ""),
    )
    .executeTakeFirst();
  if (!row) throw notFound();
  return row;
}

/** The branch's printer for labels: the one that staff chose, or the only one. */
export async function labelPrinter(db: Db, branchId: string) {
  const printers = await db.selectFrom("printer").innerJoin("agent", "agent.id", "printer.agent_id")
    .select(["printer.id", "printer.agent_id", "printer.name", "printer.is_default"])
    .select(["printer.dpi", "printer.width_um", "printer.height_um"])
    .where("printer.branch_id", "=", branchId).where("printer.active", "=", 1)
    .where("agent.revoked_at", "is", null).orderBy("printer.is_default", "desc").limit(2).execute();
  const [first] = printers;
  return first && (first.is_default === 1 || printers.length === 1) ? first : undefined;
}

export interface PrinterView extends PrinterCondition {
  id: string;
  key: string;
  name: string;
  branch: string;
  agentName: string;
  virtual: boolean;
  confirms: boolean;
  model: string;
  firmware: string;
  serial: string;
  dpi: number;
  widthMm: number;
  heightMm: number;
  isDefault: boolean;
  warnings: string[];
  /** Labels that are not out yet, the printer's own included. */
  waiting: number;
  inside: number;
  odometer: number | null;
  lastJobId: string | null;
}

/** Every printer that some daemon of the shop has, by branch. */
export async function printersOfShop(ctx: Ctx): Promise<PrinterView[]> {
  const rows = await ctx.db.selectFrom("printer").innerJoin("agent", "agent.id", "printer.agent_id")
    .innerJoin("branch", "branch.id", "printer.branch_id")
    .selectAll("printer")
    .select(["agent.name as agent_name", "agent.last_seen_at", "agent.revoked_at", "branch.code as branch"])
    .select((q) => [
      q.selectFrom("print_job").select("print_job.id").whereRef("print_job.printer_id", "=", "printer.id")
        .orderBy("print_job.seq", "desc").limit(1).as("last_job_id"),
      q.selectFrom("print_job").select((count) => count.fn.countAll<number>().as("jobs"))
        .whereRef("print_job.printer_id", "=", "printer.id").where("print_job.state", "in", UNFINISHED).as(
          "jobs",
        ),
    ])
    .where("agent.revoked_at", "is", null).where("printer.active", "=", 1)
    .orderBy("branch.code").orderBy("printer.is_default", "desc").orderBy("printer.name").execute();
  return rows.map((row) => ({
    ...conditionOf(row, ctx.now),
    id: row.id,
    key: row.key,
    name: row.name,
    branch: row.branch,
    agentName: row.agent_name,
    virtual: row.kind === "virtual",
    confirms: row.confirms === 1,
    model: row.model,
    firmware: row.firmware,
    serial: row.serial,
    dpi: row.dpi,
    widthMm: row.width_um / 1000,
    heightMm: row.height_um / 1000,
    isDefault: row.is_default === 1,
    warnings: JSON.parse(row.warnings_json),
    waiting: Number(row.jobs ?? 0),
    inside: row.inside,
    odometer: row.odometer,
    lastJobId: row.last_job_id,
  }));
}

export interface AgentView {
  id: string;
  name: string;
  branch: string;
  state: AgentState;
  seenAt: number | null;
  version: string;
  os: string;
  printers: string[];
  createdAt: number;
  revokedAt: number | null;
}

/** Daemons, the living ones first. */
export async function agentsOfShop(ctx: Ctx): Promise<AgentView[]> {
  const agents = await ctx.db.selectFrom("agent").innerJoin("branch", "branch.id", "agent.branch_id")
    .select(["agent.id", "agent.name", "agent.version", "agent.os", "agent.last_seen_at", "agent.created_at"])
    .select(["agent.revoked_at", "branch.code as branch"]).orderBy("agent.id").limit(200).execute();
  const printers = await ctx.db.selectFrom("printer").select(["agent_id", "name"]).where("active", "=", 1)
    .orderBy("name").execute();
  const views = agents.map((agent): AgentView => ({
    id: agent.id,
    name: agent.name,
    branch: agent.branch,
    state: agentState(agent, ctx.now),
    seenAt: agent.last_seen_at,
    version: agent.version,
    os: agent.os,
    printers: printers.filter((one) => one.agent_id === agent.id).map((one) => one.name),
    createdAt: agent.created_at,
    revokedAt: agent.revoked_at,
  }));
  return [
    ...views.filter((one) => one.state !== "revoked"),
    ...views.filter((one) => one.state === "revoked"),
  ];
}

function jobRows(db: Db) {
  return db.selectFrom("print_job").innerJoin("printer", "printer.id", "print_job.printer_id")
    .innerJoin("agent", "agent.id", "printer.agent_id").leftJoin("order", "order.id", "print_job.order_id")
    .select(["print_job.id", "print_job.seq", "print_job.title", "print_job.template", "print_job.state"])
    .select(["print_job.reason", "print_job.copies", "print_job.attempts", "print_job.offers"])
    .select(["print_job.cancel_requested_at", "print_job.settled_at", "print_job.reprint_of"])
    .select([
      "print_job.created_at",
      "print_job.created_by_name",
      "print_job.expires_at",
      "print_job.updated_at",
    ])
    .select(["order.number as order_number", "printer.id as printer_id", "printer.name as printer_name"])
    .select(["printer.active", "printer.paused", "printer.ok", "printer.reason as printer_reason"])
    .select(["printer.since", "agent.last_seen_at", "agent.revoked_at"])
    .select((q) =>
      q.selectFrom("print_command").select("print_command.id").whereRef("print_job_id", "=", "print_job.id")
        .where("print_command.action", "=", "reprint").where("print_command.done_at", "is", null).limit(1)
        .as("reprint_command")
    );
}

type JobRow = Awaited<ReturnType<ReturnType<typeof jobRows>["execute"]>>[number];

function jobView(row: JobRow, now: number): PrintJobView {
  return {
    id: row.id,
    title: row.title,
    template: row.template,
    state: row.state,
    reason: row.reason,
    copies: row.copies,
    attempts: row.attempts,
    offers: row.offers,
    cancelRequested: row.cancel_requested_at !== null,
    settled: row.settled_at !== null,
    reprintAsked: row.reprint_command !== null,
    reprintOf: row.reprint_of,
    createdAt: row.created_at,
    createdBy: row.created_by_name,
    expiresAt: row.expires_at,
    updatedAt: row.updated_at,
    orderNumber: row.order_number,
    printer: {
      ...conditionOf({ ...row, reason: row.printer_reason }, now),
      id: row.printer_id,
      name: row.printer_name,
    },
  };
}

interface ConditionRow {
  active: number;
  paused: number;
  ok: number;
  reason: string;
  since: number;
  last_seen_at: number | null;
  revoked_at: number | null;
}

function conditionOf(row: ConditionRow, now: number): PrinterCondition {
  return {
    active: row.active === 1,
    paused: row.paused === 1,
    ok: row.ok === 1,
    reason: row.reason,
    since: row.since,
    agent: agentState(row, now),
    agentSeenAt: row.last_seen_at,
  };
}
