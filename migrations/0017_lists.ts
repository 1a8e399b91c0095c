import type { Migration } from "../src/db/columns.ts";
import { createIndex } from "../src/db/table.ts";

/** Indexes for short lists that the pages asked for most read: who repairs, what can be put into a note, which daemons a branch has. */
export async function up(m: Migration): Promise<void> {
  await createIndex(m, "user", ["active", "role", "name"]);
  await createIndex(m, "canned_answer", ["active", "title"]);
  await createIndex(m, "agent", ["branch_id"]);
}
