import type { Db } from "../db/open.ts";
import { moveWay, type PrintJobState } from "./print_job.ts";
import { conditionOf, type PrinterCondition } from "./printer_queries.ts";
import type { Stock } from "./stock.ts";

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
  /** Where it goes once its daemon has given it back. */
  moveAsked: string | null;
  settled: boolean;
  /** Staff asked the daemon to print it again and it has not answered yet. */
  reprintAsked: boolean;
  reprintOf: string | null;
  createdAt: number;
  createdBy: string;
  expiresAt: number;
  updatedAt: number;
  branchId: string;
  orderNumber: string | null;
  printer: PrinterCondition & Stock & { id: string; name: string };
}

/** Jobs with their printer, daemon and order. */
export function jobRows(db: Db) {
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
    .select([
      "print_job.branch_id",
      "order.number as order_number",
      "printer.id as printer_id",
      "printer.name as printer_name",
    ])
    .select(["printer.active", "printer.paused", "printer.ok", "printer.reason as printer_reason"])
    .select(["printer.language", "printer.media", "printer.dpi", "printer.width_um", "printer.height_um"])
    .select(["printer.since", "agent.last_seen_at", "agent.revoked_at"])
    .leftJoin("printer as next", "next.id", "print_job.move_to")
    .select(["print_job.move_to", "next.name as next_name"])
    .select((q) =>
      q.selectFrom("print_command").select("print_command.id").whereRef("print_job_id", "=", "print_job.id")
        .where("print_command.action", "=", "reprint").where("print_command.done_at", "is", null).limit(1)
        .as("reprint_command")
    );
}

export type JobRow = Awaited<ReturnType<ReturnType<typeof jobRows>["execute"]>>[number];

export function jobView(row: JobRow, now: number): PrintJobView {
  return {
    id: row.id,
    title: row.title,
    template: row.template,
    state: row.state,
    reason: row.reason,
    copies: row.copies,
    attempts: row.attempts,
    offers: row.offers,
    cancelRequested: row.cancel_requested_at !== null && row.move_to === null,
    moveAsked: row.move_to !== null && moveWay(row) !== "no" ? row.next_name : null,
    settled: row.settled_at !== null,
    reprintAsked: row.reprint_command !== null,
    reprintOf: row.reprint_of,
    createdAt: row.created_at,
    createdBy: row.created_by_name,
    expiresAt: row.expires_at,
    updatedAt: row.updated_at,
    branchId: row.branch_id,
    orderNumber: row.order_number,
    printer: {
      ...conditionOf({ ...row, reason: row.printer_reason }, now),
      id: row.printer_id,
      name: row.printer_name,
      language: row.language,
      media: row.media,
      dpi: row.dpi,
      width_um: row.width_um,
      height_um: row.height_um,
    },
  };
}

export interface PrintEvidence {
  /** The printer's label counter before and after; null when it does not count. */
  odoBefore: number | null;
  odoAfter: number | null;
  /** What left for the printer. */
  bytes: number;
}

/** One line of a job's history. */
export interface PrintJobFact {
  state: PrintJobState;
  reason: string;
  actor: string;
  at: number;
  /** As it was called then. */
  printer: string;
  evidence: PrintEvidence | null;
}

/** The history of jobs, oldest first. */
export function eventRows(db: Db, jobIds: readonly string[]) {
  return db.selectFrom("print_job_event")
    .select(["print_job_id", "state", "reason", "actor_name", "at", "printer_name", "evidence_json"])
    .where("print_job_id", "in", jobIds.length === 0 ? [""] : jobIds).orderBy("id");
}

export function eventView(
  row: Awaited<ReturnType<ReturnType<typeof eventRows>["execute"]>>[number],
): PrintJobFact {
  const { state, reason, actor_name, at, printer_name, evidence_json } = row;
  return { state, reason, actor: actor_name, at, printer: printer_name, evidence: evidenceOf(evidence_json) };
}

/** Null while nothing has left for the printer. */
export function evidenceOf(json: string): PrintEvidence | null {
  const evidence = json === "" ? {} : JSON.parse(json);
  return "bytes" in evidence ? evidence : null;
}
