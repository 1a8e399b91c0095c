import type { Migration } from "../src/db/columns.ts";
import { createIndex, createTable } from "../src/db/table.ts";

/** Receipts of payments as they were handed out, and what goes along with a mail. */
export async function up(m: Migration): Promise<void> {
  await createTable(m, "payment_receipt", {
    payment_id: "-> payment",
    receipt_json: "text",
    issued_at: "int",
  }, (t) => t.addPrimaryKeyConstraint("payment_receipt_pkey", ["payment_id"]));

  await createTable(m, "message_attachment", {
    id: "id",
    message_id: "-> message",
    position: "int",
    name: "text",
    type: "text",
    content_id: "text",
    paper_json: "text",
    file_hash: "text?",
  });
  await createIndex(m, "message_attachment", ["message_id", "position"]);
}
