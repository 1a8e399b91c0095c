import assert from "node:assert/strict";
import { openAlert, remindOfAlerts } from "../../src/alerts/commands.ts";
import { alertPageRows } from "../../src/alerts/queries.ts";
import { everyRow } from "../api/answers.ts";
import { aCaller, refused } from "../api/caller.ts";
import { asAdmin, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { assertUsesIndex } from "../support/plan.ts";

eachDatabase("a program reads what is wrong and takes it on, for everybody to see", async (_t, database) => {
  await using app = await testApp(database);
  const { db } = database;
  const raise = async (kind: "task_failing" | "stock_differs", id: string, facts = {}) => {
    const ctx = await app.ctx();
    const subject = { kind: "task" as const, id, name: id };
    assert.ok(await openAlert(db, ctx, { kind, branchId: app.branchId, subject, facts }));
    app.now += 1_000;
  };
  await raise("task_failing", "mind_quotes", { reason: "SQLITE_FULL", since: app.now - 60_000 });
  await raise("task_failing", "sweep_runs");
  await raise("stock_differs", "pantalla");
  await db.updateTable("alert").set({ closed_at: app.now }).where("subject_id", "=", "sweep_runs").execute();
  const caller = await aCaller(app, ["alerts:write"]);
  const of = async (query: string) =>
    (await everyRow(caller, `/api/avisos?${query}`)).map((one) => (one.subject as { id: string }).id);
  assert.deepEqual(await of("limit=1"), ["pantalla", "sweep_runs", "mind_quotes"]);
  assert.deepEqual(await of("open=true"), ["pantalla", "mind_quotes"]);
  assert.deepEqual(await of("open=false"), ["sweep_runs"]);
  const [, alert] = await everyRow(caller, "/api/avisos?open=true");
  assert.deepEqual([alert?.kind, alert?.reason, alert?.taken_on], ["task_failing", "SQLITE_FULL", null]);
  const path = `/api/avisos/${alert?.id}`;
  const taken = await (await caller.send("POST", `${path}/toma`)).json();
  assert.deepEqual(taken.taken_on, { by: "Web", at: new Date(app.now).toISOString() });
  const first = app.now;
  app.now += 60_000;
  const again = await (await caller.send("POST", `${path}/toma`)).json();
  assert.equal(again.taken_on.at, new Date(first).toISOString(), "as it was taken on first");
  assert.deepEqual(await (await caller.get(path)).json(), again);
  assert.match(await (await asAdmin(app)).page("/admin/estado"), /Se ocupa Web/);
  const audited = await db.selectFrom("audit_event").select(["actor_kind", "subject_id"])
    .where("kind", "=", "alert_acknowledged").execute();
  assert.deepEqual(audited, [{ actor_kind: "token", subject_id: String(alert?.id) }]);
  app.now += 25 * 3_600_000;
  assert.equal(await remindOfAlerts(await app.ctx()), 1, "of the other one alone");

  const reader = await aCaller(app, ["alerts:read"]);
  assert.equal((await reader.get(path)).status, 200);
  assert.deepEqual(await refused(reader.send("POST", `${path}/toma`)), [403, "scope_missing"]);
  assert.deepEqual(await refused((await aCaller(app, ["settings:write"])).get(path)), [403, "scope_missing"]);
  assert.equal((await caller.send("POST", `/api/avisos/${crypto.randomUUID()}/toma`)).status, 404);
  assert.equal((await caller.get("/api/avisos?open=quizas")).status, 422);
  for (const open of [null, true, false]) {
    await assertUsesIndex(database, alertPageRows(db, { open, before: String(alert?.id) }, 50).compile());
  }
});
