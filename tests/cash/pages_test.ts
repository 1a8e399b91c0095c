import assert from "node:assert/strict";
import { asAdmin, asReceptionist, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { uuid } from "./till_stage.ts";

eachDatabase("a till is opened, used, counted and closed by its pages", async (_t, database) => {
  await using app = await testApp(database);
  const { number } = await anOrder(app, { client: { name: "María Núñez" }, charges: [100_00] });
  const desk = await asReceptionist(app);
  const closed = await desk.page("/caja");
  assert.match(closed, /Abrir caja/);
  assert.match(railOf(closed), /cerrada/);
  const opening = { till_id: app.branchId, float: "x", form_key: uuid() };
  const wrong = await desk.post("/caja/apertura", opening);
  assert.equal(wrong.status, 422);
  assert.match(await wrong.text(), /value="x"[^]*Escriba un importe/);
  assert.equal((await desk.post("/caja/apertura", { ...opening, float: "1.000" })).status, 303);
  const sid = opening.form_key;
  assert.match(railOf(await desk.page("/caja")), /abierta/);

  await desk.post(`/ordenes/${number}/pagos`, { amount: "70", method: "cash", form_key: uuid() });
  const movement = { direction: "out", amount: "20", reason: "Café & azúcar", form_key: uuid() };
  const missing = await desk.post(`/caja/sesiones/${sid}/movimientos`, { ...movement, direction: "" });
  assert.equal(missing.status, 422);
  assert.match(await missing.text(), /Café &amp; azúcar/);
  assert.equal((await desk.post(`/caja/sesiones/${sid}/movimientos`, movement)).status, 303);
  const till = await desk.page("/caja");
  for (const words of [number, "María Núñez", "Café &amp; azúcar", "70,00"]) {
    assert.ok(till.includes(words), words);
  }
  assert.match(till, /amount negative">-\$\s20,00/);
  assert.ok(!till.includes("1.050,00"), "nobody is told what there should be");

  const arqueo = `/caja/sesiones/${sid}/arqueo`;
  assert.ok(!(await desk.page(arqueo)).includes("1.050,00"));
  const blank = await desk.post(arqueo, { "counted.cash": "", form_key: uuid() });
  assert.equal(blank.status, 422);
  assert.ok(!(await blank.text()).includes("1.050,00"));
  const counted = await desk.post(arqueo, { "bills.b100000": "1", "counted.cash": "", form_key: uuid() });
  assert.equal(counted.headers.get("Location"), `/caja/sesiones/${sid}/cierre`);
  const found = await desk.page(`/caja/sesiones/${sid}/cierre`);
  assert.match(found, /1\.050,00[^]*1\.000,00[^]*Faltan \$\s50,00/);
  const count = /name="count" value="([^"]+)"/.exec(found)?.[1] ?? "";
  const bare = await desk.post(`/caja/sesiones/${sid}/cierre`, { count, note: " " });
  assert.equal(bare.status, 422);
  assert.match(await bare.text(), /Explique la diferencia/);
  await desk.post(`/ordenes/${number}/pagos`, { amount: "10", method: "cash", form_key: uuid() });
  const late = await desk.post(`/caja/sesiones/${sid}/cierre`, { count, note: "Vuelto" });
  assert.equal(late.status, 409);
  assert.match(await late.text(), /Hubo movimientos después de contar/);
  const again = await desk.post(arqueo, { "counted.cash": "1.060", form_key: uuid() });
  assert.equal(again.headers.get("Location"), `/caja/sesiones/${sid}`);
  const report = await desk.page(`/caja/sesiones/${sid}`);
  for (
    const words of ["Cerrada", "Sin diferencia", "Se contó 2 veces", `/caja/sesiones/${sid}/informe.pdf`]
  ) {
    assert.ok(report.includes(words), words);
  }
  assert.match(railOf(report), /cerrada/);
  assert.equal((await desk.get(arqueo)).status, 409);
  assert.match(await desk.page("/caja"), /En el último cierre se contaron \$\s1\.060,00/);
});

eachDatabase("an administrator sees every till and closes one that was forgotten", async (_t, database) => {
  await using app = await testApp(database);
  const rocio = await asReceptionist(app);
  const sid = uuid();
  await rocio.post("/caja/apertura", { till_id: app.branchId, float: "100", form_key: sid });
  app.now += 86_400_000;
  const admin = await asAdmin(app);
  const page = await admin.page("/caja");
  assert.match(page, /Caja 1 de Rocío Recepción/);
  assert.match(page, /Abierta desde otro día/);
  assert.match(page, /No hay cajas libres/);
  const arqueo = `/caja/sesiones/${sid}/arqueo`;
  const bare = await admin.post(arqueo, { "counted.cash": "100", form_key: uuid() });
  assert.equal(bare.status, 422);
  assert.match(await bare.text(), /El motivo queda en el cierre/);
  const done = await admin.post(arqueo, {
    "counted.cash": "100",
    reason: "Se fue enferma",
    form_key: uuid(),
  });
  assert.equal(done.status, 303);
  assert.match(await admin.page(`/caja/sesiones/${sid}`), /Se fue enferma/);
  assert.match(await admin.page("/caja/sesiones"), /Rocío Recepción/);
  assert.match(await admin.page("/admin/auditoria"), /Cerró la caja de otra persona/);
  assert.equal((await admin.get("/caja/sesiones/nada")).status, 404);
});

eachDatabase("tills are managed, and of two who edit one the second sees both", async (_t, database) => {
  await using app = await testApp(database);
  const ana = await asAdmin(app);
  assert.equal((await (await asReceptionist(app)).get("/admin/cajas")).status, 404);
  const typed = { name: "Caja rápida", branch_id: app.branchId };
  const form = { ...typed, form_key: crypto.randomUUID() };
  const answers = await Promise.all([1, 2, 3].map(() => ana.post("/admin/cajas/nueva", form)));
  assert.deepEqual(answers.map(({ status }) => status), [303, 303, 303], "one form, one till");
  const twice = await ana.post("/admin/cajas/nueva", { ...typed, form_key: crypto.randomUUID() });
  assert.equal(twice.status, 422);
  assert.match(await twice.text(), /ya tiene una caja con ese nombre/);
  const list = await ana.page("/admin/cajas");
  assert.ok(list.includes("Caja 1") && list.includes("Caja rápida"));
  const path = `/admin/cajas/${app.branchId}`;
  assert.equal((await ana.post(path, { name: "Mostrador", active: "1", version: "1" })).status, 303);
  const late = await ana.post(path, { name: "Entrada", active: "1", version: "1" });
  const both = await late.text();
  assert.equal(late.status, 409);
  assert.ok(both.includes("Mostrador") && both.includes("Entrada"));
  assert.equal((await ana.post(path, { name: "Entrada", active: "", version: "2" })).status, 303);
  assert.match(await ana.page("/admin/cajas"), /Apagada/);
});

eachDatabase("the figures are asked for by period, in both languages", async (_t, database) => {
  await using app = await testApp(database);
  const { number } = await anOrder(app, { client: { name: "María Núñez" } });
  const desk = await asReceptionist(app);
  await desk.post(`/ordenes/${number}/pagos`, { amount: "70", method: "transfer", form_key: uuid() });
  const page = await desk.page("/caja/informe");
  for (const words of ["Del 1 nov 2026 al 23 nov 2026", "Transferencia", "Rocío Recepción", "70,00"]) {
    assert.ok(page.includes(words), words);
  }
  assert.match(await desk.page("/caja/informe?desde=2020-01-01&hasta=2020-02-01"), /No se movió dinero/);
  await desk.post("/preferencias", { locale: "en" });
  assert.match(await desk.page("/caja/informe"), /Cash figures[^]*Bank transfer/);
});

function railOf(page: string): string {
  return /<nav class="rail"[^]*?<\/nav>/.exec(page)?.[0] ?? "";
}
