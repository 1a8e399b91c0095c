import { appendOnly, type Migration } from "../src/db/columns.ts";
import { createIndex, createTable } from "../src/db/table.ts";

/** The shop, its branches and choices, who works there and what they did. */
export async function up(m: Migration): Promise<void> {
  await createTable(m, "organization", {
    id: "id",
    name: "text",
    tax_id: "text",
    address: "text",
    phone: "text",
    email: "text",
    time_zone: "text",
    currency: "text",
    locale: "text",
    created_at: "int",
    version: "int",
  });
  await createTable(m, "branch", {
    id: "id",
    code: "text",
    name: "text",
    address: "text",
    phone: "text",
    time_zone: "text",
    currency: "text",
    active: "flag",
    created_at: "int",
    version: "int",
  }, (t) => t.addUniqueConstraint("branch_code_key", ["code"]));
  await createTable(m, "setting", {
    branch_id: "text",
    key: "text",
    value_json: "text",
    updated_at: "int",
    updated_by: "text?",
  }, (t) => t.addPrimaryKeyConstraint("setting_pkey", ["branch_id", "key"]));

  await createTable(m, "user", {
    id: "id",
    email: "text",
    name: "text",
    role: "text",
    password_hash: "text",
    locale: "text",
    theme: "text",
    branch_id: "-> branch",
    active: "flag",
    must_change_password: "flag",
    created_at: "int",
    updated_at: "int",
    version: "int",
  }, (t) => t.addUniqueConstraint("user_email_key", ["email"]));
  await createTable(m, "session", {
    id: "id",
    user_id: "-> user",
    created_at: "int",
    expires_at: "int",
    absolute_expires_at: "int",
    last_seen_at: "int",
    must_rotate: "flag",
    former_id: "text?",
    ip: "text",
    user_agent: "text",
  });
  await createIndex(m, "session", ["user_id"]);
  await createIndex(m, "session", ["expires_at"]);
  await createTable(m, "login_failure", {
    key: "text",
    failures: "int",
    last_failed_at: "int",
    blocked_until: "int",
  }, (t) => t.addPrimaryKeyConstraint("login_failure_pkey", ["key"]));
  await createTable(m, "one_time_code", {
    id: "id",
    purpose: "text",
    code_hash: "text",
    data_json: "text",
    created_at: "int",
    expires_at: "int",
    tries_left: "int",
    used_at: "int?",
  });
  await createIndex(m, "one_time_code", ["purpose", "code_hash"]);
  await createTable(m, "api_token", {
    id: "id",
    name: "text",
    prefix: "text",
    token_hash: "text",
    scopes_json: "text",
    created_at: "int",
    created_by: "-> user?",
    expires_at: "int?",
    last_used_at: "int?",
    last_used_ip: "text?",
    revoked_at: "int?",
  }, (t) => t.addUniqueConstraint("api_token_hash_key", ["token_hash"]));
  await createTable(m, "audit_event", {
    id: "id",
    at: "int",
    actor_kind: "text",
    actor_id: "text?",
    actor_name: "text",
    ip: "text",
    request_id: "text",
    kind: "text",
    subject_kind: "text",
    subject_id: "text",
    data_json: "text",
  });
  await createIndex(m, "audit_event", ["kind", "id"]);
  await createIndex(m, "audit_event", ["actor_id", "id"]);
  await appendOnly(m, "audit_event");
}
