import { DatabaseSync, type SQLOutputValue, type StatementSync } from "node:sqlite";

export type Row = Record<string, SQLOutputValue>;
type Value = string | number | null;

/** A SQLite file with one fsync per commit, locked against every other process. */
export class Sqlite {
  readonly #db: DatabaseSync;
  /** Prepared anew for each use they would cost 0.2 MB a label, until the next great sweep of the heap. */
  readonly #statements = new Map<string, StatementSync>();

  /** Throws "database is locked" when another process has the file open. */
  constructor(path: string, schema: string) {
    this.#db = new DatabaseSync(path);
    this.#db.exec("pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full;");
    this.#db.exec(schema);
  }

  close(): void {
    this.#db.close();
  }

  row(sql: string, ...values: Value[]): Row | undefined {
    return this.#statement(sql).get(...values);
  }

  rows(sql: string, ...values: Value[]): Row[] {
    return this.#statement(sql).all(...values);
  }

  run(sql: string, ...values: Value[]): void {
    this.#statement(sql).run(...values);
  }

  /** All of the work or nothing; work inside work joins it. */
  together<T>(work: () => T): T {
    if (this.#db.isTransaction) return work();
    this.#db.exec("begin immediate");
    try {
      const result = work();
      this.#db.exec("commit");
      return result;
    } catch (error) {
      this.#db.exec("rollback");
      throw error;
    }
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
