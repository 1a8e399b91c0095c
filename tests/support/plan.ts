import { fail } from "node:assert/strict";
import { type CompiledQuery, type Kysely, sql } from "kysely";
import { explain as explained, readWhole } from "../../src/db/explain.ts";
import type { Flavour } from "../../src/db/flavour.ts";

/**
 * Fails when the planner would read a whole table for this query. Postgres is asked with sequential scans discouraged, since
 * a small table is quicker read whole; what it then still scans has no index to use. Ask last: after an `explain` libSQL's
 * connection goes on reading what there was then. SQLite, which knows no sizes, must also read by `index` where one is named: it has
 * another that leads through far more rows.
 */
export async function assertUsesIndex<S>(
  database: { db: Kysely<S>; flavour: Flavour },
  query: CompiledQuery,
  index?: string,
): Promise<void> {
  const plan = await explain(database, query);
  const [table] = readWhole(plan, database.flavour);
  if (table) fail(`${table} is read whole\n\n${query.sql}\n\n${plan}`);
  if (index !== undefined && database.flavour === "sqlite" && !plan.includes(`INDEX ${index} `)) {
    fail(`not by ${index}\n\n${query.sql}\n\n${plan}`);
  }
}

/** The planner's lines for a query, top first. */
export async function explain<S>(
  { db, flavour }: { db: Kysely<S>; flavour: Flavour },
  query: CompiledQuery,
): Promise<string> {
  return await db.connection().execute(async (connection) => {
    if (flavour === "postgres") await sql`set enable_seqscan = off`.execute(connection);
    const plan = await explained(connection, flavour, query);
    if (flavour === "postgres") await sql`set enable_seqscan = on`.execute(connection);
    return plan;
  });
}
