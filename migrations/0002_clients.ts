import { type Migration, searchIndex } from "../src/db/columns.ts";
import { createIndex, createTable } from "../src/db/table.ts";

/** People, how to reach them, and the devices they own. */
export async function up(m: Migration): Promise<void> {
  await createTable(m, "client", {
    seq: "seq",
    id: "id",
    kind: "text",
    name: "text",
    name_fold: "text",
    document: "text",
    document_fold: "text",
    address: "text",
    notes: "text",
    locale: "text",
    search_fold: "text",
    form_key: "text?",
    created_at: "int",
    created_by: "-> user?",
    updated_at: "int",
    version: "int",
  }, (t) => t.addUniqueConstraint("client_form_key", ["form_key"]));
  await createIndex(m, "client", ["document_fold"]);
  await createIndex(m, "client", ["name_fold", "seq"]);
  await searchIndex(m, "client");
  await createTable(m, "contact", {
    id: "id",
    client_id: "-> client",
    kind: "text",
    value: "text",
    display: "text",
    position: "int",
  });
  await createIndex(m, "contact", ["client_id", "position"]);
  await createIndex(m, "contact", ["value"]);

  await createTable(m, "device", {
    seq: "seq",
    id: "id",
    category: "text",
    brand: "text",
    model: "text",
    serial: "text",
    serial_fold: "text",
    search_fold: "text",
    created_at: "int",
    updated_at: "int",
    version: "int",
  });
  await createIndex(m, "device", ["serial_fold"]);
  await searchIndex(m, "device");
  await createTable(m, "device_owner", {
    id: "id",
    device_id: "-> device",
    client_id: "-> client",
    since: "int",
    until: "int?",
  });
  await createIndex(m, "device_owner", ["device_id", "since"]);
  await createIndex(m, "device_owner", ["client_id", "since"]);
}
