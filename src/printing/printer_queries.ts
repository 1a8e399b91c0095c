import type { ExpressionBuilder } from "kysely";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import { notFound } from "../lib/app_error.ts";
import { type AgentState, agentState } from "./agent.ts";
import { PRINT_DOCUMENTS, type PrintDocument } from "./document.ts";
import { rollOf } from "./drawn_roll.ts";
import { UNFINISHED } from "./print_job.ts";
import type { Language, Media, PrinterKind, PrinterSetup, RollDescription } from "./protocol.ts";

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

export interface PrinterView extends PrinterCondition {
  id: string;
  key: string;
  name: string;
  branch: string;
  branchId: string;
  agentId: string;
  agentName: string;
  kind: PrinterKind;
  language: Language;
  media: Media;
  /** What a receipt printer can do; null for a label printer. */
  roll: RollDescription | null;
  confirms: boolean;
  model: string;
  firmware: string;
  serial: string;
  dpi: number;
  widthMm: number;
  heightMm: number;
  /** What comes out of it, by the branch's matrix. */
  documents: PrintDocument[];
  fallback: { id: string; name: string } | null;
  /** Of its daemon's configuration; null when that leaves it to the printer. */
  darkness: number | null;
  offsetXMm: number;
  offsetYMm: number;
  /** What it was told last of its media, and how that went; null when it never was. */
  setup: PrinterSetup & { state: "sent" | "done" | "failed" | "known"; detail: string } | null;
  warnings: string[];
  /** Labels that are not out yet, the printer's own included. */
  waiting: number;
  inside: number;
  odometer: number | null;
  lastJobId: string | null;
}

/** Every printer that some daemon of the shop has, by branch. */
export async function printersOfShop(ctx: Ctx): Promise<PrinterView[]> {
  const rows = await printerRows(ctx.db).where("agent.revoked_at", "is", null).where("printer.active", "=", 1)
    .orderBy("branch.code").orderBy("printer.name").orderBy("printer.id").execute();
  const routes = await ctx.db.selectFrom("print_route").select(["printer_id", "document"]).execute();
  return rows.map((row) => printerView(row, { routes, now: ctx.now }));
}

/** One printer, also when its daemon has it no longer. @throws AppError not_found */
export async function printerOf(ctx: Ctx, id: string): Promise<PrinterView> {
  const row = await printerRows(ctx.db).where("printer.id", "=", id).executeTakeFirst();
  if (!row) throw notFound();
  const routes = await ctx.db.selectFrom("print_route").select(["printer_id", "document"])
    .where("printer_id", "=", id).execute();
  return printerView(row, { routes, now: ctx.now });
}

function printerRows(db: Db) {
  return db.selectFrom("printer").innerJoin("agent", "agent.id", "printer.agent_id")
    .innerJoin("branch", "branch.id", "printer.branch_id")
    .leftJoin("printer as fallback", "fallback.id", "printer.fallback_id")
    .selectAll("printer")
    .select(["agent.name as agent_name", "agent.last_seen_at", "agent.revoked_at", "branch.code as branch"])
    .select("fallback.name as fallback_name")
    .select((q) => [
      q.selectFrom("print_job").select("print_job.id").whereRef("print_job.printer_id", "=", "printer.id")
        .orderBy("print_job.seq", "desc").limit(1).as("last_job_id"),
      q.selectFrom("print_job").select((count) => count.fn.countAll<number>().as("jobs"))
        .whereRef("print_job.printer_id", "=", "printer.id").where("print_job.state", "in", UNFINISHED)
        .as("jobs"),
      setupResult(q, "ok").as("setup_ok"),
      setupResult(q, "done_at").as("setup_done_at"),
      setupResult(q, "detail").as("setup_detail"),
    ]);
}

/** How the latest setting up of the media went. */
function setupResult<C extends "ok" | "done_at" | "detail">(
  q: ExpressionBuilder<Schema, "printer">,
  column: C,
) {
  return q.selectFrom("print_command").select(`print_command.${column}`)
    .whereRef("print_command.agent_id", "=", "printer.agent_id")
    .whereRef("print_command.printer_id", "=", "printer.id").where("print_command.action", "=", "setup")
    .orderBy("print_command.id", "desc").limit(1);
}

type PrinterRow = Awaited<ReturnType<ReturnType<typeof printerRows>["execute"]>>[number];

function printerView(
  row: PrinterRow,
  { routes, now }: { routes: readonly { printer_id: string; document: PrintDocument }[]; now: number },
): PrinterView {
  return {
    ...conditionOf(row, now),
    id: row.id,
    key: row.key,
    name: row.name,
    branch: row.branch,
    branchId: row.branch_id,
    agentId: row.agent_id,
    agentName: row.agent_name,
    kind: row.kind,
    language: row.language,
    media: row.media,
    roll: rollOf(row),
    confirms: row.confirms === 1,
    model: row.model,
    firmware: row.firmware,
    serial: row.serial,
    dpi: row.dpi,
    widthMm: row.width_um / 1000,
    heightMm: row.height_um / 1000,
    documents: PRINT_DOCUMENTS.filter((document) =>
      routes.some((route) => route.printer_id === row.id && route.document === document)
    ),
    fallback: row.fallback_id === null ? null : { id: row.fallback_id, name: row.fallback_name ?? "" },
    darkness: row.darkness,
    offsetXMm: row.offset_x_um / 1000,
    offsetYMm: row.offset_y_um / 1000,
    setup: row.setup_json === "" ? null : { ...JSON.parse(row.setup_json), ...setupState(row) },
    warnings: JSON.parse(row.warnings_json),
    waiting: Number(row.jobs ?? 0),
    inside: row.inside,
    odometer: row.odometer,
    lastJobId: row.last_job_id,
  };
}

/** Commands are forgotten after a week: then all that is known is what was sent. */
function setupState(row: PrinterRow): Pick<NonNullable<PrinterView["setup"]>, "state" | "detail"> {
  if (row.setup_detail === null) return { state: "known", detail: "" };
  if (row.setup_done_at === null) return { state: "sent", detail: "" };
  return { state: row.setup_ok === 1 ? "done" : "failed", detail: row.setup_detail };
}

export interface AgentView {
  id: string;
  name: string;
  branch: string;
  state: AgentState;
  seenAt: number | null;
  version: string;
  os: string;
  /** Names the spool that holds the key. */
  instance: string;
  printers: { id: string; name: string }[];
  createdAt: number;
  revokedAt: number | null;
}

/** Daemons, the living ones first. */
export async function agentsOfShop(ctx: Ctx): Promise<AgentView[]> {
  const agents = await ctx.db.selectFrom("agent").innerJoin("branch", "branch.id", "agent.branch_id")
    .select(["agent.id", "agent.name", "agent.version", "agent.os", "agent.last_seen_at", "agent.created_at"])
    .select(["agent.revoked_at", "agent.instance", "branch.code as branch"]).orderBy("agent.id").limit(200)
    .execute();
  const printers = await ctx.db.selectFrom("printer").select(["id", "agent_id", "name"]).where(
    "active",
    "=",
    1,
  )
    .orderBy("name").execute();
  const views = agents.map((agent): AgentView => ({
    id: agent.id,
    name: agent.name,
    branch: agent.branch,
    state: agentState(agent, ctx.now),
    seenAt: agent.last_seen_at,
    version: agent.version,
    os: agent.os,
    instance: agent.instance,
    printers: printers.filter((one) => one.agent_id === agent.id).map(({ id, name }) => ({ id, name })),
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
