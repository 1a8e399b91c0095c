import assert from "node:assert/strict";
import { sql } from "kysely";
import { recordAudit } from "../../src/audit/record.ts";
import { requestLabel } from "../../src/printing/commands.ts";
import { revealSecret } from "../../src/orders/secret.ts";
import { testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
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
