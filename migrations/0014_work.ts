import { sql } from "kysely";
import type { Migration } from "../src/db/columns.ts";
import { addColumns } from "../src/db/table.ts";

/** The clock of the work on an order. */
export async function up(m: Migration): Promise<void> {
  await addColumns(m, "order", { sla_ms: "int", overdue_at: "int?" });
  await m.db.schema.createIndex("order_overdue_idx").on("order").columns(["overdue_at", "seq"])
    .where(sql.ref("overdue_at"), "is not", null).execute();
  await reckonLater(m);
}

/** Orders that are there already get their clock from their history, by a job: it asks for the calendar of each branch. */
async function reckonLater({ db }: Migration): Promise<void> {
  await sql`insert into job (
      id, kind, payload_json, state, run_at, attempts, max_attempts, errors_json, created_at
    )
    select '019a0000-0000-7000-8000-000000000014', 'reckon_deadlines', '{}', 'waiting', 0, 0, 12, '[]', 0
    where exists (select 1 from "order")`.execute(db);
}
