import { sql } from "kysely";
import { appendOnly, type Migration } from "../src/db/columns.ts";
import { addColumns, createIndex, createTable } from "../src/db/table.ts";

/** Tills, who kept them from when to when, what went in and out, and what each order still owes. */
export async function up(m: Migration): Promise<void> {
  await tills(m);
  await sessions(m);
  await ledger(m);
  await balances(m);
}

async function tills(m: Migration): Promise<void> {
  await createTable(m, "till", {
    id: "id",
    branch_id: "-> branch",
    name: "text",
    printer_id: "-> printer?",
    active: "flag",
    created_at: "int",
    version: "int",
  }, (t) => t.addUniqueConstraint("till_name_key", ["branch_id", "name"]));
  // The first till of a branch goes by the branch's own id: the same on every engine, and nothing to draw.
  await sql`insert into till (id, branch_id, name, printer_id, active, created_at, version)
    select id, id, case (select locale from organization) when 'en' then 'Till 1' else 'Caja 1' end, null, 1, created_at, 1
    from branch`.execute(m.db);
}

async function sessions(m: Migration): Promise<void> {
  await createTable(m, "cash_session", {
    seq: "seq",
    id: "id",
    till_id: "-> till",
    branch_id: "-> branch",
    user_id: "-> user",
    currency: "text",
    float_minor: "int",
    opened_at: "int",
    closed_at: "int?",
    closed_by: "-> user?",
    difference_minor: "int?",
    note: "text",
    close_reason: "text",
  });
  await onlyOneOpen(m, "till_id");
  await onlyOneOpen(m, "user_id");
  await createIndex(m, "cash_session", ["user_id", "seq"]);
  await createIndex(m, "cash_session", ["branch_id", "seq"]);
  await createIndex(m, "cash_session", ["till_id", "seq"]);
  await createIndex(m, "cash_session", ["branch_id", "closed_at"]);
  await keptOnceClosed(m);
  await createTable(m, "cash_movement", {
    id: "id",
    cash_session_id: "-> cash_session",
    amount_minor: "int",
    currency: "text",
    reason: "text",
    at: "int",
    recorded_by: "-> user",
  });
  await createIndex(m, "cash_movement", ["cash_session_id", "at"]);
  await createIndex(m, "cash_movement", ["at"]);
  await appendOnly(m, "cash_movement");
  await createTable(m, "cash_count", {
    seq: "seq",
    id: "id",
    cash_session_id: "-> cash_session",
    expected_json: "text",
    counted_json: "text",
    bills_json: "text",
    reason: "text",
    at: "int",
    counted_by: "-> user",
  });
  await createIndex(m, "cash_count", ["cash_session_id", "seq"]);
  await appendOnly(m, "cash_count");
}

/** At most one session without an end for each till and for each user. */
async function onlyOneOpen(m: Migration, column: string): Promise<void> {
  await m.db.schema.createIndex(`cash_session_open_${column}_idx`).on("cash_session").column(column)
    .unique().where(sql.ref("closed_at"), "is", null).execute();
}

/** The database itself refuses to change a session that is closed, or to delete any. */
async function keptOnceClosed({ db, flavour }: Migration): Promise<void> {
  if (flavour === "postgres") {
    await sql`create function refuse_closed_session() returns trigger language plpgsql as
      $$ begin raise exception 'a closed cash session does not change'; end $$`.execute(db);
    await sql`create trigger cash_session_closed before update on cash_session for each row
      when (old.closed_at is not null) execute function refuse_closed_session()`.execute(db);
    await sql`create trigger cash_session_kept before delete on cash_session for each row
      execute function refuse_closed_session()`.execute(db);
    return;
  }
  const refuse = sql`begin select raise(abort, 'a closed cash session does not change'); end`;
  await sql`create trigger cash_session_closed before update on cash_session
    when old.closed_at is not null ${refuse}`.execute(db);
  await sql`create trigger cash_session_kept before delete on cash_session ${refuse}`.execute(db);
}

async function ledger(m: Migration): Promise<void> {
  await addColumns(m, "payment", { cash_session_id: "-> cash_session?" });
  await createIndex(m, "payment", ["cash_session_id", "at"]);
  await createIndex(m, "payment", ["at"]);
  await addColumns(m, "charge", { corrects_id: "-> charge?" });
  // A line is given back once.
  await createIndex(m, "charge", ["corrects_id"], { unique: true });
}

/** Sums of the ledger that the database keeps up itself, whoever writes an entry. */
async function balances(m: Migration): Promise<void> {
  const { db } = m;
  await createTable(m, "order_balance", {
    order_id: "-> order",
    charged_minor: "int",
    paid_minor: "int",
    balance_minor: "int",
  }, (t) => t.addPrimaryKeyConstraint("order_balance_pkey", ["order_id"]));
  await sql`insert into order_balance (order_id, charged_minor, paid_minor, balance_minor)
    select order_id, sum(charged), sum(paid), sum(charged) - sum(paid) from (
      select order_id, amount_minor as charged, 0 as paid from charge
      union all select order_id, 0, amount_minor from payment
    ) as entry group by order_id`.execute(db);
  await sql`create index order_balance_owed_idx on order_balance (balance_minor, order_id)
    where balance_minor > 0`.execute(db);
  await summed(m, "charge", sql`new.amount_minor, 0, new.amount_minor`);
  await summed(m, "payment", sql`0, new.amount_minor, -new.amount_minor`);
}

async function summed(
  { db, flavour }: Migration,
  table: string,
  sums: ReturnType<typeof sql>,
): Promise<void> {
  const name = sql.id(`${table}_summed`);
  const add = sql`insert into order_balance (order_id, charged_minor, paid_minor, balance_minor)
    values (new.order_id, ${sums}) on conflict (order_id) do update set
      charged_minor = order_balance.charged_minor + excluded.charged_minor,
      paid_minor = order_balance.paid_minor + excluded.paid_minor,
      balance_minor = order_balance.balance_minor + excluded.balance_minor;`;
  if (flavour === "postgres") {
    await sql`create function ${name}() returns trigger language plpgsql as
      $$ begin ${add} return null; end $$`.execute(db);
    await sql`create trigger ${name} after insert on ${sql.table(table)} for each row
      execute function ${name}()`.execute(db);
    return;
  }
  await sql`create trigger ${name} after insert on ${sql.table(table)} begin ${add} end`.execute(db);
}
