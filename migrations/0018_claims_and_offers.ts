import { sql } from "kysely";
import type { Migration } from "../src/db/columns.ts";
import { addColumns } from "../src/db/table.ts";

/** Claims found among all orders; why an offer for one costs something, and whom and what an offer named as it was sent. */
export async function up(m: Migration): Promise<void> {
  await m.db.schema.createIndex("order_claims_idx").on("order").column("seq")
    .where(sql.ref("warranty_of_order_id"), "is not", null).execute();
  await addColumns(m, "quote", { facts_json: "text", claim_reason: "text" });
}
