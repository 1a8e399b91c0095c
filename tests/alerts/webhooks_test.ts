import assert from "node:assert/strict";
import { watchShop } from "../../src/alerts/shop_watch.ts";
import { SYSTEM } from "../../src/context.ts";
import { paths } from "../../src/paths.ts";
import { createEndpoint, sendTest } from "../../src/webhooks/commands.ts";
import { stopEndpoint } from "../../src/webhooks/stopping.ts";
import { readEndpoint } from "../../src/webhooks/queries.ts";
import { deadDeliveries } from "../../src/webhooks/watch_queries.ts";
import { asAdmin, asReceptionist, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { assertUsesIndex } from "../support/plan.ts";

const DAY = 86_400_000;

eachDatabase(
  "webhooks that were stopped and deliveries that were given up are told of until they are over",
  async (_t, database) => {
    await using app = await testApp(database, { SMTP_URL: "smtp://127.0.0.1:1" });
    const { db } = database;
    const owner = await app.ctx(userActor(app, "admin"));
    const url = "https://contabilidad.example/hooks/secreto?llave=1";
    const { id } = await createEndpoint(owner, { url, description: "", types: [] });
    await sendTest(owner, id, owner.random.id(owner.now));
    const look = async (minutes: number) => {
      app.now += minutes * 60_000;
      await watchShop(await app.ctx(SYSTEM));
      const rows = await db.selectFrom("message").select(["subject", "text"]).orderBy("id").execute();
      return rows.map(({ subject, text }) => ({
        subject: subject.replace("Service Norte: ", ""),
        text,
      }));
    };
    const told = async (minutes: number) => (await look(minutes)).map(({ subject }) => subject);
    assert.deepEqual(await told(0), []);

    await db.updateTable("webhook_delivery").set({ state: "dead", finished_at: app.now, attempts: 10 })
      .execute();
    assert.deepEqual(await told(0), [], "not yet");
    const [given] = await look(5);
    assert.equal(given?.subject, "Una entrega del webhook a contabilidad.example se abandonó");
    assert.match(given?.text ?? "", new RegExp(`/admin/webhooks/${id}/entregas\\?estado=dead`));
    assert.doesNotMatch(given?.text ?? "", /secreto|llave/);
    const admin = await asAdmin(app);
    assert.match(await admin.page("/admin/estado"), /Una entrega del webhook[^]*Me ocupo/);
    assert.equal((await admin.get(paths.webhookDeliveries(id, "?estado=dead"))).status, 200);
    const { id: alertId } = await db.selectFrom("alert").select("id").executeTakeFirstOrThrow();
    assert.equal((await admin.post(`/admin/estado/avisos/${alertId}`)).status, 303);
    assert.equal((await told(23 * 60)).length, 1, "it is in good hands");
    const delivery = await db.selectFrom("webhook_delivery").select("id").where("state", "=", "dead")
      .executeTakeFirstOrThrow();
    const resent = await (await asAdmin(app)).post(paths.webhookResend(id, delivery.id), {
      seen: String(app.now),
    });
    assert.equal(resent.headers.get("Location"), paths.webhookDelivery(id, delivery.id));
    assert.equal((await told(5)).length, 1, "it may come back");
    assert.deepEqual((await told(15)).slice(1), [
      "No quedan entregas abandonadas de las últimas 24 horas a contabilidad.example",
    ]);

    const system = await app.ctx(SYSTEM);
    await db.transaction().execute(async (trx) =>
      stopEndpoint(trx, system, await readEndpoint(system, id), "failing")
    );
    assert.deepEqual((await told(0)).slice(2), ["El webhook a contabilidad.example se detuvo"]);
    assert.equal((await told(60)).length, 3, "it is told once");
    await db.updateTable("user").set({ locale: "en" }).where("id", "=", app.users.admin.id).execute();
    assert.deepEqual((await told(DAY / 60_000)).slice(3), [
      "Still not solved: The webhook to contabilidad.example was stopped",
    ]);
    assert.match(await (await asReceptionist(app)).page("/"), /El webhook a contabilidad\.example se detuvo/);
    const later = await asAdmin(app);
    const { version } = await readEndpoint(system, id);
    await later.post(paths.webhookRestart(id), { version: String(version) });
    assert.deepEqual((await told(5)).slice(4), ["The webhook to contabilidad.example is no longer stopped"]);
    assert.equal(
      (await db.selectFrom("alert").select("id").where("closed_at", "is", null).execute()).length,
      0,
    );
    assert.equal((await later.post(paths.webhookRemoval(id))).status, 303);
    assert.equal((await told(60)).length, 5);
    const raised = await db.selectFrom("event").select(["type", "data_json"]).where(
      "subject_kind",
      "=",
      "alert",
    )
      .orderBy("id").execute();
    assert.deepEqual(
      raised.map(({ type, data_json }) => [type, JSON.parse(data_json).alert.kind]),
      [
        ["alert.raised", "deliveries_dead"],
        ["alert.cleared", "deliveries_dead"],
        ["alert.raised", "webhook_stopped"],
        ["alert.cleared", "webhook_stopped"],
      ],
    );
    await assertUsesIndex(database, deadDeliveries(db, 0).compile());
  },
);
