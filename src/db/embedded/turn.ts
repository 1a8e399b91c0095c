import type { QueryResult } from "kysely";
import type { WriterLane } from "./lane.ts";

/** `transaction`: many statements, own savepoint. `statement`: one, atomic by itself. `bare`: outside any transaction. */
export type TurnKind = "transaction" | "statement" | "bare";

const CHANGES_SCHEMA = /^\s*(create|alter|drop|reindex)\b/i;
const STEERS_TRANSACTION = /^\s*(begin|commit|end|rollback(?!\s+to\b)|attach|detach)\b/i;

/** One caller's time in the writer lane. */
export class Turn {
  readonly #started = Promise.withResolvers<void>();
  readonly #durable = Promise.withResolvers<void>();
  /** When it began to run, in `performance.now()` milliseconds; 0 while it waits. */
  startedAt = 0;
  /** Finished turns before this one in the same outer transaction; 0 runs without a savepoint. */
  depth = 0;
  #over = false;
  #failure: unknown;

  constructor(readonly kind: TurnKind, private readonly lane: WriterLane) {}

  get running(): boolean {
    return this.startedAt > 0 && !this.#over;
  }

  get started(): Promise<void> {
    return this.#started.promise;
  }

  run<R>(sql: string, parameters: readonly unknown[]): QueryResult<R> {
    this.#assertRunning();
    if (STEERS_TRANSACTION.test(sql)) {
      throw new Error(`Transactions are opened and closed by Kysely only: ${sql}`);
    }
    try {
      return this.lane.connection.run<R>(sql, parameters);
    } catch (error) {
      this.lane.inspect(error);
      throw error;
    } finally {
      if (CHANGES_SCHEMA.test(sql)) this.lane.noteSchemaChange();
    }
  }

  /** For the caller's own savepoints. */
  exec(sql: string): void {
    this.#assertRunning();
    try {
      this.lane.connection.engine.exec(sql);
    } catch (error) {
      this.lane.inspect(error);
      throw error;
    }
  }

  /** Resolves when the work is on the disk; rejects when it is undone instead. */
  async commit(): Promise<void> {
    if (this.#failure !== undefined) {
      this.rollback();
      throw this.#failure;
    }
    this.#assertRunning();
    this.#over = true;
    this.lane.finish(this);
    await this.#durable.promise;
  }

  rollback(): void {
    if (this.#over) return;
    this.#over = true;
    this.lane.undo(this);
  }

  /** @internal */
  start(depth: number): void {
    this.depth = depth;
    this.startedAt = performance.now();
    this.#started.resolve();
  }

  /** @internal It never gets to run. */
  refuse(error: unknown): void {
    this.#over = true;
    this.#started.reject(error);
  }

  /** @internal Its outer transaction is gone: whatever it still tries must fail, or it would run outside of one. */
  fail(error: unknown): void {
    this.#failure = error;
  }

  /** @internal The outer commit is done, or has failed. */
  settle(error?: unknown): void {
    if (error === undefined) this.#durable.resolve();
    else this.#durable.reject(error);
  }

  #assertRunning(): void {
    if (this.#failure !== undefined) {
      throw new Error("The transaction was undone by an earlier failure", { cause: this.#failure });
    }
    if (!this.running) throw new Error("The transaction is over");
  }
}
