import { explain } from "../db/explain.ts";
import { openDatabase } from "../db/open.ts";
import type { Services } from "../services.ts";
import type { Statement } from "./record.ts";

/** Steers a transaction, or asks how another is carried out. */
const NO_PLAN = /^\s*(begin|commit|rollback|savepoint|release|set|pragma|explain|vacuum|select pg_)/i;

/**
 * The plan of each shape among these statements. On a handle of its own: after an `explain` a connection of libSQL goes on reading
 * what there was then.
 */
export async function plansOf(
  { config }: Pick<Services, "config">,
  statements: readonly Statement[],
): Promise<Map<string, string>> {
  const shapes = new Map(statements.map(({ shape, query }) => [shape, query]));
  const plans = new Map<string, string>();
  const database = await openDatabase(config.DATABASE_URL, { authToken: config.DATABASE_TOKEN });
  try {
    for (const [shape, query] of shapes) {
      if (NO_PLAN.test(shape)) continue;
      plans.set(shape, await explain(database.db, database.flavour, query).catch(String));
    }
  } finally {
    await database.close();
  }
  return plans;
}
