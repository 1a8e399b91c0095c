import { DatabaseSync, type SQLOutputValue } from "node:sqlite";

export type Row = Record<string, SQLOutputValue>;
type Value = string | number | null;

/** A SQLite file with one fsync per commit, locked against every other process. */
export class Sqlite {
  readonly #db: DatabaseSync;

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
    return this.#db.prepare(sql).get(...values);
  }

  rows(sql: string, ...values: Value[]): Row[] {
    return this.#db.prepare(sql).all(...values);
  }

  run(sql: string, ...values: Value[]): void {
    this.#db.prepare(sql).run(...values);
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
}
