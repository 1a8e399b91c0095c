import { sql } from "kysely";
import type { Migration } from "../src/db/columns.ts";

/** Messages have places of their own among the jobs: what is due of either is found without the other, however long that queue is. */
export async function up({ db }: Migration): Promise<void> {
  await db.schema.createIndex("job_lane_idx").on("job")
    .expression(sql`state, (kind = 'send_message'), run_at`).execute();
}
