import assert from "node:assert/strict";
import type { OrderStatus } from "../../src/orders/status.ts";
import { linksUntil } from "../../src/tracking/link_life.ts";
import { asReceptionist, type TestApp, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder, type BuiltOrder } from "../support/order_builders.ts";

const DAY = 86_400_000;
const MAIL = { SMTP_URL: "smtp://127.0.0.1:1" };

/** An order that was handed over now under a warranty of so many days. */
async function guaranteed(app: TestApp, days: number): Promise<BuiltOrder> {
  const order = await anOrder(app, { status: "delivered", outcome: "repaired" });
  await app.services.database.db.insertInto("warranty").values({
    id: crypto.randomUUID(),
    order_id: order.id,
    device_id: order.deviceId,
    starts_at: app.now,
    ends_at: app.now + days * DAY,
    days,
  }).execute();
  return order;
}

/** Presses "send by mail" and says what was answered, and the link that the client now has. */
async function mailed(app: TestApp, number: string, key: string = crypto.randomUUID()) {
  app.now += 1_000;
  const desk = await asReceptionist(app);
  const answer = await desk.post(`/ordenes/${number}/seguimiento/envio`, { form_key: key });
  const mails = await app.services.database.db.selectFrom("message")
    .innerJoin("message_order", "message_order.message_id", "message.id")
    .innerJoin("order", "order.id", "message_order.order_id")
    .select(["message.kind", "message.text"]).where("order.number", "=", number)
    .orderBy("message.created_at").execute();
  const last = mails.at(-1);
  const path = /http:\/\/localhost:8000(\/seguimiento\/[\w-]{22})/.exec(last?.text ?? "")?.[1] ?? "";
  return { status: answer.status, body: await answer.text(), count: mails.length, kind: last?.kind, path };
}

eachDatabase(
  "while the warranty runs a delivered order's link is sent again, expired, revoked or in force",
  async (_, database) => {
    await using app = await testApp(database, MAIL);
    const { number } = await guaranteed(app, 365);
    const first = await mailed(app, number);
    assert.deepEqual([first.status, first.count, first.kind], [303, 1, "tracking_link"]);
    const page = await app.request(first.path);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /Tiene garantía hasta el/);

    app.now += 10 * DAY;
    const again = await mailed(app, number);
    assert.deepEqual([again.count, again.path], [2, first.path], "the link in force is the same one");

    const desk = await asReceptionist(app);
    assert.equal((await desk.post(`/ordenes/${number}/seguimiento/baja`)).status, 303);
    assert.equal((await app.request(first.path)).status, 404);
    const fresh = await mailed(app, number);
    assert.notEqual(fresh.path, first.path);
    assert.equal((await app.request(fresh.path)).status, 200);
    assert.equal((await app.request(first.path)).status, 404, "what was revoked stays so");

    app.now += 355 * DAY;
    assert.equal((await app.request(fresh.path)).status, 404, "it ends with the warranty");
    const late = await mailed(app, number);
    assert.deepEqual([late.status, late.count], [409, 3]);
    assert.match(late.body, /cerrada y ya no tiene garantía: no se abren más enlaces/);
    const order = await (await asReceptionist(app)).page(`/ordenes/${number}`);
    assert.match(order, /id="tracking-panel"[^]*?no se abren más enlaces/);
    assert.doesNotMatch(order, /seguimiento\/envio|seguimiento\/whatsapp/);
    const renewed = await (await asReceptionist(app)).post(`/ordenes/${number}/seguimiento`, {
      form_key: crypto.randomUUID(),
    });
    assert.equal(renewed.status, 409);
  },
);

eachDatabase("a link that ends before the warranty is followed by one that lasts", async (_, database) => {
  await using app = await testApp(database, MAIL);
  const { id, number } = await guaranteed(app, 365);
  const { random } = await app.ctx();
  await database.db.insertInto("tracking_link").values({
    id: random.id(app.now - 179 * DAY),
    order_id: id,
    token_hash: "x",
    created_at: app.now - 179 * DAY,
    expires_at: app.now + DAY,
    revoked_at: null,
  }).execute();
  const { path } = await mailed(app, number);
  app.now += 364 * DAY;
  assert.equal((await app.request(path)).status, 200);
});

eachDatabase(
  "WhatsApp opens with a delivered order's link and is noted as opened; a form sent twice mails once",
  async (_, database) => {
    await using app = await testApp(database, MAIL);
    const { number } = await guaranteed(app, 90);
    const desk = await asReceptionist(app);
    const answer = await desk.post(`/ordenes/${number}/seguimiento/whatsapp`);
    assert.equal(answer.status, 200);
    const [, href = ""] = /http-equiv="refresh" content="0;url=([^"]+)"/.exec(await answer.text()) ?? [];
    const url = new URL(href.replaceAll("&amp;", "&"));
    assert.match(`${url.origin}${url.pathname}`, /^https:\/\/wa\.me\/549\d+$/);
    const text = url.searchParams.get("text") ?? "";
    const [, path = ""] = /Ver la orden: http:\/\/localhost:8000(\S+)$/.exec(text) ?? [];
    assert.equal((await app.request(path)).status, 200);
    assert.match(
      await desk.page(`/ordenes/${number}`),
      /Se abrió en WhatsApp: enlace de seguimiento/,
    );
    const key = crypto.randomUUID();
    const [one, two] = [await mailed(app, number, key), await mailed(app, number, key)];
    assert.deepEqual([one.count, two.count, two.status, two.path], [1, 1, 303, path]);
    assert.equal((await desk.post(`/ordenes/${number}/seguimiento/envio`)).status, 422, "without a key");
  },
);

eachDatabase("a link that is sent or renewed many times at once is so once", async (_, database) => {
  await using app = await testApp(database, MAIL);
  const { id, number } = await guaranteed(app, 90);
  const desk = await asReceptionist(app);
  for (const act of ["envio", ""]) {
    const form_key = crypto.randomUUID();
    const answers = await Promise.all(
      Array.from(
        { length: 6 },
        () => desk.post(`/ordenes/${number}/seguimiento/${act}`.replace(/\/$/, ""), { form_key }),
      ),
    );
    assert.deepEqual(answers.map(({ status }) => status), Array(6).fill(303));
  }
  const mails = await database.db.selectFrom("message").select("id").execute();
  const links = await database.db.selectFrom("tracking_link").select("revoked_at").where("order_id", "=", id)
    .execute();
  assert.deepEqual([mails.length, links.length], [1, 2]);
  assert.equal(links.filter(({ revoked_at }) => revoked_at === null).length, 1);
});

eachDatabase("an open order's mail is about where it stands", async (_, database) => {
  await using app = await testApp(database, MAIL);
  const kinds: string[] = [];
  for (const status of ["received", "repairing", "ready"] as const) {
    const { number } = await anOrder(app, { status });
    const { kind, path } = await mailed(app, number);
    assert.equal((await app.request(path)).status, 200);
    kinds.push(kind ?? "");
  }
  assert.deepEqual(kinds, ["order_received", "tracking_link", "order_ready"]);
  const english = await anOrder(app, { status: "repairing", client: { name: "Emma", locale: "en" } });
  await database.db.deleteFrom("contact").where("client_id", "=", english.clientId).execute();
  const unreachable = await mailed(app, english.number);
  assert.deepEqual([unreachable.status, unreachable.count], [303, 0]);
  const desk = await asReceptionist(app);
  const chat = await desk.post(`/ordenes/${english.number}/seguimiento/whatsapp`);
  assert.equal(chat.status, 409);
  assert.match(await chat.text(), /no tiene teléfono anotado/);
}, { engines: ["libsql"] });

Deno.test("a link lasts the shop's days from now, from the closing, or as long as the warranty", () => {
  const until = (status: OrderStatus, closed_at: number | null, warrantyEndsAt: number | null) =>
    linksUntil({ status, closed_at, warrantyEndsAt }, { now: 100 * DAY, days: 30 });
  assert.equal(until("repairing", null, null), 130 * DAY);
  assert.equal(until("cancelled", 80 * DAY, null), 110 * DAY);
  assert.equal(until("delivered", 80 * DAY, 105 * DAY), 110 * DAY);
  assert.equal(until("delivered", 80 * DAY, 170 * DAY), 170 * DAY);
  assert.equal(until("abandoned", 10 * DAY, null), 40 * DAY);
});
