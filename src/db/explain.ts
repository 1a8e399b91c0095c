import { type CompiledQuery, type Kysely, RawNode } from "kysely";
import type { Flavour } from "./flavour.ts";

/** The planner's lines for a statement, top first; the statement itself is not carried out. */
export async function explain(
  db: Pick<Kysely<unknown>, "executeQuery">,
  flavour: Flavour,
  query: CompiledQuery,
): Promise<string> {
  const how = flavour === "postgres" ? "explain" : "explain query plan";
  const explained: CompiledQuery<{ detail?: string; "QUERY PLAN"?: string }> = {
    ...query,
    query: RawNode.createWithSql(how),
    sql: `${how} ${query.sql}`,
  };
  const { rows } = await db.executeQuery(explained);
  return rows.map((row) => row.detail ?? row["QUERY PLAN"]).join("\n");
}

/** The tables that a plan reads from one end to the other, by the names that it gives them. */
export function readWhole(plan: string, flavour: Flavour): string[] {
  const scan = flavour === "postgres"
    ? /Seq Scan on (?!pg_)"?(\w+)/g
    : /^SCAN (?!.*(?:VIRTUAL TABLE|USING|CONSTANT ROW))(\w+)/gm;
  // Reading through a subquery's own few rows is no scan of a table.
  const inner = new Set([...plan.matchAll(/^(?:CO-ROUTINE|MATERIALIZE) (\S+)/gm)].map(([, name]) => name));
  return [...plan.matchAll(scan)].map(([, table = ""]) => table).filter((table) => !inner.has(table));
}
