import { AsyncLocalStorage } from "node:async_hooks";
import type {
  CompiledQuery,
  ConnectionProvider,
  DatabaseConnection,
  Driver,
  QueryResult,
  TransactionSettings,
} from "kysely";
import { quoted } from "../sqlite_adapter.ts";
import { rowsOf, type Timed } from "../timed.ts";
import { Breath } from "./breath.ts";
import { WriterLane } from "./lane.ts";
import { ReadSide } from "./read_side.ts";
import type { FileConnection } from "./connection.ts";
import type { Turn } from "./turn.ts";

export interface FileOptions {
  open: (use: "write" | "read") => FileConnection;
  readOnly?: boolean;
  cacheMb: number;
  waitLimit: number;
  lockLimit: number;
  holdLimit: number;
  groupLimit: number;
  onQuery?: (query: CompiledQuery) => void;
  onTimed?: (query: CompiledQuery, timed: Timed) => void;
  onCommit?: (transactions: number) => void;
}

/** Writes go through the one lane, reads outside a transaction through connections that cannot write. */
export class FileDriver implements Driver {
  readonly lane: WriterLane;
  readonly reads: ReadSide;
  readonly breath = new Breath();

  constructor(readonly options: FileOptions) {
    this.lane = new WriterLane({
      ...options,
      open: () => options.open("write"),
      onSchemaChange: () => this.reads.reloadSchema(),
    });
    this.reads = new ReadSide(() => options.open("read"));
  }

  async init(): Promise<void> {}

  acquireConnection(): Promise<Session> {
    return Promise.resolve(new Session(this));
  }

  async releaseConnection(): Promise<void> {}

  beginTransaction(session: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    return asSession(session).begin(settings.accessMode === "read only");
  }

  commitTransaction(session: DatabaseConnection): Promise<void> {
    return asSession(session).commit();
  }

  async rollbackTransaction(session: DatabaseConnection): Promise<void> {
    await asSession(session).rollback();
  }

  async savepoint(session: DatabaseConnection, name: string): Promise<void> {
    await asSession(session).exec(`savepoint ${quoted(name)}`);
  }

  async rollbackToSavepoint(session: DatabaseConnection, name: string): Promise<void> {
    await asSession(session).exec(`rollback to ${quoted(name)}`);
  }

  async releaseSavepoint(session: DatabaseConnection, name: string): Promise<void> {
    await asSession(session).exec(`release ${quoted(name)}`);
  }

  async destroy(): Promise<void> {
    // Whoever waits for their turn came before.
    await this.breath.take();
    await this.lane.close();
    this.reads.close();
  }
}

/** Remembers whose transaction a piece of code runs in, so that a write beside it fails at once instead of waiting for itself. */
export class SessionProvider implements ConnectionProvider {
  readonly #scope = new AsyncLocalStorage<Session>();

  constructor(private readonly driver: FileDriver) {}

  provideConnection<T>(consumer: (connection: DatabaseConnection) => Promise<T>): Promise<T> {
    const session = new Session(this.driver, this.#scope.getStore());
    return this.#scope.run(session, () => consumer(session));
  }
}

class Session implements DatabaseConnection {
  #turn: Turn | null = null;
  #snapshot: FileConnection | null = null;

  constructor(private readonly driver: FileDriver, private readonly outer?: Session) {}

  get writing(): boolean {
    return this.#turn?.running ?? false;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { onQuery, onTimed } = this.driver.options;
    onQuery?.(query);
    if (this.driver.breath.due) await this.driver.breath.take();
    if (!onTimed) return await this.#execute<R>(query);
    const began = performance.now();
    const running = this.#execute<R>(query);
    // A read is done by now: to wait for it would count what others do meanwhile.
    const result = running instanceof Promise ? await running : running;
    onTimed(query, { ms: performance.now() - began, rows: rowsOf(result) });
    return result;
  }

  #execute<R>(query: CompiledQuery): QueryResult<R> | Promise<QueryResult<R>> {
    if (this.#turn) return this.#turn.run<R>(query.sql, query.parameters);
    if (this.#snapshot) return this.#snapshot.run<R>(query.sql, query.parameters);
    if (reads(query)) return this.driver.reads.run<R>(query.sql, query.parameters);
    return this.#writeAlone<R>(query);
  }

  async #writeAlone<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    this.#assertNoOuterTransaction();
    const turn = await this.driver.lane.enter(standsAlone(query) ? "bare" : "statement");
    try {
      const result = turn.run<R>(query.sql, query.parameters);
      await turn.commit();
      return result;
    } finally {
      turn.rollback();
    }
  }

  async *streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    if (this.#turn) return yield await this.executeQuery<R>(query);
    this.driver.options.onQuery?.(query);
    const connection = this.#snapshot ?? this.driver.reads.borrow();
    try {
      for (const rows of connection.stream<R>(query.sql, query.parameters, chunkSize)) yield { rows };
    } finally {
      if (connection !== this.#snapshot) this.driver.reads.giveBack(connection);
    }
  }

  async begin(readOnly: boolean): Promise<void> {
    if (readOnly) {
      this.#snapshot = this.driver.reads.borrow();
      this.#snapshot.engine.exec("begin");
      return;
    }
    this.#assertNoOuterTransaction();
    this.#turn = await this.driver.lane.enter("transaction");
  }

  async commit(): Promise<void> {
    if (this.#snapshot) return this.#endSnapshot();
    const turn = this.#turn;
    await turn?.commit();
    this.#turn = null;
  }

  rollback(): void {
    if (this.#snapshot) return this.#endSnapshot();
    this.#turn?.rollback();
    this.#turn = null;
  }

  exec(sql: string): void {
    if (!this.#turn) throw new Error("A savepoint needs a write transaction");
    this.#turn.exec(sql);
  }

  #endSnapshot(): void {
    const snapshot = this.#snapshot;
    this.#snapshot = null;
    if (!snapshot) return;
    snapshot.engine.exec("commit");
    this.driver.reads.giveBack(snapshot);
  }

  #assertNoOuterTransaction(): void {
    if (this.outer?.writing) {
      throw new Error(
        "A write outside of the open transaction would wait for itself: use the transaction's own handle",
      );
    }
  }
}

function asSession(connection: DatabaseConnection): Session {
  if (connection instanceof Session) return connection;
  throw new TypeError("The connection belongs to another driver");
}

const RAW_READ = /^\s*(select|values|explain|pragma\s+\w+\s*(;|$)|pragma\s+\w+_(check|info|xinfo|list)\b)/i;
const STANDS_ALONE = /^\s*(pragma|vacuum)\b/i;

/** What is not known to read is a write; a wrong guess the other way is refused by the read-only connection. */
function reads(query: CompiledQuery): boolean {
  return query.query.kind === "SelectQueryNode" ||
    (query.query.kind === "RawNode" && RAW_READ.test(query.sql));
}

function standsAlone(query: CompiledQuery): boolean {
  return query.query.kind === "RawNode" && STANDS_ALONE.test(query.sql);
}
