import assert from "node:assert/strict";
import { sql } from "kysely";
import { recordAudit } from "../../src/audit/record.ts";
import { requestLabel } from "../../src/printing/commands.ts";
import { revealSecret } from "../../src/orders/secret.ts";
import { testApp, userActor } from "../support/app.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { approveByPhone, aSentQuote } from "../support/quote_builders.ts";
import { aDaemon, IDLE, serving } from "../printing/daemon_stage.ts";

const KEPT = [
  "order_event",
  "charge",
  "payment",
  "secret_access",
  "audit_event",
  "print_job_event",
  "quote_decision",
  "quote_sharing",
] as const;

eachDatabase("the database itself keeps history and money as they were written", async (t, database) => {
  const { db } = database;
  await using app = await testApp(database);
  await using server = await serving(app);
  await (await aDaemon(app, server)).answer({ printers: [IDLE] });
  const { number } = await anOrder(app, { charges: [100], payments: [100], pin: "739182" });
  const ctx = await app.ctx(userActor(app, "technician"));
  await revealSecret(ctx, number, "Probar el táctil");
  await requestLabel(ctx, number, { idemKey: "first-click" });
  const offered = await anOrder(app, { status: "diagnosing", diagnosis: "Módulo roto" });
  await aSentQuote(app, offered.number, { byMail: true });
  await approveByPhone(app, offered.number);
  await recordAudit(db, ctx, { kind: "login", subject: { kind: "user", id: "" } });

  for (const table of KEPT) {
    await t.step(table, async () => {
      const before = await db.selectFrom(table).selectAll().orderBy("id").execute();
      assert.ok(before.length > 0, "there is something to keep");
      const of = sql.table(table);
      await assert.rejects(sql`update ${of} set id = id`.execute(db), /append-only/);
      await assert.rejects(sql`delete from ${of}`.execute(db), /append-only/);
      assert.deepEqual(await db.selectFrom(table).selectAll().orderBy("id").execute(), before);
    });
  }
});

/** Whatever is a fact. A till's session is one once it is closed: `tests/cash/sessions_test.ts`. */
const FACTS = [
  "appointment_event",
  "audit_event",
  "audit_link",
  "cash_count",
  "cash_movement",
  "charge",
  "delivery_accessory",
  "event",
  "event_position",
  "label_layout",
  "loan",
  "loan_return",
  "order_event",
  "order_part_past",
  "part_cost",
  "payment",
  "print_job_event",
  "quote_decision",
  "quote_sharing",
  "secret_access",
  "stock_move",
  "work_time",
];

Deno.test("each table of facts refuses changes of a database file's rows", async () => {
  await using database = await freshDatabase();
  const { rows } = await sql<{ name: string; told: string }>`
select tbl_name as name, group_concat(substr(sql, instr(sql, ' before '), 14) order by name) as told from sqlite_master
where type = 'trigger' and sql like '%is append-only%' group by tbl_name order by tbl_name`.execute(
    database.db,
  );
  assert.deepEqual(rows, FACTS.map((name) => ({ name, told: " before update, before delete" })));
});

Deno.test({
  name: "each table of facts refuses changes on Postgres, also of all rows at once",
  ignore: !Deno.env.get("TEST_POSTGRES_URL"),
  async fn() {
    await using database = await freshDatabase("postgres");
    const { db } = database;
    const { rows } = await sql<{ name: string }>`
select tgrelid::regclass::text as name from pg_trigger where tgfoid = 'refuse_change'::regproc order by name`
      .execute(db);
    assert.deepEqual(rows.map(({ name }) => name), FACTS);
    for (const name of FACTS) {
      const of = sql.table(name);
      await assert.rejects(sql`truncate ${of} cascade`.execute(db), /append-only/, name);
      await assert.rejects(sql`delete from ${of}`.execute(db), /append-only/, name);
    }
  },
});
