import type { QueryResult } from "kysely";
import { dbFault } from "../errors.ts";
import type { FileConnection } from "./connection.ts";

const SPARE_CONNECTIONS = 2;

/**
 * The connections that only read. Single reads share one, each with a fresh snapshot, so they see every acknowledged write;
 * what stays open longer (a stream, a read-only transaction) borrows its own, or it would freeze that snapshot for all.
 */
export class ReadSide {
  #shared: FileConnection;
  #spares: FileConnection[] = [];
  #closed = false;

  constructor(private readonly open: () => FileConnection) {
    this.#shared = open();
  }

  run<R>(sql: string, parameters: readonly unknown[]): QueryResult<R> {
    if (this.#closed) throw new Error("The database is closed");
    try {
      return this.#shared.run<R>(sql, parameters);
    } catch (error) {
      if (dbFault(error)?.kind !== "busy") throw error;
      this.#shared.close();
      this.#shared = this.open();
      return this.#shared.run<R>(sql, parameters);
    }
  }

  borrow(): FileConnection {
    if (this.#closed) throw new Error("The database is closed");
    return this.#spares.pop() ?? this.open();
  }

  giveBack(connection: FileConnection): void {
    if (this.#closed || this.#spares.length >= SPARE_CONNECTIONS) connection.close();
    else this.#spares.push(connection);
  }

  reloadSchema(): void {
    for (const connection of [this.#shared, ...this.#spares]) connection.reloadSchema();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const connection of [this.#shared, ...this.#spares]) connection.close();
    this.#spares = [];
  }
}
