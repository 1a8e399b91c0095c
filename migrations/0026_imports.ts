import type { Migration } from "../src/db/columns.ts";
import { addColumns, createIndex, createTable } from "../src/db/table.ts";

/** Files that are imported, what was wrong with their rows, and which row became what. */
export async function up(m: Migration): Promise<void> {
  await createTable(m, "import_run", {
    id: "id",
    kind: "text",
    state: "text",
    file_name: "text",
    file_hash: "text",
    encoding: "text",
    separator: "text",
    date_order: "text",
    headings_json: "text",
    mapping_json: "text",
    branch_id: "-> branch",
    locale: "text",
    row_count: "int",
    done: "int",
    made: "int",
    changed: "int",
    same: "int",
    failed: "int",
    created_at: "int",
    created_by: "-> user",
    created_by_name: "text",
    finished_at: "int?",
    version: "int",
  });
  await createIndex(m, "import_run", ["created_at"]);
  await createIndex(m, "import_run", ["file_hash"]);
  await createTable(m, "import_problem", {
    import_id: "-> import_run",
    line: "int",
    field: "text",
    code: "text",
    params_json: "text",
  }, (t) => t.addPrimaryKeyConstraint("import_problem_pkey", ["import_id", "line", "field"]));
  await createTable(m, "import_link", {
    kind: "text",
    key: "text",
    subject_id: "text",
    digest: "text",
    at: "int",
  }, (t) => t.addPrimaryKeyConstraint("import_link_pkey", ["kind", "key"]));
  await addColumns(m, "order", { reference: "text" });
}
