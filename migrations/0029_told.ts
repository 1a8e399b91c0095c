import type { Migration } from "../src/db/columns.ts";
import { addColumns } from "../src/db/table.ts";

/** How clients want to be told and what they agreed to; whom somebody tells later or not at all. */
export async function up(m: Migration): Promise<void> {
  await addColumns(m, "client", { channel: "text", consents_json: "text" });
  await addColumns(m, "to_tell", { postponed_until: "int", dismissed_at: "int?", note: "text" });
}
