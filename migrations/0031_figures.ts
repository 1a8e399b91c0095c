import { sql } from "kysely";
import type { Migration } from "../src/db/columns.ts";
import { createTable } from "../src/db/table.ts";

/** What each day and month of a branch comes to, made from the history, and how far that has been read. */
export async function up(m: Migration): Promise<void> {
  await createTable(m, "figure_sheet", {
    branch_id: "-> branch",
    scope: "text",
    span: "text",
    sums_json: "text",
  }, (t) => t.addPrimaryKeyConstraint("figure_sheet_pkey", ["branch_id", "scope", "span"]));
  await createTable(m, "figure_state", {
    id: "id",
    read_at: "int?",
    due_at: "int?",
    recounts: "int",
  });
  // Announced before they came: the few whose history begins before `received_at`.
  await m.db.schema.createIndex("order_announced_idx").on("order").column("seq")
    .where(sql.ref("created_at"), "<", sql.ref("received_at")).execute();
}
