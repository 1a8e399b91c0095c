import { appendOnly, type Migration } from "../src/db/columns.ts";
import { createTable } from "../src/db/table.ts";

/** How each branch lays its labels out, every version of it. */
export async function up(m: Migration): Promise<void> {
  await createTable(m, "label_layout", {
    id: "id",
    branch_id: "-> branch",
    template: "text",
    version: "int",
    layout_json: "text?",
    created_at: "int",
    created_by: "-> user?",
    created_by_name: "text",
  }, (t) => t.addUniqueConstraint("label_layout_version_key", ["branch_id", "template", "version"]));
  await appendOnly(m, "label_layout");
}
