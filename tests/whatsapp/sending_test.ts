import assert from "node:assert/strict";
import { CALM } from "../../src/alerts/alert.ts";
import { watchShop } from "../../src/alerts/shop_watch.ts";
import { openAlerts } from "../../src/alerts/queries.ts";
import { settleRestored } from "../../src/backups/after_restore_commands.ts";
import { paths } from "../../src/paths.ts";
import { until } from "../jobs/stage.ts";
import { asAdmin, asReceptionist } from "../support/app.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { type Turn, WA_TOKEN } from "../support/whatsapp/cloud_api.ts";
import { type Chatting, chatting, makeReady } from "./whatsapp_stage.ts";

const CHAT = "order_ready whatsapp +541140010001";
const EMAIL = "elsa@example.com";

function untold({ db }: TestDatabase) {
  return db.selectFrom("to_tell").select(["about", "reason"]).execute();
}

async function messageIds({ db }: TestDatabase): Promise<string[]> {
  const rows = await db.selectFrom("message").select("id").where("channel", "=", "whatsapp").orderBy("id")
    .execute();
  return rows.map(({ id }) => id);
}

Deno.test("who prefers WhatsApp is told there, as the form says beforehand, and with the approved template", async () => {
  await using database = await freshDatabase();
  await chatting(database, { client: { email: EMAIL } }, async (stage) => {
    const { app, meta, order } = stage;
    const admin = await asAdmin(app);
    const page = await admin.page(paths.order(order.number));
    assert.match(page, /Se avisará a Elsa Sosa por WhatsApp al \+54 11 4001.0001\.[^]*name="silent"/);
    await makeReady(stage);
    await stage.become(`sent ${CHAT}`);
    const [sent] = meta.sent;
    assert.equal(sent?.to, "5491140010001");
    assert.deepEqual([sent?.template, sent?.language], ["equipo_listo", "es_AR"]);
    const [client, number, url] = sent?.parameters ?? [];
    assert.deepEqual([client, number], [
      { type: "text", text: "Elsa Sosa" },
      { type: "text", text: order.number },
    ]);
    assert.match(url?.text ?? "", /^http:\/\/localhost:8000\/seguimiento\//);
    assert.deepEqual(await untold(database), []);
    const after = await admin.page(paths.order(order.number));
    assert.match(after, /WhatsApp enviado: aviso de listo/);
    assert.match(after, /Mensajes al cliente[^]*WhatsApp \+54 11 4001.0001/);
    const [id = ""] = await messageIds(database);
    const message = await admin.page(paths.message(id));
    assert.match(message, /Hola Elsa Sosa, la orden S01-000001 está lista para retirar/);
    assert.match(await admin.page(paths.messages("?estado=sent")), /Equipo listo · WhatsApp/);

    assert.equal((await admin.post(paths.messageSending(id))).status, 303);
    await until(() => meta.sent.length === 2, "it was sent again");
    await stage.become(`sent ${CHAT}`);
    assert.ok(!(message + after).includes(WA_TOKEN));
  });
});

Deno.test("keeping it quiet, a refusal and a kind without a template leave WhatsApp out", async () => {
  await using database = await freshDatabase();
  await chatting(
    database,
    { client: { email: EMAIL } },
    async ({ app, meta, order, messages }) => {
      const { db } = database;
      const admin = await asAdmin(app);
      const at = `${paths.order(order.number)}/estado`;
      await admin.post(at, { from: "quality_check", to: "ready", outcome: "repaired", silent: "1" });
      assert.deepEqual(await messages(), []);
      assert.match(await admin.page(paths.order(order.number)), /No se avisó al cliente esta vez/);
      assert.match(
        await admin.page(`${paths.order(order.number)}/entrega`),
        /por correo a elsa@example\.com/,
        "nothing serves a delivery",
      );
      await db.updateTable("order").set({ status: "quality_check" }).where("id", "=", order.id).execute();
      const refused = JSON.stringify({ whatsapp: { granted: false, at: 1, by: "Rocío" } });
      await db.updateTable("client").set({ consents_json: refused }).execute();
      assert.match(await admin.page(paths.order(order.number)), /Se avisará a Elsa Sosa por correo/);
      assert.equal(meta.sent.length, 0);
    },
  );
});

async function failing(
  { turns, client }: { turns: Turn[]; client?: { email?: string } },
  test: (stage: Chatting, database: TestDatabase) => Promise<void>,
): Promise<void> {
  await using database = await freshDatabase();
  await chatting(database, { client }, async (stage) => {
    stage.meta.script.push(...turns);
    await makeReady(stage);
    await test(stage, database);
  });
}

Deno.test("what may go later is tried again; what cannot goes by mail instead", async () => {
  const turns: Turn[] = [{ code: 130429, status: 429 }, { code: 131016, status: 500 }, {
    code: 131026,
    message: "Undeliverable",
  }];
  await failing({ turns, client: { email: EMAIL } }, async (stage, database) => {
    const { app, meta } = stage;
    const tried = (times: number) =>
      until(async () => {
        const log = await database.db.selectFrom("message_attempt").select("result")
          .where("result", "in", ["later", "refused"]).execute();
        return log.length === times;
      }, `${times} tries`);
    await tried(1);
    assert.deepEqual(await stage.messages(), [`queued ${CHAT}`]);
    app.now += 3_600_000;
    await tried(2);
    app.now += 3_600_000;
    await stage.become(`failed ${CHAT}`, `sent order_ready email ${EMAIL}`);
    assert.deepEqual(meta.sent, []);
    assert.deepEqual(await untold(database), []);
    const admin = await asAdmin(app);
    const [id = ""] = await messageIds(database);
    const page = await admin.page(paths.message(id));
    assert.match(page, /El número no está en WhatsApp/);
    assert.match(page, /Undeliverable/);
    assert.match(page, /Postergado[^]*Rechazado|Rechazado[^]*Postergado/);
    const mail = await database.db.selectFrom("message").select(["subject", "html", "text"])
      .where("channel", "=", "email").executeTakeFirstOrThrow();
    assert.match(mail.subject, /está listo/);
    assert.match(mail.html, /^<!doctype html>/);
  });
});

Deno.test("without a mail that could go instead the order waits to be told, with the reason", async () => {
  await failing({ turns: [{ code: 131047 }] }, async (stage, database) => {
    await stage.become(`failed ${CHAT}`);
    assert.deepEqual(await untold(database), [{ about: "order_ready", reason: "whatsapp_failed" }]);
    const desk = await asReceptionist(stage.app);
    assert.match(await desk.page("/por-avisar"), /WhatsApp no pudo entregarlo/);
    assert.match(
      await desk.page(paths.order(stage.order.number)),
      /WhatsApp no pudo entregar: aviso de listo/,
    );
  });
});

Deno.test("what still waited when the shop was restored is decided by somebody, as what it is", async () => {
  await failing({ turns: [{ code: 130429, status: 429 }] }, async (stage, database) => {
    await until(async () => {
      const log = await database.db.selectFrom("message_attempt").select("result").execute();
      return log.some(({ result }) => result === "later");
    }, "a first try");
    const settled = await settleRestored(await stage.app.ctx(), {
      name: "backup",
      contents: { bytes: 0, rows: 0, files: 0 },
      lostFiles: 0,
      auditFaults: 0,
      erasedClients: [],
    });
    assert.equal(settled.held_mails, 1);
    assert.deepEqual(await stage.messages(), [`failed ${CHAT}`]);
    assert.deepEqual(await untold(database), [{ about: "order_ready", reason: "whatsapp_failed" }]);
    const desk = await asReceptionist(stage.app);
    const page = await desk.page(paths.order(stage.order.number));
    assert.match(page, /WhatsApp no pudo entregar: aviso de listo/);
  });
});

Deno.test("a token that ran out is told to administrators once, until it works again", async () => {
  await failing(
    { turns: [{ code: 190, status: 401, message: "Session has expired" }] },
    async (stage, database) => {
      const { app } = stage;
      await stage.become(`failed ${CHAT}`);
      const alerts = await openAlerts(database.db);
      assert.deepEqual(alerts.map(({ kind, facts }) => [kind, facts.reason]), [["whatsapp_refused", "190"]]);
      const admin = await asAdmin(app);
      assert.match(await admin.page("/"), /WhatsApp rechaza la cuenta del negocio \(190\)/);
      const [id = ""] = await messageIds(database);
      assert.match(await admin.page(paths.message(id)), /El token de acceso venció o se revocó/);
      assert.equal((await admin.post(paths.whatsappCheck())).status, 303);
      app.now += CALM.whatsapp_refused.clearMs;
      await watchShop(await app.ctx());
      assert.deepEqual(await openAlerts(database.db), []);
    },
  );
});

Deno.test("a lost answer is not sent twice; after a while somebody is asked to tell the client", async () => {
  await failing({ turns: ["lost"], client: { email: EMAIL } }, async (stage, database) => {
    const { app, meta } = stage;
    await stage.become(`unsure ${CHAT}`);
    const admin = await asAdmin(app);
    const [id = ""] = await messageIds(database);
    assert.match(await admin.page(paths.message(id)), /Quizás enviado[^]*No se envía otra vez por su cuenta/);
    app.now += 3_600_000;
    await until(async () => (await untold(database)).length === 1, "it waits to be told");
    assert.deepEqual(await untold(database), [{ about: "order_ready", reason: "whatsapp_unsure" }]);
    assert.equal(meta.sent.length, 1);
    assert.deepEqual(await stage.messages(), [`unsure ${CHAT}`]);
  });
});

Deno.test("a process that dies while Meta may have it leaves it in doubt; before that it is sent", async () => {
  await using database = await freshDatabase();
  await chatting(database, {}, async (stage) => {
    const { app, meta } = stage;
    meta.fault = "hang";
    await makeReady(stage);
    await stage.become(`sending ${CHAT}`);
    await until(async () => {
      const row = await database.db.selectFrom("message_attempt").select("result").executeTakeFirst();
      return row?.result === "unsure" && meta.asked.some((one) => one.endsWith("/messages"));
    }, "Meta has the request");
    const { sendChat } = await import("../../src/whatsapp/sending.ts");
    const [id = ""] = await messageIds(database);
    await assert.rejects(sendChat(await app.ctx(), id), { name: "Postponed" });
    assert.deepEqual(await stage.messages(), [`unsure ${CHAT}`]);
  });
});

Deno.test("a channel that was switched off meanwhile gives way to the mail", async () => {
  await using database = await freshDatabase();
  await chatting(database, { client: { email: EMAIL } }, async (stage) => {
    await makeReady(stage, async () => {
      await database.db.updateTable("whatsapp_account").set({ enabled: 0 }).execute();
    });
    await stage.become(`failed ${CHAT}`, `sent order_ready email ${EMAIL}`);
    assert.equal(stage.meta.sent.length, 0);
  });
});
