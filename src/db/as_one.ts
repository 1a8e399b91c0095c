import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type QueryExecutor,
} from "kysely";
import type { Db } from "./open.ts";
import type { Schema } from "./schema.ts";

/**
 * Several commands in one transaction: those that `work` opens on its handle are savepoints of it, one after the other, and what it
 * reads is what it has written. Nests as well.
 */
export async function inOneTransaction<R>(db: Db, work: (db: Db) => Promise<R>): Promise<R> {
  return await db.transaction().execute((trx) => {
    const executor = trx.getExecutor();
    return executor.provideConnection((connection) => work(nesting(executor, connection)));
  });
}

/** A handle on the connection of an open transaction. */
function nesting(outer: QueryExecutor, connection: DatabaseConnection): Db {
  const executor = outer.withConnectionProvider({ provideConnection: (consumer) => consumer(connection) });
  const driver = new SavepointDriver(connection);
  const dialect: Dialect = {
    createAdapter: () => outer.adapter,
    createDriver: () => driver,
    createQueryCompiler: () => ({ compileQuery: (node, id) => outer.compileQuery(node, id) }),
    createIntrospector() {
      throw new Error("Tables are not looked for inside of a transaction");
    },
  };
  return new Kysely<Schema>({ config: { dialect }, dialect, driver, executor });
}

/** Begins, commits and undoes inside of a transaction. */
class SavepointDriver implements Driver {
  #open = false;

  constructor(private readonly connection: DatabaseConnection) {}

  async init(): Promise<void> {}

  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(this.connection);
  }

  async releaseConnection(): Promise<void> {}

  async beginTransaction(): Promise<void> {
    if (this.#open) {
      throw new Error("Two transactions at once inside of one: the second needs the first one's handle");
    }
    this.#open = true;
    await this.#steer("savepoint step");
  }

  async commitTransaction(): Promise<void> {
    await this.#steer("release savepoint step");
    this.#open = false;
  }

  async rollbackTransaction(): Promise<void> {
    this.#open = false;
    await this.#steer("rollback to savepoint step");
    await this.#steer("release savepoint step");
  }

  async destroy(): Promise<void> {}

  async #steer(statement: string): Promise<void> {
    await this.connection.executeQuery(CompiledQuery.raw(statement));
  }
}
