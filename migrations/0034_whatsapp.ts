import type { Migration } from "../src/db/columns.ts";
import { addColumns, createIndex, createTable } from "../src/db/table.ts";

/** WhatsApp as a channel: what the shop set up, which approved template serves what, what Meta told, and what clients wrote there. */
export async function up(m: Migration): Promise<void> {
  await createTable(m, "whatsapp_account", {
    id: "id",
    enabled: "flag",
    phone_number_id: "text",
    business_account_id: "text",
    sealed_credentials: "text",
    checked_at: "int?",
    check_result: "text",
    display_phone: "text",
    verified_name: "text",
    quality: "text",
    templates_at: "int?",
    updated_at: "int",
    updated_by: "-> user",
    version: "int",
  });
  await createTable(m, "whatsapp_template", {
    id: "id",
    name: "text",
    language: "text",
    category: "text",
    body: "text",
    obstacle: "text",
    approved: "flag",
  }, (t) => t.addUniqueConstraint("whatsapp_template_key", ["name", "language"]));
  await createTable(m, "whatsapp_choice", {
    kind: "text",
    locale: "text",
    template_id: "-> whatsapp_template",
    fields_json: "text",
  }, (t) => t.addPrimaryKeyConstraint("whatsapp_choice_pkey", ["kind", "locale"]));
  await createTable(m, "whatsapp_event", {
    seq: "seq",
    id: "id",
    digest: "text",
    body: "text",
    received_at: "int",
    processed_at: "int?",
  }, (t) => t.addUniqueConstraint("whatsapp_event_key", ["digest"]));
  await createIndex(m, "whatsapp_event", ["processed_at"]);
  await createTable(m, "whatsapp_inbound", {
    seq: "seq",
    id: "id",
    provider_id: "text",
    phone: "text",
    text: "text",
    at: "int",
    order_id: "-> order?",
  }, (t) => t.addUniqueConstraint("whatsapp_inbound_key", ["provider_id"]));
  await createIndex(m, "whatsapp_inbound", ["phone", "seq"]);
  await createIndex(m, "whatsapp_inbound", ["order_id"]);

  await m.db.schema.alterTable("message")
    .addColumn("channel", "text", (c) => c.notNull().defaultTo("email")).execute();
  // What is sent by WhatsApp, the id that Meta gave it, and how far it has come.
  await addColumns(m, "message", {
    chat_json: "text",
    provider_id: "text?",
    delivered_at: "int?",
    read_at: "int?",
  });
  await createIndex(m, "message", ["provider_id"]);
}
