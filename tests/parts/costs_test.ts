import assert from "node:assert/strict";
import { rowKey } from "../../src/parts/purchase.ts";
import { createToken } from "../../src/tokens/commands.ts";
import { API_SCOPES } from "../../src/tokens/scope.ts";
import { asAdmin, asReceptionist, asTechnician, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aPart } from "../support/part_builders.ts";

const uuid = () => crypto.randomUUID();

eachDatabase("what a part cost never reaches anybody but an administrator", async (_, database) => {
  await using app = await testApp(database);
  const { id } = await aPart(app, {
    sku: "PANT",
    name: "Pantalla",
    price: "90.000",
    cost: "31.337,31",
    stock: 2,
  });
  const order = await anOrder(app, { status: "repairing", technicianId: app.users.technician.id });
  const bench = await asTechnician(app);
  await bench.post(`/ordenes/${order.number}/repuestos`, { code: "PANT", form_key: uuid() });
  const desk = await asReceptionist(app);
  const made = await desk.post("/repuestos/compras", { supplier: "Norte", form_key: uuid() });
  const purchase = made.headers.get("Location") ?? "";
  await desk.post(`${purchase}/renglones`, { code: "PANT", form_key: uuid() });

  const everybody = [
    "/repuestos",
    "/repuestos?q=pant",
    `/repuestos/${id}`,
    `/ordenes/${order.number}`,
    "/buscar?q=pantalla",
  ];
  const managers = [
    `/repuestos/${id}/editar`,
    "/repuestos/nuevo",
    "/repuestos/reponer",
    purchase,
    "/repuestos/compras",
  ];
  for (const [browser, pages] of [[bench, everybody], [desk, [...everybody, ...managers]]] as const) {
    for (const path of pages) {
      const page = await browser.page(path);
      assert.doesNotMatch(page, /31\.337|3133731|name="(lines\.\w+\.)?cost"|Costo|Margen/, path);
    }
  }
  const { token } = await createToken(await app.ctx(), {
    name: "Prueba",
    scopes: API_SCOPES.filter((scope) => scope !== "costs:read"),
  });
  for (const path of ["/api/ordenes", `/api/ordenes/${order.number}`, "/api/estadisticas"]) {
    const answer = await app.request(path, { headers: { Authorization: `Bearer ${token}` } });
    assert.equal(answer.status, 200, path);
    assert.doesNotMatch(await answer.text(), /31337|cost/, path);
  }
  const admin = await asAdmin(app);
  assert.match(await admin.page(`/repuestos/${id}`), /31\.337,31[^]*65 %/);
  assert.match(await admin.page(`/repuestos/${id}/editar`), /name="cost"/);
  assert.match(await admin.page(purchase), /name="lines\.\w+\.cost"/);
});

eachDatabase("who may not see costs writes none either, whatever their form holds", async (_, database) => {
  await using app = await testApp(database);
  const { id } = await aPart(app, { sku: "PANT", name: "Pantalla", cost: "100" });
  const desk = await asReceptionist(app);
  const edit = { sku: "PANT", name: "Pantalla", unit: "unit", active: "1", version: "1", cost: "1" };
  assert.equal((await desk.post(`/repuestos/${id}/editar`, edit)).status, 303);
  await desk.post(`/repuestos/${id}/recepcion`, { quantity: "1", cost: "2", form_key: uuid() });
  const costs = () => database.db.selectFrom("part_cost").select("cost_minor").orderBy("id").execute();
  assert.deepEqual((await costs()).map((row) => row.cost_minor), [100_00]);
  const admin = await asAdmin(app);
  await admin.post(`/repuestos/${id}/recepcion`, { quantity: "1", cost: "120", form_key: uuid() });
  await admin.post(`/repuestos/${id}/recepcion`, { quantity: "1", cost: "120", form_key: uuid() });
  assert.deepEqual(
    (await costs()).map((row) => row.cost_minor),
    [100_00, 120_00],
    "a cost is noted as it changes",
  );
  await assert.rejects(database.db.updateTable("part_cost").set({ cost_minor: 1 }).execute());
  const audit = await database.db.selectFrom("audit_event").select("data_json").execute();
  assert.ok(audit.every(({ data_json }) => !data_json.includes("cost")));
});

eachDatabase(
  "a purchase that comes in changes the cost where an administrator receives it",
  async (_, database) => {
    await using app = await testApp(database);
    const { id } = await aPart(app, { sku: "PANT", name: "Pantalla", cost: "100" });
    const desk = await asReceptionist(app);
    const costs = () =>
      database.db.selectFrom("part_cost").select("cost_minor").where("part_id", "=", id).orderBy("id")
        .execute()
        .then((rows) => rows.map((row) => row.cost_minor));
    const made = await desk.post("/repuestos/compras", { supplier: "Norte", form_key: uuid() });
    const purchase = made.headers.get("Location") ?? "";
    await desk.post(`${purchase}/renglones`, { code: "PANT", quantity: "2", form_key: uuid() });
    const line = await database.db.selectFrom("purchase_line").select("id").executeTakeFirstOrThrow();
    const receive = (cost: string) => ({
      [`lines.${rowKey(line.id)}.quantity`]: "1",
      [`lines.${rowKey(line.id)}.cost`]: cost,
      form_key: uuid(),
    });
    assert.equal((await desk.post(`${purchase}/recepcion`, receive("2"))).status, 303);
    assert.deepEqual(await costs(), [100_00], "the desk receives, and no cost");
    const admin = await asAdmin(app);
    assert.equal((await admin.post(`${purchase}/recepcion`, receive("120,50"))).status, 303);
    assert.deepEqual(await costs(), [100_00, 120_50]);
    assert.match(await admin.page(`/repuestos/${id}`), /120,50/);
  },
);
