import assert from "node:assert/strict";
import { closeAlert, openAlert, remindOfAlerts } from "../../src/alerts/commands.ts";
import { openAlerts } from "../../src/alerts/queries.ts";
import { type TestApp, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";

const DAY = 24 * 3_600_000;

async function failing(app: TestApp): Promise<void> {
  const ctx = await app.ctx();
  const subject = { kind: "task" as const, id: "sweep_runs", name: "sweep_runs" };
  await openAlert(ctx.db, ctx, { kind: "task_failing", branchId: app.branchId, subject, facts: {} });
}

eachDatabase("what goes wrong again while its alert is about to end goes on", async (_t, database) => {
  await using app = await testApp(database);
  const { db } = database;
  await failing(app);
  const [begun] = await openAlerts(db);
  assert.ok(begun);
  assert.equal(await closeAlert(db, await app.ctx(), begun), false, "it looks right for a moment");
  app.now += DAY;
  const [right] = await openAlerts(db);
  assert.ok(right?.rightSince);
  await failing(app);
  assert.equal(await closeAlert(db, await app.ctx(), right), false);
  assert.deepEqual((await openAlerts(db)).map(({ rightSince }) => rightSince), [null]);
});

eachDatabase("nobody is reminded of what is being taken on at that moment", async (_t, database) => {
  await using app = await testApp(database, { SMTP_URL: "smtp://127.0.0.1:1" });
  const { db } = database;
  await failing(app);
  const [alert] = await openAlerts(db);
  const mails = async () => (await db.selectFrom("message").select("id").execute()).length;
  const before = await mails();
  app.now += 2 * DAY;
  const ctx = await app.ctx();
  const taken = Promise.withResolvers<void>();
  const commit = Promise.withResolvers<void>();
  const taking = db.transaction().execute(async (trx) => {
    await trx.updateTable("alert").set({ acknowledged_at: app.now, acknowledged_by_name: "Ana" })
      .where("id", "=", alert?.id ?? "").execute();
    taken.resolve();
    await commit.promise;
  });
  await taken.promise;
  const reminding = remindOfAlerts(ctx);
  // Long enough to have read what is open, as it was before.
  await new Promise((resolve) => setTimeout(resolve, 200));
  commit.resolve();
  await taking;
  assert.equal(await reminding, 0);
  assert.equal(await mails(), before);
});
