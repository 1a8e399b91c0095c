import { sql } from "kysely";
import type { Migration } from "../src/db/columns.ts";
import { addColumns, createIndex, createTable } from "../src/db/table.ts";

/** Which document comes out of which printer, how labels change printers, and what somebody has to be told. */
export async function up(m: Migration): Promise<void> {
  await createTable(m, "print_route", {
    id: "id",
    branch_id: "-> branch",
    document: "text",
    printer_id: "-> printer",
    copies: "int",
    auto: "flag",
  }, (t) => t.addUniqueConstraint("print_route_key", ["branch_id", "document", "printer_id"]));
  await createIndex(m, "print_route", ["printer_id"]);
  await addColumns(m, "printer", {
    fallback_id: "-> printer?",
    darkness: "int?",
    offset_x_um: "int",
    offset_y_um: "int",
    setup_json: "text",
  });
  await createIndex(m, "printer", ["fallback_id"]);
  await addColumns(m, "print_job", { moves: "int", move_to: "-> printer?" });
  await createIndex(m, "print_job", ["reprint_of"]);
  await createIndex(m, "print_job", ["printer_id", "seq"]);
  await createIndex(m, "print_job", ["state", "settled_at", "seq"]);
  await addColumns(m, "print_job_event", { printer_name: "text", evidence_json: "text" });
  await addColumns(m, "print_command", { data_json: "text" });
  await createIndex(m, "print_command", ["print_job_id"]);

  await createTable(m, "alert", {
    id: "id",
    branch_id: "-> branch",
    kind: "text",
    subject_kind: "text",
    subject_id: "text",
    subject_name: "text",
    data_json: "text",
    opened_at: "int",
    closed_at: "int?",
    seen_at: "int?",
    seen_by_name: "text",
  });
  await m.db.schema.createIndex("alert_open_idx").on("alert").columns(["branch_id", "kind", "subject_id"])
    .unique().where(sql.ref("closed_at"), "is", null).execute();
  await createIndex(m, "alert", ["subject_id", "id"]);
  await createIndex(m, "alert", ["branch_id", "id"]);
}
