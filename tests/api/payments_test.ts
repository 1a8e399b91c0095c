import assert from "node:assert/strict";
import { editSettings } from "../../src/admin/commands.ts";
import { sectionVersion } from "../../src/admin/settings.ts";
import { paymentList } from "../../src/payments/queries.ts";
import { testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";
import { aCaller } from "./caller.ts";

const ars = (amount_minor: number) => ({ amount_minor, currency: "ARS" });

eachDatabase("a payment is entered once, receipted, and given back in part", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const { number } = await anOrder(app, { status: "ready", charges: [1_000_00] });
  const paying = { order_number: number, method: "transfer", amount: ars(600_00), note: "Web" };
  const made = await caller.send("POST", "/api/pagos/", paying, { "Idempotency-Key": "a" });
  const payment = await made.json();
  assert.deepEqual([made.status, payment.order_number, payment.amount, payment.till], [
    201,
    number,
    ars(600_00),
    null,
  ]);
  const again = await caller.send("POST", "/api/pagos/", paying, { "Idempotency-Key": "a" });
  assert.deepEqual(await again.json(), payment);
  const receipt = await caller.get(`/api/pagos/${payment.id}/recibo?format=80mm`);
  assert.equal(receipt.headers.get("Content-Type"), "application/pdf");
  assert.match(await receipt.text(), /^%PDF-/);
  const order = await (await caller.get(`/api/ordenes/${number}`)).json();
  assert.deepEqual([order.balance, order.payment_state], [ars(400_00), "partial"]);

  const refund = { order_number: number, method: "transfer", reason: "Pagó de más", amount: ars(100_00) };
  const returned = await caller.send("POST", "/api/pagos/devoluciones", refund);
  assert.deepEqual([returned.status, (await returned.json()).amount], [201, ars(-100_00)]);
  const both = await caller.send("POST", "/api/pagos/devoluciones", { ...refund, charge_ids: [payment.id] });
  assert.equal((await both.json()).errors[0].code, "amount_or_charges");
  const tooMuch = await caller.send("POST", "/api/pagos/devoluciones", { ...refund, amount: ars(600_00) });
  assert.deepEqual([tooMuch.status, (await tooMuch.json()).errors[0].code], [422, "more_than_paid"]);
});

eachDatabase("what is no payment of the order is refused beside its field", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const { number } = await anOrder(app, { status: "ready", charges: [1_000_00] });
  const refusal = async (change: object) => {
    const answer = await caller.send("POST", "/api/pagos", {
      order_number: number,
      method: "card",
      amount: ars(100),
      ...change,
    });
    const [first] = (await answer.json()).errors ?? [];
    return [answer.status, first?.field, first?.code];
  };
  assert.deepEqual(await refusal({ amount: ars(0) }), [422, "amount.amount_minor", "too_small"]);
  assert.deepEqual(await refusal({ amount: { amount_minor: 100, currency: "USD" } }), [
    422,
    "amount.currency",
    "currency_other",
  ]);
  assert.deepEqual(await refusal({ amount: ars(1_000_01) }), [422, "amount", "more_than_balance_unless"]);
  assert.equal((await refusal({ order_number: "S01-999999" }))[0], 404);
});

eachDatabase("payments are listed by order, time and method, page by page", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const one = await anOrder(app, { status: "ready", charges: [500_00], payments: [100_00, 50_00, 25_00] });
  await anOrder(app, { status: "ready", charges: [500_00], payments: [10_00] });
  const amounts: number[] = [];
  let path: string | undefined = `/api/pagos/?order_number=${one.number}&limit=2`;
  for (let page = 0; path && page < 4; page++) {
    const answer: Response = await caller.get(path);
    for (const { amount } of await answer.json()) amounts.push(amount.amount_minor);
    path = /<([^>]*)>; rel="next"/.exec(answer.headers.get("Link") ?? "")?.[1];
  }
  assert.deepEqual(amounts.sort((a, b) => a - b), [25_00, 50_00, 100_00]);
  const later = await caller.get("/api/pagos?since=2099-01-01T00:00:00Z");
  assert.deepEqual(await later.json(), []);
  assert.equal((await caller.get("/api/pagos?cursor=abc")).status, 422);
  const filters = [{}, { number: one.number }, { since: 5, until: 9 }, { branchId: app.branchId }];
  for (const filter of filters) {
    for (const after of [null, { at: 9, id: one.id }]) {
      await assertUsesIndex(database, paymentList(database.db, { ...filter, after }).limit(51).compile());
    }
  }
});

eachDatabase("money needs its scope, and cash a till", async (_t, database) => {
  await using app = await testApp(database);
  const { number } = await anOrder(app, { status: "ready", charges: [500_00] });
  const reader = await aCaller(app, ["payments:read"]);
  const paying = { order_number: number, method: "cash", amount: ars(100_00) };
  assert.equal((await reader.send("POST", "/api/pagos", paying)).status, 403);
  const ana = await app.ctx(userActor(app, "admin"));
  const version = sectionVersion(ana.shop.settings, "caja");
  await editSettings(ana, { section: "caja", version, changes: { cash_session_rule: "always" } });
  const writer = await aCaller(app, ["payments:write"]);
  const refused = await writer.send("POST", "/api/pagos", paying);
  assert.deepEqual([refused.status, (await refused.json()).errors[0].field], [422, "method"]);
});
