import type { Migration } from "../src/db/columns.ts";
import { addColumns, createIndex } from "../src/db/table.ts";

/** What is asked for while a job of the same key runs follows it; which mails name a file is found when a client is forgotten. */
export async function up(m: Migration): Promise<void> {
  await addColumns(m, "job", { again_json: "text?" });
  await createIndex(m, "message_attachment", ["file_hash"]);
}
