import assert from "node:assert/strict";
import { paths } from "../../src/paths.ts";
import { until } from "../jobs/stage.ts";
import { asAdmin, asReceptionist, type TestApp } from "../support/app.ts";
import { eachDatabase, freshDatabase, type TestDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { inboundNotice, metaNotice, statusNotice } from "../support/whatsapp/cloud_api.ts";
import { type Chatting, chatting, makeReady } from "./whatsapp_stage.ts";

const CHAT = "order_ready whatsapp +541140010001";
const FROM = "5491140010001";

async function tell(app: TestApp, init: RequestInit): Promise<number> {
  return (await app.request(paths.whatsappCallback(), init)).status;
}

/** Every event has been read. */
async function read({ db }: TestDatabase): Promise<void> {
  await until(async () => {
    const open = await db.selectFrom("whatsapp_event").select("id").where("processed_at", "is", null)
      .execute();
    return open.length === 0;
  }, "everything was read");
}

eachDatabase("Meta tells how far a message has come, and nothing goes back", async (_, database) => {
  await chatting(database, {}, async (stage) => {
    const { app, meta } = stage;
    await makeReady(stage);
    await stage.become(`sent ${CHAT}`);
    const id = meta.sent[0]?.id ?? "";
    const told = async (status: string) => {
      const notice = metaNotice(statusNotice({ id }, status, { at: app.now }));
      assert.equal(await tell(app, notice), 200);
      assert.equal(await tell(app, notice), 200, "Meta repeats itself");
      await read(database);
    };
    await told("delivered");
    assert.deepEqual(await stage.messages(), [`delivered ${CHAT}`]);
    app.now += 60_000;
    await told("read");
    app.now += 60_000;
    for (const late of ["delivered", "sent", "failed", "played"]) await told(late);
    assert.deepEqual(await stage.messages(), [`read ${CHAT}`]);
    const events = await database.db.selectFrom("whatsapp_event").select(["body"]).execute();
    assert.deepEqual([...new Set(events.map(({ body }) => body))], [""], "no text stays");
    const sent = await database.db.selectFrom("order_event").select("id").where("kind", "=", "message_sent")
      .where("order_id", "=", stage.order.id).execute();
    assert.equal(sent.length, 1);
    const admin = await asAdmin(app);
    assert.match(await admin.page(paths.order(stage.order.number)), /Leído/);
    assert.match(await admin.page(paths.messages("?estado=read")), /Equipo listo/);
  });
});

Deno.test("what Meta could not deliver afterwards goes by mail instead, once", async () => {
  await using database = await freshDatabase();
  await chatting(database, { client: { email: "elsa@example.com" } }, async (stage) => {
    const { app, meta } = stage;
    await makeReady(stage);
    await stage.become(`sent ${CHAT}`);
    const [sent] = meta.sent;
    const errors = [{ code: 131026, title: "Message undeliverable" }];
    for (const at of [app.now, app.now + 1_000]) {
      const notice = statusNotice({ id: sent?.id ?? "" }, "failed", { at, errors });
      assert.equal(await tell(app, metaNotice(notice)), 200);
    }
    await read(database);
    await stage.become(`failed ${CHAT}`, "sent order_ready email elsa@example.com");
    const row = await database.db.selectFrom("message").select("id").where("channel", "=", "whatsapp")
      .executeTakeFirstOrThrow();
    const admin = await asAdmin(app);
    assert.match(
      await admin.page(paths.message(row.id)),
      /El número no está en WhatsApp[^]*Message undeliverable/,
    );
  });
});

Deno.test("Meta's word ends the doubt that a lost answer left", async () => {
  await using database = await freshDatabase();
  await chatting(database, {}, async (stage) => {
    const { app, meta } = stage;
    meta.script.push("lost");
    await makeReady(stage);
    await stage.become(`unsure ${CHAT}`);
    const [sent] = meta.sent;
    const { id = "", mark } = sent ?? {};
    const strange = statusNotice({ id: "wamid.other", mark: "nobody:1" }, "delivered", { at: app.now });
    await tell(app, metaNotice(strange));
    await tell(app, metaNotice(statusNotice({ id, mark }, "delivered", { at: app.now })));
    await stage.become(`delivered ${CHAT}`);
    app.now += 7_200_000;
    app.services.live.changed("jobs");
    await read(database);
    assert.deepEqual(await database.db.selectFrom("to_tell").select("reason").execute(), []);
    const waiting = await database.db.selectFrom("job").select("kind").where("state", "=", "waiting")
      .execute();
    assert.deepEqual(waiting.filter(({ kind }) => kind === "send_message"), []);
  });
});

Deno.test("only who knows the secrets is believed", async () => {
  await using database = await freshDatabase();
  await chatting(database, {}, async ({ app }) => {
    const at = paths.whatsappCallback();
    const { verifyToken } = await verifying(app);
    const ask = (token: string) =>
      app.request(`${at}?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=1158201444`);
    const answer = await ask(verifyToken);
    assert.deepEqual([answer.status, await answer.text()], [200, "1158201444"]);
    assert.equal((await ask("guessed")).status, 401);
    const value = inboundNotice(FROM, "Hola", { at: app.now });
    assert.equal(await tell(app, metaNotice(value, { secret: "another secret" })), 401);
    const signed = metaNotice(value);
    assert.equal(await tell(app, { ...signed, body: `${signed.body} ` }), 401, "the raw body counts");
    assert.equal(await tell(app, { ...signed, headers: {} }), 401);
    assert.deepEqual(await database.db.selectFrom("whatsapp_event").select("id").execute(), []);
    assert.equal(
      await tell(app, metaNotice(value, { phoneId: "999" })),
      200,
      "another number of the account",
    );
    const unknown = metaNotice({ something: "new" });
    assert.equal(await tell(app, unknown), 200);
    await read(database);
    assert.deepEqual(await database.db.selectFrom("whatsapp_inbound").select("id").execute(), []);
  });
});

async function verifying(app: TestApp) {
  const { accountSettings } = await import("../../src/whatsapp/settings_queries.ts");
  return await accountSettings(await app.ctx());
}

Deno.test("what clients write stands on their one open order, else on the client, else with the settings", async () => {
  await using database = await freshDatabase();
  await chatting(database, {}, async (stage: Chatting) => {
    const { app, order } = stage;
    const admin = await asAdmin(app);
    const desk = await asReceptionist(app);
    const first = inboundNotice(FROM, "¿Ya está mi equipo?", { at: app.now, id: "wamid.1" });
    await tell(app, metaNotice(first));
    await tell(app, metaNotice({ ...first, contacts: [] }));
    await read(database);
    assert.match(await desk.page(paths.order(order.number)), /¿Ya está mi equipo\?/);
    assert.match(await desk.page("/"), /¿Ya está mi equipo\?/, "somebody has to read it");
    const written = await database.db.selectFrom("client_message").select("text").execute();
    assert.deepEqual(written, [{ text: "¿Ya está mi equipo?" }]);

    const other = await anOrder(app, { status: "repairing", client: { name: "Elsa Sosa" } });
    await database.db.updateTable("order").set({ client_id: order.clientId }).where("id", "=", other.id)
      .execute();
    await tell(app, metaNotice(inboundNotice(FROM, "Son dos equipos", { at: app.now })));
    await tell(app, metaNotice(inboundNotice("5491199998888", "¿Arreglan televisores?", { at: app.now })));
    await tell(app, metaNotice(inboundNotice(FROM, " Baja. ", { at: app.now })));
    await read(database);
    const client = await desk.page(paths.client(order.clientId));
    assert.match(client, /Escribió por WhatsApp[^]*Son dos equipos/);
    assert.match(await admin.page(paths.whatsapp()), /De números desconocidos[^]*¿Arreglan televisores\?/);
    const { consents_json } = await database.db.selectFrom("client").select("consents_json")
      .where("id", "=", order.clientId).executeTakeFirstOrThrow();
    assert.deepEqual(JSON.parse(consents_json).whatsapp, { granted: false, at: app.now, by: "WhatsApp" });
    assert.match(await admin.page("/admin/auditoria"), /El cliente pidió no recibir más WhatsApp/);
    await makeReady(stage);
    assert.match(await desk.page("/por-avisar"), /No tiene correo/);
    assert.deepEqual(await stage.messages(), [], "nothing goes to who refused it");

    const data = await (await admin.post(paths.clientData(order.clientId))).json();
    assert.deepEqual(data.whatsapp.map(({ text }: { text: string }) => text), ["Baja.", "Son dos equipos"]);
    await database.db.updateTable("order").set({ status: "cancelled" }).execute();
    const version = (await database.db.selectFrom("client").select("version").where("id", "=", order.clientId)
      .executeTakeFirstOrThrow()).version;
    const erasure = { reason: "Lo pidió", sure: "1", version: String(version) };
    assert.equal((await admin.post(paths.clientErasure(order.clientId), erasure)).status, 303);
    const left = await database.db.selectFrom("whatsapp_inbound").select(["phone", "text"]).orderBy("seq")
      .execute();
    assert.deepEqual(left, [{ phone: "", text: "" }, {
      phone: "5491199998888",
      text: "¿Arreglan televisores?",
    }]);
  });
});
