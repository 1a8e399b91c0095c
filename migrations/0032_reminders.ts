import type { Migration } from "../src/db/columns.ts";
import { addColumns, createIndex, createTable } from "../src/db/table.ts";

/** What people are reminded of and told by mail: devices to collect, appointments, the work of the day, ways back into an account. */
export async function up(m: Migration): Promise<void> {
  await createTable(m, "pickup_reminder", {
    order_id: "-> order",
    ready_since: "int",
    day: "int",
    message_id: "-> message?",
    given_at: "int",
  }, (t) => t.addPrimaryKeyConstraint("pickup_reminder_pkey", ["order_id", "ready_since", "day"]));
  await createTable(m, "appointment_message", {
    message_id: "-> message",
    appointment_id: "-> appointment",
  }, (t) => t.addPrimaryKeyConstraint("appointment_message_pkey", ["message_id"]));
  await createIndex(m, "appointment_message", ["appointment_id"]);
  await addColumns(m, "appointment", { reminded_at: "int?" });
  await createIndex(m, "appointment", ["state", "starts_at"]);
  await createTable(m, "user_link", {
    id: "id",
    user_id: "-> user",
    purpose: "text",
    token_hash: "text",
    created_at: "int",
    expires_at: "int",
    used_at: "int?",
    ended_at: "int?",
  }, (t) => t.addUniqueConstraint("user_link_token_key", ["token_hash"]));
  await createIndex(m, "user_link", ["user_id", "purpose"]);
  await createIndex(m, "login_failure", ["last_failed_at"]);
  await addColumns(m, "user", { digest_off: "flag", alerts_off: "flag", digest_day: "text" });
}
