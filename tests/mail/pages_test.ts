import assert from "node:assert/strict";
import { queueMessage } from "../../src/mail/outbox.ts";
import { paths } from "../../src/paths.ts";
import { asAdmin, asReceptionist, asTechnician, type TestApp, testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

async function aMessage(app: TestApp): Promise<string> {
  const { id } = await anOrder(app, { client: { name: "María <b>", email: "maria@example.com" } });
  const ctx = await app.ctx();
  await ctx.db.transaction().execute((trx) => queueMessage(trx, ctx, { kind: "order_ready", orderId: id }));
  const row = await ctx.db.selectFrom("message").select("id").orderBy("id", "desc").executeTakeFirstOrThrow();
  return row.id;
}

Deno.test("without a mail server the shop reads its mails here, and is told that they were not sent", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const id = await aMessage(app);
  const admin = await asAdmin(app);
  const list = await admin.page(paths.messages());
  assert.match(list, /SMTP_URL/);
  assert.match(list, /Guardado, sin enviar/);
  assert.doesNotMatch(
    await admin.page(paths.messages("?estado=sent")),
    /Guardado, sin enviar<\/span>[\s\S]*María/,
  );
  const page = await admin.page(paths.message(id));
  assert.match(page, /<iframe[^>]*sandbox=""/);
  assert.match(page, /María &lt;b>|María &lt;b&gt;/);
  assert.doesNotMatch(page, /Enviar de nuevo|Enviar ahora/);
  const refused = await admin.post(paths.messageSending(id));
  assert.equal(refused.status, 409);
});

Deno.test("a mail is shown as a document that can do nothing", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const id = await aMessage(app);
  const content = await (await asAdmin(app)).get(paths.messageContent(id));
  assert.equal(content.status, 200);
  const policy = content.headers.get("Content-Security-Policy") ?? "";
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /sandbox/);
  assert.doesNotMatch(policy, /script-src/);
  assert.match(await content.text(), /está listo para retirar/);
});

Deno.test("a failed mail is sent again on request, once", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database, { SMTP_URL: "smtp://127.0.0.1:1" });
  const id = await aMessage(app);
  const admin = await asAdmin(app);
  assert.equal((await admin.post(paths.messageSending(id))).status, 303, "it is on its way already");
  await database.db.updateTable("message").set({ state: "failed", last_error: "550 no" }).execute();
  await database.db.updateTable("job").set({ state: "dead" }).execute();
  assert.match(await admin.page(paths.message(id)), /Enviar de nuevo/);
  for (const click of ["first", "second"]) {
    assert.equal((await admin.post(paths.messageSending(id))).status, 303, click);
  }
  const waiting = await database.db.selectFrom("job").select("kind").where("state", "=", "waiting").execute();
  assert.deepEqual(waiting, [{ kind: "send_message" }]);
  assert.match(await admin.page(paths.messages("?estado=queued")), /En cola/);
});

Deno.test("the list of mails goes on page by page", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  for (let count = 0; count < 53; count++) await aMessage(app);
  const admin = await asAdmin(app);
  const first = await admin.page(paths.messages());
  const [, older = ""] = /href="([^"]*antes=[^"]*)"/.exec(first) ?? [];
  const second = await admin.page(older.replaceAll("&amp;", "&"));
  assert.equal(numbers(first).size, 50);
  assert.equal(numbers(second).size, 3);
  assert.equal(numbers(first + second).size, 53);
});

Deno.test("only an administrator reads mails", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const id = await aMessage(app);
  for (const browser of [await asTechnician(app), await asReceptionist(app)]) {
    for (const path of [paths.messages(), paths.message(id), paths.messageContent(id)]) {
      assert.equal((await browser.get(path)).status, 404, path);
    }
    assert.equal((await browser.post(paths.messageSending(id))).status, 403);
  }
  assert.equal((await app.request(paths.messageContent(id))).status, 303);
});

function numbers(html: string): Set<string> {
  return new Set(html.match(/\/ordenes\/S01-\d{6}/g));
}
