import { sql } from "kysely";
import type { Migration } from "../src/db/columns.ts";
import { createIndex, createTable } from "../src/db/table.ts";

/** What is done by the clock: its own times, what was claimed where, each run; and the reports that go out by mail. */
export async function up(m: Migration): Promise<void> {
  await createTable(m, "task_plan", {
    task: "text",
    pattern: "text",
    enabled: "flag",
    changed_at: "int",
    changed_by_name: "text",
    version: "int",
  }, (t) => t.addPrimaryKeyConstraint("task_plan_pkey", ["task"]));

  await createTable(m, "task_clock", {
    task: "text",
    branch_id: "text",
    occurrence_at: "int",
    zone: "text",
    failures: "int",
    last_run_id: "text?",
  }, (t) => t.addPrimaryKeyConstraint("task_clock_pkey", ["task", "branch_id"]));
  await sql`insert into task_clock (task, branch_id, occurrence_at, zone, failures, last_run_id)
    select task, '', occurrence_at, '', 0, null from schedule`.execute(m.db);
  await m.db.schema.dropTable("schedule").execute();

  await createTable(m, "task_run", {
    id: "id",
    task: "text",
    branch_id: "text",
    due_at: "int?",
    queued_at: "int",
    started_at: "int?",
    finished_at: "int?",
    state: "text",
    attempts: "int",
    done: "int",
    failed: "int",
    error: "text",
    by_id: "text?",
    by_name: "text",
  });
  await createIndex(m, "task_run", ["task", "branch_id", "due_at"], { unique: true });
  await createIndex(m, "task_run", ["task", "id"]);
  await createIndex(m, "task_run", ["task", "state", "id"]);
  await createIndex(m, "task_run", ["state", "queued_at"]);
  await createIndex(m, "task_run", ["queued_at"]);
  await createIndex(m, "job", ["state", "id"]);
  await createIndex(m, "tracking_link", ["expires_at"]);

  await createTable(m, "report_plan", {
    id: "id",
    branch_id: "text",
    period: "text",
    hour: "int",
    weekday: "int",
    month_day: "int",
    locale: "text",
    active: "flag",
    due_at: "int",
    created_at: "int",
    created_by_name: "text",
    removed_at: "int?",
    version: "int",
  });

  await createTable(m, "report_recipient", {
    id: "id",
    plan_id: "-> report_plan",
    user_id: "-> user?",
    name: "text",
    address: "text",
    created_at: "int",
    unsubscribed_at: "int?",
  });
  await createIndex(m, "report_recipient", ["plan_id", "address"], { unique: true });

  await createTable(m, "report_issue", {
    id: "id",
    plan_id: "-> report_plan",
    due_at: "int?",
    from_day: "text",
    to_day: "text",
    recipients: "int",
    file_hash: "text",
    created_at: "int",
    by_name: "text",
  });
  await createIndex(m, "report_issue", ["plan_id", "due_at"], { unique: true });
  await createIndex(m, "report_issue", ["plan_id", "id"]);
}
