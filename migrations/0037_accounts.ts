import type { Migration } from "../src/db/columns.ts";
import { addColumns, createIndex, createTable } from "../src/db/table.ts";

/** Second factors of users, sign-ins that wait for one, and when a session last proved who sits there. */
export async function up(m: Migration): Promise<void> {
  await createTable(m, "totp", {
    user_id: "-> user",
    sealed_secret: "text",
    created_at: "int",
    confirmed_at: "int?",
    last_step: "int",
  }, (t) => t.addPrimaryKeyConstraint("totp_pkey", ["user_id"]));
  await createTable(m, "recovery_code", {
    code_hash: "text",
    user_id: "-> user",
    created_at: "int",
    used_at: "int?",
  }, (t) => t.addPrimaryKeyConstraint("recovery_code_pkey", ["code_hash"]));
  await createIndex(m, "recovery_code", ["user_id"]);
  await createTable(m, "sign_in_step", {
    id: "id",
    user_id: "-> user",
    created_at: "int",
    expires_at: "int",
  });
  await createIndex(m, "sign_in_step", ["user_id"]);
  await createTable(m, "passkey", {
    id: "id",
    user_id: "-> user",
    credential_id: "text",
    public_key: "text",
    counter: "int",
    transports: "text",
    synced: "flag",
    name: "text",
    created_at: "int",
    last_used_at: "int?",
  }, (t) => t.addUniqueConstraint("passkey_credential_key", ["credential_id"]));
  await createIndex(m, "passkey", ["user_id"]);
  await createTable(m, "spent_challenge", { id: "id", expires_at: "int" });
  await createIndex(m, "spent_challenge", ["expires_at"]);
  await addColumns(m, "session", { confirmed_at: "int" });
}
