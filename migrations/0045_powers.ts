import type { Migration } from "../src/db/columns.ts";
import { addColumns } from "../src/db/table.ts";

/** What somebody may differs from what their role gives; an administrator looks at the screens as another role does. */
export async function up(m: Migration): Promise<void> {
  await addColumns(m, "user", { overrides_json: "text" });
  await addColumns(m, "session", { seen_as: "text?" });
}
