import assert from "node:assert/strict";
import { readDeliveryReceipt } from "../../src/orders/queries.ts";
import { paths } from "../../src/paths.ts";
import { asReceptionist, type TestApp, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { textOf } from "../documents/paper.ts";

async function accessoriesOf(app: TestApp, orderId: string): Promise<string[]> {
  const rows = await app.services.database.db.selectFrom("order_accessory").select("id")
    .where("order_id", "=", orderId).orderBy("position").execute();
  return rows.map(({ id }) => id);
}

const READY = {
  status: "ready",
  outcome: "repaired",
  accessories: ["Cargador", "Funda", "Caja"],
} as const;

eachDatabase("every accessory is ticked off at the delivery, or explained", async (_, database) => {
  await using app = await testApp(database);
  const { id, number } = await anOrder(app, { ...READY, accessories: [...READY.accessories] });
  const desk = await asReceptionist(app);
  const ids = await accessoriesOf(app, id);
  const page = await desk.page(paths.orderDelivery(number));
  for (const name of READY.accessories) assert.ok(page.includes(`<span>${name}</span>`), name);

  const typed = {
    taken_by: "María Núñez",
    unsigned_reason: "Apurada",
    form_key: crypto.randomUUID(),
    "accessories.0.id": ids[0] ?? "",
    "accessories.0.returned": "1",
    "accessories.0.note": "con el cable gastado",
    "accessories.1.id": ids[1] ?? "",
    "accessories.1.note": "",
    "accessories.2.id": ids[2] ?? "",
    "accessories.2.note": "La tiramos, la clienta lo sabe",
  };
  const refused = await desk.post(paths.orderDelivery(number), typed);
  const again = await refused.text();
  assert.equal(refused.status, 422);
  assert.match(again, /id="f-accessories-1-note-error"[^>]*>[^]*?Márquelo como devuelto, o escriba por qué/);
  assert.ok(again.includes('value="con el cable gastado"'));
  assert.match(
    again,
    /name="accessories\.0\.returned"[^>]*checked|checked[^>]*name="accessories\.0\.returned"/,
  );

  const done = await desk.post(paths.orderDelivery(number), { ...typed, "accessories.1.returned": "1" });
  assert.equal(done.status, 303);
  const rows = await database.db.selectFrom("delivery_accessory")
    .innerJoin("order_accessory", "order_accessory.id", "delivery_accessory.accessory_id")
    .select(["description", "returned", "note"]).orderBy("order_accessory.position").execute();
  assert.deepEqual(rows.map((row) => ({ ...row })), [
    { description: "Cargador", returned: 1, note: "con el cable gastado" },
    { description: "Funda", returned: 1, note: "" },
    { description: "Caja", returned: 0, note: "La tiramos, la clienta lo sabe" },
  ]);
  const story = await desk.page(paths.order(number));
  assert.ok(story.includes("Accesorios devueltos: Cargador (con el cable gastado), Funda"));
  assert.ok(story.includes("Accesorios no devueltos: Caja (La tiramos, la clienta lo sabe)"));

  const receipt = await readDeliveryReceipt(await app.ctx(), number);
  assert.equal(receipt.receiptVersion, 2);
  assert.deepEqual(receipt.accessories, ["Cargador (con el cable gastado)", "Funda"]);
  assert.deepEqual(receipt.notReturned, [{
    description: "Caja",
    reason: "La tiramos, la clienta lo sabe",
  }]);
  for (const format of ["a4", "80mm"] as const) {
    const pdf = await desk.get(paths.orderReceipt(number, format));
    const text = await textOf(new Uint8Array(await pdf.arrayBuffer()));
    assert.match(text, /Accesorios que no se devuelven\s+Caja \(La tiramos,\s+la clienta\s+lo sabe\)/);
  }
});

eachDatabase("an accessory that the form does not name is not forgotten", async (_, database) => {
  await using app = await testApp(database);
  const { number } = await anOrder(app, { ...READY, accessories: ["Cargador"] });
  const desk = await asReceptionist(app);
  const response = await desk.post(paths.orderDelivery(number), {
    taken_by: "María Núñez",
    unsigned_reason: "Apurada",
    form_key: crypto.randomUUID(),
    "accessories.0.id": crypto.randomUUID(),
    "accessories.0.returned": "1",
  });
  assert.equal(response.status, 422);
  assert.match(await response.text(), /Márquelo como devuelto/);
});

eachDatabase("what was said of an accessory never changes", async (_, database) => {
  await using app = await testApp(database);
  const { id, number } = await anOrder(app, { ...READY, accessories: ["Cargador"] });
  const [accessory = ""] = await accessoriesOf(app, id);
  const desk = await asReceptionist(app);
  await desk.post(paths.orderDelivery(number), {
    taken_by: "María Núñez",
    unsigned_reason: "Apurada",
    form_key: crypto.randomUUID(),
    "accessories.0.id": accessory,
    "accessories.0.returned": "1",
  });
  const change = database.db.updateTable("delivery_accessory").set({ returned: 0 }).execute();
  await assert.rejects(change, /append-only/);
  await assert.rejects(database.db.deleteFrom("delivery_accessory").execute(), /append-only/);
});
