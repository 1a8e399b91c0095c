import type { Migration } from "../src/db/columns.ts";
import { createIndex, createTable } from "../src/db/table.ts";

/** How each process was, every five minutes of the last day. */
export async function up(m: Migration): Promise<void> {
  await createTable(m, "status_sample", {
    id: "id",
    at: "int",
    requests: "int",
    errors: "int",
    mean_us: "int",
    lag_ms: "int",
    rss_bytes: "int",
    queued: "int",
  });
  await createIndex(m, "status_sample", ["at"]);
}
