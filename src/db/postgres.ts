import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type TransactionSettings,
} from "kysely";

const INT8 = 20;
const NUMERIC = 1700;

/** Postgres through postgres.js. Whole numbers of eight bytes, and sums of them, come back as JS numbers. */
export async function postgresDialect(url: string, maxConnections: number): Promise<Dialect> {
  const [{ default: postgres }, { PostgresJSDialect }] = await Promise.all([
    import("postgres"),
    import("kysely-postgres-js"),
  ]);
  const pool = postgres(url, {
    max: maxConnections,
    onnotice: () => {},
    connect_timeout: 10,
    connection: { application_name: "reparo" },
    types: {
      whole: { to: INT8, from: [INT8, NUMERIC], serialize: String, parse: Number },
    },
  });
  const dialect = new PostgresJSDialect({ postgres: pool });
  return {
    createAdapter: () => dialect.createAdapter(),
    createDriver: () => honest(dialect.createDriver()),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createIntrospector: (db) => dialect.createIntrospector(db),
  };
}

/**
 * Postgres answers the COMMIT of a transaction with a failed statement by rolling back, without an error, and this driver
 * passes that on as success. So a transaction that saw a failure proves that it is alive before it commits.
 */
function honest(driver: Driver): Driver {
  const shaken = new WeakSet<DatabaseConnection>();
  const begin = driver.beginTransaction.bind(driver);
  const commit = driver.commitTransaction.bind(driver);
  driver.beginTransaction = async (connection: DatabaseConnection, settings: TransactionSettings) => {
    const execute = connection.executeQuery.bind(connection);
    connection.executeQuery = async (query, options) => {
      try {
        return await execute(query, options);
      } catch (error) {
        shaken.add(connection);
        throw error;
      }
    };
    await begin(connection, settings);
  };
  driver.commitTransaction = async (connection: DatabaseConnection) => {
    if (shaken.has(connection)) await connection.executeQuery(CompiledQuery.raw("select 1"));
    await commit(connection);
  };
  return driver;
}
