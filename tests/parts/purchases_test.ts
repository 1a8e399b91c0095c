import assert from "node:assert/strict";
import { rowKey } from "../../src/parts/purchase.ts";
import { asReceptionist, asTechnician, type Browser, type TestApp, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aPart, stockOf } from "../support/part_builders.ts";

const uuid = () => crypto.randomUUID();

eachDatabase("what is low or missing fills a purchase, which is received in parts", async (_, database) => {
  await using app = await testApp(database);
  const low = await aPart(app, { sku: "LOW", name: "Bajo", minimum: "5", stock: 2 });
  const wanted = await aPart(app, { sku: "WANTED", name: "Esperado" });
  await aPart(app, { sku: "FINE", name: "De sobra", minimum: "1", stock: 9 });
  const order = await anOrder(app, { status: "approved", technicianId: app.users.technician.id });
  const bench = await asTechnician(app);
  await bench.post(`/ordenes/${order.number}/repuestos`, { code: "WANTED", quantity: "2", form_key: uuid() });

  const desk = await asReceptionist(app);
  const list = await desk.page("/repuestos/reponer");
  assert.ok(list.includes("Bajo") && list.includes("Esperado") && !list.includes("De sobra"));
  assert.match(list, new RegExp(`name="parts.${rowKey(low.id)}.quantity"[^>]*`));
  const nothing = await desk.post("/repuestos/reponer", { form_key: uuid() });
  assert.equal(nothing.status, 422);
  assert.match(await nothing.text(), /Elija al menos un repuesto/);
  const filled = await desk.post("/repuestos/reponer", {
    [`parts.${rowKey(low.id)}.chosen`]: low.id,
    [`parts.${rowKey(low.id)}.quantity`]: "3",
    [`parts.${rowKey(wanted.id)}.chosen`]: wanted.id,
    [`parts.${rowKey(wanted.id)}.quantity`]: "2",
    supplier: "Distribuidora Norte",
    form_key: uuid(),
  });
  const path = filled.headers.get("Location") ?? "";
  assert.match(path, /^\/repuestos\/compras\//);
  const lines = await linesOf(app, path);
  const page = await desk.page(path);
  assert.ok(page.includes("Compra a Distribuidora Norte") && page.includes("Por pedir"));
  await sent(desk, path, { act: "order", supplier: "Distribuidora Norte", ...versionOf(page) });
  assert.ok((await desk.page(path)).includes("Pedida"));
  assert.ok((await desk.page("/repuestos/reponer")).includes("3"), "what is to come is told");

  const [lowLine = "", wantedLine = ""] = [lines.get(low.id), lines.get(wanted.id)];
  const receive = (typed: Record<string, string>, form_key = uuid()) =>
    desk.post(`${path}/recepcion`, { form_key, ...typed });
  const tooMany = await receive({ [`lines.${rowKey(lowLine)}.quantity`]: "4" });
  assert.equal(tooMany.status, 422);
  assert.match(await tooMany.text(), /Faltaba que llegaran 3/);
  assert.equal((await receive({})).status, 422);
  const key = uuid();
  const part = { [`lines.${rowKey(lowLine)}.quantity`]: "1", [`lines.${rowKey(wantedLine)}.quantity`]: "2" };
  const twice = await Promise.all([receive(part, key), receive(part, key)]);
  assert.deepEqual(twice.map(({ status }) => status), [303, 303]);
  assert.deepEqual(await stockOf(app, low.id), { onHand: 3, reserved: 0 });
  assert.equal((await stockOf(app, wanted.id)).onHand, 2);
  const jobs = await database.db.selectFrom("job").select("id").where("kind", "=", "allot_parts").execute();
  assert.equal(jobs.length, 1, "the order that waits is told");

  const half = await desk.page(path);
  const below = await desk.post(path, { [`lines.${rowKey(lowLine)}.quantity`]: "0", ...versionOf(half) });
  assert.match(await below.text(), /Ya llegaron 1/);
  assert.equal((await receive({ [`lines.${rowKey(lowLine)}.quantity`]: "2" })).status, 303);
  assert.ok((await desk.page(path)).includes("Cerrada"), "it closes with the last piece");
  assert.equal((await receive({ [`lines.${rowKey(lowLine)}.quantity`]: "1" })).status, 409);
  const moves = await database.db.selectFrom("stock_move").select("purchase_line_id")
    .where("kind", "=", "receive").where("part_id", "=", low.id).execute();
  assert.equal(moves.filter((move) => move.purchase_line_id === lowLine).length, 2);
  assert.ok((await desk.page(`/repuestos/${low.id}`)).includes("Distribuidora Norte"));
});

eachDatabase("a purchase is written by hand: lines by code, quantities, an end", async (_, database) => {
  await using app = await testApp(database);
  const { id } = await aPart(app, { sku: "PIN-C", name: "Pin USB-C", ean: "7790895000997" });
  const desk = await asReceptionist(app);
  const form = { supplier: "Once", form_key: uuid() };
  const path = (await desk.post("/repuestos/compras", form)).headers.get("Location") ?? "";
  assert.equal((await desk.post("/repuestos/compras", form)).headers.get("Location"), path);
  const line = { code: "7790895000997", quantity: "4", form_key: uuid() };
  await sent(desk, `${path}/renglones`, line);
  await sent(desk, `${path}/renglones`, line);
  const unknown = await desk.post(`${path}/renglones`, { code: "NADA", form_key: uuid() });
  assert.equal(unknown.status, 422);
  const body = await unknown.text();
  assert.ok(body.includes("Ningún repuesto tiene ese código") && body.includes('value="NADA"'));
  const known = await desk.post(`${path}/renglones`, { code: "PIN-C", form_key: uuid() });
  assert.match(await known.text(), /Ya está en esta compra/);

  const old = versionOf(await desk.page(path));
  const lineId = (await linesOf(app, path)).get(id) ?? "";
  await sent(desk, path, { [`lines.${rowKey(lineId)}.quantity`]: "6", supplier: "Once", ...old });
  const late = await desk.post(path, { [`lines.${rowKey(lineId)}.quantity`]: "9", supplier: "Otro", ...old });
  const conflict = await late.text();
  assert.equal(late.status, 409);
  assert.ok(conflict.includes("Otra persona guardó esta compra") && conflict.includes('value="9"'));
  const now = versionOf(await desk.page(path));
  await sent(desk, path, { [`lines.${rowKey(lineId)}.quantity`]: "0", supplier: "Once", ...now });
  assert.ok((await desk.page(path)).includes("No pide nada todavía"));
  await sent(desk, `${path}/cierre`, {});
  assert.equal((await desk.post(`${path}/renglones`, { code: "PIN-C", form_key: uuid() })).status, 409);
  assert.ok((await desk.page("/repuestos/compras")).includes("Cerrada"));
});

eachDatabase(
  "serials that arrive are refused beside their line, and nothing of the delivery is taken in",
  async (_, database) => {
    await using app = await testApp(database);
    const ssd = await aPart(app, { sku: "SSD", serials: ["SN-0001"] });
    const pin = await aPart(app, { sku: "PIN" });
    const desk = await asReceptionist(app);
    const made = await desk.post("/repuestos/compras", { form_key: uuid() });
    const path = made.headers.get("Location") ?? "";
    await sent(desk, `${path}/renglones`, { code: "SSD", quantity: "2", form_key: uuid() });
    await sent(desk, `${path}/renglones`, { code: "PIN", quantity: "2", form_key: uuid() });
    const lines = await linesOf(app, path);
    const field = (partId: string, name: string) => `lines.${rowKey(lines.get(partId) ?? "")}.${name}`;
    const typed = { [field(pin.id, "quantity")]: "2", [field(ssd.id, "serials")]: "SN-0002\nSN-0001" };
    const refused = await desk.post(`${path}/recepcion`, { ...typed, form_key: uuid() });
    const body = await refused.text();
    assert.equal(refused.status, 422);
    assert.match(body, /La pieza SN-0001 ya está en stock/);
    assert.ok(body.includes("SN-0002"));
    assert.deepEqual(await stockOf(app, pin.id), { onHand: 0, reserved: 0 });
    await sent(desk, `${path}/recepcion`, { ...typed, [field(ssd.id, "serials")]: "SN-0002" });
    assert.deepEqual(await stockOf(app, ssd.id), { onHand: 2, reserved: 0 });
  },
);

eachDatabase("the bench neither sees nor makes purchases", async (_, database) => {
  await using app = await testApp(database);
  const bench = await asTechnician(app);
  for (const path of ["/repuestos/compras", "/repuestos/reponer"]) {
    assert.equal((await bench.get(path)).status, 404);
    assert.equal((await bench.post(path, { form_key: uuid() })).status, 403);
  }
});

async function sent(browser: Browser, path: string, fields: Record<string, string>): Promise<void> {
  const response = await browser.post(path, { form_key: uuid(), ...fields });
  assert.equal(response.status, 303, `${path}: ${(await response.text()).slice(0, 2_000)}`);
}

/** The ids of a purchase's lines, by part. */
async function linesOf(app: TestApp, path: string): Promise<Map<string, string>> {
  const rows = await app.services.database.db.selectFrom("purchase_line").select(["id", "part_id"])
    .where("list_id", "=", path.split("/").at(-1) ?? "").execute();
  return new Map(rows.map((row) => [row.part_id, row.id]));
}

function versionOf(page: string): { version: string } {
  return { version: /name="version" value="(\d+)"/.exec(page)?.[1] ?? "" };
}
