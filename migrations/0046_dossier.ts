import { appendOnly, type Migration } from "../src/db/columns.ts";
import { addColumns, createIndex, createTable } from "../src/db/table.ts";

/** What an order's parts were before each change, the key that signs its file, and alerts that are waited for, answered and repeated. */
export async function up(m: Migration): Promise<void> {
  await createTable(m, "order_part_past", {
    line_id: "-> order_part",
    order_id: "-> order",
    until: "int",
    planned: "int",
    wanted: "int",
    reserved: "int",
    used: "int",
    returned: "int",
    scrapped: "int",
    charged: "int",
    price_minor: "int",
    explanation: "text",
  }, (t) => t.addPrimaryKeyConstraint("order_part_past_pkey", ["line_id", "until"]));
  await createIndex(m, "order_part_past", ["order_id", "until"]);
  await appendOnly(m, "order_part_past");
  await createIndex(m, "audit_event", ["subject_id", "id"]);

  await createTable(m, "signing_key", {
    id: "id",
    public_key: "text",
    sealed_key: "text",
    created_at: "int",
    created_by_name: "text",
  });

  await addColumns(m, "alert", {
    right_since: "int?",
    told_at: "int",
    acknowledged_at: "int?",
    acknowledged_by_name: "text",
  });
  await createIndex(m, "alert", ["closed_at"]);
  await createTable(m, "alert_brewing", {
    branch_id: "-> branch",
    kind: "text",
    subject_id: "text",
    since: "int",
    seen_at: "int",
  }, (t) => t.addPrimaryKeyConstraint("alert_brewing_pkey", ["branch_id", "kind", "subject_id"]));
}
