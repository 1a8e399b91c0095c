import assert from "node:assert/strict";
import { clientPickList } from "../../src/intakes/pick_queries.ts";
import { paths } from "../../src/paths.ts";
import {
  asReceptionist,
  asTechnician,
  type Browser,
  type Fields,
  type TestApp,
  testApp,
} from "../support/app.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";
import { blankForm } from "./form_fields.ts";

const TERMS: Fields = { terms_accepted: "1", signature_name: "José", photos_public: "1" };
const DAY = 86_400_000;

/** A client with a console that went home and a notebook that is being repaired. */
async function regular(app: TestApp) {
  const gone = await anOrder(app, {
    client: { name: "Ana Vieja", email: "vieja@example.com" },
    brand: "Sony",
    model: "PlayStation 5",
    serial: "",
    status: "delivered",
    receivedAt: app.now - 90 * DAY,
  });
  const open = await anOrder(app, {
    client: { id: gone.clientId },
    brand: "Lenovo",
    model: "ThinkPad T14",
    serial: "PF-3K9ZQ1",
    status: "repairing",
    receivedAt: app.now - DAY,
  });
  return { clientId: gone.clientId, gone, open };
}

async function picks(desk: Browser, query: Record<string, string>): Promise<string> {
  return await desk.page(`/ingresos/anteriores?${new URLSearchParams(query)}`);
}

eachDatabase("a known client's devices are offered, the last one first", async (_, database) => {
  await using app = await testApp(database);
  const { clientId, gone, open } = await regular(app);
  const other = await anOrder(app, { client: { name: "Otra" }, brand: "Epson", model: "L3250" });
  const desk = await asReceptionist(app);
  const html = await picks(desk, { client_id: clientId, "devices.2.device_id": "" });
  assert.match(html, /id="devices-2-picks"/);
  const offered = [...html.matchAll(/name="devices\.2\.device_id" value="([^"]*)"/g)].map(([, id]) => id);
  assert.deepEqual(offered, [open.deviceId, gone.deviceId, ""]);
  for (
    const seen of ["Lenovo ThinkPad T14", "PF-3K9ZQ1", open.number, "En reparación", "Sony PlayStation 5"]
  ) {
    assert.ok(html.includes(seen), seen);
  }
  assert.equal(html.split("Tiene una orden abierta").length, 2, "one of them is here now");
  assert.ok(!html.includes(other.deviceId));
  for (const nobody of ["new", "", "x"]) {
    assert.doesNotMatch(await picks(desk, { client_id: nobody, "devices.0.device_id": "" }), /type="radio"/);
  }
  await assertUsesIndex(database, clientPickList(database.db, clientId).compile());
});

eachDatabase("a device that was chosen is the same record, serial or not", async (_, database) => {
  await using app = await testApp(database);
  const { clientId, gone } = await regular(app);
  const desk = await asReceptionist(app);
  const chosen = {
    ...TERMS,
    client_id: clientId,
    "devices.0.device_id": gone.deviceId,
    "devices.0.category": "phone",
    "devices.0.brand": "Sony",
    "devices.0.model": "PlayStation 5",
    "devices.0.serial": "S01-X4455667",
    "devices.0.fault": "No lee discos",
  };
  for (const another of [{ "devices.0.brand": "Nintendo" }, { "devices.0.category": "console" }]) {
    const refused = await desk.post("/ingresos", { ...await blankForm(desk), ...chosen, ...another });
    assert.equal(refused.status, 422);
    assert.match(await refused.text(), /Lo que escribió no es Sony PlayStation 5/);
  }
  const made = await desk.post("/ingresos", { ...await blankForm(desk), ...chosen });
  assert.equal(made.status, 303);
  const orders = await database.db.selectFrom("order").select("device_id").orderBy("seq").execute();
  assert.equal(orders.at(-1)?.device_id, gone.deviceId);
  const device = await database.db.selectFrom("device").select("serial").where("id", "=", gone.deviceId)
    .executeTakeFirstOrThrow();
  assert.equal(device.serial, "S01-X4455667", "what was not known yet is added to the record");
});

Deno.test("without scripts a chosen device needs nothing typed but what is wrong with it", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { clientId, open, gone } = await regular(app);
  const desk = await asReceptionist(app);
  const chosen = { ...await blankForm(desk), client_id: clientId, "devices.0.category": "other" };
  const shown = await (await desk.post("/ingresos", { ...chosen, find: "1" })).text();
  assert.match(shown, new RegExp(`name="devices\\.0\\.device_id" value="${gone.deviceId}"`));
  const filled = await (await desk.post("/ingresos", {
    ...chosen,
    "devices.0.device_id": open.deviceId,
    find: "1",
  })).text();
  assert.match(filled, /<input[^>]*value="Lenovo"[^>]*name="devices\.0\.brand"/);
  assert.match(filled, /value="PF-3K9ZQ1"/);
  const sent = await desk.post("/ingresos", {
    ...chosen,
    ...TERMS,
    "devices.0.device_id": gone.deviceId,
    "devices.0.fault": "Hace ruido",
  });
  assert.equal(sent.status, 303);
  const orders = await database.db.selectFrom("order").select("device_id").orderBy("seq").execute();
  assert.equal(orders.at(-1)?.device_id, gone.deviceId);
});

Deno.test("a chosen device with an open order is warned about with its link, and must be confirmed", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { clientId, open } = await regular(app);
  const desk = await asReceptionist(app);
  const notice = await desk.page(
    `/ingresos/equipos?devices.0.brand=&devices.0.serial=&devices.0.device_id=${open.deviceId}`,
  );
  assert.match(notice, new RegExp(`Tiene la orden ${open.number} abierta`));
  assert.match(notice, new RegExp(`<a [^>]*href="/ordenes/${open.number}" target="_blank"`));
  const again = {
    ...await blankForm(desk),
    ...TERMS,
    client_id: clientId,
    "devices.0.device_id": open.deviceId,
    "devices.0.fault": "Otra falla",
  };
  const refused = await desk.post("/ingresos", again);
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), new RegExp(`ya tiene la orden ${open.number} abierta`));
  assert.equal((await desk.post("/ingresos", { ...again, "devices.0.open_order_ok": "1" })).status, 303);
});

Deno.test("a device is chosen once, and one that is gone is refused", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { clientId, gone } = await regular(app);
  const desk = await asReceptionist(app);
  const once = { ...await blankForm(desk), ...TERMS, client_id: clientId, "devices.0.fault": "Ruido" };
  const twice = { "devices.0.device_id": gone.deviceId, "devices.1.device_id": gone.deviceId };
  const refused = await desk.post("/ingresos", { ...once, ...twice, "devices.1.fault": "Ruido" });
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /Ya eligió este equipo/);
  const unknown = await desk.post("/ingresos", {
    ...once,
    "devices.0.category": "tv",
    "devices.0.brand": "LG",
    "devices.0.device_id": "00000000-0000-7000-8000-000000000000",
  });
  assert.equal(unknown.status, 422);
  assert.match(await unknown.text(), /Ese equipo ya no existe/);
  const forged = await desk.post("/ingresos", {
    ...once,
    "devices.0.brand": "LG",
    "devices.0.device_id": "x'",
  });
  assert.equal(forged.status, 422);
});

Deno.test("the pages of a client and of a device lead to an intake that has them chosen", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { clientId, open } = await regular(app);
  const desk = await asReceptionist(app);
  const link = paths.newIntake(clientId, open.deviceId);
  const href = `href="${link.replace("&", "&amp;")}"`;
  assert.ok((await desk.page(paths.device(open.deviceId))).includes(href));
  const page = await desk.page(paths.client(clientId));
  assert.ok(page.includes(href));
  assert.ok(page.includes(`href="${paths.newIntake(clientId)}"`));
  const bench = await asTechnician(app);
  assert.ok(!(await bench.page(paths.client(clientId))).includes("/ingresos/nuevo"));
  for (const address of [link, paths.newIntake("", open.deviceId)]) {
    const form = await desk.page(address);
    assert.match(form, new RegExp(`value="${clientId}"[^>]*checked`), address);
    assert.match(form, new RegExp(`value="${open.deviceId}"[^>]*checked`));
    assert.match(form, /value="PF-3K9ZQ1"/);
    assert.match(form, new RegExp(`Tiene la orden ${open.number} abierta`));
  }
  for (const nothing of ["?equipo=x", "?cliente=x&equipo=", "?equipo=00000000-0000-7000-8000-000000000000"]) {
    assert.equal((await desk.get(`/ingresos/nuevo${nothing}`)).status, 200, nothing);
  }
});
