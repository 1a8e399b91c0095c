import { CompiledQuery, type Dialect, PostgresDialect } from "kysely";
import { patientPool } from "./patient_pool.ts";

export interface PostgresOptions {
  maxConnections: number;
  /** Longest wait for a row lock or a free connection, in milliseconds. */
  waitLimit: number;
  /** A transaction that lies idle longer than this is ended by the server, in milliseconds. */
  holdLimit: number;
  /** A statement that is not answered in so long fails, and its connection is given up, in milliseconds. */
  answerLimit: number;
  readOnly?: boolean;
}

const INT8 = 20;
const NUMERIC = 1700;

/** Postgres through `pg`. Whole numbers of eight bytes, and sums of them, come back as JS numbers. */
export async function postgresDialect(
  url: string,
  { maxConnections, waitLimit, holdLimit, answerLimit, readOnly = false }: PostgresOptions,
): Promise<Dialect> {
  const [{ default: pg }, { default: Cursor }] = await Promise.all([import("pg"), import("pg-cursor")]);
  const pool = new pg.Pool({
    connectionString: url,
    max: maxConnections,
    connectionTimeoutMillis: Math.min(Math.max(waitLimit, 10_000), answerLimit),
    keepAlive: true,
    application_name: "reparo",
    types: {
      getTypeParser: (oid: number, format?: "text" | "binary") =>
        oid === INT8 || oid === NUMERIC ? Number : pg.types.getTypeParser(oid, format),
    },
  });
  // A lost connection rejects the query that runs on it; as an event without a listener it would end the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  const limits = `set lock_timeout = ${waitLimit}; set idle_in_transaction_session_timeout = ${holdLimit}${
    readOnly ? "; set default_transaction_read_only = on" : ""
  }`;
  return new PostgresDialect({
    pool: patientPool(pool, answerLimit),
    controlClient: pg.Client,
    cursor: Cursor,
    onCreateConnection: async (connection) => void await connection.executeQuery(CompiledQuery.raw(limits)),
  });
}
