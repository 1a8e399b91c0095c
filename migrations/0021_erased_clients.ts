import type { Migration } from "../src/db/columns.ts";
import { addColumns, createIndex } from "../src/db/table.ts";

/** When a client asked to be forgotten and was; their orders, money and papers stay. */
export async function up(m: Migration): Promise<void> {
  await addColumns(m, "client", { erased_at: "int?" });
  await createIndex(m, "appointment", ["client_id"]);
}
