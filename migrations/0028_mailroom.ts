import type { Migration } from "../src/db/columns.ts";
import { addColumns, createIndex, createTable } from "../src/db/table.ts";

/** What the shop's mails say, every try to send one, and who is not written to. */
export async function up(m: Migration): Promise<void> {
  await createTable(m, "mail_template", {
    kind: "text",
    locale: "text",
    subject: "text",
    greeting: "text",
    heading: "text",
    body: "text",
    button: "text",
    version: "int",
    changed_at: "int",
    changed_by_name: "text",
  }, (t) => t.addPrimaryKeyConstraint("mail_template_pkey", ["locale", "kind"]));

  await createTable(m, "message_attempt", {
    message_id: "-> message",
    number: "int",
    at: "int",
    duration_ms: "int?",
    result: "text",
    code: "text",
    answer: "text",
  }, (t) => t.addPrimaryKeyConstraint("message_attempt_pkey", ["message_id", "number"]));

  await createTable(m, "mail_suppression", {
    address: "text",
    since: "int",
    message_id: "-> message?",
    code: "text",
  }, (t) => t.addPrimaryKeyConstraint("mail_suppression_pkey", ["address"]));

  await addColumns(m, "client", { no_mail_since: "int?" });
  await createIndex(m, "message", ["kind", "id"]);
  await createIndex(m, "message", ["to_address", "id"]);
  await createIndex(m, "message", ["to_address", "sent_at"]);
}
