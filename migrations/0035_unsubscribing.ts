import type { Migration } from "../src/db/columns.ts";
import { addColumns, createIndex } from "../src/db/table.ts";

/** Where somebody of the shop, or whom a report goes to, takes themselves off with one click; by when tries of mails are forgotten. */
export async function up(m: Migration): Promise<void> {
  await addColumns(m, "message", { unsubscribe_path: "text" });
  await createIndex(m, "message_attempt", ["at"]);
}
