import type { Migration } from "../src/db/columns.ts";
import { addColumns, createIndex, createTable } from "../src/db/table.ts";

/** How clients want to be told, whom somebody tells later or not at all, and WhatsApp's own way to send. */
export async function up(m: Migration): Promise<void> {
  await addColumns(m, "client", { channel: "text", consents_json: "text" });
  await addColumns(m, "to_tell", { postponed_until: "int", dismissed_at: "int?", note: "text" });
  await addColumns(m, "message", {
    template_json: "text",
    provider_id: "text?",
    delivered_at: "int?",
    read_at: "int?",
  });
  await createIndex(m, "message", ["provider_id"]);
  await createTable(m, "whatsapp_account", {
    id: "id",
    enabled: "flag",
    phone_number_id: "text",
    base_url: "text",
    api_version: "text",
    sealed_secrets: "text",
    templates_json: "text",
    checked_at: "int?",
    check_result: "text",
    updated_at: "int",
    updated_by: "-> user",
    version: "int",
  });
}
