import { appendOnly, type Migration } from "../src/db/columns.ts";
import { createIndex, createTable } from "../src/db/table.ts";

/** What happens at the counter besides money: what goes back with a device, what is lent, who comes when, and what clients write. */
export async function up(m: Migration): Promise<void> {
  await accessories(m);
  await loaners(m);
  await agenda(m);
  await messages(m);
  // Which orders claim the warranty of one.
  await createIndex(m, "order", ["warranty_of_order_id"]);
}

async function loaners(m: Migration): Promise<void> {
  await createTable(m, "loaner", {
    id: "id",
    branch_id: "-> branch",
    name: "text",
    serial: "text",
    condition: "text",
    active: "flag",
    created_at: "int",
    created_by: "-> user",
    updated_at: "int",
    version: "int",
  });
  await createIndex(m, "loaner", ["branch_id", "name"]);
  await createTable(m, "loan", {
    id: "id",
    loaner_id: "-> loaner",
    order_id: "-> order",
    agreement: "text",
    deposit: "text",
    condition: "text",
    due_at: "int",
    lent_at: "int",
    lent_by: "-> user",
    lent_by_name: "text",
  });
  await createIndex(m, "loan", ["loaner_id", "id"]);
  await createIndex(m, "loan", ["order_id", "id"]);
  await appendOnly(m, "loan");
  await createTable(m, "loan_return", {
    id: "id",
    loan_id: "-> loan",
    condition: "text",
    returned_at: "int",
    returned_by: "-> user",
    returned_by_name: "text",
  }, (t) => t.addUniqueConstraint("loan_return_loan_key", ["loan_id"]));
  await appendOnly(m, "loan_return");
}

async function agenda(m: Migration): Promise<void> {
  await createTable(m, "appointment", {
    id: "id",
    branch_id: "-> branch",
    kind: "text",
    state: "text",
    client_id: "-> client?",
    order_id: "-> order?",
    name: "text",
    phone: "text",
    technician_id: "-> user?",
    starts_at: "int",
    ends_at: "int",
    note: "text",
    cancel_reason: "text",
    created_at: "int",
    created_by: "-> user",
    updated_at: "int",
    version: "int",
  });
  await createIndex(m, "appointment", ["branch_id", "starts_at"]);
  await createIndex(m, "appointment", ["technician_id", "starts_at"]);
  await createTable(m, "appointment_event", {
    id: "id",
    appointment_id: "-> appointment",
    kind: "text",
    starts_at: "int?",
    actor_id: "text?",
    actor_name: "text",
    at: "int",
  });
  await createIndex(m, "appointment_event", ["appointment_id", "id"]);
  await appendOnly(m, "appointment_event");
}

async function messages(m: Migration): Promise<void> {
  await createTable(m, "client_message", {
    id: "id",
    order_id: "-> order",
    text: "text",
    at: "int",
    ip: "text",
    seen_at: "int?",
    seen_by: "-> user?",
  });
  await createIndex(m, "client_message", ["order_id", "at"]);
  await createIndex(m, "client_message", ["seen_at", "at"]);
}

async function accessories(m: Migration): Promise<void> {
  await createTable(m, "delivery_accessory", {
    id: "id",
    delivery_id: "-> delivery",
    accessory_id: "-> order_accessory",
    returned: "flag",
    note: "text",
  });
  await createIndex(m, "delivery_accessory", ["delivery_id"]);
  await appendOnly(m, "delivery_accessory");
}
