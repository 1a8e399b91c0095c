import { appendOnly, type Migration, searchIndex } from "../src/db/columns.ts";
import { createIndex, createTable } from "../src/db/table.ts";

/** From the counter to pick-up: intakes, orders, their history and everything that hangs on them. */
export async function up(m: Migration): Promise<void> {
  await intakes(m);
  await orders(m);
  await work(m);
  await handOver(m);
}

async function intakes(m: Migration): Promise<void> {
  await createTable(m, "terms_version", {
    id: "id",
    version: "int",
    locale: "text",
    text: "text",
    created_at: "int",
    created_by: "-> user?",
  }, (t) => t.addUniqueConstraint("terms_version_key", ["locale", "version"]));
  await createTable(m, "signature", {
    id: "id",
    purpose: "text",
    name: "text",
    file_hash: "text",
    at: "int",
    ip: "text",
  });
  await createTable(m, "intake", {
    id: "id",
    branch_id: "-> branch",
    client_id: "-> client",
    terms_version_id: "-> terms_version",
    signature_id: "-> signature?",
    unsigned_reason: "text",
    receipt_json: "text",
    form_key: "text",
    created_at: "int",
    created_by: "-> user",
  }, (t) => t.addUniqueConstraint("intake_form_key", ["form_key"]));
  await createTable(m, "intake_draft", {
    id: "id",
    user_id: "-> user",
    sealed: "text",
    created_at: "int",
    updated_at: "int",
  });
  await createIndex(m, "intake_draft", ["user_id", "updated_at"]);
}

async function orders(m: Migration): Promise<void> {
  await createTable(
    m,
    "order_sequence",
    { branch_id: "-> branch", series: "text", next: "int" },
    (t) => t.addPrimaryKeyConstraint("order_sequence_pkey", ["branch_id", "series"]),
  );
  await createTable(m, "order", {
    seq: "seq",
    id: "id",
    number: "text",
    branch_id: "-> branch",
    series: "text",
    sequence: "int",
    intake_id: "-> intake",
    client_id: "-> client",
    device_id: "-> device",
    technician_id: "-> user?",
    status: "text",
    status_since: "int",
    held_from: "text?",
    hold_review_at: "int?",
    outcome: "text?",
    priority: "text",
    fault: "text",
    condition: "text",
    promised_at: "int?",
    preauthorised_minor: "int?",
    currency: "text",
    vendor: "text",
    vendor_expected_at: "int?",
    repaired_by: "text?",
    rework_count: "int",
    warranty_of_order_id: "-> order?",
    received_at: "int",
    ready_at: "int?",
    closed_at: "int?",
    search_fold: "text",
    created_at: "int",
    created_by: "-> user",
    updated_at: "int",
    version: "int",
  }, (t) =>
    t.addUniqueConstraint("order_number_key", ["number"])
      .addUniqueConstraint("order_sequence_key", ["branch_id", "series", "sequence"]));
  await createIndex(m, "order", ["status", "seq"]);
  await createIndex(m, "order", ["branch_id", "status", "seq"]);
  await createIndex(m, "order", ["technician_id", "status", "seq"]);
  await createIndex(m, "order", ["branch_id", "seq"]);
  await createIndex(m, "order", ["technician_id", "seq"]);
  await createIndex(m, "order", ["client_id", "seq"]);
  await createIndex(m, "order", ["device_id", "seq"]);
  await createIndex(m, "order", ["intake_id"]);
  await createIndex(m, "order", ["received_at", "seq"]);
  await createIndex(m, "order", ["promised_at", "seq"]);
  await createIndex(m, "order", ["status", "promised_at", "seq"]);
  await createIndex(m, "order", ["status", "status_since", "seq"]);
  await searchIndex(m, "order");

  await createTable(m, "order_event", {
    id: "id",
    order_id: "-> order",
    kind: "text",
    from_status: "text?",
    to_status: "text?",
    actor_kind: "text",
    actor_id: "text?",
    actor_name: "text",
    at: "int",
    data_json: "text",
  });
  await createIndex(m, "order_event", ["order_id", "id"]);
  await appendOnly(m, "order_event");
  await createTable(m, "order_accessory", {
    id: "id",
    order_id: "-> order",
    description: "text",
    position: "int",
  });
  await createIndex(m, "order_accessory", ["order_id", "position"]);
  await createTable(
    m,
    "order_count",
    { branch_id: "-> branch", status: "text", orders: "int" },
    (t) => t.addPrimaryKeyConstraint("order_count_pkey", ["branch_id", "status"]),
  );
  await createTable(m, "order_day", {
    branch_id: "-> branch",
    day: "text",
    received: "int",
    ready: "int",
    delivered: "int",
    cancelled: "int",
    repair_ms: "int",
    paid_minor: "int",
  }, (t) => t.addPrimaryKeyConstraint("order_day_pkey", ["branch_id", "day"]));
}

async function work(m: Migration): Promise<void> {
  await createTable(m, "diagnosis", {
    id: "id",
    order_id: "-> order",
    text: "text",
    written_by: "-> user",
    written_at: "int",
  });
  await createIndex(m, "diagnosis", ["order_id", "id"]);
  await createTable(m, "note", {
    id: "id",
    order_id: "-> order",
    visibility: "text",
    text: "text",
    written_by: "-> user",
    written_at: "int",
  });
  await createIndex(m, "note", ["order_id", "id"]);
  await createTable(m, "attachment", {
    id: "id",
    order_id: "-> order?",
    visibility: "text",
    name: "text",
    type: "text",
    size: "int",
    width: "int",
    height: "int",
    file_hash: "text",
    thumb_hash: "text",
    created_at: "int",
    created_by: "-> user",
  });
  await createIndex(m, "attachment", ["order_id", "id"]);
  await createIndex(m, "attachment", ["file_hash"]);
  await createIndex(m, "attachment", ["thumb_hash"]);
  await createTable(m, "secret", {
    id: "id",
    order_id: "-> order",
    kind: "text",
    sealed: "text",
    created_at: "int",
    created_by: "-> user",
    purge_at: "int?",
    purged_at: "int?",
  });
  await createIndex(m, "secret", ["order_id"]);
  await createIndex(m, "secret", ["purge_at"]);
  await createTable(m, "secret_access", {
    id: "id",
    secret_id: "-> secret",
    order_id: "-> order",
    user_id: "-> user",
    reason: "text",
    at: "int",
  });
  await createIndex(m, "secret_access", ["order_id", "id"]);
  await appendOnly(m, "secret_access");
}

async function handOver(m: Migration): Promise<void> {
  await createTable(m, "charge", {
    id: "id",
    order_id: "-> order",
    description: "text",
    amount_minor: "int",
    currency: "text",
    created_at: "int",
    created_by: "-> user",
  });
  await createIndex(m, "charge", ["order_id", "id"]);
  await appendOnly(m, "charge");
  await createTable(m, "payment", {
    id: "id",
    order_id: "-> order",
    kind: "text",
    method: "text",
    amount_minor: "int",
    currency: "text",
    note: "text",
    at: "int",
    recorded_by: "-> user",
  });
  await createIndex(m, "payment", ["order_id", "id"]);
  await appendOnly(m, "payment");
  await createTable(m, "delivery", {
    id: "id",
    order_id: "-> order",
    taken_by: "text",
    taken_by_document: "text",
    signature_id: "-> signature?",
    unsigned_reason: "text",
    debt_reason: "text",
    receipt_json: "text",
    delivered_at: "int",
    delivered_by: "-> user",
  }, (t) => t.addUniqueConstraint("delivery_order_key", ["order_id"]));
  await createTable(m, "warranty", {
    id: "id",
    order_id: "-> order",
    device_id: "-> device",
    starts_at: "int",
    ends_at: "int",
    days: "int",
  }, (t) => t.addUniqueConstraint("warranty_order_key", ["order_id"]));
  await createIndex(m, "warranty", ["device_id", "ends_at"]);
  await createTable(m, "tracking_link", {
    id: "id",
    order_id: "-> order",
    token_hash: "text",
    created_at: "int",
    expires_at: "int",
    revoked_at: "int?",
  }, (t) => t.addUniqueConstraint("tracking_link_token_key", ["token_hash"]));
  await createIndex(m, "tracking_link", ["order_id", "id"]);
}
