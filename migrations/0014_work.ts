import { sql } from "kysely";
import type { Migration } from "../src/db/columns.ts";
import { addColumns, createIndex, createTable } from "../src/db/table.ts";

/** The clock of the work on an order, and the clients who still have to hear of it. */
export async function up(m: Migration): Promise<void> {
  await addColumns(m, "order", { sla_ms: "int", overdue_at: "int?" });
  await m.db.schema.createIndex("order_overdue_idx").on("order").columns(["overdue_at", "seq"])
    .where(sql.ref("overdue_at"), "is not", null).execute();
  await reckonLater(m);

  await createTable(m, "to_tell", {
    order_id: "-> order",
    about: "text",
    branch_id: "-> branch",
    reason: "text",
    since: "int",
    opened_at: "int?",
    opened_by_name: "text",
  }, (t) => t.addPrimaryKeyConstraint("to_tell_pkey", ["order_id", "about"]));
  await createIndex(m, "to_tell", ["branch_id", "since", "order_id"]);
  await untoldSoFar(m);
}

/** Orders that are there already get their clock from their history, by a job: it asks for the calendar of each branch. */
async function reckonLater({ db }: Migration): Promise<void> {
  await sql`insert into job (
      id, kind, payload_json, state, run_at, attempts, max_attempts, errors_json, created_at
    )
    select '019a0000-0000-7000-8000-000000000014', 'reckon_deadlines', '{}', 'waiting', 0, 0, 12, '[]', 0
    where exists (select 1 from "order")`.execute(db);
}

async function untoldSoFar({ db }: Migration): Promise<void> {
  await sql`insert into to_tell (order_id, about, branch_id, reason, since, opened_by_name)
    select "order".id, 'order_ready', "order".branch_id, 'no_email', "order".status_since, ''
    from "order" where "order".status = 'ready' and not exists (
      select 1 from message_order join message on message.id = message_order.message_id
      where message_order.order_id = "order".id and message.kind = 'order_ready'
        and message.state in ('queued', 'sending', 'sent')
    )`.execute(db);
}
