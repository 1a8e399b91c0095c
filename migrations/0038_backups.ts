import { createHash } from "node:crypto";
import { type Kysely, sql } from "kysely";
import { appendOnly, type Migration } from "../src/db/columns.ts";
import { createIndex, createTable } from "../src/db/table.ts";

/** Backups, what proves that they can be restored, and the chain that shows when somebody has changed the audit log. */
export async function up(m: Migration): Promise<void> {
  await createTable(
    m,
    "audit_link",
    { seq: "int", event_id: "-> audit_event", hash: "text" },
    (t) => t.addPrimaryKeyConstraint("audit_link_pkey", ["seq"]),
  );
  await createIndex(m, "audit_link", ["event_id"], { unique: true });
  await (m.flavour === "postgres" ? chainOnPostgres(m) : chainOnSqlite(m));
  await appendOnly(m, "audit_link");

  await createTable(m, "backup_key", {
    id: "id",
    recipient: "text",
    created_at: "int",
    created_by_name: "text",
    ended_at: "int?",
  });
  await createTable(m, "backup", {
    id: "id",
    name: "text",
    started_at: "int",
    finished_at: "int?",
    state: "text",
    error: "text",
    by_name: "text",
    bytes: "int",
    rows: "int",
    files: "int",
    new_files: "int",
    drill_key_sealed: "text?",
    stored_at: "int?",
    store_error: "text",
    removed_at: "int?",
  });
  await createIndex(m, "backup", ["state", "id"]);
  await createIndex(m, "backup", ["name"], { unique: true });
  await createTable(m, "backup_drill", {
    id: "id",
    backup_id: "-> backup",
    at: "int",
    ms: "int",
    state: "text",
    error: "text",
    rows: "int",
    files: "int",
    audit_events: "int",
  });
}

interface OldEvent {
  id: string;
  at: number;
  actor_kind: string;
  actor_id: string | null;
  actor_name: string;
  ip: string;
  request_id: string;
  kind: string;
  subject_kind: string;
  subject_id: string;
  data_json: string;
}

/** What was recorded so far is chained in the order of its ids. As `src/audit/chain.ts` does it. */
async function chainOnSqlite({ db }: Migration): Promise<void> {
  const old = db as Kysely<
    { audit_event: OldEvent; audit_link: { seq: number; event_id: string; hash: string } }
  >;
  let [seq, hash] = [0, ""];
  for (const event of await old.selectFrom("audit_event").selectAll().orderBy("id").execute()) {
    seq += 1;
    const { id, at, actor_kind, actor_id, actor_name, ip, request_id, kind, subject_kind, subject_id } =
      event;
    const who = [actor_kind, actor_id, actor_name, ip, request_id];
    const fields = [
      String(seq),
      hash,
      id,
      String(at),
      ...who,
      kind,
      subject_kind,
      subject_id,
      event.data_json,
    ];
    hash = createHash("sha256").update(`reparo audit v1\n${fields.map(field).join("")}`).digest("hex");
    await old.insertInto("audit_link").values({ seq, event_id: id, hash }).execute();
  }
}

function field(text: string | null): string {
  return text === null ? "-\n" : `${new TextEncoder().encode(text).length}:${text}\n`;
}

/**
 * On Postgres the link is made as the transaction commits, under the lock under which events are numbered too: by then it waits for
 * no other one, so two transactions never wait for each other.
 */
async function chainOnPostgres({ db }: Migration): Promise<void> {
  await sql`create function audit_field(value text) returns text language sql immutable as $$
    select case when value is null then '-' else octet_length(convert_to(value, 'UTF8')) || ':' || value end || chr(10)
  $$`.execute(db);
  await sql`create function audit_hash(seq bigint, prev text, e audit_event) returns text language sql immutable as $$
    select encode(sha256(convert_to('reparo audit v1' || chr(10) || audit_field(seq::text) || audit_field(prev)
      || audit_field(e.id) || audit_field(e.at::text) || audit_field(e.actor_kind) || audit_field(e.actor_id)
      || audit_field(e.actor_name) || audit_field(e.ip) || audit_field(e.request_id) || audit_field(e.kind)
      || audit_field(e.subject_kind) || audit_field(e.subject_id) || audit_field(e.data_json), 'UTF8')), 'hex')
  $$`.execute(db);
  await sql`create function link_audit(e audit_event) returns void language plpgsql as $$
    declare head record;
    begin
      select seq, hash into head from audit_link order by seq desc limit 1;
      insert into audit_link (seq, event_id, hash)
        values (coalesce(head.seq, 0) + 1, e.id, audit_hash(coalesce(head.seq, 0) + 1, coalesce(head.hash, ''), e));
    end $$`.execute(db);
  await sql`create function link_new_audit() returns trigger language plpgsql as $$ begin
    perform pg_advisory_xact_lock(7238118);
    perform link_audit(new);
    return null;
  end $$`.execute(db);
  await sql`do $$ declare e audit_event; begin
    for e in select * from audit_event order by id loop perform link_audit(e); end loop;
  end $$`.execute(db);
  await sql`create constraint trigger audit_event_linked after insert on audit_event
    deferrable initially deferred for each row execute function link_new_audit()`.execute(db);
}
