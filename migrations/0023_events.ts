import { sql } from "kysely";
import { appendOnly, type Migration } from "../src/db/columns.ts";
import { createIndex, createTable } from "../src/db/table.ts";

/** What other programs are told: the shop's events in the order of their commits, and who is told of them by webhook. */
export async function up(m: Migration): Promise<void> {
  await createTable(m, "event", {
    id: "id",
    type: "text",
    occurred_at: "int",
    subject_kind: "text",
    subject_id: "text",
    data_json: "text",
  });
  await createIndex(m, "event", ["occurred_at", "id"]);
  await appendOnly(m, "event");
  await createTable(m, "event_position", { seq: "seq", event_id: "-> event", type: "text" });
  await createIndex(m, "event_position", ["event_id"], { unique: true });
  await createIndex(m, "event_position", ["type", "seq"]);
  await placeEvents(m);
  await appendOnly(m, "event_position");
  await webhooks(m);
}

/**
 * Numbers events in the order in which they become visible, so that who reads on from a number misses none. SQLite has one writer. On
 * Postgres the number is drawn as the transaction commits, one transaction at a time: by then it waits for no other lock.
 */
async function placeEvents({ db, flavour }: Migration): Promise<void> {
  if (flavour === "sqlite") {
    await sql`create trigger event_placed after insert on event
      begin insert into event_position (event_id, type) values (new.id, new.type); end`.execute(db);
    return;
  }
  await sql`create function place_event() returns trigger language plpgsql as $$ begin
    perform pg_advisory_xact_lock(7238118);
    insert into event_position (event_id, type) values (new.id, new.type);
    return null;
  end $$`.execute(db);
  await sql`create constraint trigger event_placed after insert on event
    deferrable initially deferred for each row execute function place_event()`.execute(db);
}

async function webhooks(m: Migration): Promise<void> {
  await createTable(m, "webhook_endpoint", {
    id: "id",
    url: "text",
    description: "text",
    types_json: "text",
    active: "flag",
    secret_sealed: "text",
    old_secret_sealed: "text?",
    old_secret_until: "int?",
    failing_since: "int?",
    not_before: "int",
    stopped_at: "int?",
    stopped_cause: "text",
    created_at: "int",
    created_by: "-> user?",
    updated_at: "int",
    removed_at: "int?",
    version: "int",
  });
  await createTable(m, "webhook_delivery", {
    seq: "seq",
    id: "id",
    endpoint_id: "-> webhook_endpoint",
    event_id: "-> event",
    state: "text",
    attempts: "int",
    next_at: "int",
    lease_token: "text?",
    lease_until: "int?",
    last_status: "int?",
    last_error: "text",
    created_at: "int",
    finished_at: "int?",
  }, (t) => t.addUniqueConstraint("webhook_delivery_once", ["endpoint_id", "event_id"]));
  await createIndex(m, "webhook_delivery", ["endpoint_id", "state", "next_at", "seq"]);
  await createIndex(m, "webhook_delivery", ["endpoint_id", "state", "seq"]);
  await createIndex(m, "webhook_delivery", ["endpoint_id", "seq"]);
  await createIndex(m, "webhook_delivery", ["event_id"]);
  await createIndex(m, "webhook_delivery", ["state", "lease_until"]);
  await createIndex(m, "webhook_delivery", ["state", "finished_at"]);
  await createTable(m, "webhook_attempt", {
    id: "id",
    delivery_id: "-> webhook_delivery",
    number: "int",
    at: "int",
    ms: "int",
    status: "int?",
    error: "text",
    headers_json: "text",
    body: "text",
  });
  await createIndex(m, "webhook_attempt", ["delivery_id", "id"]);
}
