import { type CommandResult, MAX_EVENTS } from "../src/printing/protocol.ts";
import type { Sqlite } from "./sqlite.ts";

export const COMMAND_SCHEMA = `
create table if not exists commands (
  id text primary key, do text not null, target text not null, ok integer, detail text, reported integer not null default 0,
  at integer not null
) strict;
`;

/** What staff told this daemon to do, each once, and how it went. */
export class CommandBook {
  readonly #db: Sqlite;

  constructor(db: Sqlite) {
    this.#db = db;
  }

  /** True when the command is new and now ours to do; a repeated one is reported again if it is done. */
  take(command: { id: string; do: string; target: string; wish?: string }, at: number): boolean {
    const known = this.#db.row("select ok from commands where id = ?", command.id);
    if (!known) {
      const sql = "insert into commands (id, do, target, at, detail) values (?, ?, ?, ?, ?)";
      this.#db.run(sql, command.id, command.do, command.target, at, command.wish ?? null);
      return true;
    }
    if (known.ok !== null) this.#db.run("update commands set reported = 0 where id = ?", command.id);
    return false;
  }

  finish(id: string, result: { ok: boolean; detail: string | null }): void {
    const sql = "update commands set ok = ?, detail = ? where id = ? and ok is null";
    this.#db.run(sql, result.ok ? 1 : 0, result.detail, id);
  }

  /** A command of this kind that still has to be done on the printer. */
  open(kind: string, printer: string): string | null {
    const sql = "select id from commands where do = ? and target = ? and ok is null order by at";
    const id = this.#db.row(sql, kind, printer)?.id;
    return typeof id === "string" ? id : null;
  }

  /** What exactly an open command wants; its answer takes the place of it. */
  wish(id: string): string | null {
    const detail = this.#db.row("select detail from commands where id = ? and ok is null", id)?.detail;
    return typeof detail === "string" ? detail : null;
  }

  /** What was not done by then will not be done. */
  giveUp(kind: string, before: number): void {
    const sql = "update commands set ok = 0, detail = 'too_late' where do = ? and ok is null and at < ?";
    this.#db.run(sql, kind, before);
  }

  results(): CommandResult[] {
    const sql = "select id, ok, detail from commands where ok is not null and reported = 0 limit ?";
    return this.#db.rows(sql, MAX_EVENTS).map((row) => ({
      id: String(row.id),
      ok: row.ok === 1,
      detail: typeof row.detail === "string" ? row.detail : null,
    }));
  }

  delivered(results: CommandResult[]): void {
    for (const { id } of results) this.#db.run("update commands set reported = 1 where id = ?", id);
  }

  forget(before: number): void {
    this.#db.run("delete from commands where at < ? and reported = 1", before);
  }
}
