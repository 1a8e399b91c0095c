import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { openMailer } from "../../src/mail/mailer.ts";
import { enqueueSending, queueMessage } from "../../src/mail/outbox.ts";
import { unsubscribeUrl } from "../../src/mail/unsubscribing.ts";
import { paths } from "../../src/paths.ts";
import { until } from "../jobs/stage.ts";
import { asAdmin, asReceptionist, type TestApp } from "../support/app.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { posting } from "./posting.ts";
import { smtpStage, type SmtpTurn } from "./smtp_stage.ts";

type Kind = Parameters<typeof queueMessage>[2]["kind"];

async function tell(app: TestApp, orderId: string, kind: Kind = "order_ready") {
  const ctx = await app.ctx();
  const told = await ctx.db.transaction().execute((trx) => queueMessage(trx, ctx, { kind, orderId }));
  app.services.live.changed("jobs");
  return told;
}

/** What is in the outbox already goes no further either. */
async function writeAnyway(app: TestApp) {
  const ctx = await app.ctx();
  const { id } = await ctx.db.updateTable("message").set({ state: "queued" }).returning("id")
    .executeTakeFirstOrThrow();
  await enqueueSending(ctx.db, ctx, { id });
  app.services.live.changed("jobs");
}

function messages({ db }: TestDatabase) {
  return db.selectFrom("message").select(["id", "state", "message_id"]).orderBy("id").execute();
}

/** Each message's state, waited for. */
async function states(database: TestDatabase, wanted: string): Promise<void> {
  const found = async () => (await messages(database)).map(({ state }) => state).join(" ") === wanted;
  await until(found, wanted);
}

/** The job of the newest message waits for its next try. */
async function putOff({ db }: TestDatabase): Promise<void> {
  const waits = () =>
    db.selectFrom("job").select("id").where("state", "=", "waiting").where("attempts", ">", 0)
      .executeTakeFirst();
  await until(async () => await waits() !== undefined, "it waits for its next try");
}

Deno.test("every try is in the log, and a lost answer is told as such", async () => {
  await using database = await freshDatabase();
  const script: SmtpTurn[] = ["later", "drop", "take"];
  await posting(database, { script }, async ({ app, smtp, orderId }) => {
    await tell(app, orderId);
    await putOff(database);
    app.now += 10_000;
    await states(database, "unsure");
    const [message] = await messages(database);
    const address = paths.message(message?.id ?? "");
    const admin = await asAdmin(app);
    assert.match(await admin.page(address), /Quizás enviado[\s\S]*Puede haber llegado; se vuelve a enviar/);
    app.now += 30_000;
    await states(database, "sent");
    const log = await database.db.selectFrom("message_attempt").select(["number", "result", "code", "answer"])
      .orderBy("number").execute();
    assert.deepEqual(log.map(({ number, result, code }) => [number, result, code]), [
      [1, "later", "451"],
      [2, "unsure", log[1]?.code],
      [3, "taken", "250"],
    ]);
    const subject = "está listo (";
    assert.ok(
      (await admin.page(paths.messages("?para=MARIA@example.com&tipo=order_ready"))).includes(subject),
    );
    assert.ok(!(await admin.page(paths.messages("?para=otra@example.com"))).includes(subject));
    assert.ok(!(await admin.page(paths.messages("?tipo=quote_sent"))).includes(subject));
    const page = await admin.page(address);
    assert.match(page, /puede haberlo recibido dos veces/);
    for (const part of ["Postergado", "Sin respuesta", "Entregado al servidor", "Greylisted"]) {
      assert.ok(page.includes(part), part);
    }
    assert.deepEqual(smtp.mails.map(({ messageId }) => messageId), Array(2).fill(message?.message_id));
    const thread = `<order-${orderId}@localhost>`;
    assert.equal(smtp.mails[0]?.inReplyTo, thread);
    assert.equal(smtp.mails[0]?.headers.has("list-unsubscribe"), false, "they have to hear of this");
  });
});

Deno.test("an address that does not exist is written to no more, until that is lifted", async () => {
  await using database = await freshDatabase();
  await posting(
    database,
    { script: ["refuse"], order: { status: "ready" } },
    async ({ app, smtp, orderId }) => {
      await tell(app, orderId);
      await states(database, "failed");
      const { plan, messageId } = await tell(app, orderId);
      assert.deepEqual([messageId, plan.by === "hand" && plan.reason], [null, "address_bounced"]);
      const admin = await asAdmin(app);
      const order = await database.db.selectFrom("order").select(["number", "client_id"])
        .where("id", "=", orderId).executeTakeFirstOrThrow();
      assert.match(await admin.page(paths.order(order.number)), /no existe: aviso de listo sin enviar/);
      assert.match(
        await admin.page(`${paths.order(order.number)}/entrega`),
        /No se podrá avisar a [^<]+: su dirección de correo no existe/,
      );
      const waiting = await admin.page("/por-avisar?motivo=address_bounced");
      assert.ok(waiting.includes(order.number) && waiting.includes("Su dirección de correo no existe"));
      await writeAnyway(app);
      await states(database, "failed");
      assert.equal(smtp.script.length + smtp.mails.length, 0, "the second never reached the server");
      assert.match(await admin.page(paths.suppressions()), /maria@example\.com/);
      const [first] = await messages(database);
      const id = first?.id ?? "";
      assert.match(await admin.page(paths.message(id)), /Ya no se escribe a maria@example\.com/);
      assert.equal((await admin.post(paths.messageSending(id))).status, 409);
      const client = paths.client(order.client_id);
      assert.match(await admin.page(client), /Su servidor no la conoce desde el[^]*Volver a escribirle/);
      const desk = await (await asReceptionist(app)).page(client);
      assert.match(desk, /No se le escribe/);
      assert.doesNotMatch(desk, /Volver a escribirle/);
      const lifting = { address: "maria@example.com", client: order.client_id };
      const lifted = await admin.post(paths.suppressionLift(), lifting);
      assert.deepEqual([lifted.status, lifted.headers.get("location")], [303, client]);
      assert.doesNotMatch(await admin.page(client), /No se le escribe/);
      assert.equal((await admin.post(paths.messageSending(id))).status, 303);
      await states(database, "sent");
      assert.equal(smtp.mails.length, 1);
    },
  );
});

Deno.test("a content that is refused does not condemn its address, and one address gets so many an hour", async () => {
  await using database = await freshDatabase();
  await posting(database, { script: ["refuse_content"] }, async ({ app, smtp, orderId }) => {
    await tell(app, orderId);
    await states(database, "failed");
    assert.deepEqual(await database.db.selectFrom("mail_suppression").selectAll().execute(), []);
    const setting = { branch_id: "", key: "mail_hourly_limit", value_json: "2" };
    const written = { updated_at: app.now, updated_by: null };
    await database.db.insertInto("setting").values({ ...setting, ...written }).execute();
    app.services.live.changed("shop");
    const sent = async () =>
      (await database.db.selectFrom("message").select("id").where("state", "=", "sent").execute()).length;
    for (let count = 0; count < 3; count++) {
      await tell(app, orderId);
      await until(async () => await sent() === Math.min(count + 1, 2), `${count + 1} went`);
    }
    const waits = () =>
      database.db.selectFrom("job").select(["run_at", "attempts"]).where("state", "=", "waiting")
        .executeTakeFirst();
    await until(async () => ((await waits())?.run_at ?? 0) > app.now + 3_000_000, "the third waits");
    assert.equal((await waits())?.attempts, 0, "waiting is no try");
    app.now += 3_600_001;
    app.services.live.changed("jobs");
    await until(() => Promise.resolve(smtp.mails.length === 3), "it went");
  });
});

Deno.test("a client stops the mails that they can do without by one click, and starts them again", async () => {
  await using database = await freshDatabase();
  await posting(database, {}, async ({ app, smtp, orderId }) => {
    await tell(app, orderId, "status_updated");
    await until(() => Promise.resolve(smtp.mails.length === 1), "it went");
    const raw = smtp.raw[0]?.replace(/\r\n[ \t]+/g, " ") ?? "";
    const [, url = ""] = /^List-Unsubscribe: <([^>]+)>/mi.exec(raw) ?? [];
    assert.match(raw, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/mi);
    const { pathname } = new URL(url);
    const click = (body: string) =>
      app.request(pathname, {
        method: "POST",
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
        body,
      });
    assert.equal((await click("List-Unsubscribe=One-Click")).status, 200);
    assert.match(await (await app.request(pathname)).text(), /ya no le envía esos correos/);
    const { queued, messageId } = await tell(app, orderId, "status_updated");
    assert.deepEqual([queued, messageId], [false, null]);
    const { client_id } = await database.db.selectFrom("order").select("client_id").where("id", "=", orderId)
      .executeTakeFirstOrThrow();
    assert.match(
      await (await asReceptionist(app)).page(paths.client(client_id)),
      /Correos opcionales[^]*No los quiere desde el/,
    );
    assert.equal((await tell(app, orderId)).queued, true, "what they have to hear still goes");
    assert.equal((await click("wanted=1")).status, 200);
    assert.equal((await tell(app, orderId, "status_updated")).queued, true);
    assert.equal((await app.request(`${pathname}x`)).status, 404);
    assert.equal((await app.request(paths.noMail(`${crypto.randomUUID()}.${"a".repeat(43)}`))).status, 404);
    const ctx = await app.ctx();
    const needed = { kind: "order_ready", client_id: crypto.randomUUID(), unsubscribe_path: "" };
    assert.equal(unsubscribeUrl(ctx, needed), null);
  });
});

Deno.test("mails are signed where the shop has a key", async () => {
  await using smtp = await smtpStage();
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const dkim = { domainName: "example.com", keySelector: "taller", privateKey };
  const mailer = openMailer(smtp.url, { dkim });
  const mail = {
    subject: "Hola",
    html: "<p>Hola</p>",
    text: "Hola",
    replyTo: null,
    thread: null,
    attachments: [],
  };
  const to = { name: "Ana", address: "ana@example.com" };
  let noted = 0;
  const handingOver = () => Promise.resolve(void noted++);
  await mailer.send({
    ...mail,
    ...{ to, handingOver, from: "taller@example.com", messageId: "<1@example.com>", unsubscribeUrl: null },
  });
  await mailer.close();
  assert.match(smtp.raw[0] ?? "", /^DKIM-Signature: [\s\S]*?d=example\.com;[\s\S]*?s=taller;/m);
  assert.equal(noted, 1);
});
