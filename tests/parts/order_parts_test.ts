import assert from "node:assert/strict";
import { allotParts } from "../../src/parts/allotment.ts";
import type { OrderStatus } from "../../src/orders/status.ts";
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
import { aPart, arrive, partsOf, stockOf } from "../support/part_builders.ts";

const uuid = () => crypto.randomUUID();
const HTMX = { "HX-Request": "true", "HX-Request-Type": "partial" };

eachDatabase(
  "a part goes from the plan to the device and back only as the order goes",
  async (_, database) => {
    await using app = await testApp(database);
    const screen = await aPart(app, { sku: "PANT-A54", name: "Pantalla A54", stock: 2 });
    const battery = await aPart(app, { sku: "BAT-A54", name: "Batería A54", stock: 1 });
    const order = await anOrder(app, {
      status: "diagnosing",
      technicianId: app.users.technician.id,
      preauthorisedMinor: 100_000_00,
    });
    const path = `/ordenes/${order.number}`;
    const bench = await asTechnician(app);
    const desk = await asReceptionist(app);

    await sent(bench, `${path}/repuestos`, { code: "pant-a54" });
    await sent(bench, `${path}/repuestos`, { code: "BAT-A54" });
    assert.deepEqual(await stockOf(app, screen.id), { onHand: 2, reserved: 0 }, "a plan takes nothing");
    assert.ok((await bench.page(path)).includes("previsto 1"));

    await sent(desk, `${path}/aprobacion`, {});
    assert.deepEqual(await stockOf(app, screen.id), { onHand: 2, reserved: 1 });
    assert.deepEqual(await stockOf(app, battery.id), { onHand: 1, reserved: 1 });
    await sent(bench, `${path}/estado`, { to: "repairing" });

    await sent(bench, move(path, screen.id), { kind: "use" });
    assert.deepEqual(await stockOf(app, screen.id), { onHand: 1, reserved: 0 });
    await sent(bench, move(path, screen.id), { kind: "return", note: "No era" });
    assert.deepEqual(await stockOf(app, screen.id), { onHand: 2, reserved: 0 });
    await sent(bench, `${path}/repuestos`, { code: "PANT-A54" });
    await sent(bench, move(path, screen.id), {
      kind: "scrap",
      from: "used",
      reason: "broken_by_us",
      note: "Se partió",
    });
    assert.deepEqual(await stockOf(app, screen.id), { onHand: 1, reserved: 1 }, "another one lies aside");
    await sent(bench, move(path, screen.id), { kind: "use" });
    assert.deepEqual(await stockOf(app, screen.id), { onHand: 0, reserved: 0 });

    const silent = await bench.post(`${path}/estado`, { to: "ready", outcome: "repaired" });
    assert.equal(silent.status, 422);
    const asked = await silent.text();
    assert.match(asked, /Por qué se usó distinto de lo previsto/);
    assert.match(asked, /Batería A54: previsto 1, usado 0/);
    await sent(bench, `${path}/estado`, {
      to: "ready",
      outcome: "repaired",
      parts_explanation: "La batería estaba bien",
    });
    assert.deepEqual(
      await stockOf(app, battery.id),
      { onHand: 1, reserved: 0 },
      "what was not used is free again",
    );

    const page = await bench.page(path);
    for (
      const words of [
        "Repuesto previsto: Pantalla A54 ×1",
        "Reservado: Pantalla A54 ×1, Batería A54 ×1",
        "Usado: Pantalla A54 ×1",
        "Devuelto al stock: Pantalla A54 ×1",
        "No era",
        "Descartado: Pantalla A54 ×1",
        "Lo rompimos nosotros",
        "Liberado: Batería A54 ×1",
        "Por qué se usó otra cosa: La batería estaba bien",
        "usado 1 · devuelto 1 · descartado 1",
      ]
    ) assert.ok(page.includes(words), words);
    const use = (await partsOf(database, order.id)).find(({ sku }) => sku === "PANT-A54");
    assert.deepEqual([use?.planned, use?.used, use?.returned, use?.scrapped], [1_000, 1_000, 1_000, 1_000]);
  },
);

eachDatabase("an order without a plan owes no explanation", async (_, database) => {
  await using app = await testApp(database);
  await aPart(app, { sku: "FLEX-1", stock: 3 });
  const order = await onTheBench(app);
  const bench = await asTechnician(app);
  await sent(bench, `/ordenes/${order.number}/repuestos`, { code: "FLEX-1", quantity: "2" });
  await sent(bench, `/ordenes/${order.number}/estado`, { to: "ready", outcome: "repaired" });
});

for (
  const [what, from, to] of [
    ["cancelling", "diagnosing", { to: "cancelled", reason: "Se arrepintió" }],
    ["a rejected quote", "awaiting_approval", { to: "ready", reason: "Muy caro" }],
  ] as const
) {
  eachDatabase(`${what} lets go of what lay aside, in the same step`, async (_, database) => {
    await using app = await testApp(database);
    const { id } = await aPart(app, { sku: "FLEX-1", stock: 3 });
    const order = await onTheBench(app, "approved");
    const desk = await asReceptionist(app);
    const path = `/ordenes/${order.number}`;
    await sent(await asTechnician(app), `${path}/repuestos`, { code: "FLEX-1", quantity: "2" });
    assert.deepEqual(await stockOf(app, id), { onHand: 3, reserved: 2 });
    await database.db.updateTable("order").set({ status: from }).where("id", "=", order.id).execute();
    await sent(desk, `${path}/estado`, to);
    assert.deepEqual(await stockOf(app, id), { onHand: 3, reserved: 0 });
    assert.ok((await desk.page(path)).includes("Liberado:"));
  });
}

eachDatabase(
  "what is missing is put aside as it comes in, and the way back is only proposed",
  async (_, database) => {
    await using app = await testApp(database);
    const { id } = await aPart(app, { sku: "PIN-C", name: "Pin USB-C" });
    const later = await onTheBench(app, "approved");
    const urgent = await onTheBench(app, "approved", { priority: "urgent" });
    const bench = await asTechnician(app);
    for (const order of [later, urgent]) {
      await sent(bench, `/ordenes/${order.number}/repuestos`, { code: "PIN-C" });
      const page = await bench.page(`/ordenes/${order.number}`);
      assert.ok(page.includes("Falta 1") && page.includes("Sin stock: Pin USB-C (falta 1)"), page);
      assert.ok(page.includes("Pasar a «Esperando repuestos»"));
      await sent(bench, `/ordenes/${order.number}/estado`, { to: "awaiting_parts", from: "approved" });
    }
    await arrive(app, id, { quantity: "1" });
    const job = await database.db.selectFrom("job").select(["kind", "payload_json"])
      .where("kind", "=", "allot_parts").executeTakeFirstOrThrow();
    await allotParts(await app.ctx(), JSON.parse(job.payload_json));
    assert.deepEqual(await stockOf(app, id), { onHand: 1, reserved: 1 });

    const there = await bench.page(`/ordenes/${urgent.number}`);
    assert.ok(there.includes("Todo lo que esperaba está reservado"), "the urgent one first");
    assert.ok(there.includes("Pasar a «Aprobado»"));
    const waiting = await bench.page(`/ordenes/${later.number}`);
    assert.ok(!waiting.includes("Todo lo que esperaba está reservado"));
    const status = await database.db.selectFrom("order").select("status").where("id", "=", urgent.id)
      .executeTakeFirstOrThrow();
    assert.equal(status.status, "awaiting_parts", "nobody moved it");
    for (const list of ["/ordenes", "/tablero", "/"]) {
      assert.equal((await bench.page(list)).match(/Llegaron los repuestos/g)?.length, 1, list);
    }
    await sent(bench, `/ordenes/${urgent.number}/estado`, { to: "repairing", from: "awaiting_parts" });
    assert.ok(!(await bench.page("/ordenes")).includes("Llegaron los repuestos"));
  },
);

eachDatabase("what one order lets go of is put aside for the one that waits", async (_, database) => {
  await using app = await testApp(database);
  const { id } = await aPart(app, { sku: "PIN-C", stock: 1 });
  const [holder, waiter] = [await onTheBench(app, "approved"), await onTheBench(app, "awaiting_parts")];
  const bench = await asTechnician(app);
  await sent(bench, `/ordenes/${holder.number}/repuestos`, { code: "PIN-C" });
  await sent(bench, `/ordenes/${waiter.number}/repuestos`, { code: "PIN-C" });
  await sent(bench, move(`/ordenes/${holder.number}`, id), { kind: "drop" });
  await allotParts(await app.ctx(), { partId: id, branchId: app.branchId });
  const [line] = await partsOf(database, waiter.id);
  assert.equal(line?.reserved, 1_000);
  assert.deepEqual(await stockOf(app, id), { onHand: 1, reserved: 1 });
});

eachDatabase("a piece with a serial is used by its serial, and comes back as itself", async (_, database) => {
  await using app = await testApp(database);
  const { id } = await aPart(app, { sku: "SSD", name: "SSD 480", serials: ["SN-AAA1", "SN-AAA2"] });
  const order = await onTheBench(app);
  const path = `/ordenes/${order.number}`;
  const bench = await asTechnician(app);
  const bare = await bench.post(`${path}/repuestos`, { code: "SSD", form_key: uuid() });
  assert.equal(bare.status, 422);
  assert.match(await bare.text(), /escanee el de la pieza/);
  await sent(bench, `${path}/repuestos`, { code: "SN-AAA1" });
  const unit = await database.db.selectFrom("part_unit").select(["state", "order_id"])
    .where("serial", "=", "SN-AAA1").executeTakeFirstOrThrow();
  assert.deepEqual({ ...unit }, { state: "used", order_id: order.id });
  const other = await bench.post(move(path, id), { kind: "return", serial: "SN-AAA2", form_key: uuid() });
  assert.match(await other.text(), /no se usó en esta orden/);
  await sent(bench, move(path, id), { kind: "return", serial: "SN-AAA1" });
  assert.deepEqual(await stockOf(app, id), { onHand: 2, reserved: 0 });
  assert.ok((await bench.page(path)).includes("Usado: SSD 480 ×1 (SN-AAA1)"));
});

eachDatabase(
  "what the bench used beyond the plan is billed by who handles money, once",
  async (_, database) => {
    await using app = await testApp(database);
    const { id } = await aPart(app, { sku: "PIN-C", name: "Pin USB-C", price: "12.000", stock: 5 });
    const order = await onTheBench(app);
    const path = `/ordenes/${order.number}`;
    const bench = await asTechnician(app);
    const desk = await asReceptionist(app);
    await sent(bench, `${path}/repuestos`, { code: "PIN-C", quantity: "2" });
    assert.ok(!(await bench.page(path)).includes("Sin presupuestar"));
    assert.match(await desk.page(path), /Cobrar \$\s24\.000,00/);
    assert.equal((await bench.post(`${path}/repuestos/${id}/cargo`, { form_key: uuid() })).status, 403);
    await sent(desk, `${path}/repuestos/${id}/cargo`, {});
    const charges = await database.db.selectFrom("charge").select(["description", "amount_minor"]).execute();
    assert.deepEqual(charges.map((row) => ({ ...row })), [{
      description: "Pin USB-C ×2",
      amount_minor: 2_400_000,
    }]);
    assert.equal((await desk.post(`${path}/repuestos/${id}/cargo`, { form_key: uuid() })).status, 409);

    const admin = await asAdmin(app);
    const form = await (await admin.get(`${path}?repuesto=${id}`, HTMX)).text();
    assert.match(form, /Cobrar al cliente lo que no estaba previsto/);
    assert.doesNotMatch(await (await bench.get(`${path}?repuesto=${id}`, HTMX)).text(), /Cobrar al cliente/);
    await sent(admin, move(path, id), { kind: "use", charge: "1" });
    await sent(bench, move(path, id), { kind: "use", charge: "1" });
    const billed = await database.db.selectFrom("charge").select("amount_minor").execute();
    assert.deepEqual(
      billed.map((row) => row.amount_minor),
      [2_400_000, 1_200_000],
      "the bench bills nothing",
    );
  },
);

eachDatabase(
  "the panel finds parts by name, offers what fits the device, and says what is wrong",
  async (_, database) => {
    await using app = await testApp(database);
    const fits = await aPart(app, {
      sku: "PANT-A54",
      ean: "7790895000997",
      name: "Pantalla A54",
      models: "Samsung Galaxy A54",
      stock: 1,
    });
    await aPart(app, { sku: "PANT-G84", name: "Pantalla G84", stock: 4 });
    const order = await onTheBench(app);
    const path = `/ordenes/${order.number}/repuestos`;
    const bench = await asTechnician(app);
    const options = async (text: string) => await (await bench.get(`${path}?code=${text}`, HTMX)).text();
    assert.match(await options(""), /Para Samsung Galaxy A54[^]*PANT-A54/);
    assert.doesNotMatch(await options(""), /PANT-G84/);
    assert.match(await options("pantalla"), /PANT-G84[^]*4 disponibles/);
    assert.match(await options("bateria"), /Ningún repuesto coincide con «bateria»/);

    const unknown = await bench.post(path, { code: "pantalla", quantity: "3", form_key: uuid() });
    const body = await unknown.text();
    assert.equal(unknown.status, 422);
    assert.match(body, /Ningún repuesto tiene ese código/);
    assert.match(body, new RegExp(`name="part_id" value="${fits.id}"`));
    assert.ok(body.includes("<html"), "the whole page without scripts");
    assert.match(body, /id="part-quantity"[^>]*value="3"|value="3"[^>]*id="part-quantity"/);

    const short = await bench.post(path, { part_id: fits.id, quantity: "2", form_key: uuid() }, HTMX);
    assert.equal(short.status, 422);
    assert.match(await short.text(), /Solo quedan 1 sin reservar/);
    const half = await bench.post(path, { part_id: fits.id, quantity: "0,5", form_key: uuid() }, HTMX);
    assert.match(await half.text(), /número entero/);
    const scanned = await bench.post(path, { code: "S01-000999", scan: "1", form_key: uuid() }, HTMX);
    assert.equal(scanned.headers.get("HX-Redirect"), "/buscar?q=S01-000999&scan=1");
    const barcode = { code: "7790895000997", scan: "1", form_key: uuid() };
    const done = await bench.post(path, barcode, HTMX);
    const answer = await done.text();
    for (const target of ["order-parts", "order-story", "order-head"]) {
      assert.ok(answer.includes(`hx-target="#${target}"`), target);
    }
    assert.match(decodeURIComponent(done.headers.get("HX-Trigger") ?? ""), /Usado: Pantalla A54/);
  },
);

eachDatabase(
  "no part is used before the client has agreed, none after the device is ready",
  async (_, database) => {
    await using app = await testApp(database);
    const { id } = await aPart(app, { sku: "PIN-C", stock: 5 });
    const bench = await asTechnician(app);
    const before = await onTheBench(app, "diagnosing");
    await sent(bench, `/ordenes/${before.number}/repuestos`, { code: "PIN-C", how: "use" });
    const early = await bench.post(move(`/ordenes/${before.number}`, id), { kind: "use", form_key: uuid() });
    assert.equal(early.status, 409);
    const after = await onTheBench(app, "ready");
    const late = await bench.post(`/ordenes/${after.number}/repuestos`, { code: "PIN-C", form_key: uuid() });
    assert.equal(late.status, 409);
    assert.deepEqual(await stockOf(app, id), { onHand: 5, reserved: 0 });
  },
);

function move(path: string, partId: string): string {
  return `${path}/repuestos/${partId}/movimientos`;
}

async function sent(browser: Browser, path: string, fields: Record<string, string>): Promise<void> {
  const response = await browser.post(path, { form_key: uuid(), ...fields });
  assert.equal(
    response.status,
    303,
    `${path} ${JSON.stringify(fields)}: ${(await response.text()).slice(0, 2_000)}`,
  );
}

async function onTheBench(
  app: TestApp,
  status: OrderStatus = "repairing",
  more: { priority?: "urgent" } = {},
): Promise<BuiltOrder> {
  return await anOrder(app, {
    status,
    technicianId: app.users.technician.id,
    diagnosis: "Pin roto",
    ...more,
  });
}
