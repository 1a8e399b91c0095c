import { sql } from "kysely";
import type { Migration } from "../src/db/columns.ts";
import { createIndex, createTable } from "../src/db/table.ts";

/** Work that follows a change: the job queue and the mails it sends. */
export async function up(m: Migration): Promise<void> {
  await createTable(m, "job", {
    id: "id",
    kind: "text",
    payload_json: "text",
    state: "text",
    run_at: "int",
    attempts: "int",
    max_attempts: "int",
    lease_token: "text?",
    lease_until: "int?",
    unique_key: "text?",
    errors_json: "text",
    created_at: "int",
    finished_at: "int?",
  });
  await createIndex(m, "job", ["state", "run_at"]);
  await createIndex(m, "job", ["state", "lease_until"]);
  await m.db.schema.createIndex("job_unique_key_idx").on("job").column("unique_key").unique()
    .where(sql.ref("state"), "in", ["waiting", "leased"]).execute();

  await createTable(m, "schedule", {
    task: "text",
    occurrence_at: "int",
  }, (t) => t.addPrimaryKeyConstraint("schedule_pkey", ["task"]));

  await createTable(m, "message", {
    id: "id",
    kind: "text",
    to_address: "text",
    to_name: "text",
    locale: "text",
    subject: "text",
    html: "text",
    text: "text",
    client_id: "-> client?",
    state: "text",
    message_id: "text",
    attempts: "int",
    last_error: "text",
    created_at: "int",
    sent_at: "int?",
  });
  await createIndex(m, "message", ["state", "id"]);

  await createTable(m, "message_order", {
    message_id: "-> message",
    order_id: "-> order",
  }, (t) => t.addPrimaryKeyConstraint("message_order_pkey", ["order_id", "message_id"]));
  await createIndex(m, "message_order", ["message_id"]);
}
