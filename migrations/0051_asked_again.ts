import type { Migration } from "../src/db/columns.ts";
import { addColumns } from "../src/db/table.ts";

/** What is asked for while a job of the same key runs follows it. */
export async function up(m: Migration): Promise<void> {
  await addColumns(m, "job", { again_json: "text?" });
}
