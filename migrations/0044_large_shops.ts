import { sql } from "kysely";
import type { Migration } from "../src/db/columns.ts";
import { addColumns } from "../src/db/table.ts";

/** What a shop of a million orders begins the day with is found by an index that leads to it alone. */
export async function up(m: Migration): Promise<void> {
  // The sums of things stand apart in the sheets, which are made anew.
  await sql`delete from figure_sheet`.execute(m.db);
  await sql`delete from figure_state`.execute(m.db);
  await addColumns(m, "figure_sheet", { things_json: "text" });

  const reviewAt =
    sql`(case "status" when 'on_hold' then "hold_review_at" when 'outsourced' then "vendor_expected_at" end)`;
  for (const whose of ["branch_id", "technician_id"]) {
    await m.db.schema.createIndex(`order_${whose}_review_idx`).on("order").column(whose).expression(reviewAt)
      .where(reviewAt, "is not", null).execute();
    await m.db.schema.createIndex(`order_${whose}_overdue_idx`).on("order").columns([
      whose,
      "overdue_at",
      "seq",
    ])
      .where(sql.ref("overdue_at"), "is not", null).execute();
  }
  await m.db.schema.createIndex("order_unassigned_idx").on("order")
    .columns(["branch_id", "status", "status_since", "seq"]).where(sql.ref("technician_id"), "is", null)
    .execute();
}
