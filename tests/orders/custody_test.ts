import assert from "node:assert/strict";
import { dueQuery, vendorsQuery } from "../../src/orders/custody.ts";
import { asReceptionist, asTechnician, type Browser, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";

const DAY = 86_400_000;

eachDatabase(
  "a device at another workshop says who has it, who carried it, and when it is late",
  async (_, database) => {
    await using app = await testApp(database);
    const wish = { status: "repairing", technicianId: app.users.technician.id } as const;
    const [order, next] = [await anOrder(app, wish), await anOrder(app, wish)];
    const path = `/ordenes/${order.number}`;
    let desk = await asReceptionist(app);
    await moved(desk, path, {
      to: "outsourced",
      vendor: "Micro Sur",
      vendor_expected_at: "2026-11-25",
      carried_by: "Moto de Leo",
    });
    const sent = await desk.page(path);
    assert.match(
      sent,
      /Custodia: el equipo queda en Micro Sur, vuelve el 25 nov 2026[^]*Lo llevó Moto de Leo/,
    );
    assert.doesNotMatch(sent, /se atrasa/);
    assert.match(await desk.page(`/ordenes/${next.number}?mover=outsourced`), /<option value="Micro Sur">/);
    assert.doesNotMatch(await desk.page("/"), /Para revisar/);

    app.now += 3 * DAY;
    desk = await asReceptionist(app);
    const bench = await asTechnician(app);
    assert.match(await desk.page(path), /El taller externo se atrasa/);
    for (const home of [await desk.page("/"), await bench.page("/")]) {
      assert.match(home, new RegExp(`Para revisar[^]*${order.number}[^]*Micro Sur`));
    }
    await moved(desk, path, { to: "on_hold", reason: "Feriado", review_at: "2026-11-28" });
    await moved(desk, path, { to: "outsourced" });
    assert.match(await desk.page(`${path}?mover=repairing`), /Quién lo trajo/);
    await moved(desk, path, { to: "repairing", carried_by: "Micro Sur" });
    const back = await desk.page(path);
    assert.equal(back.match(/Custodia: el equipo queda en/g)?.length, 1, "a pause changes no hands");
    assert.match(back, /Custodia: el equipo volvió de Micro Sur[^]*Lo llevó Micro Sur/);
    assert.doesNotMatch(await desk.page("/"), /Para revisar/);
    await assertUsesIndex(database, vendorsQuery(await app.ctx()).compile());
    for (
      const [of, index] of [
        [{ branchId: app.branchId }, "order_branch_id_review_idx"],
        [{ technicianId: app.users.technician.id }, "order_technician_id_review_idx"],
      ] as const
    ) await assertUsesIndex(database, dueQuery(await app.ctx(), of).compile(), index);
  },
);

eachDatabase("a pause is listed once its review date has come", async (_, database) => {
  await using app = await testApp(database);
  const order = await anOrder(app, { status: "approved", technicianId: app.users.technician.id });
  const path = `/ordenes/${order.number}`;
  let bench = await asTechnician(app);
  await moved(bench, path, { to: "on_hold", reason: "Espera al dueño", review_at: "2026-11-24" });
  assert.match(await bench.page(path), /Revisar el[^]*24 nov 2026/);
  assert.doesNotMatch(await bench.page("/"), /Para revisar/);
  app.now += 2 * DAY;
  bench = await asTechnician(app);
  assert.match(await bench.page("/"), new RegExp(`Para revisar[^]*${order.number}`));
  assert.match(await bench.page(path), /Toca revisar la pausa/);
  const past = await bench.post(`${path}/plazo`, { until: "2026-11-24", reason: "Viaja" });
  assert.equal(past.status, 422);
  assert.match(await past.text(), /value="2026-11-24"[^]*La fecha ya pasó[^]*value="Viaja"/);
  for (let times = 0; times < 2; times++) {
    const later = await bench.post(`${path}/plazo`, { until: "2026-12-01", reason: "Viaja" });
    assert.equal(later.status, 303);
  }
  const waits = await bench.page(path);
  assert.equal(waits.match(/Nueva fecha: 1 dic 2026/g)?.length, 1);
  assert.match(waits, /Motivo: Viaja/);
  assert.doesNotMatch(waits, /Toca revisar la pausa/);
  assert.doesNotMatch(await bench.page("/"), /Para revisar/);
  await moved(bench, path, { to: "approved" });
  assert.equal((await bench.post(`${path}/plazo`, { until: "2026-12-05", reason: "x" })).status, 409);
  assert.doesNotMatch(await bench.page("/"), /Para revisar/);
});

async function moved(browser: Browser, path: string, fields: Record<string, string>): Promise<void> {
  const response = await browser.post(`${path}/estado`, fields);
  assert.equal(response.status, 303, `${fields.to}: ${(await response.text()).slice(0, 400)}`);
}
