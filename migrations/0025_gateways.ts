import type { Migration } from "../src/db/columns.ts";
import { addColumns, createIndex, createTable } from "../src/db/table.ts";

/** Payment gateways: what the shop set up, what clients were asked to pay, what the providers told, what somebody has to look at. */
export async function up(m: Migration): Promise<void> {
  await createTable(m, "payment_gateway", {
    provider: "id",
    enabled: "flag",
    live: "flag",
    takes_balance: "flag",
    takes_deposit: "flag",
    sealed_credentials: "text",
    checked_at: "int?",
    check_result: "text",
    updated_at: "int",
    updated_by: "-> user",
    version: "int",
  });
  await createTable(m, "payment_intent", {
    seq: "seq",
    id: "id",
    order_id: "-> order",
    provider: "text",
    purpose: "text",
    amount_minor: "int",
    currency: "text",
    state: "text",
    external_id: "text?",
    pay_url: "text",
    created_at: "int",
    created_by: "-> user?",
    expires_at: "int",
    check_at: "int?",
    settled_at: "int?",
  });
  await createIndex(m, "payment_intent", ["order_id", "seq"]);
  await createIndex(m, "payment_intent", ["check_at"]);
  await createTable(m, "payment_event", {
    seq: "seq",
    id: "id",
    provider: "text",
    event_id: "text",
    subject_json: "text",
    body: "text",
    signed: "flag",
    received_at: "int",
    processed_at: "int?",
  }, (t) => t.addUniqueConstraint("payment_event_key", ["provider", "event_id"]));
  await createIndex(m, "payment_event", ["received_at"]);
  await createTable(m, "gateway_payment", {
    seq: "seq",
    id: "id",
    provider: "text",
    external_id: "text",
    intent_id: "-> payment_intent?",
    order_id: "-> order?",
    state: "text",
    amount_minor: "int",
    currency: "text",
    refunded_minor: "int",
    returned_minor: "int",
    live: "flag",
    payment_id: "-> payment?",
    seen_at: "int",
    updated_at: "int",
  }, (t) => t.addUniqueConstraint("gateway_payment_key", ["provider", "external_id"]));
  await createIndex(m, "gateway_payment", ["intent_id"]);
  await createIndex(m, "gateway_payment", ["provider", "seq"]);
  await createTable(m, "gateway_review", {
    seq: "seq",
    id: "id",
    gateway_payment_id: "-> gateway_payment",
    kind: "text",
    cause: "text",
    reason: "text",
    amount_minor: "int",
    order_id: "-> order?",
    state: "text",
    opened_at: "int",
    resolved_at: "int?",
    resolved_by: "-> user?",
    note: "text",
  }, (t) => t.addUniqueConstraint("gateway_review_key", ["gateway_payment_id", "cause"]));
  await createIndex(m, "gateway_review", ["state", "seq"]);
  // Which gateway brought an entry, null for what somebody of the shop took.
  await addColumns(m, "payment", { gateway: "text?" });
}
