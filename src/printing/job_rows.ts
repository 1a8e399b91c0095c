import type { Insertable, Selectable } from "kysely";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import { conflict, notFound } from "../lib/app_error.ts";
import type { Topic } from "../http/live.ts";
import { publish } from "../events/publish.ts";
import { noteOutcome, OUTCOMES } from "../monitoring/meter.ts";
import { recordEvent } from "../orders/history.ts";
import { isFinal, mayMove, type Mover, needsStaff, type PrintJobState } from "./print_job.ts";

export type PrintJobRow = Selectable<Schema["print_job"]>;

/** Of an order's labels; a test of the printer goes first. */
export const LABEL_PRIORITY = 5;

export interface JobMove {
  to: PrintJobState;
  mover: Mover;
  /** Why, a code of the wire or of the server; "" when it goes without saying. */
  reason?: string;
  attempts?: number;
  evidence?: object;
  /** When it happened, where that is earlier than now: a daemon without internet tells later. */
  at?: number;
}

/** A new job waits for its daemon; a repeated key is the job of the first time. */
export async function insertJob(
  trx: Db,
  ctx: Ctx,
  job:
    & Pick<
      Insertable<Schema["print_job"]>,
      | "branch_id"
      | "printer_id"
      | "order_id"
      | "template"
      | "title"
      | "language"
      | "content"
      | "svg"
      | "sha256"
      | "copies"
    >
    & {
      idemKey: string;
      priority: number;
      reprintOf?: string;
      layout_json?: string;
      expiresAt?: number;
      slipId?: string | null;
    },
): Promise<{ id: string; made: boolean }> {
  const { idemKey, reprintOf, layout_json = "", expiresAt = expiryOf(ctx), slipId = null, ...columns } = job;
  const made = await trx.insertInto("print_job").values({
    ...columns,
    layout_json,
    id: ctx.random.id(ctx.now),
    state: "queued",
    reason: "",
    attempts: 0,
    offers: 0,
    cancel_requested_at: null,
    settled_at: null,
    idem_key: idemKey,
    reprint_of: reprintOf ?? null,
    lease_until: null,
    evidence_json: "{}",
    created_at: ctx.now,
    created_by: ctx.actor.kind === "user" ? ctx.actor.id : null,
    created_by_name: ctx.actor.name,
    expires_at: expiresAt,
    updated_at: ctx.now,
    finished_at: null,
    moves: 0,
    move_to: null,
    slip_id: slipId,
  }).onConflict((conflict) => conflict.column("idem_key").doNothing()).returning("id").executeTakeFirst();
  if (!made) {
    const { id } = await jobOfKey(trx, idemKey).executeTakeFirstOrThrow();
    return { id, made: false };
  }
  await rememberJob(trx, ctx, { job: { ...columns, id: made.id }, state: "queued", reason: "" });
  return { id: made.id, made: true };
}

/** The job of a key that was used before. */
export function jobOfKey(trx: Db, idemKey: string) {
  return trx.selectFrom("print_job").select("id").where("idem_key", "=", idemKey);
}

/** When a label that is asked for now is too stale to be printed. */
export function expiryOf(ctx: Ctx): number {
  return ctx.now + ctx.shop.settings.label_expiry_hours * 3_600_000;
}

/** The job, locked until the transaction ends. @throws AppError not_found */
export async function lockJob(trx: Db, id: string): Promise<PrintJobRow> {
  const job = await trx.selectFrom("print_job").selectAll().where("id", "=", id)
    .forUpdate().executeTakeFirst();
  if (!job) throw notFound();
  return job;
}

/**
 * The only way from one state to another: by the table, with the job's own history and, when the label is out, the
 * order's. `job` must be locked. @throws AppError conflict when the table has no such move
 */
export async function moveJob(trx: Db, ctx: Ctx, job: PrintJobRow, move: JobMove): Promise<void> {
  if (!mayMove(job.state, move.to, move.mover)) {
    throw conflict("print_job_moved", { state: job.state });
  }
  const reason = move.reason ?? "";
  const at = Math.max(job.created_at, Math.min(move.at ?? ctx.now, ctx.now));
  await trx.updateTable("print_job").set({
    state: move.to,
    reason,
    updated_at: ctx.now,
    finished_at: isFinal(move.to) || needsStaff(move.to) ? at : null,
    lease_until: null,
    ...(move.attempts === undefined ? {} : { attempts: Math.max(job.attempts, move.attempts) }),
    ...(move.evidence ? { evidence_json: JSON.stringify(move.evidence) } : {}),
    ...(isFinal(move.to) ? { cancel_requested_at: null, move_to: null } : {}),
  }).where("id", "=", job.id).execute();
  await rememberJob(trx, ctx, { job, state: move.to, reason, evidence: move.evidence, at });
  const outcome = OUTCOMES.print_jobs.find((one) => one === move.to);
  if (outcome) noteOutcome("print_jobs", outcome);
  if (needsStaff(move.to)) {
    await publish(trx, ctx, [{
      type: "print_job.failed",
      subject: { kind: "print_job", id: job.id },
      data: { print_job: { id: job.id, state: move.to, reason } },
    }]);
  }
  if ((move.to === "printed" || move.to === "sent") && job.order_id !== null) {
    await recordEvent(trx, { ...ctx, now: at }, {
      orderId: job.order_id,
      kind: "label_printed",
      data: { print_job: job.id, title: job.title, state: move.to, copies: job.copies },
    });
  }
}

/** Who is woken by a change of a job. */
export function topicsOf(job: { order_id: string | null; branch_id: string }): Topic[] {
  const topics: Topic[] = [`printers:${job.branch_id}`];
  return job.order_id === null ? topics : [...topics, `order:${job.order_id}`];
}

export interface JobFact {
  job: { id: string; printer_id: string };
  state: PrintJobState;
  reason: string;
  /** When it is not the job's own. */
  printerName?: string;
  evidence?: object;
  at?: number;
}

/** Adds a line to a job's history, with its printer as it is called now. */
export async function rememberJob(trx: Db, ctx: Ctx, { job, ...fact }: JobFact): Promise<void> {
  const printer = fact.printerName === undefined
    ? await trx.selectFrom("printer").select("name").where("id", "=", job.printer_id).executeTakeFirst()
    : undefined;
  await trx.insertInto("print_job_event").values({
    id: ctx.random.id(ctx.now),
    print_job_id: job.id,
    state: fact.state,
    reason: fact.reason,
    actor_name: ctx.actor.name,
    at: fact.at ?? ctx.now,
    printer_name: fact.printerName ?? printer?.name ?? "",
    evidence_json: fact.evidence ? JSON.stringify(fact.evidence) : "",
  }).execute();
}
