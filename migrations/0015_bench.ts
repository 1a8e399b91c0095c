import { sql } from "kysely";
import { appendOnly, type Migration } from "../src/db/columns.ts";
import { addColumns, createIndex, createTable } from "../src/db/table.ts";

/** What a technician works with: checks of devices, findings, notes that mention somebody, time, and whose hands a device is in. */
export async function up(m: Migration): Promise<void> {
  await checklists(m);
  await addColumns(m, "diagnosis", { finding: "text?" });
  await notes(m);
  await time(m);
  await m.db.schema.createIndex("order_vendor_idx").on("order").columns(["vendor", "seq"])
    .where(sql.ref("vendor"), "<>", sql`''`).execute();
}

async function time(m: Migration): Promise<void> {
  await createTable(
    m,
    "work_timer",
    { user_id: "-> user", order_id: "-> order", started_at: "int" },
    (t) => t.addPrimaryKeyConstraint("work_timer_pkey", ["user_id"]),
  );
  await createIndex(m, "work_timer", ["order_id"]);
  await createTable(m, "work_time", {
    id: "id",
    order_id: "-> order",
    user_id: "-> user",
    ms: "int",
    started_at: "int?",
    reason: "text",
    at: "int",
    recorded_by: "-> user?",
  });
  await createIndex(m, "work_time", ["order_id", "user_id"]);
  await createIndex(m, "work_time", ["user_id", "at"]);
  await appendOnly(m, "work_time");
}

async function notes(m: Migration): Promise<void> {
  await createTable(m, "canned_answer", {
    id: "id",
    title: "text",
    text: "text",
    active: "flag",
    created_at: "int",
    version: "int",
  }, (t) => t.addUniqueConstraint("canned_answer_title_key", ["title"]));
  await createTable(m, "note_mention", {
    id: "id",
    note_id: "-> note",
    order_id: "-> order",
    user_id: "-> user",
    created_at: "int",
    seen_at: "int?",
  }, (t) => t.addUniqueConstraint("note_mention_key", ["note_id", "user_id"]));
  await m.db.schema.createIndex("note_mention_unseen_idx").on("note_mention").columns(["user_id", "id"])
    .where(sql.ref("seen_at"), "is", null).execute();
}

async function checklists(m: Migration): Promise<void> {
  await createTable(m, "checklist_template", {
    id: "id",
    category: "text",
    phase: "text",
    updated_at: "int",
    updated_by: "-> user",
    version: "int",
  }, (t) => t.addUniqueConstraint("checklist_template_key", ["category", "phase"]));
  await createTable(m, "checklist_template_item", {
    template_id: "-> checklist_template",
    position: "int",
    text: "text",
  }, (t) => t.addPrimaryKeyConstraint("checklist_template_item_pkey", ["template_id", "position"]));
  await createTable(m, "checklist_run", {
    id: "id",
    order_id: "-> order",
    phase: "text",
    started_at: "int",
    started_by: "-> user",
    closed_at: "int?",
    version: "int",
  });
  await createIndex(m, "checklist_run", ["order_id", "id"]);
  await m.db.schema.createIndex("checklist_run_open_idx").on("checklist_run").columns(["order_id", "phase"])
    .unique().where(sql.ref("closed_at"), "is", null).execute();
  await createTable(m, "checklist_item", {
    id: "id",
    run_id: "-> checklist_run",
    position: "int",
    text: "text",
    result: "text?",
    note: "text",
    answered_by: "-> user?",
    answered_by_name: "text",
    answered_at: "int?",
  }, (t) => t.addUniqueConstraint("checklist_item_key", ["run_id", "position"]));
  await addColumns(m, "attachment", { checklist_item_id: "-> checklist_item?" });
}
