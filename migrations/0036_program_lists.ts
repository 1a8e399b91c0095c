import type { Migration } from "../src/db/columns.ts";
import { createIndex, createTable } from "../src/db/table.ts";

/** What programs list and find: all quotes, tokens by how they begin, and the kept answers that tell of a client. */
export async function up(m: Migration): Promise<void> {
  await createIndex(m, "quote", ["created_at", "id"]);
  await createIndex(m, "quote", ["status", "created_at", "id"]);
  await createIndex(m, "api_token", ["prefix"]);
  await createIndex(m, "api_token", ["created_at", "id"]);
  await createTable(m, "answer_client", {
    answer_id: "text",
    client_id: "text",
    kept_at: "int",
  }, (t) => t.addPrimaryKeyConstraint("answer_client_pkey", ["client_id", "answer_id"]));
  await createIndex(m, "answer_client", ["kept_at"]);
}
