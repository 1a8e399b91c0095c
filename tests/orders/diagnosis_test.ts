import assert from "node:assert/strict";
import { asReceptionist, asTechnician, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

const uuid = () => crypto.randomUUID();

for (
  const [finding, outcome, words] of [
    ["not_repairable", "not_repairable", "Sin reparación posible"],
    ["not_worthwhile", "not_repairable", "Sin reparación posible"],
    ["no_fault_found", "no_fault_found", "No se encontró la falla"],
  ] as const
) {
  eachDatabase(
    `a device whose diagnosis is ${finding} is collected without a repair`,
    async (_, database) => {
      await using app = await testApp(database);
      const order = await anOrder(app, { status: "diagnosing", technicianId: app.users.technician.id });
      const path = `/ordenes/${order.number}`;
      const bench = await asTechnician(app);
      const early = await bench.post(`${path}/estado`, { to: "ready" });
      assert.equal(early.status, 409, "nothing is diagnosed");
      await bench.post(`${path}/diagnostico`, {
        text: "Placa quemada",
        finding: "repairable",
        form_key: uuid(),
      });
      const alive = await bench.post(`${path}/estado`, { to: "ready" });
      assert.match(await alive.text(), /Solo si el diagnóstico concluye que no hay reparación/);

      app.now += 1000;
      await bench.post(`${path}/diagnostico`, { text: "No tiene arreglo", finding, form_key: uuid() });
      assert.match(await bench.page(path), /No hay nada que reparar[^]*Pasar a «Listo para retirar»/);
      const moved = await bench.post(`${path}/estado`, {
        to: "ready",
        from: "diagnosing",
        outcome: "repaired",
      });
      assert.equal(moved.status, 303);
      const row = await database.db.selectFrom("order").select([
        "status",
        "outcome",
        "ready_at",
        "repaired_by",
      ])
        .where("id", "=", order.id).executeTakeFirstOrThrow();
      assert.deepEqual({ ...row }, { status: "ready", outcome, ready_at: app.now, repaired_by: null });
      const page = await (await asReceptionist(app)).page(path);
      assert.ok(page.includes(`Resultado: ${words}`), "the history says so");
      const message = await database.db.selectFrom("message").select("kind").executeTakeFirstOrThrow();
      assert.equal(message.kind, "order_ready");
    },
  );
}

eachDatabase("a diagnosis says what it comes to, and an unknown word is refused", async (_, database) => {
  await using app = await testApp(database);
  const order = await anOrder(app, { status: "diagnosing", technicianId: app.users.technician.id });
  const path = `/ordenes/${order.number}`;
  const bench = await asTechnician(app);
  const wrong = await bench.post(`${path}/diagnostico`, {
    text: "Módulo",
    finding: "magic",
    form_key: uuid(),
  });
  assert.equal(wrong.status, 422);
  assert.match(await wrong.text(), /Módulo<\/textarea>[^]*Este dato no es válido/);
  await bench.post(`${path}/diagnostico`, { text: "Módulo", finding: "needs_parts", form_key: uuid() });
  const page = await bench.page(path);
  assert.match(page, /id="order-diagnosis"[^]*Se puede, faltan repuestos/);
  assert.match(page, /Conclusión: Se puede, faltan repuestos/);
  const sheet = await bench.get(`${path}/hoja-de-trabajo.pdf`);
  assert.equal(sheet.status, 200);
  await sheet.body?.cancel();
});
