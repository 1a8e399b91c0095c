import type { Migration } from "../src/db/columns.ts";
import { addColumns } from "../src/db/table.ts";

/** What somebody may differs from what their role gives. */
export async function up(m: Migration): Promise<void> {
  await addColumns(m, "user", { overrides_json: "text" });
}
