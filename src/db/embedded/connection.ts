import type { QueryResult } from "kysely";
import { bindable } from "../values.ts";
import type { Engine, OpenEngine, Prepared } from "./engine.ts";

const CACHED_STATEMENTS = 256;

/** One connection to the file, with its prepared statements kept: preparing costs more than most queries. */
export class FileConnection {
  readonly #statements = new Map<string, Prepared>();

  private constructor(readonly engine: Engine) {}

  /** @throws when the file does not take the settings that durability rests on. */
  static open(
    openEngine: OpenEngine,
    path: string,
    { use, cacheMb }: { use: "write" | "read"; cacheMb: number },
  ): FileConnection {
    const connection = new FileConnection(openEngine(path));
    try {
      connection.#configure(use, cacheMb);
    } catch (error) {
      connection.close();
      throw error;
    }
    return connection;
  }

  run<R>(sql: string, parameters: readonly unknown[]): QueryResult<R> {
    const statement = this.#prepare(sql);
    const bound = parameters.map(bindable);
    const { columns } = statement;
    if (columns.length > 0) return { rows: statement.all(bound).map((row) => named(columns, row)) as R[] };
    const { changes, lastInsertRowid } = statement.run(bound);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  /** Rows in chunks, from a statement of its own: a cached one could be asked for again half-way. */
  *stream<R>(sql: string, parameters: readonly unknown[], chunkSize: number): Generator<R[]> {
    const statement = this.engine.prepare(sql);
    let chunk: R[] = [];
    for (const row of statement.iterate(parameters.map(bindable))) {
      chunk.push(named(statement.columns, row) as R);
      if (chunk.length < chunkSize) continue;
      yield chunk;
      chunk = [];
    }
    if (chunk.length > 0) yield chunk;
  }

  /** After a change of the schema: the query makes this connection notice, or `select *` would keep its old columns. */
  reloadSchema(): void {
    this.#statements.clear();
    this.engine.exec("select 1 from sqlite_schema limit 1");
  }

  close(): void {
    this.#statements.clear();
    this.engine.close();
  }

  #prepare(sql: string): Prepared {
    const known = this.#statements.get(sql);
    if (known) {
      this.#statements.delete(sql);
      this.#statements.set(sql, known);
      return known;
    }
    const statement = this.engine.prepare(sql);
    this.#statements.set(sql, statement);
    if (this.#statements.size > CACHED_STATEMENTS) {
      for (const oldest of this.#statements.keys()) {
        this.#statements.delete(oldest);
        break;
      }
    }
    return statement;
  }

  /** The busy timeout blocks the event loop, so it is short: whoever may wait does it asynchronously. */
  #configure(use: "write" | "read", cacheMb: number): void {
    this.engine.exec("pragma busy_timeout = 50");
    if (use === "write") this.engine.exec("pragma journal_mode = wal");
    this.engine.exec(
      `pragma synchronous = full; pragma foreign_keys = on; pragma cache_size = -${
        cacheMb * 1000
      }; pragma journal_size_limit = 67108864`,
    );
    if (use === "read") this.engine.exec("pragma query_only = on");
    const wanted = {
      journal_mode: "wal",
      synchronous: 2,
      foreign_keys: 1,
      query_only: use === "read" ? 1 : 0,
    };
    for (const [name, value] of Object.entries(wanted)) {
      const actual = this.engine.prepare(`pragma ${name}`).all([])[0]?.[0];
      if (actual !== value) {
        throw new Error(`The database file keeps ${name} = ${actual}, it must be ${value}`);
      }
    }
  }
}

function named(columns: readonly string[], values: unknown[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  let at = 0;
  for (const column of columns) {
    const value = values[at++];
    row[column] = value instanceof ArrayBuffer ? new Uint8Array(value) : value;
  }
  return row;
}
