import { sql } from "kysely";
import type { Migration } from "../src/db/columns.ts";

/** Claims found among all orders. */
export async function up(m: Migration): Promise<void> {
  await m.db.schema.createIndex("order_claims_idx").on("order").column("seq")
    .where(sql.ref("warranty_of_order_id"), "is not", null).execute();
}
