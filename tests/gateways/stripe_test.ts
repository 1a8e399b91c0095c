import assert from "node:assert/strict";
import { checkIntent } from "../../src/gateways/check_commands.ts";
import { type TestApp, testApp } from "../support/app.ts";
import { eachDatabase, freshDatabase, type TestDatabase } from "../support/database.ts";
import {
  STRIPE_KEY,
  STRIPE_SECRET,
  stripeNotice,
  type StripeServer,
  stripeServer,
} from "../support/gateways/stripe.ts";
import { anOrder, type OrderWish } from "../support/order_builders.ts";
import { aGateway, anIntent, ledgerOf, reviewsOf, workOff } from "./gateway_stage.ts";

async function onStripe(
  database: TestDatabase,
  fn: (stage: { app: TestApp; provider: StripeServer }) => Promise<void>,
): Promise<void> {
  await using provider = stripeServer();
  await using app = await testApp(database, {
    PAYMENT_PROVIDERS: "stripe,mercado_pago",
    STRIPE_URL: provider.url,
  });
  await aGateway(app, "stripe", { token: STRIPE_KEY, secret: STRIPE_SECRET });
  await fn({ app, provider });
}

const owing: OrderWish = { status: "ready", outcome: "repaired", charges: [48_500_00] };
const PAID = "payment card 4850000 stripe null";

eachDatabase(
  "a session that is told of eleven times at once, and late in other words, is one payment",
  async (_, database) => {
    await onStripe(database, async ({ app, provider }) => {
      const order = await anOrder(app, owing);
      const reference = await anIntent(app, order.number, "stripe");
      const [asked] = [...provider.sessions.values()];
      assert.deepEqual([asked?.amount_total, asked?.currency, asked?.client_reference_id], [
        48_500_00,
        "ars",
        reference,
      ]);
      const { session, intent } = provider.pay(reference);
      const notice = stripeNotice({ type: "checkout.session.completed", object: session, at: app.now });
      const answers = await Promise.all(
        Array.from({ length: 11 }, () => app.request("/cobros/stripe", notice)),
      );
      assert.deepEqual(answers.map(({ status }) => status), Array(11).fill(200));
      const later = stripeNotice({ type: "payment_intent.succeeded", object: intent, at: app.now });
      assert.equal((await app.request("/cobros/stripe", later)).status, 200);
      await Promise.all([workOff(app), workOff(app)]);
      await checkIntent(await app.ctx(), reference);
      assert.deepEqual(await ledgerOf(app, order.number), [PAID]);
    });
  },
);

Deno.test("events before they are paid, refunds and disputes end as Stripe has them", async () => {
  await using database = await freshDatabase();
  await onStripe(database, async ({ app, provider }) => {
    const order = await anOrder(app, owing);
    const reference = await anIntent(app, order.number, "stripe");
    const tell = async (type: string, object: Parameters<typeof stripeNotice>[0]["object"]) => {
      assert.equal(
        (await app.request("/cobros/stripe", stripeNotice({ type, object, at: app.now }))).status,
        200,
      );
      assert.deepEqual(await workOff(app), []);
    };
    const waiting = provider.pay(reference, {
      status: "processing",
      amount_received: 0,
      latest_charge: null,
    });
    await tell("checkout.session.completed", waiting.session);
    assert.deepEqual(await ledgerOf(app, order.number), []);
    const { session, intent } = provider.pay(reference);
    await tell("checkout.session.async_payment_succeeded", session);
    assert.deepEqual(await ledgerOf(app, order.number), [PAID]);
    const charged = (amount_refunded: number, disputed = false) => {
      provider.pay(reference, { latest_charge: { id: "ch_1", amount_refunded, disputed } });
      return { id: "ch_1", object: "charge", payment_intent: intent.id };
    };
    await tell("charge.refunded", charged(500_00));
    await tell("charge.refunded", charged(500_00));
    await tell("charge.dispute.created", { ...charged(500_00, true), object: "dispute" });
    await tell("customer.created", { id: "cus_1", object: "customer" });
    assert.deepEqual(await ledgerOf(app, order.number), [PAID, "refund card -50000 stripe null"]);
    assert.deepEqual(await reviewsOf(app), ["refund chargeback open"]);
  });
});

Deno.test("what is not of this shop is let be, and test payments are asked about", async () => {
  await using database = await freshDatabase();
  await onStripe(database, async ({ app, provider }) => {
    const order = await anOrder(app, owing);
    const reference = await anIntent(app, order.number, "stripe");
    for (const changes of [{ metadata: {} }, { livemode: false }, { amount_received: 1_00 }]) {
      const { intent } = provider.pay(reference, { id: `pi_${crypto.randomUUID().slice(0, 8)}`, ...changes });
      const notice = stripeNotice({ type: "payment_intent.succeeded", object: intent, at: app.now });
      assert.equal((await app.request("/cobros/stripe", notice)).status, 200);
      assert.deepEqual(await workOff(app), []);
    }
    assert.deepEqual(await ledgerOf(app, order.number), []);
    assert.deepEqual(await reviewsOf(app), ["payment test_payment open", "payment amount_differs open"]);
  });
});

Deno.test("a Stripe signature holds for its body, its secrets and five minutes", async () => {
  await using database = await freshDatabase();
  await onStripe(database, async ({ app, provider }) => {
    const order = await anOrder(app, owing);
    const { session } = provider.pay(await anIntent(app, order.number, "stripe"));
    const about = { type: "checkout.session.completed", object: session, at: app.now };
    const status = async (init: RequestInit) => (await app.request("/cobros/stripe", init)).status;
    const notice = stripeNotice(about);
    assert.equal(await status({ ...notice, body: notice.body.replace("completed", "expired") }), 401);
    assert.equal(
      await status({ ...notice, body: JSON.stringify(JSON.parse(notice.body)) }),
      401,
      "not the raw body",
    );
    assert.equal(await status(stripeNotice({ ...about, secrets: ["whsec_another"] })), 401);
    assert.equal(await status(stripeNotice({ ...about, at: app.now - 301_000 })), 401);
    assert.equal(await status({ method: "POST", body: notice.body }), 401);
    assert.equal(await status({ ...notice, headers: { "Stripe-Signature": "v1=,t=" } }), 401);
    await workOff(app);
    assert.deepEqual(await ledgerOf(app, order.number), []);
    assert.equal(
      await status(stripeNotice({ ...about, at: app.now - 290_000, secrets: ["whsec_old", STRIPE_SECRET] })),
      200,
    );
    assert.deepEqual(await workOff(app), []);
    assert.deepEqual(await ledgerOf(app, order.number), [PAID]);
  });
});

Deno.test("a currency without hundredths is asked for in whole", async () => {
  await using database = await freshDatabase();
  await onStripe(database, async ({ app, provider }) => {
    const order = await anOrder(app, { ...owing, charges: [48_500] });
    const { db } = database;
    await db.updateTable("order").set({ currency: "CLP" }).where("id", "=", order.id).execute();
    const reference = await anIntent(app, order.number, "stripe");
    assert.deepEqual([...provider.sessions.values()].map((one) => [one.amount_total, one.currency]), [[
      48_500,
      "clp",
    ]]);
    provider.pay(reference);
    await checkIntent(await app.ctx(), reference);
    assert.deepEqual(await ledgerOf(app, order.number), ["payment card 48500 stripe null"]);
  });
});
