import assert from "node:assert/strict";
import { join } from "node:path";
import { closeLogs, openLogs } from "../../src/logs.ts";
import { queueMessage } from "../../src/mail/outbox.ts";
import { enqueue } from "../../src/jobs/queue.ts";
import { openTrackingLink } from "../../src/tracking/commands.ts";
import { allJobs, until } from "../jobs/stage.ts";
import { receiveIntake } from "../../src/intakes/commands.ts";
import { paths } from "../../src/paths.ts";
import { aDevice, aNewClient, anIntake } from "../intakes/an_intake.ts";
import { blankForm, SECOND, TYPED } from "../intakes/form_fields.ts";
import { asAdmin, asReceptionist, type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase, type TestDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { DRAWN_MS, posting } from "./posting.ts";

async function tell(app: TestApp, orderId: string, kind: "order_received" | "order_ready" = "order_ready") {
  const ctx = await app.ctx();
  const told = await ctx.db.transaction().execute((trx) => queueMessage(trx, ctx, { kind, orderId }));
  ctx.live.changed("jobs");
  return told;
}

function theMessage(app: TestApp) {
  return app.services.database.db.selectFrom("message").selectAll().executeTakeFirstOrThrow();
}

async function firstTryFailed({ db }: TestDatabase): Promise<void> {
  await until(async () => {
    const [job] = await allJobs(db);
    return job?.state === "waiting" && job.attempts === 1;
  }, "the job waits for its second try");
}

async function eventsOf(app: TestApp, orderId: string): Promise<[string, unknown][]> {
  const rows = await app.services.database.db.selectFrom("order_event").select(["kind", "data_json"])
    .where("order_id", "=", orderId).where("kind", "in", ["message_queued", "message_sent"]).orderBy("id")
    .execute();
  return rows.map((row) => [row.kind, JSON.parse(row.data_json)]);
}

eachDatabase(
  "a client gets the mail, in HTML and plain text, and the order says so",
  async (_t, database) => {
    await posting(database, { order: { fault: "No carga <script>" } }, async ({ app, smtp, orderId }) => {
      const ctx = await app.ctx();
      const { url } = await ctx.db.transaction().execute((trx) => openTrackingLink(trx, ctx, orderId));
      assert.equal((await tell(app, orderId, "order_received")).queued, true);
      await until(async () => (await theMessage(app)).state === "sent", "it was sent");
      const [mail] = smtp.mails;
      assert.equal(mail?.from?.text, '"Taller" <taller@example.com>');
      assert.match(smtp.raw[0] ?? "", /^To: =\?UTF-8\?.*<maria@example\.com>/m);
      assert.match(mail?.subject ?? "", /Service Norte: recibimos su Samsung Galaxy A54 \(S01-000001\)/);
      const html = mail?.html || "";
      for (const part of [url, "S01-000001", "No carga &lt;script&gt;", "Av. Corrientes 1234"]) {
        assert.ok(html.includes(part), part);
      }
      for (const part of [url, "S01-000001", "No carga <script>", "Casa central"]) {
        assert.ok(mail?.text?.includes(part), part);
      }
      const message = await theMessage(app);
      assert.equal(mail?.messageId, message.message_id);
      assert.deepEqual(await eventsOf(app, orderId), [
        ["message_queued", { message: "order_received", state: "queued", message_id: message.id }],
        ["message_sent", { message: "order_received", message_id: message.id }],
      ]);
    });
  },
);

eachDatabase(
  "a visit with several devices is one mail with each order and its link, and each order says so",
  async (_t, database) => {
    await posting(database, {}, async ({ app, smtp }) => {
      const desk = await asReceptionist(app);
      const made = await desk.post("/ingresos", { ...await blankForm(desk), ...TYPED, ...SECOND });
      assert.equal(made.status, 303, await made.text());
      await until(async () => (await theMessage(app)).state === "sent", "it was sent", DRAWN_MS);
      assert.equal(smtp.mails.length, 1);
      const [mail] = smtp.mails;
      assert.match(mail?.subject ?? "", /recibimos sus 2 equipos \(S01-000002, S01-000003\)/);
      const page = await desk.page(made.headers.get("Location") ?? "");
      const links = new Set(page.match(/http:\/\/localhost:8000\/seguimiento\/[\w-]{22}/g));
      assert.equal(links.size, 2);
      const said = [
        "Samsung Galaxy A54",
        "No carga",
        "Lenovo ThinkPad T14",
        "Líneas en la pantalla",
        ...links,
      ];
      for (const body of [mail?.html || "", mail?.text ?? ""]) {
        for (const part of said) assert.ok(body.includes(part), `${part} in ${body}`);
        assert.equal(body.split("Av. Corrientes 1234").length, 3, "one address, and the footer");
      }
      const message = await theMessage(app);
      const orders = await database.db.selectFrom("order").select(["id", "number"])
        .where("number", "in", ["S01-000002", "S01-000003"]).execute();
      assert.equal(orders.length, 2);
      for (const { id, number } of orders) {
        assert.deepEqual(await eventsOf(app, id), [
          ["message_queued", {
            message: "order_received",
            state: "queued",
            message_id: message.id,
            documents: ["intake_receipt"],
          }],
          ["message_sent", { message: "order_received", message_id: message.id }],
        ], number);
      }
      const list = await (await asAdmin(app)).page(paths.messages());
      assert.match(list, /\/ordenes\/S01-000002"/);
      assert.match(list, /\/ordenes\/S01-000003"/);
      assert.equal(page.split("Correo enviado a jose@example.com").length, 3, "beside each order");
    });
  },
);

eachDatabase("a visit of many devices keeps its subject short", async (_t, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const device = { category: "other", brand: "Elgin", model: "", serial: "" } as const;
  await receiveIntake(
    ctx,
    await anIntake(ctx, { devices: Array.from({ length: 5 }, () => aDevice({ device })) }),
  );
  const { subject, text } = await theMessage(app);
  assert.match(subject, /sus 5 equipos \(S01-000001, S01-000002 y 3 más\)/);
  assert.match(text, /Número de orden: S01-000005/);
});

eachDatabase("a visit of a client without e-mail says so in each order's history", async (_t, database) => {
  await using app = await testApp(database, { SMTP_URL: "smtp://127.0.0.1:1" });
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const second = aDevice({ device: { category: "tv", brand: "LG", model: "", serial: "" } });
  const { orders } = await receiveIntake(
    ctx,
    await anIntake(ctx, { client: aNewClient("Sin Correo"), devices: [aDevice(), second] }),
  );
  for (const { id } of orders) {
    assert.deepEqual(await eventsOf(app, id), [
      ["message_queued", { message: "order_received", state: "no_email" }],
    ]);
  }
});

eachDatabase("a server that asks for patience gets the same mail again", async (_t, database) => {
  await posting(database, { script: ["later", "take"] }, async ({ app, smtp, orderId }) => {
    await tell(app, orderId);
    await firstTryFailed(database);
    const waiting = await theMessage(app);
    assert.equal(waiting.state, "queued");
    assert.match(waiting.last_error, /451/);
    assert.equal(smtp.mails.length, 0);
    app.now += 10_000;
    await until(async () => (await theMessage(app)).state === "sent", "it was sent");
    assert.equal((await theMessage(app)).attempts, 2);
    assert.equal(smtp.mails[0]?.messageId, waiting.message_id);
  });
});

eachDatabase("no log names the client, whatever the mail server says", async (_t, database) => {
  const dir = await Deno.makeTempDir({ prefix: "reparo-logs-" });
  await openLogs({ dir, level: "debug", console: "off" });
  try {
    await posting(database, { script: ["later", "refuse"] }, async ({ app, orderId }) => {
      await tell(app, orderId);
      await firstTryFailed(database);
      app.now += 10_000;
      await until(async () => (await theMessage(app)).state === "failed", "it failed");
      assert.match((await theMessage(app)).last_error, /maria@example\.com/);
    });
  } finally {
    await closeLogs();
  }
  const files = Array.from(Deno.readDirSync(dir), ({ name }) => Deno.readTextFileSync(join(dir, name)));
  await Deno.remove(dir, { recursive: true });
  const written = files.join("");
  assert.match(written, /Job failed/);
  assert.doesNotMatch(written, /maria|@example\.com/i);
}, { engines: ["libsql"] });

for (const refusal of ["refuse", "refuse_content"] as const) {
  eachDatabase(`a mail that is refused for good is not tried again (${refusal})`, async (_t, database) => {
    await posting(database, { script: [refusal] }, async ({ app, smtp, orderId }) => {
      await tell(app, orderId);
      await until(async () => (await theMessage(app)).state === "failed", "it failed");
      const [job] = await allJobs(database.db);
      assert.equal(job?.state, "dead");
      assert.equal(job?.attempts, 1);
      assert.doesNotMatch(job?.errors_json ?? "", /maria/, "the queue's log holds no address");
      assert.match((await theMessage(app)).last_error, /55\d/);
      assert.equal(smtp.mails.length, 0);
    });
  });
}

eachDatabase(
  "a ready order whose mail is refused has to be told by hand, until a mail gets through",
  async (_t, database) => {
    await posting(
      database,
      { script: ["refuse", "take"], order: { status: "ready" } },
      async ({ app, orderId }) => {
        const waiting = () =>
          database.db.selectFrom("to_tell").select(["about", "reason"]).where("order_id", "=", orderId)
            .execute();
        await tell(app, orderId);
        assert.deepEqual(await waiting(), []);
        await until(async () => (await waiting()).length === 1, "somebody has to tell the client");
        assert.deepEqual((await waiting()).map((row) => ({ ...row })), [{
          about: "order_ready",
          reason: "address_bounced",
        }]);
        const { id } = await theMessage(app);
        const admin = await asAdmin(app);
        await admin.post(paths.suppressionLift(), { address: "maria@example.com" });
        assert.equal((await admin.post(`/admin/mensajes/${id}/envio`)).status, 303);
        await until(async () => (await theMessage(app)).state === "sent", "it was sent");
        assert.deepEqual(await waiting(), []);
      },
    );
  },
);

eachDatabase("a server that hangs costs one try, not the queue", async (_t, database) => {
  await posting(database, { script: ["hang", "take"], timeoutMs: 300 }, async ({ app, smtp, orderId }) => {
    await tell(app, orderId);
    await firstTryFailed(database);
    app.now += 10_000;
    await until(async () => (await theMessage(app)).state === "sent", "it was sent");
    assert.equal(smtp.mails.length, 1);
  });
});

eachDatabase("a server that hangs keeps no page, form or other job waiting", async (_t, database) => {
  const script = Array.from({ length: 8 }, () => "hang" as const);
  await posting(database, { script, timeoutMs: 600_000 }, async ({ app, smtp, orderId }) => {
    for (const _ of script) await tell(app, orderId);
    await until(() => smtp.hanging() === 5, "all that are sent at the same time hang");
    const { number } = await database.db.selectFrom("order").select("number").executeTakeFirstOrThrow();
    const desk = await asReceptionist(app);
    for (const path of ["/ordenes", "/tablero", paths.order(number)]) {
      assert.equal((await desk.get(path)).status, 200);
    }
    const paid = { kind: "deposit", method: "cash", amount: "15000", form_key: crypto.randomUUID() };
    assert.equal((await desk.post(paths.orderPayments(number), paid)).status, 303);
    await enqueue(database.db, await app.ctx(), { kind: "sweep_sessions", payload: {} });
    app.services.live.changed("jobs");
    const jobs = () => allJobs(database.db);
    await until(
      async () => (await jobs()).some(({ kind, state }) => kind === "sweep_sessions" && state === "done"),
      "another job is done",
    );
    const sending = (await jobs()).filter(({ kind }) => kind === "send_message");
    const tries = (state: string) =>
      sending.filter((job) => job.state === state).map(({ attempts }) => attempts);
    assert.deepEqual(tries("leased"), [1, 1, 1, 1, 1], "not one try is over");
    assert.deepEqual(tries("waiting"), [0, 0, 0, 0], "three, and the receipt");
  });
});

eachDatabase(
  "a line cut after the content gives two mails with one Message-ID at worst",
  async (_t, database) => {
    await posting(database, { script: ["drop", "take"] }, async ({ app, smtp, orderId }) => {
      await tell(app, orderId);
      await firstTryFailed(database);
      app.now += 10_000;
      await until(async () => (await theMessage(app)).state === "sent", "it was sent");
      assert.equal(smtp.mails.length, 2);
      assert.equal(smtp.mails[0]?.messageId, smtp.mails[1]?.messageId);
    });
  },
);

eachDatabase("a line break in a name cannot add a header", async (_t, database) => {
  await posting(database, {}, async ({ app, smtp, orderId }) => {
    await database.db.updateTable("client").set({ name: "Ana\r\nBcc: todos@example.com" }).execute();
    await database.db.updateTable("device").set({ model: "A54\r\nX-Evil: 1" }).execute();
    await tell(app, orderId);
    await until(async () => (await theMessage(app)).state === "sent", "it was sent");
    const [head = ""] = (smtp.raw[0] ?? "").split("\r\n\r\n");
    assert.doesNotMatch(head, /^(Bcc|X-Evil):/mi);
    assert.deepEqual(smtp.mails[0]?.bcc, undefined);
    assert.match(smtp.mails[0]?.subject ?? "", /A54 X-Evil: 1 está listo/);
  });
});

eachDatabase("without a mail server the mail is kept for an administrator", async (_t, database) => {
  await using app = await testApp(database);
  const { id } = await anOrder(app);
  assert.equal((await tell(app, id)).queued, false);
  assert.equal((await theMessage(app)).state, "kept");
  assert.equal((await allJobs(database.db)).length, 0);
});

eachDatabase("an order whose client has no e-mail says so in its history", async (_t, database) => {
  await using app = await testApp(database, { SMTP_URL: "smtp://127.0.0.1:1" });
  const { id } = await anOrder(app, { client: { name: "Sin Correo" } });
  assert.equal((await tell(app, id)).queued, false);
  assert.deepEqual(await eventsOf(app, id), [
    ["message_queued", { message: "order_ready", state: "no_email" }],
  ]);
  assert.equal((await database.db.selectFrom("message").selectAll().execute()).length, 0);
});

eachDatabase("a client reads mails in their own language", async (_t, database) => {
  await using app = await testApp(database);
  const { id } = await anOrder(app, {
    client: { name: "Jane Doe", email: "jane@example.com", locale: "en" },
  });
  await tell(app, id);
  const message = await theMessage(app);
  assert.match(message.subject, /is ready/);
  assert.match(message.text, /Order number: S01-000001/);
});
