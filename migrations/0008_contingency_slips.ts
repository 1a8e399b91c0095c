import type { Migration } from "../src/db/columns.ts";
import { addColumns, createIndex, createTable } from "../src/db/table.ts";

/** Numbers reserved on paper for the hours without power or internet, and what became of each. */
export async function up(m: Migration): Promise<void> {
  await createTable(m, "slip_batch", {
    seq: "seq",
    id: "id",
    branch_id: "-> branch",
    first_number: "text",
    last_number: "text",
    slips: "int",
    form_key: "text",
    created_at: "int",
    created_by: "-> user",
    created_by_name: "text",
  }, (t) => t.addUniqueConstraint("slip_batch_form_key", ["form_key"]));
  await createIndex(m, "slip_batch", ["branch_id", "seq"]);
  await createTable(m, "slip", {
    seq: "seq",
    id: "id",
    batch_id: "-> slip_batch",
    branch_id: "-> branch",
    number: "text",
    series: "text",
    sequence: "int",
    state: "text",
    order_id: "-> order?",
    settled_at: "int?",
    settled_by: "-> user?",
    settled_by_name: "text",
    void_reason: "text",
    created_at: "int",
  }, (t) =>
    t.addUniqueConstraint("slip_number_key", ["number"])
      .addUniqueConstraint("slip_sequence_key", ["branch_id", "series", "sequence"])
      .addUniqueConstraint("slip_order_key", ["order_id"]));
  await createIndex(m, "slip", ["batch_id", "state", "seq"]);
  await createIndex(m, "slip", ["branch_id", "state", "seq"]);
  await addColumns(m, "print_job", { slip_id: "-> slip?" });
  await createIndex(m, "print_job", ["slip_id", "state"]);
}
