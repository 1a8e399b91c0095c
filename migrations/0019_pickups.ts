import type { Migration } from "../src/db/columns.ts";
import { createIndex, createTable } from "../src/db/table.ts";

/** Which notices clients were given that their device waits, and what proves each; one for each day of the policy. */
export async function up(m: Migration): Promise<void> {
  await createTable(m, "pickup_notice", {
    id: "id",
    order_id: "-> order",
    ready_since: "int",
    day: "int?",
    message_id: "-> message?",
    given_at: "int",
    proven_at: "int?",
    proven_by: "text?",
  }, (t) => t.addUniqueConstraint("pickup_notice_day_key", ["order_id", "ready_since", "day"]));
  await createIndex(m, "pickup_notice", ["message_id"]);
}
