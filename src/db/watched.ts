import type { AbortableOperationOptions, CompiledQuery, DatabaseConnection, Dialect, Driver } from "kysely";
import type { Watch } from "./open.ts";
import { rowsOf } from "./timed.ts";

/** The same dialect, which tells of each statement. */
export function watched(dialect: Dialect, watch: Watch): Dialect {
  return {
    createAdapter: () => dialect.createAdapter(),
    createDriver: () => watchedDriver(dialect.createDriver(), watch),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createIntrospector: (db) => dialect.createIntrospector(db),
  };
}

/** A driver knows its connections by identity: each is watched where it is. */
function watchedDriver(driver: Driver, watch: Watch): Driver {
  const known = new WeakSet<DatabaseConnection>();
  const acquire = driver.acquireConnection.bind(driver);
  driver.acquireConnection = async (options) => {
    const connection = await acquire(options);
    if (!known.has(connection)) tell(connection, watch);
    known.add(connection);
    return connection;
  };
  return driver;
}

function tell(connection: DatabaseConnection, { onQuery, onTimed }: Watch): void {
  const execute = connection.executeQuery.bind(connection) as DatabaseConnection["executeQuery"];
  connection.executeQuery = async <R>(query: CompiledQuery, options?: AbortableOperationOptions) => {
    onQuery?.(query);
    const began = performance.now();
    const result = await execute<R>(query, options);
    onTimed?.(query, { ms: performance.now() - began, rows: rowsOf(result) });
    return result;
  };
}
