import type { Migration } from "../src/db/columns.ts";
import { addColumns } from "../src/db/table.ts";

/** A key that signs order files makes room for another one, and may have been in wrong hands. */
export async function up(m: Migration): Promise<void> {
  await addColumns(m, "signing_key", { retired_at: "int?", leaked_from: "int?" });
}
