import {
  type EventReason,
  EventState,
  type Evidence,
  type Job,
  JobEvent,
  Language,
  MAX_EVENTS,
} from "../src/printing/protocol.ts";
import * as z from "zod";
import { COMMAND_SCHEMA, CommandBook } from "./command_book.ts";
import { SERIAL_SCHEMA, SerialBook } from "./serial_book.ts";
import { SpoolOverview } from "./spool_overview.ts";
import { Sqlite } from "./sqlite.ts";

const SCHEMA = `
create table if not exists meta (key text primary key, value text not null) strict;
create table if not exists jobs (
  id text primary key, own integer not null, printer text not null, seq integer not null, priority integer not null,
  language text not null, content text not null, copies integer not null, expires_at integer, state text not null, attempt integer not null default 0,
  odo_before integer, bytes integer not null default 0, changed_at integer not null
) strict;
create index if not exists jobs_open on jobs (printer, state, priority desc, seq);
create table if not exists events (
  n integer primary key autoincrement, id text not null, state text not null, reason text, attempt integer not null,
  at integer not null, evidence text
) strict;
create table if not exists printers (key text primary key, held integer not null default 0, dirty integer not null default 0) strict;
`;

/** Finished ids are remembered this long, so that a repeated offer prints nothing. */
const MEMORY_MS = 30 * 24 * 3600 * 1000;

const SpooledJob = z.object({
  id: z.string(),
  /** The daemon's own test label: the server knows the command, not the job. */
  own: z.coerce.boolean(),
  printer: z.string(),
  language: Language,
  content: z.string(),
  /** Still to come out. */
  copies: z.number(),
  state: EventState,
  attempt: z.number(),
  odo_before: z.number().nullable(),
  bytes: z.number(),
});
export type SpooledJob = z.infer<typeof SpooledJob>;

export interface Outcome {
  state: EventState;
  reason: EventReason | null;
  at: number;
  odoAfter?: number | null;
  /** Labels still to come out, when it is to be sent again. */
  copies?: number;
}

export type NewJob = Pick<
  Job,
  "id" | "printer" | "seq" | "priority" | "language" | "content" | "copies" | "expiresAt"
>;

/** What is remembered of a job that will never be printed. */
const BLANK = {
  seq: 0,
  priority: 0,
  language: "zpl",
  content: "",
  copies: 1,
  expiresAt: null,
  own: false,
} as const;

/**
 * The daemon's own book of labels: SQLite with one fsync per commit, locked against a second process. A label is ours once
 * it is written here, and every change is written together with the event that tells the server.
 */
export class Spool {
  readonly #db: Sqlite;
  readonly commands: CommandBook;
  readonly serials: SerialBook;
  readonly overview: SpoolOverview;
  readonly instance: string;

  /** Throws when another process has the spool open. */
  constructor(path: string, options: { newId: () => string }) {
    this.#db = new Sqlite(path, SCHEMA + COMMAND_SCHEMA + SERIAL_SCHEMA);
    this.commands = new CommandBook(this.#db);
    this.serials = new SerialBook(this.#db);
    this.overview = new SpoolOverview(this.#db);
    this.instance = this.meta("instance") ?? options.newId();
    this.setMeta("instance", this.instance);
  }

  close(): void {
    this.#db.close();
  }

  meta(key: string): string | null {
    const value = this.#db.row("select value from meta where key = ?", key)?.value;
    return typeof value === "string" ? value : null;
  }

  setMeta(key: string, value: string): void {
    this.#db.run(
      "insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value",
      key,
      value,
    );
  }

  /** Custody: true when the job was new. A known one is not taken twice. */
  take(job: NewJob, at: number, own = false): boolean {
    return this.#insert({ ...job, own, state: "custody", reason: null }, at);
  }

  /** A job that can never be printed, remembered with its reason. */
  refuse(job: Pick<Job, "id" | "printer">, reason: EventReason, at: number): boolean {
    return this.#insert({ ...BLANK, ...job, state: "failed", reason }, at);
  }

  /** The server does not know what became of a job that was reported before: tell it again. */
  remind(id: string, at: number): void {
    const pending = this.#db.row("select 1 as one from events where id = ?", id);
    const job = this.job(id);
    if (job && !job.own && !pending) this.#tell(job, { state: job.state, reason: null, at });
  }

  job(id: string): SpooledJob | null {
    return this.#job("select * from jobs where id = ?", id);
  }

  next(printer: string): SpooledJob | null {
    return this.#job(
      "select * from jobs where printer = ? and state = 'custody' order by priority desc, seq, changed_at limit 1",
      printer,
    );
  }

  /** The job whose first byte may have left before the connection or the process ended. */
  interrupted(printer: string): SpooledJob | null {
    return this.#job("select * from jobs where printer = ? and state = 'sending' limit 1", printer);
  }

  waiting(printer: string): number {
    return Number(
      this.#db.row("select count(*) as count from jobs where printer = ? and state = 'custody'", printer)
        ?.count,
    );
  }

  open(): number {
    return Number(
      this.#db.row("select count(*) as count from jobs where state in ('custody', 'sending')")?.count,
    );
  }

  /** Writes that the first byte is about to leave; false when the job was cancelled or expired meanwhile. */
  startSending(id: string, start: { odoBefore: number | null; at: number }): boolean {
    return this.#db.together(() => {
      const job = this.job(id);
      if (job?.state !== "custody") return false;
      this.#db.run(
        "update jobs set attempt = attempt + 1, odo_before = ?, bytes = 0 where id = ?",
        start.odoBefore,
        id,
      );
      this.#db.run(
        "insert into printers (key, dirty) values (?, 1) on conflict (key) do update set dirty = 1",
        job.printer,
      );
      this.#move(id, { state: "sending", reason: null, at: start.at });
      return true;
    });
  }

  sentBytes(id: string, bytes: number): void {
    this.#db.run("update jobs set bytes = ? where id = ?", bytes, id);
  }

  settle(id: string, outcome: Outcome): void {
    this.#db.together(() => this.#move(id, outcome));
  }

  /** Expires what waited too long on this printer; `now` is the server's time. */
  expire(printer: string, now: number): number {
    const late = this.#db.rows(
      "select id from jobs where printer = ? and state = 'custody' and expires_at is not null and expires_at <= ?",
      printer,
      now,
    );
    for (const { id } of late) this.settle(String(id), { state: "expired", reason: "too_old", at: now });
    return late.length;
  }

  /** Staff no longer want it. A job whose bytes are leaving goes on to its own end. */
  cancel(id: string, at: number): void {
    const job = this.job(id);
    if (!job) {
      this.#insert({ ...BLANK, id, printer: "", state: "cancelled", reason: "staff_cancelled" }, at);
    } else if (job.state === "custody" || job.state === "unknown") {
      this.settle(id, { state: "cancelled", reason: "staff_cancelled", at });
    } else if (job.state !== "sending") this.remind(id, at);
  }

  /** The oldest events first, never skipping one. */
  events(): JobEvent[] {
    return this.#db.rows("select * from events order by n limit ?", MAX_EVENTS).map((row) =>
      JobEvent.parse({ ...row, evidence: typeof row.evidence === "string" ? JSON.parse(row.evidence) : null })
    );
  }

  /** The server has stored these. */
  delivered(events: JobEvent[]): void {
    const last = events.at(-1);
    if (last) this.#db.run("delete from events where n <= ?", last.n);
  }

  isHeld(printer: string): boolean {
    return this.#db.row("select held from printers where key = ?", printer)?.held === 1;
  }

  hold(printer: string, held: boolean): void {
    this.#db.run(
      "insert into printers (key, held) values (?, ?) on conflict (key) do update set held = excluded.held",
      printer,
      held ? 1 : 0,
    );
  }

  /** Whether a partial format in this printer can be the rest of our own. */
  isDirty(printer: string): boolean {
    return this.#db.row("select dirty from printers where key = ?", printer)?.dirty === 1;
  }

  clean(printer: string): void {
    this.#db.run("update printers set dirty = 0 where key = ?", printer);
  }

  /** Forgets finished jobs and commands after 30 days. */
  sweep(now: number): void {
    const before = now - MEMORY_MS;
    this.#db.run(
      "delete from jobs where changed_at < ? and (own = 1 or state not in ('custody', 'sending', 'unknown'))",
      before,
    );
    this.commands.forget(before);
  }

  #insert(
    job: NewJob & { own: boolean; state: EventState; reason: EventReason | null },
    at: number,
  ): boolean {
    return this.#db.together(() => {
      if (this.job(job.id)) return false;
      const sql =
        "insert into jobs (id, own, printer, seq, priority, language, content, copies, expires_at, state, changed_at) " +
        "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
      const { id, own, printer, seq, priority, language, content, copies, expiresAt, state } = job;
      const values = [printer, seq, priority, language, content, copies, expiresAt, state, at];
      this.#db.run(sql, id, own ? 1 : 0, ...values);
      const inserted = this.job(id);
      if (inserted && !own) this.#tell(inserted, { state, reason: job.reason, at });
      return true;
    });
  }

  #move(id: string, outcome: Outcome): void {
    const { state, at } = outcome;
    this.#db.run(
      "update jobs set state = ?, changed_at = ?, copies = coalesce(?, copies) where id = ?",
      state,
      at,
      outcome.copies ?? null,
      id,
    );
    if (FINAL.has(state)) this.#db.run("update jobs set content = '' where id = ?", id);
    const job = this.job(id);
    if (!job) throw new Error(`no job ${id} in the spool`);
    if (!job.own) this.#tell(job, outcome);
    else if (FINAL.has(state) || state === "unknown") {
      this.commands.finish(id, { ok: state === "printed" || state === "sent", detail: state });
    }
  }

  #tell(job: SpooledJob, outcome: Outcome): void {
    const evidence: Evidence | null = job.attempt === 0
      ? null
      : { odoBefore: job.odo_before, odoAfter: outcome.odoAfter ?? null, bytes: job.bytes };
    this.#db.run(
      "insert into events (id, state, reason, attempt, at, evidence) values (?, ?, ?, ?, ?, ?)",
      job.id,
      outcome.state,
      outcome.reason,
      job.attempt,
      outcome.at,
      evidence && JSON.stringify(evidence),
    );
  }

  #job(sql: string, key: string): SpooledJob | null {
    const row = this.#db.row(sql, key);
    return row ? SpooledJob.parse(row) : null;
  }
}

const FINAL = new Set<EventState>(["printed", "sent", "failed", "expired", "cancelled"]);
