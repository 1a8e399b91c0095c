import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { type AgentState, agentState } from "./agent.ts";
import { UNFINISHED } from "./print_job.ts";
import type { Language, Media, PrinterKind } from "./protocol.ts";

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

/** The branch's printer for labels: the one that staff chose, or the only one. */
export async function labelPrinter(db: Db, branchId: string) {
  const printers = await db.selectFrom("printer").innerJoin("agent", "agent.id", "printer.agent_id")
    .select(["printer.id", "printer.agent_id", "printer.name", "printer.is_default"])
    .select(["printer.dpi", "printer.width_um", "printer.height_um"])
    .where("printer.branch_id", "=", branchId).where("printer.active", "=", 1)
    .where("printer.language", "=", "zpl")
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
  kind: PrinterKind;
  language: Language;
  media: Media;
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
    kind: row.kind,
    language: row.language,
    media: row.media,
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

interface ConditionRow {
  active: number;
  paused: number;
  ok: number;
  reason: string;
  since: number;
  last_seen_at: number | null;
  revoked_at: number | null;
}

/** The condition in a row of `printer` joined with its `agent`. */
export function conditionOf(row: ConditionRow, now: number): PrinterCondition {
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
