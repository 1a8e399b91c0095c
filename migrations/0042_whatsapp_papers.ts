import type { Migration } from "../src/db/columns.ts";
import { addColumns } from "../src/db/table.ts";

/** Which approved templates carry a PDF in their header; the next fetch tells of those that are known already. */
export async function up(m: Migration): Promise<void> {
  await addColumns(m, "whatsapp_template", { document: "flag" });
}
