import assert from "node:assert/strict";
import { technicianOrdersQuery, timeOfOrder, workedTimes } from "../../src/timers/queries.ts";
import {
  asAdmin,
  asReceptionist,
  asTechnician,
  type Browser,
  type TestApp,
  testApp,
} from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder, type BuiltOrder } from "../support/order_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";

const MINUTE = 60_000;
const HTMX = { "HX-Request": "true", "HX-Request-Type": "partial" };
const uuid = () => crypto.randomUUID();

eachDatabase(
  "one timer runs for each person: starting another stops the first, and says so",
  async (_, database) => {
    await using app = await testApp(database);
    const [first, second] = [await onTheBench(app), await onTheBench(app)];
    const bench = await asTechnician(app);
    await sent(bench, first, { act: "start" });
    app.now += 25 * MINUTE;
    await sent(bench, first, { act: "start" });
    assert.match(await bench.page(`/ordenes/${first.number}`), /Trabajando ahora[^]*Parar/);
    assert.match(await bench.page("/"), new RegExp(`Trabajando ahora[^]*${first.number}[^]*Parar`));
    const moved = await bench.post(`/ordenes/${second.number}/tiempo`, { act: "start" }, HTMX);
    assert.equal(moved.status, 200);
    assert.match(
      moved.headers.get("HX-Trigger") ?? "",
      new RegExp(`${first.number} \\(25 min\\); ahora corre`),
    );
    assert.deepEqual(workedTimes(await timeOfOrder(database.db, first.id).execute()), [
      { userId: app.users.technician.id, name: "Tomás Técnico", ms: 25 * MINUTE, since: null },
    ]);
    const elsewhere = await bench.post(`/ordenes/${first.number}/tiempo`, { act: "stop" });
    assert.equal(elsewhere.status, 409, "it runs on the other one, and goes on");
    app.now += 65 * MINUTE;
    await sent(bench, second, { act: "stop" });
    app.now += MINUTE;
    const again = await bench.post(`/ordenes/${second.number}/tiempo`, { act: "stop" }, HTMX);
    assert.match(again.headers.get("HX-Trigger") ?? "", /1 h 5 min/, "a second click is told the same");
    const page = await bench.page(`/ordenes/${second.number}`);
    assert.match(page, /Trabajo de Tomás Técnico: 1 h 5 min/);
    const never = await onTheBench(app);
    assert.equal((await bench.post(`/ordenes/${never.number}/tiempo`, { act: "stop" })).status, 409);
    assert.equal((await (await asReceptionist(app)).post(`/ordenes/${second.number}/tiempo`)).status, 403);

    const technician = await bench.page(`/tecnicos/${app.users.technician.id}`);
    assert.match(technician, /Hoy[^]*1 h 30 min[^]*Esta semana[^]*1 h 30 min/);
    assert.ok(technician.includes(first.number) && technician.includes(second.number));
    await assertUsesIndex(database, timeOfOrder(database.db, first.id).compile());
    const ctx = await app.ctx();
    await assertUsesIndex(database, technicianOrdersQuery(ctx, app.users.technician.id).compile());
  },
);

eachDatabase("of two timers that somebody starts at once the later one runs on", async (_, database) => {
  await using app = await testApp(database);
  const [first, second] = [await onTheBench(app), await onTheBench(app)];
  const user_id = app.users.technician.id;
  const bench = await asTechnician(app);
  const begun = Promise.withResolvers<void>();
  const other = database.db.transaction().execute(async (trx) => {
    await trx.insertInto("work_timer").values({ user_id, order_id: first.id, started_at: app.now }).execute();
    begun.resolve();
    await new Promise((resolve) => setTimeout(resolve, 200));
  });
  await begun.promise;
  await sent(bench, second, { act: "start" });
  await other;
  const running = await database.db.selectFrom("work_timer").select("order_id").execute();
  assert.deepEqual(running, [{ order_id: second.id }]);
  const worked = await database.db.selectFrom("work_time").select("order_id").execute();
  assert.deepEqual(worked, [{ order_id: first.id }]);
});

eachDatabase(
  "a correction is a further entry with a reason, and nothing goes below zero",
  async (_, database) => {
    await using app = await testApp(database);
    const order = await onTheBench(app);
    const path = `/ordenes/${order.number}/tiempo/correccion`;
    const bench = await asTechnician(app);
    const bare = await bench.post(path, { direction: "add", minutes: "x", reason: "", form_key: uuid() });
    assert.equal(bare.status, 422);
    assert.match(await bare.text(), /value="x"[^]*Escriba los minutos en números[^]*Complete este dato/);
    const form_key = uuid();
    for (let times = 0; times < 2; times++) {
      const added = await bench.post(path, {
        direction: "add",
        minutes: "40",
        reason: "Olvidé empezar",
        form_key,
      });
      assert.equal(added.status, 303);
    }
    const much = await bench.post(path, {
      direction: "subtract",
      minutes: "41",
      reason: "Almuerzo",
      form_key: uuid(),
    });
    assert.equal(much.status, 422);
    assert.match(await much.text(), /En esta orden lleva 40 min/);
    await bench.post(path, { direction: "subtract", minutes: "10", reason: "Almuerzo", form_key: uuid() });
    const page = await bench.page(`/ordenes/${order.number}`);
    assert.match(page, /Corrección del tiempo de Tomás Técnico: −10 min[^]*Motivo: Almuerzo/);
    assert.match(page, /id="order-time"[^]*30 min/);
    const rows = await database.db.selectFrom("work_time").select("ms").orderBy("ms", "desc").execute();
    assert.deepEqual(rows.map((row) => row.ms), [40 * MINUTE, -10 * MINUTE]);
    await assert.rejects(database.db.updateTable("work_time").set({ ms: 1 }).execute(), /append-only/);

    const others = { direction: "add", minutes: "5", reason: "Ayudé", user_id: app.users.admin.id };
    assert.equal((await bench.post(path, { ...others, form_key: uuid() })).status, 403);
    const admin = await asAdmin(app);
    const fields = { ...others, user_id: app.users.technician.id, form_key: uuid() };
    assert.equal((await admin.post(path, fields)).status, 303);
    const desk = { ...others, user_id: app.users.receptionist.id, form_key: uuid() };
    assert.equal((await admin.post(path, desk)).status, 422);
  },
);

eachDatabase("what runs on an order stops when its device is ready", async (_, database) => {
  await using app = await testApp(database);
  const order = await onTheBench(app);
  const bench = await asTechnician(app);
  await sent(bench, order, { act: "start" });
  app.now += 10 * MINUTE;
  const ready = await bench.post(`/ordenes/${order.number}/estado`, { to: "ready", outcome: "repaired" });
  assert.equal(ready.status, 303);
  const [worked] = workedTimes(await timeOfOrder(database.db, order.id).execute());
  assert.deepEqual([worked?.ms, worked?.since], [10 * MINUTE, null]);
});

function onTheBench(app: TestApp): Promise<BuiltOrder> {
  return anOrder(app, { status: "repairing", technicianId: app.users.technician.id });
}

async function sent(browser: Browser, order: BuiltOrder, fields: Record<string, string>): Promise<void> {
  const response = await browser.post(`/ordenes/${order.number}/tiempo`, fields);
  assert.equal(response.status, 303, await response.text());
}
