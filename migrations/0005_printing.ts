import { appendOnly, type Migration } from "../src/db/columns.ts";
import { createIndex, createTable } from "../src/db/table.ts";

/** Daemons on the shops' LANs, their printers and the queue. */
export async function up(m: Migration): Promise<void> {
  await createTable(m, "agent", {
    id: "id",
    branch_id: "-> branch",
    name: "text",
    token_hash: "text",
    instance: "text",
    boot_id: "text",
    version: "text",
    os: "text",
    last_event: "int",
    last_beat: "int",
    last_seen_at: "int?",
    created_at: "int",
    revoked_at: "int?",
  }, (t) => t.addUniqueConstraint("agent_token_key", ["token_hash"]));
  await createTable(m, "printer", {
    id: "id",
    agent_id: "-> agent",
    branch_id: "-> branch",
    key: "text",
    name: "text",
    kind: "text",
    language: "text",
    media: "text",
    confirms: "flag",
    model: "text",
    serial: "text",
    firmware: "text",
    dpi: "int",
    width_um: "int",
    height_um: "int",
    roll_json: "text",
    active: "flag",
    paused: "flag",
    ok: "flag",
    reason: "text",
    since: "int",
    warnings_json: "text",
    waiting: "int",
    inside: "int",
    odometer: "int?",
    updated_at: "int",
  }, (t) => t.addUniqueConstraint("printer_key", ["agent_id", "key"]));
  await createIndex(m, "printer", ["branch_id"]);
  await createTable(m, "print_job", {
    seq: "seq",
    id: "id",
    branch_id: "-> branch",
    printer_id: "-> printer",
    order_id: "-> order?",
    template: "text",
    title: "text",
    language: "text",
    content: "text",
    svg: "text",
    layout_json: "text",
    sha256: "text",
    copies: "int",
    priority: "int",
    state: "text",
    reason: "text",
    attempts: "int",
    offers: "int",
    cancel_requested_at: "int?",
    settled_at: "int?",
    idem_key: "text",
    reprint_of: "-> print_job?",
    lease_until: "int?",
    evidence_json: "text",
    created_at: "int",
    created_by: "-> user?",
    created_by_name: "text",
    expires_at: "int",
    updated_at: "int",
    finished_at: "int?",
  }, (t) => t.addUniqueConstraint("print_job_idem_key", ["idem_key"]));
  await createIndex(m, "print_job", ["printer_id", "state", "seq"]);
  await createIndex(m, "print_job", ["state", "seq"]);
  await createIndex(m, "print_job", ["order_id", "seq"]);
  await createTable(m, "print_job_event", {
    id: "id",
    print_job_id: "-> print_job",
    state: "text",
    reason: "text",
    actor_name: "text",
    at: "int",
  });
  await createIndex(m, "print_job_event", ["print_job_id", "id"]);
  await appendOnly(m, "print_job_event");
  await createTable(m, "print_command", {
    id: "id",
    agent_id: "-> agent",
    printer_id: "-> printer",
    print_job_id: "-> print_job?",
    action: "text",
    created_at: "int",
    created_by_name: "text",
    done_at: "int?",
    ok: "int?",
    detail: "text",
  });
  await createIndex(m, "print_command", ["agent_id", "done_at"]);
}
