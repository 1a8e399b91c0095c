import type { Client, InValue, ResultSet, Transaction } from "@libsql/client/http";
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteIntrospector,
  type TransactionSettings,
} from "kysely";
import { PortableSqliteAdapter, PortableSqliteCompiler, quoted } from "./sqlite_adapter.ts";
import { bindable } from "./values.ts";

/** libSQL over HTTP (sqld, Turso). Every statement of a transaction is a round trip, so keep transactions short. */
export async function remoteDialect(url: string, authToken?: string): Promise<Dialect> {
  const { createClient } = await import("@libsql/client/http");
  const address = new URL(url);
  const token = authToken ?? address.searchParams.get("authToken") ?? undefined;
  address.searchParams.delete("authToken");
  const client = createClient({ url: address.href, authToken: token, intMode: "number" });
  return {
    createAdapter: () => new PortableSqliteAdapter(),
    createDriver: () => new RemoteDriver(client),
    createQueryCompiler: () => new PortableSqliteCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}

class RemoteDriver implements Driver {
  constructor(private readonly client: Client) {}

  async init(): Promise<void> {}

  acquireConnection(): Promise<RemoteConnection> {
    return Promise.resolve(new RemoteConnection(this.client));
  }

  async releaseConnection(): Promise<void> {}

  async beginTransaction(connection: DatabaseConnection, { accessMode }: TransactionSettings): Promise<void> {
    await asRemote(connection).begin(accessMode === "read only" ? "read" : "write");
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await asRemote(connection).end("commit");
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await asRemote(connection).end("rollback");
  }

  async savepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await asRemote(connection).executeQuery(CompiledQuery.raw(`savepoint ${quoted(name)}`));
  }

  async rollbackToSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await asRemote(connection).executeQuery(CompiledQuery.raw(`rollback to ${quoted(name)}`));
  }

  async releaseSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await asRemote(connection).executeQuery(CompiledQuery.raw(`release ${quoted(name)}`));
  }

  destroy(): Promise<void> {
    this.client.close();
    return Promise.resolve();
  }
}

class RemoteConnection implements DatabaseConnection {
  #transaction: Transaction | null = null;

  constructor(private readonly client: Client) {}

  async begin(mode: "read" | "write"): Promise<void> {
    this.#transaction = await this.client.transaction(mode);
  }

  async end(how: "commit" | "rollback"): Promise<void> {
    const transaction = this.#transaction;
    if (!transaction) return;
    try {
      if (how === "commit") await transaction.commit();
      else await transaction.rollback();
      this.#transaction = null;
    } finally {
      if (how === "rollback") transaction.close();
    }
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const args: InValue[] = query.parameters.map(bindable);
    const result = await (this.#transaction ?? this.client).execute({ sql: query.sql, args });
    if (result.columns.length > 0) return { rows: result.rows.map((row) => named(result, row)) as R[] };
    return { rows: [], numAffectedRows: BigInt(result.rowsAffected), insertId: result.lastInsertRowid };
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }
}

function asRemote(connection: DatabaseConnection): RemoteConnection {
  if (connection instanceof RemoteConnection) return connection;
  throw new TypeError("The connection belongs to another driver");
}

function named(result: ResultSet, values: ResultSet["rows"][number]): Record<string, unknown> {
  return Object.fromEntries(result.columns.map((column, at) => {
    const value = values[at];
    return [column, value instanceof ArrayBuffer ? new Uint8Array(value) : value];
  }));
}
