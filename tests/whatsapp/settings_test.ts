import assert from "node:assert/strict";
import { asAdmin, asReceptionist, testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { cloudServer, PHONE_ID, WA_SECRET, WA_TOKEN, WABA_ID } from "../support/whatsapp/cloud_api.ts";

const ACCOUNT = {
  enabled: "1",
  phone_number_id: PHONE_ID,
  business_account_id: WABA_ID,
  token: WA_TOKEN,
  app_secret: WA_SECRET,
  version: "0",
};

Deno.test("an administrator sets WhatsApp up; what is secret is never shown again", async () => {
  await using database = await freshDatabase();
  await using meta = cloudServer();
  await using app = await testApp(database, { WHATSAPP: "on", WHATSAPP_API_URL: meta.url });
  const admin = await asAdmin(app);
  assert.equal((await (await asReceptionist(app)).get("/admin/whatsapp")).status, 404);
  assert.match(await admin.page("/admin"), /href="\/admin\/whatsapp"/);
  assert.match(await admin.page("/admin/whatsapp"), /Guarde la cuenta: aquí aparece/);
  const blank = await admin.post("/admin/whatsapp", { ...ACCOUNT, token: "", phone_number_id: "" });
  assert.equal(blank.status, 422);
  assert.match(await blank.text(), new RegExp(`value="${WABA_ID}"`), "what was typed is kept");
  assert.equal((await admin.post("/admin/whatsapp", { ...ACCOUNT, phone_number_id: "abc" })).status, 422);
  assert.equal((await admin.post("/admin/whatsapp", ACCOUNT)).status, 303);
  assert.equal((await admin.post("/admin/whatsapp", ACCOUNT)).status, 409, "the version has moved");
  const kept = { ...ACCOUNT, token: "", app_secret: "", version: "1", enabled: "" };
  assert.equal((await admin.post("/admin/whatsapp", kept)).status, 303, "blank keeps what there is");
  assert.equal((await admin.post("/admin/whatsapp", { ...kept, version: "2", enabled: "1" })).status, 303);

  assert.equal((await admin.post("/admin/whatsapp/prueba")).status, 303);
  const page = await admin.page("/admin/whatsapp");
  assert.match(page, /La conexión funciona/);
  assert.match(page, /Service Norte[^]*Alta/);
  assert.match(page, /http:\/\/localhost:8000\/whatsapp\/avisos/);
  const [, verifyToken] = /data-copy="([\w-]{32})"/.exec(page) ?? [];
  assert.ok(verifyToken, "what Meta asks for can be copied");

  assert.equal((await admin.post("/admin/whatsapp/plantillas")).status, 303);
  const at = "/admin/whatsapp/plantillas/order_ready/es";
  const empty = await admin.page(at);
  assert.match(empty, /equipo_listo \(es_AR\)/);
  assert.match(empty, /con_foto: lleva una imagen o un video/);
  assert.doesNotMatch(empty, /en_revision/);
  const [, id = ""] = /value="([\w-]{36})"[^>]*>equipo_listo/.exec(empty) ?? [];
  assert.match(await admin.page(`${at}?plantilla=${id}`), /está lista para retirar[^]*\{\{3\}\}/);
  const lacking = await admin.post(at, {
    template: id,
    "fields.0": "client.name",
    "fields.1": "order.number",
  });
  assert.equal(lacking.status, 422);
  assert.match(await lacking.text(), /<option value="order.number" selected/);
  const strange = {
    template: id,
    "fields.0": "client.name",
    "fields.1": "quote.total",
    "fields.2": "order.url",
  };
  assert.equal((await admin.post(at, strange)).status, 422, "that kind knows no such field");
  assert.equal((await admin.post(at, { ...strange, "fields.1": "order.number" })).status, 303);
  assert.match(await admin.page(at), /Hola María Núñez, la orden S01-000001 está lista/);
  const named = "/admin/whatsapp/plantillas/status_updated/es";
  const [, other = ""] = /value="([\w-]{36})"[^>]*>cambio_de_estado/.exec(await admin.page(named)) ?? [];
  assert.match(await admin.page(`${named}?plantilla=${other}`), /value="order.status" selected/);
  assert.deepEqual((await app.ctx()).chats, { es: ["order_ready"], en: [] });
  assert.equal((await admin.get("/admin/whatsapp/plantillas/report/es")).status, 404);

  meta.templates.shift();
  app.now += 6_000;
  await admin.post("/admin/whatsapp/plantillas");
  assert.match(await admin.page("/admin/whatsapp"), /Meta ya no la aprueba/);
  assert.deepEqual((await app.ctx()).chats, { es: [], en: [] });
  assert.equal((await admin.post(`${at}/baja`)).status, 303);
  assert.doesNotMatch(await admin.page("/admin/whatsapp"), /Meta ya no la aprueba/);

  meta.fault = 503;
  const away = await admin.post("/admin/whatsapp/plantillas");
  assert.equal(away.status, 409);
  assert.match(await away.text(), /Meta no responde/);
  await admin.post("/admin/whatsapp/prueba");
  assert.match(await admin.page("/admin/whatsapp"), /Meta no respondió/);
  const audit = await admin.page("/admin/auditoria");
  assert.match(audit, /Cambió los ajustes de WhatsApp/);
  const seen = page + audit;
  for (const secret of [WA_TOKEN, WA_SECRET]) {
    assert.ok(!seen.includes(secret));
    for (const table of ["whatsapp_account", "audit_event"] as const) {
      const rows = await database.db.selectFrom(table).selectAll().execute();
      assert.ok(!JSON.stringify(rows).includes(secret), table);
    }
  }
});

Deno.test("a server that may not reach Meta says so and sends nothing there", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  assert.match(await admin.page("/admin/whatsapp"), /Inícielo con WHATSAPP=on/);
  const refused = await admin.post("/admin/whatsapp", ACCOUNT);
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /inícielo con WHATSAPP=on/);
  assert.equal((await admin.post("/admin/whatsapp", { ...ACCOUNT, enabled: "" })).status, 303);
  assert.equal((await admin.post("/admin/whatsapp/prueba")).status, 409);
});
