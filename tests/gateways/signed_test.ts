import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { type TestApp, testApp } from "../support/app.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";
import { anOrder, type OrderWish } from "../support/order_builders.ts";
import { aGateway, ledgerOf, reviewsOf, workOff } from "./gateway_stage.ts";

const KEY = new Uint8Array(32).fill(7);
const SECRET = `whsec_${KEY.toBase64()}`;
const owing: OrderWish = { status: "ready", outcome: "repaired", charges: [48_500_00] };
const PAID = "payment other 4850000 signed null";

/** Signed as Standard Webhooks 1.0 has it. */
function signedReport(report: Record<string, unknown>, { at, key = KEY }: { at: number; key?: Uint8Array }) {
  const body = JSON.stringify(report);
  const [id, stamp] = [`msg_${crypto.randomUUID()}`, String(Math.floor(at / 1_000))];
  const signature = createHmac("sha256", key).update(`${id}.${stamp}.${body}`).digest("base64");
  const headers = {
    "Content-Type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": stamp,
    "webhook-signature": `v1,${"A".repeat(43)}= v1,${signature}`,
  };
  return { method: "POST", headers, body };
}

async function report(app: TestApp, said: Record<string, unknown>): Promise<number> {
  const { status } = await app.request("/cobros/firmado", signedReport(said, { at: app.now }));
  if (status === 200) assert.deepEqual(await workOff(app), []);
  return status;
}

eachDatabase("another gateway's report, told eleven times at once, is one payment", async (_, database) => {
  await using app = await testApp(database);
  await aGateway(app, "signed", { secret: SECRET });
  const order = await anOrder(app, owing);
  const said = {
    event_id: "e1",
    order_number: order.number,
    amount_minor: 48_500_00,
    currency: "ARS",
    status: "paid",
  };
  const answers = await Promise.all(
    Array.from({ length: 11 }, () => app.request("/cobros/firmado", signedReport(said, { at: app.now }))),
  );
  assert.deepEqual(answers.map(({ status }) => status), Array(11).fill(200));
  await Promise.all([workOff(app), workOff(app)]);
  assert.deepEqual(await ledgerOf(app, order.number), [PAID]);
});

Deno.test("in whatever order a payment and its refund are told, the end is the same", async () => {
  const events = [
    { event_id: "a", status: "pending", amount_minor: 48_500_00 },
    { event_id: "b", status: "paid", amount_minor: 48_500_00 },
    { event_id: "c", status: "refunded", amount_minor: 500_00 },
    { event_id: "d", status: "refunded", amount_minor: 1_500_00 },
  ];
  await using database = await freshDatabase();
  await using app = await testApp(database);
  await aGateway(app, "signed", { secret: SECRET });
  let ends = 0;
  for (const [turn, told] of permutations(events).entries()) {
    const order = await anOrder(app, owing);
    for (const { event_id, ...said } of [...told, ...told]) {
      const about = {
        event_id: `${turn}${event_id}`,
        payment_id: `p${turn}`,
        order_number: order.number,
        currency: "ARS",
      };
      assert.equal(await report(app, { ...about, ...said }), 200);
    }
    const [paid, ...refunds] = await ledgerOf(app, order.number);
    const given = refunds.map((entry) => Number(entry.split(" ")[2])).reduce((sum, minor) => sum + minor, 0);
    assert.deepEqual([paid, given], [PAID, -1_500_00], told.map(({ event_id }) => event_id).join());
    ends++;
  }
  assert.equal(ends, 24);
  assert.deepEqual(await reviewsOf(app), []);
});

Deno.test("a report that nobody signed, or that says nothing, is refused and changes nothing", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const order = await anOrder(app, owing);
  const good = {
    event_id: "e",
    order_number: order.number,
    amount_minor: 48_500_00,
    currency: "ARS",
    status: "paid",
  };
  assert.equal(await report(app, good), 401, "not set up");
  await aGateway(app, "signed", { secret: SECRET });
  const send = async (init: RequestInit) => (await app.request("/cobros/firmado", init)).status;
  const fine = signedReport(good, { at: app.now });
  assert.equal(await send({ ...fine, body: fine.body.replace("4850000", "1") }), 401);
  assert.equal(await send(signedReport(good, { at: app.now, key: new Uint8Array(32) })), 401);
  assert.equal(await send(signedReport(good, { at: app.now - 301_000 })), 401);
  assert.equal(await send({ method: "POST", body: fine.body }), 400);
  const wrong = [
    { ...good, amount_minor: 0 },
    { ...good, amount_minor: 1.5 },
    { ...good, amount_minor: "4850000" },
    { ...good, currency: "ars" },
    { ...good, status: "won" },
    { ...good, order_number: undefined },
    { ...good, status: "refunded" },
    { ...good, event_id: "" },
  ];
  for (const body of wrong) assert.equal(await report(app, body), 400, JSON.stringify(body));
  assert.deepEqual(await ledgerOf(app, order.number), []);
  assert.equal(await report(app, { ...good, extra: "let be" }), 200);
  assert.equal(await report(app, { ...good, event_id: "x", order_number: "S01-999999" }), 200);
  assert.equal(await report(app, { ...good, event_id: "y", currency: "USD" }), 200);
  assert.deepEqual(await ledgerOf(app, order.number), [PAID]);
  assert.deepEqual(await reviewsOf(app), ["payment unknown_reference open", "payment currency_differs open"]);
});

function permutations<One>(all: readonly One[]): One[][] {
  if (all.length <= 1) return [[...all]];
  return all.flatMap((first, at) => permutations(all.toSpliced(at, 1)).map((rest) => [first, ...rest]));
}
