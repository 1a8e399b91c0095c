import assert from "node:assert/strict";
import { paths } from "../../src/paths.ts";
import { asAdmin, asReceptionist, asTechnician, type Browser } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { happen } from "../events/event_stage.ts";
import { until } from "../jobs/stage.ts";
import { answering, aReceiver } from "./receiver.ts";
import { anEndpoint, deliveriesOf, delivering, endpointRow, hookApp } from "./webhook_stage.ts";

async function newForm(admin: Browser, fields: Record<string, string | string[]>) {
  const page = await admin.page(paths.newWebhook());
  const form_key = /name="form_key" value="([^"]+)"/.exec(page)?.[1] ?? "";
  return { form_key, description: "", ...fields };
}

eachDatabase("an administrator makes an endpoint; its secret is shown once", async (_t, database) => {
  await using app = await hookApp(database);
  const admin = await asAdmin(app);
  assert.match(await admin.page(paths.webhooks()), /Todavía no hay webhooks/);
  const form = await newForm(admin, {
    url: "https://contable.example/reparo?clave=1",
    description: "Contabilidad",
    types: ["payment.recorded", "order.delivered"],
  });
  const answer = await admin.post(paths.newWebhook(), form);
  const shown = await answer.text();
  assert.equal(answer.status, 200, shown.slice(0, 300));
  const secret = /id="new-secret-text">(whsec_[\w+/=]+)</.exec(shown)?.[1] ?? "";
  assert.equal(atob(secret.slice(6)).length, 32);
  const { id, types_json, active } = await database.db.selectFrom("webhook_endpoint").selectAll()
    .executeTakeFirstOrThrow();
  assert.deepEqual(JSON.parse(types_json), ["order.delivered", "payment.recorded"]);
  assert.equal(active, 1);
  const page = await admin.page(paths.webhook(id));
  assert.ok(!page.includes(secret));
  assert.match(page, /Equipo entregado, Pago registrado/);
  assert.match(await admin.page(paths.webhooks()), /Contabilidad[^]*2 eventos[^]*Funciona/);
  assert.equal((await admin.post(paths.newWebhook(), form)).status, 409, "a form sent twice makes one");
  const audited = await database.db.selectFrom("audit_event").select("data_json")
    .where("kind", "=", "webhook_created").executeTakeFirstOrThrow();
  assert.equal(JSON.parse(audited.data_json).url, "https://contable.example/reparo?…");
});

eachDatabase("an address that webhooks may not go to comes back with what was typed", async (t, database) => {
  await using app = await hookApp(database, { REPARO_ENV: "production" });
  const admin = await asAdmin(app);
  const cases: [string, RegExp][] = [
    ["", /Complete este dato/],
    ["contable", /dirección completa/],
    ["http://contable.example/", /https:\/\//],
    ["ftp://contable.example/", /https:\/\//],
    ["https://ana:clave@contable.example/", /Quite el usuario/],
    ["https://contable.example/#x", /Quite la parte/],
    ["https://10.1.2.3/", /red privada/],
    ["https://[::1]/", /red privada/],
    ["https://localhost/", /red privada/],
    ["https://2130706433/", /red privada/],
  ];
  for (const [url, sentence] of cases) {
    await t.step(url, async () => {
      const answer = await admin.post(paths.newWebhook(), await newForm(admin, { url, description: "Mía" }));
      const page = await answer.text();
      assert.equal(answer.status, 422);
      assert.match(page, sentence);
      assert.ok(page.includes('value="Mía"'));
    });
  }
  assert.equal((await database.db.selectFrom("webhook_endpoint").select("id").execute()).length, 0);
}, { engines: ["libsql"] });

eachDatabase("two administrators who edit one endpoint see both versions", async (_t, database) => {
  await using app = await hookApp(database);
  const admin = await asAdmin(app);
  const { id } = await anEndpoint(app, { url: "https://uno.example/" });
  const edit = { url: "https://dos.example/", description: "Primera", active: "1", version: "1" };
  assert.equal((await admin.post(paths.webhookEdit(id), edit)).status, 303);
  const late = await admin.post(paths.webhookEdit(id), { ...edit, description: "Segunda" });
  const page = await late.text();
  assert.equal(late.status, 409);
  assert.match(page, /Primera[^]*Segunda/);
  const version = /name="version" value="(\d+)"/.exec(page)?.[1] ?? "";
  assert.equal(
    (await admin.post(paths.webhookEdit(id), { ...edit, description: "Segunda", version })).status,
    303,
  );
  assert.equal((await endpointRow(database.db, id)).description, "Segunda");
  assert.equal((await admin.post(paths.webhookEdit(id), { ...edit, url: "x", version: "3" })).status, 422);
});

eachDatabase("a test, its delivery, a resend and a range, in both languages", async (_t, database) => {
  await using app = await hookApp(database);
  await using receiver = await aReceiver(answering(200, { "content-type": "text/plain" }, "gracias rpo_abc"));
  const admin = await asAdmin(app);
  const { id, secret } = await anEndpoint(app, { url: receiver.url });
  const events = [await happen(await app.ctx()), await happen(await app.ctx())];
  const pressed = { form_key: crypto.randomUUID() };
  for (let press = 0; press < 2; press++) {
    assert.equal((await admin.post(paths.webhookTest(id), pressed)).status, 303);
  }
  await using _deliverer = delivering(app);
  const { db } = database;
  const all = async () => (await deliveriesOf(db, id).execute()).every(({ state }) => state === "delivered");
  await until(all, "all arrived");
  const list = await admin.page(paths.webhookDeliveries(id));
  assert.match(list, /Prueba/);
  assert.match(list, /Entregada[^]*200/);
  assert.match(
    await admin.page(paths.webhookDeliveries(id, "?estado=dead")),
    /No hay entregas en este estado/,
  );
  const [first] = await deliveriesOf(db, id).execute();
  assert.ok(first);
  const page = await admin.page(paths.webhookDelivery(id, first.id));
  assert.match(page, /Intento 1: 200/);
  assert.match(page, /gracias rpo_…/);
  assert.ok(page.includes(events[0] ?? "?") && page.includes("client.created"));
  assert.ok(!page.includes(secret) && !page.includes("v1,"));
  const seen = /name="seen" value="(\d+)"/.exec(page)?.[1] ?? "";
  app.now += 1_000;
  assert.equal((await admin.post(paths.webhookResend(id, first.id), { seen })).status, 303);
  await until(() => receiver.requests.length === 4, "it went out again");
  await until(all, "its arrival is noted");
  assert.equal((await admin.post(paths.webhookResend(id, first.id), { seen })).status, 303, "a second click");
  assert.ok(await all(), "a second click sends nothing");
  assert.equal(receiver.requests[3]?.headers["webhook-id"], events[0]);
  app.now += 3_600_000;
  const range = { seen: String(app.now), from: "2026-11-23T09:30" };
  app.now += 1_000;
  assert.equal((await admin.post(paths.webhookResendRange(id), range)).status, 303);
  await until(
    () => receiver.requests.length === 6,
    "both went out again, the test and the second click did not",
  );
  await until(all, "their arrival is noted");
  assert.equal((await admin.post(paths.webhookResendRange(id), range)).status, 303);
  assert.ok(await all(), "a second click sends nothing");
  const told = await db.selectFrom("audit_event").select("data_json").where("kind", "=", "webhook_resent")
    .orderBy("id").execute();
  assert.deepEqual(told.map(({ data_json }) => Object.keys(JSON.parse(data_json))), [["delivery"], [
    "since",
  ]]);
  assert.equal((await admin.post(paths.webhookResendRange(id), { ...range, from: "ayer" })).status, 422);
  await db.updateTable("user").set({ locale: "en" }).where("id", "=", app.users.admin.id).execute();
  assert.match(await admin.page(paths.webhookDelivery(id, first.id)), /What it answered/);
  assert.match(await admin.page(paths.webhook(id)), /Latest deliveries/);
});

eachDatabase(
  "a stopped endpoint says why and is started again; a removed one is gone",
  async (_t, database) => {
    await using app = await hookApp(database);
    await using receiver = await aReceiver(answering(410));
    const admin = await asAdmin(app);
    const { id } = await anEndpoint(app, { url: receiver.url });
    await happen(await app.ctx());
    await using _deliverer = delivering(app);
    const { db } = database;
    await until(async () => (await endpointRow(db, id)).active === 0, "it was stopped");
    assert.match(await admin.page(paths.webhook(id)), /Respondió 410[^]*Activar de nuevo/);
    const pressed = { form_key: crypto.randomUUID() };
    assert.equal((await admin.post(paths.webhookTest(id), pressed)).status, 409);
    receiver.manner = answering(204);
    assert.equal((await admin.post(paths.webhookRestart(id))).status, 303);
    await until(
      async () => (await deliveriesOf(db, id).executeTakeFirst())?.state === "delivered",
      "it went out",
    );
    assert.match(await admin.page(paths.webhook(id)), /Funciona/);
    const version = String((await endpointRow(db, id)).version);
    assert.match(await (await admin.post(paths.webhookSecret(id), { version })).text(), /whsec_/);
    assert.equal(
      (await admin.post(paths.webhookSecret(id), { version })).status,
      409,
      "once for a double click",
    );
    for (const click of ["first", "second"]) {
      assert.equal((await admin.post(paths.webhookRemoval(id))).status, 303, click);
    }
    assert.equal((await admin.get(paths.webhook(id))).status, 404);
    const kinds = await db.selectFrom("audit_event").select("kind").where("subject_id", "=", id).orderBy("id")
      .execute();
    assert.deepEqual(kinds.map(({ kind }) => kind), [
      "webhook_created",
      "webhook_stopped",
      "webhook_restarted",
      "webhook_secret_rotated",
      "webhook_removed",
    ]);
  },
);

eachDatabase("only administrators have webhooks", async (_t, database) => {
  await using app = await hookApp(database);
  const { id } = await anEndpoint(app, { url: "https://uno.example/" });
  for (const who of [await asReceptionist(app), await asTechnician(app)]) {
    assert.equal((await who.get(paths.webhooks())).status, 404);
    assert.equal((await who.get(paths.webhook(id))).status, 404);
    assert.ok([403, 404].includes((await who.post(paths.webhookSecret(id))).status));
  }
}, { engines: ["libsql"] });
