import type { Migration } from "../src/db/columns.ts";
import { addColumns } from "../src/db/table.ts";

/** An answer is kept in the transaction of what it tells: nobody holds a key without one. */
export async function up(m: Migration): Promise<void> {
  await m.db.schema.alterTable("idempotency_key").dropColumn("lease_until").execute();
  await addColumns(m, "idempotency_key", { etag: "text" });
}
