import assert from "node:assert/strict";
import { mindGateways } from "../../src/gateways/check_commands.ts";
import type { TestDatabase } from "../support/database.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";
import { type TestApp, testApp, visitor } from "../support/app.ts";
import { anOrder, type OrderWish } from "../support/order_builders.ts";
import {
  type MercadoPagoServer,
  mercadoPagoServer,
  MP_SECRET,
  MP_TOKEN,
  mpNotice,
} from "../support/gateways/mercado_pago.ts";
import { aGateway, aLink, anIntent, ledgerOf, reviewsOf, workOff } from "./gateway_stage.ts";

interface Stage {
  app: TestApp;
  provider: MercadoPagoServer;
  database: TestDatabase;
  [Symbol.asyncDispose](): Promise<void>;
}

async function aStage(database: TestDatabase, env: Record<string, string> = {}): Promise<Stage> {
  const provider = mercadoPagoServer();
  const app = await testApp(database, {
    PAYMENT_PROVIDERS: "mercado_pago",
    MERCADO_PAGO_URL: provider.url,
    SMTP_URL: "smtp://localhost:1",
    ...env,
  });
  await aGateway(app, "mercado_pago", { token: MP_TOKEN, secret: MP_SECRET });
  return {
    app,
    provider,
    database,
    async [Symbol.asyncDispose]() {
      await provider[Symbol.asyncDispose]();
      await app[Symbol.asyncDispose]();
    },
  };
}

function onLibsql(name: string, fn: (stage: Stage) => Promise<void>): void {
  Deno.test(name, async () => {
    await using database = await freshDatabase();
    await using stage = await aStage(database);
    await fn(stage);
  });
}

const owing: OrderWish = { status: "ready", outcome: "repaired", charges: [48_500_00] };
const PAID = "payment mercado_pago 4850000 mercado_pago null";

/** Tells of a payment as the provider does, and answers the status. */
async function tell(
  app: TestApp,
  notice: Partial<Parameters<typeof mpNotice>[0]> & { paymentId: number | string },
) {
  const [path, init] = mpNotice({ id: Math.floor(Math.random() * 1e9), at: app.now, ...notice });
  return (await app.request(path, init)).status;
}

eachDatabase("one event in eleven deliveries at once is one payment", async (_, database) => {
  await using stage = await aStage(database);
  const { app, provider } = stage;
  const order = await anOrder(app, owing);
  const intent = await anIntent(app, order.number, "mercado_pago");
  const { id } = provider.pay(intent);
  const [path, init] = mpNotice({ id: 11, paymentId: id, at: app.now });
  const answers = await Promise.all(Array.from({ length: 11 }, () => app.request(path, init)));
  assert.deepEqual(answers.map(({ status }) => status), Array(11).fill(200));
  assert.deepEqual(await workOff(app), []);
  // Two other events about the same payment, and one of them at the same time as a look by ourselves.
  await tell(app, { paymentId: id });
  await tell(app, { paymentId: id, action: "payment.created" });
  await Promise.all([workOff(app), workOff(app), workOff(app)]);
  assert.deepEqual(await ledgerOf(app, order.number), [PAID]);
  const { db } = database;
  assert.equal(
    (await db.selectFrom("payment_event").select("id").where("processed_at", "is", null).execute()).length,
    0,
  );
  const event = await db.selectFrom("order_event").select(["actor_name", "data_json"])
    .where("order_id", "=", order.id).where("kind", "=", "payment_recorded").executeTakeFirstOrThrow();
  assert.equal(event.actor_name, "Mercado Pago");
  const receipt = await db.selectFrom("payment_receipt").select("receipt_json").executeTakeFirstOrThrow();
  assert.equal(JSON.parse(receipt.receipt_json).takenBy, "Mercado Pago");
  const mail = await db.selectFrom("message").innerJoin(
    "message_attachment",
    "message_attachment.message_id",
    "message.id",
  )
    .select(["message.kind", "message.to_address", "message_attachment.name"]).execute();
  assert.equal(mail.length, 1);
  assert.match(JSON.stringify(mail), /payment_receipt.*maria@example\.com.*Recibo de pago S01-\d+\.pdf/);
});

eachDatabase("of two intents that are both paid the second waits for somebody", async (_, database) => {
  await using stage = await aStage(database);
  const { app, provider } = stage;
  const order = await anOrder(app, owing);
  const first = await anIntent(app, order.number, "mercado_pago");
  await database.db.updateTable("payment_intent").set({ expires_at: app.now + 1 }).execute();
  const second = await anIntent(app, order.number, "mercado_pago");
  assert.notEqual(first, second);
  const [one, two] = [provider.pay(first), provider.pay(second)];
  await Promise.all([tell(app, { paymentId: one.id }), tell(app, { paymentId: two.id })]);
  await Promise.all([workOff(app), workOff(app)]);
  await workOff(app);
  assert.deepEqual(await ledgerOf(app, order.number), [PAID]);
  assert.deepEqual(await reviewsOf(app), ["payment overpaid open"]);
});

onLibsql(
  "a client pays from the tracking page and is told when it is confirmed",
  async ({ app, provider }) => {
    const order = await anOrder(app, owing);
    const link = await aLink(app, order.id);
    const client = visitor(app);
    const page = await client.page(link);
    assert.match(page, /Pagar con Mercado Pago/);
    assert.match(page, /48\.500,00/);
    const form_key = /name="form_key" value="([^"]+)"/.exec(page.slice(page.indexOf("tracking-pay")))?.[1] ??
      "";
    const started = await client.post(`${link}/cobro`, { provider: "mercado_pago", form_key, amount: "1" });
    assert.equal(started.status, 303);
    const to = started.headers.get("Location") ?? "";
    const again = await client.post(`${link}/cobro`, { provider: "mercado_pago", form_key });
    assert.equal(again.headers.get("Location"), to, "the same form is the same intent");
    const [preference] = [...provider.preferences.values()];
    assert.equal(provider.preferences.size, 1);
    assert.deepEqual(preference?.items.map(({ unit_price, currency_id }) => [unit_price, currency_id]), [[
      48_500,
      "ARS",
    ]]);
    assert.equal(preference?.external_reference, form_key);
    const going = await client.page(to);
    assert.match(going, /http-equiv="refresh" content="0;url=http:\/\/127\.0\.0\.1:\d+\/checkout/);
    // The provider's own words in the address are not believed.
    const back = `${to}?vuelta=1&collection_status=approved&status=approved&payment_id=1`;
    const waiting = await client.page(back);
    assert.match(waiting, /Confirmamos su pago/);
    assert.match(
      waiting,
      /<noscript><meta http-equiv="refresh" content="\d+"/,
      "it asks again without scripts",
    );
    assert.doesNotMatch(waiting, /content="0;url/);
    const watched = /hx-get="([^"]+)"/.exec(waiting)?.[1]?.replaceAll("&amp;", "&") ?? "";
    assert.equal((await client.get(watched, { "HX-Request": "true" })).status, 204);
    assert.deepEqual(await workOff(app), []);
    assert.deepEqual(await ledgerOf(app, order.number), []);
    provider.pay(form_key);
    assert.match(await client.page(back), /Confirmamos su pago/);
    assert.deepEqual(await workOff(app), []);
    const done = await client.page(back);
    assert.match(done, /Recibimos su pago/);
    const receipt = /href="([^"]+recibo\.pdf)"/.exec(done)?.[1] ?? "";
    assert.equal((await client.get(receipt)).headers.get("Content-Type"), "application/pdf");
    assert.doesNotMatch(await client.page(link), /Pagar con Mercado Pago/);
    assert.deepEqual(await ledgerOf(app, order.number), [PAID]);
    assert.equal(await tell(app, { paymentId: [...provider.payments.values()][0]?.id ?? 0 }), 200);
    assert.deepEqual(await workOff(app), []);
    assert.deepEqual(
      await ledgerOf(app, order.number),
      [PAID],
      "the callback after our own look adds nothing",
    );
  },
);

onLibsql("forged, old and tampered callbacks change nothing", async ({ app, provider, database }) => {
  const order = await anOrder(app, owing);
  const intent = await anIntent(app, order.number, "mercado_pago");
  const { id } = provider.pay(intent);
  assert.equal(await tell(app, { paymentId: id, secret: "another" }), 401);
  assert.equal(await tell(app, { paymentId: id, at: app.now - 301_000 }), 401);
  assert.equal(await tell(app, { paymentId: id, at: app.now + 301_000 }), 401);
  const [path, init] = mpNotice({ id: 5, paymentId: 999, at: app.now });
  assert.equal((await app.request(path.replace("999", String(id)), init)).status, 401);
  const { "x-signature": _signature, ...unsigned } = init.headers as Record<string, string>;
  assert.equal((await app.request(path, { ...init, headers: unsigned })).status, 401);
  assert.equal((await app.request(path, { ...init, body: "{" })).status, 400);
  const large = await app.request(path, { ...init, body: " ".repeat(300_000) });
  assert.equal(large.status, 413);
  assert.equal((await app.request("/cobros/firmado", { ...init })).status, 401, "not set up");
  await workOff(app);
  assert.deepEqual(await ledgerOf(app, order.number), []);
  assert.deepEqual(await database.db.selectFrom("payment_event").select("id").execute(), []);
});

onLibsql(
  "instants in milliseconds, no request id and unsigned hints are understood",
  async ({ app, provider }) => {
    const order = await anOrder(app, owing);
    const intent = await anIntent(app, order.number, "mercado_pago");
    const { id } = provider.pay(intent, { status: "in_process" });
    assert.equal(await tell(app, { paymentId: id, milliseconds: true }), 200);
    assert.equal(await tell(app, { paymentId: id, requestId: "" }), 200);
    assert.equal(await tell(app, { paymentId: "123456" }), 200, "a trial of the provider's panel");
    assert.deepEqual(await workOff(app), []);
    assert.deepEqual(await ledgerOf(app, order.number), []);
    provider.pay(intent, { id });
    const hint = () =>
      app.request(`/cobros/mercado-pago?topic=payment&id=${id}`, { method: "POST", body: "" });
    assert.equal((await hint()).status, 200);
    assert.deepEqual(await workOff(app), []);
    assert.deepEqual(await ledgerOf(app, order.number), [PAID], "the state was read from the provider");
    assert.equal((await hint()).status, 200);
    await workOff(app);
    assert.deepEqual(await ledgerOf(app, order.number), [PAID]);
    const qr = JSON.stringify({
      resource: "https://api.mercadolibre.com/merchant_orders/77",
      topic: "merchant_order",
    });
    assert.equal((await app.request("/cobros/mercado-pago", { method: "POST", body: qr })).status, 200);
    assert.deepEqual(await workOff(app), []);
    assert.deepEqual(await ledgerOf(app, order.number), [PAID]);
  },
);

onLibsql("what does not fit waits for somebody instead of entering the ledger", async ({ app, provider }) => {
  const order = await anOrder(app, owing);
  const cases = [
    { transaction_amount: 48_000 },
    { currency_id: "USD" },
    { live_mode: false },
    { external_reference: crypto.randomUUID() },
  ];
  for (const changes of cases) {
    const intent = await anIntent(app, order.number, "mercado_pago");
    await tell(app, { paymentId: provider.pay(intent, changes).id });
    assert.deepEqual(await workOff(app), []);
  }
  const cancelled = await anOrder(app, { status: "received", charges: [1_000_00] });
  const late = await anIntent(app, cancelled.number, "mercado_pago");
  await (await app.ctx()).db.updateTable("order").set({ status: "cancelled" }).where("id", "=", cancelled.id)
    .execute();
  await tell(app, { paymentId: provider.pay(late).id });
  await workOff(app);
  assert.deepEqual(await reviewsOf(app), [
    "payment amount_differs open",
    "payment currency_differs open",
    "payment test_payment open",
    "payment unknown_reference open",
    "payment order_closed open",
  ]);
  assert.deepEqual(await ledgerOf(app, order.number), []);
});

onLibsql(
  "refunds follow once each, also told twice and late, and a chargeback is asked about",
  async ({ app, provider }) => {
    const order = await anOrder(app, owing);
    const intent = await anIntent(app, order.number, "mercado_pago");
    const { id } = provider.pay(intent);
    await tell(app, { paymentId: id });
    await workOff(app);
    const refunds: [number, string][] = [[500, "approved"], [500, "approved"], [1_500, "approved"]];
    for (const [transaction_amount_refunded, status] of refunds) {
      provider.pay(intent, { id, status, transaction_amount_refunded });
      await tell(app, { paymentId: id });
      assert.deepEqual(await workOff(app), []);
    }
    provider.pay(intent, { id });
    await tell(app, { paymentId: id });
    await workOff(app);
    const refund = (minor: number) => `refund mercado_pago -${minor} mercado_pago null`;
    assert.deepEqual(await ledgerOf(app, order.number), [PAID, refund(500_00), refund(1_000_00)]);
    provider.pay(intent, { id, status: "charged_back" });
    for (let times = 0; times < 2; times++) {
      await tell(app, { paymentId: id });
      await workOff(app);
    }
    assert.deepEqual(await reviewsOf(app), ["refund chargeback open"]);
  },
);

onLibsql(
  "a provider that is away is asked again later, and what was told is not lost",
  async ({ app, provider }) => {
    const order = await anOrder(app, owing);
    const intent = await anIntent(app, order.number, "mercado_pago");
    const { id } = provider.pay(intent);
    provider.fault = 503;
    assert.equal(await tell(app, { paymentId: id }), 200);
    assert.deepEqual(await workOff(app), ["The provider answered 503"]);
    assert.deepEqual(await workOff(app), [], "not at once");
    provider.fault = null;
    app.now += 10_000;
    assert.deepEqual(await workOff(app), []);
    assert.deepEqual(await ledgerOf(app, order.number), [PAID]);
  },
);

onLibsql(
  "a link that the provider cannot make now is made by the same form later",
  async ({ app, provider }) => {
    const order = await anOrder(app, owing);
    const link = await aLink(app, order.id);
    const client = visitor(app);
    await client.page(link);
    const form = { provider: "mercado_pago", form_key: crypto.randomUUID() };
    provider.fault = 500;
    const away = await client.post(`${link}/cobro`, form);
    assert.equal(away.status, 503);
    assert.match(await away.text(), /no responde/);
    provider.fault = null;
    assert.equal((await client.post(`${link}/cobro`, form)).status, 303);
    assert.equal(provider.preferences.size, 1);
  },
);

onLibsql("a lost callback is made up for, and what nobody pays ends", async ({ app, provider }) => {
  const order = await anOrder(app, owing);
  const intent = await anIntent(app, order.number, "mercado_pago");
  provider.pay(intent);
  const mind = async () => {
    await mindGateways(await app.ctx());
    return await workOff(app);
  };
  await mind();
  assert.deepEqual(await ledgerOf(app, order.number), [], "not yet");
  app.now += 5 * 60_000;
  assert.deepEqual(await mind(), []);
  assert.deepEqual(await ledgerOf(app, order.number), [PAID]);
  const other = await anOrder(app, owing);
  const unpaid = await anIntent(app, other.number, "mercado_pago");
  app.now += 24 * 3_600_000;
  assert.deepEqual(await mind(), []);
  const row = await (await app.ctx()).db.selectFrom("payment_intent").select(["state", "check_at"])
    .where("id", "=", unpaid).executeTakeFirstOrThrow();
  assert.deepEqual(row, { state: "expired", check_at: null });
});
