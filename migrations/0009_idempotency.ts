import type { Migration } from "../src/db/columns.ts";
import { createIndex, createTable } from "../src/db/table.ts";

/** Posts of other programs that may come twice, each with the answer that the first one got. */
export async function up(m: Migration): Promise<void> {
  await createTable(m, "idempotency_key", {
    id: "id",
    token_id: "-> api_token",
    key: "text",
    fingerprint: "text",
    lease_until: "int",
    status: "int?",
    content_type: "text",
    location: "text",
    body: "text",
    created_at: "int",
  }, (t) => t.addUniqueConstraint("idempotency_key_key", ["token_id", "key"]));
  await createIndex(m, "idempotency_key", ["created_at"]);
}
