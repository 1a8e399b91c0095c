import type { Migration } from "../src/db/columns.ts";
import { createIndex } from "../src/db/table.ts";

/** Indexes for the list of all quotes, by when they were begun and by how they stand, and for tokens by how they begin. */
export async function up(m: Migration): Promise<void> {
  await createIndex(m, "quote", ["created_at", "id"]);
  await createIndex(m, "quote", ["status", "created_at", "id"]);
  await createIndex(m, "api_token", ["prefix"]);
  await createIndex(m, "api_token", ["created_at", "id"]);
}
