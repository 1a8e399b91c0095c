import assert from "node:assert/strict";
import { dayOf } from "../../src/lib/dates.ts";
import { OPEN_STATUSES } from "../../src/orders/status.ts";
import { seedShop } from "../../src/seed/seed.ts";
import { dayQuery, loadQuery, readFigures } from "../../src/statistics/queries.ts";
import { asAdmin, asTechnician, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { assertUsesIndex } from "../support/plan.ts";

const DAY = 86_400_000;

eachDatabase("the figures equal a slow count of the history", async (_t, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx();
  await seedShop(ctx, { orders: 300, clients: 60, seed: 3 });
  const fresh = await app.ctx();
  const figures = await readFigures(fresh, { branch: "", days: 30 });
  const zone = "America/Argentina/Buenos_Aires";
  const since = dayOf(ctx.now - 29 * DAY, zone);
  const events = await database.db.selectFrom("order_event").select(["to_status", "at"]).execute();
  const moved = (status: string) =>
    events.filter((event) => event.to_status === status && dayOf(event.at, zone) >= since).length;
  assert.equal(figures.totals.received, moved("received"));
  assert.equal(figures.totals.ready, moved("ready"));
  assert.equal(figures.totals.delivered, moved("delivered"));
  assert.equal(figures.totals.cancelled, moved("cancelled"));
  const payments = await database.db.selectFrom("payment").select(["amount_minor", "at"]).execute();
  const paid = payments.filter((one) => dayOf(one.at, zone) >= since).reduce(
    (sum, one) => sum + one.amount_minor,
    0,
  );
  assert.equal(figures.totals.paidMinor, paid);
  assert.ok(figures.totals.received > 10 && paid > 0, "there is something to count");
  const orders = await database.db.selectFrom("order").select(["status"]).execute();
  for (const status of OPEN_STATUSES) {
    const counted = figures.open.find((row) => row.status === status)?.orders;
    assert.equal(counted, orders.filter((order) => order.status === status).length, status);
  }
  assert.equal(figures.days.length, 30);
});

eachDatabase("the figures are read by index", async (_t, database) => {
  await using app = await testApp(database);
  const ids = [app.branchId];
  await assertUsesIndex(
    database,
    dayQuery(database.db, { ids, from: "2026-11-01", to: "2026-11-23" }).compile(),
  );
  await assertUsesIndex(database, loadQuery(database.db, ids).compile());
});

eachDatabase("statistics are for those who run the shop", async (_t, database) => {
  await using app = await testApp(database);
  assert.match(await (await asAdmin(app)).page("/estadisticas?days=7"), /Últimos 7 días/);
  assert.match(await (await asAdmin(app)).page("/estadisticas?days=999&branch=x"), /Estadísticas/);
  assert.equal((await (await asTechnician(app)).get("/estadisticas")).status, 404);
});
