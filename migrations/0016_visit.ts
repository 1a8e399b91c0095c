import { appendOnly, type Migration } from "../src/db/columns.ts";
import { createIndex, createTable } from "../src/db/table.ts";

/** What happens at the counter besides money: what goes back with a device. */
export async function up(m: Migration): Promise<void> {
  await accessories(m);
  // Which orders claim the warranty of one.
  await createIndex(m, "order", ["warranty_of_order_id"]);
}

async function accessories(m: Migration): Promise<void> {
  await createTable(m, "delivery_accessory", {
    id: "id",
    delivery_id: "-> delivery",
    accessory_id: "-> order_accessory",
    returned: "flag",
    note: "text",
  });
  await createIndex(m, "delivery_accessory", ["delivery_id"]);
  await appendOnly(m, "delivery_accessory");
}
