import type { Migration } from "../src/db/columns.ts";
import { addColumns, createIndex, createTable } from "../src/db/table.ts";

/** Links by which clients announce devices themselves, and what came through each. */
export async function up(m: Migration): Promise<void> {
  await createTable(m, "preintake_link", {
    id: "id",
    kind: "text",
    branch_id: "-> branch",
    client_id: "-> client?",
    via_id: "-> preintake_link?",
    token_hash: "text",
    created_at: "int",
    created_by: "-> user",
    expires_at: "int",
    revoked_at: "int?",
  }, (t) => t.addUniqueConstraint("preintake_link_token_key", ["token_hash"]));
  await createIndex(m, "preintake_link", ["client_id", "kind"]);
  await createIndex(m, "preintake_link", ["branch_id", "kind", "created_at"]);
  await createIndex(m, "preintake_link", ["via_id", "created_at"]);
  await createTable(
    m,
    "preintake_order",
    { order_id: "-> order", link_id: "-> preintake_link", device: "text" },
    (t) => t.addPrimaryKeyConstraint("preintake_order_pkey", ["order_id"]),
  );
  await createIndex(m, "preintake_order", ["link_id"]);
  await addColumns(m, "order", { by_client: "flag" });
}
