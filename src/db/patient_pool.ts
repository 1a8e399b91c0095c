import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from "kysely";
import type { Pool } from "pg";
import { dbFault } from "./errors.ts";

/** Whoever comes when so many wait for a connection is refused at once. */
const MOST_WAITING = 200;

/** A pool whose statements are answered in time, milliseconds, or fail: a server that hangs takes no connection with it for ever. */
export function patientPool(pool: Pool, limit: number): PostgresPool {
  const known = new WeakMap<object, PatientClient>();
  return {
    options: pool.options,
    async connect() {
      if (pool.waitingCount >= MOST_WAITING) throw new Error("Too many wait for a connection");
      const client: PostgresPoolClient = await pool.connect();
      const patient = known.get(client) ?? new PatientClient(client, limit);
      known.set(client, patient);
      return patient;
    },
    end: () => pool.end(),
  };
}

class PatientClient implements PostgresPoolClient {
  /** What it was lost by: the driver itself hears of the end of a connection later than of what Postgres said last. */
  #loss: Error | null = null;

  constructor(private readonly client: PostgresPoolClient, private readonly limit: number) {}

  get processID(): number | undefined {
    return this.client.processID;
  }

  query<R>(sql: string, parameters: ReadonlyArray<unknown>): Promise<PostgresQueryResult<R>>;
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  query<R>(asked: string | PostgresCursor<R>, parameters: ReadonlyArray<unknown> = []) {
    if (typeof asked !== "string") return this.client.query(asked);
    return this.#loss ? Promise.reject(this.#loss) : this.#inTime(this.client.query<R>(asked, parameters));
  }

  /** With a statement under way the driver breaks the connection off. */
  release(destroy?: boolean): void {
    this.client.release(destroy || this.#loss !== null);
  }

  async #inTime<T>(answer: Promise<T>): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      if (this.limit !== Infinity) timer = setTimeout(() => reject(this.#lateness()), this.limit);
    });
    try {
      return await Promise.race([answer, late]);
    } catch (error) {
      if (error instanceof Error && dbFault(error)?.kind === "io") this.#loss = error;
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #lateness(): Error {
    return Object.assign(new Error(`The database did not answer within ${this.limit} ms`), {
      code: "ETIMEDOUT",
    });
  }
}
