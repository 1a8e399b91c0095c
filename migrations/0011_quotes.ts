import { sql } from "kysely";
import { appendOnly, type Migration } from "../src/db/columns.ts";
import { addColumns, createIndex, createTable } from "../src/db/table.ts";

/** What is offered to a client, what it would cost the shop, and what the client decided. */
export async function up(m: Migration): Promise<void> {
  await offers(m);
  await answers(m);
  await createTable(m, "quote_template", {
    id: "id",
    name: "text",
    lines_json: "text",
    active: "flag",
    created_at: "int",
    created_by: "-> user",
    updated_at: "int",
    version: "int",
  });
  await addColumns(m, "charge", { quote_line_id: "-> quote_line?" });
}

async function offers(m: Migration): Promise<void> {
  await createTable(m, "quote", {
    id: "id",
    order_id: "-> order",
    revision: "int",
    status: "text",
    currency: "text",
    tax_included: "flag",
    options_json: "text",
    note: "text",
    valid_days: "int",
    deposit_percent: "int",
    diagnosis: "text",
    terms_version_id: "-> terms_version?",
    sent_key: "text?",
    sent_at: "int?",
    sent_by: "-> user?",
    valid_until: "int?",
    remind_at: "int?",
    viewed_at: "int?",
    decided_at: "int?",
    approved_option: "text?",
    deposit_minor: "int?",
    settled_at: "int?",
    created_at: "int",
    created_by: "-> user",
    updated_at: "int",
    version: "int",
  }, (t) => t.addUniqueConstraint("quote_revision_key", ["order_id", "revision"]));
  await createIndex(m, "quote", ["remind_at"]);
  // One draft at a time, and one offer that can be accepted.
  await m.db.schema.createIndex("quote_draft_idx").on("quote").column("order_id").unique()
    .where(sql.ref("status"), "=", "draft").execute();
  await m.db.schema.createIndex("quote_in_force_idx").on("quote").column("order_id").unique()
    .where(sql.ref("status"), "in", ["sent", "viewed"]).execute();

  await createTable(m, "quote_line", {
    id: "id",
    quote_id: "-> quote",
    position: "int",
    option: "text",
    kind: "text",
    description: "text",
    quantity: "int",
    unit_minor: "int",
    tax_rate: "int",
    part_id: "-> part?",
  });
  await createIndex(m, "quote_line", ["quote_id", "position"]);
  await createTable(m, "quote_line_cost", {
    line_id: "-> quote_line",
    unit_minor: "int",
  }, (t) => t.addPrimaryKeyConstraint("quote_line_cost_pkey", ["line_id"]));
}

async function answers(m: Migration): Promise<void> {
  await createTable(m, "quote_sharing", {
    id: "id",
    quote_id: "-> quote",
    how: "text",
    to_address: "text",
    form_key: "text",
    at: "int",
    shared_by: "-> user",
  }, (t) => t.addUniqueConstraint("quote_sharing_form_key", ["form_key", "how"]));
  await createIndex(m, "quote_sharing", ["quote_id", "id"]);
  await appendOnly(m, "quote_sharing");
  await createTable(m, "quote_decision", {
    id: "id",
    quote_id: "-> quote",
    order_id: "-> order",
    decision: "text",
    option: "text",
    channel: "text",
    who: "text",
    note: "text",
    terms_version_id: "-> terms_version?",
    signature_id: "-> signature?",
    at: "int",
    ip: "text",
    user_agent: "text",
    recorded_by: "-> user?",
    evidence_json: "text",
    evidence_hash: "text",
    seal: "text",
    seal_key: "text",
  });
  await createIndex(m, "quote_decision", ["quote_id", "id"]);
  await appendOnly(m, "quote_decision");
}
