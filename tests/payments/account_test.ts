import assert from "node:assert/strict";
import { accountQuery, clientAccount, debtorQuery, listDebtors } from "../../src/payments/queries.ts";
import { refusalOf, uuid } from "../cash/till_stage.ts";
import { testApp, userActor } from "../support/app.ts";
import { aClient } from "../support/builders.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";
import { payShares } from "./account_stage.ts";
import { pay } from "./payment_stage.ts";

eachDatabase("a client's account is what each order owes and all together", async (_t, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const first = await anOrder(app, { status: "delivered", charges: [30_00], payments: [10_00] });
  const client = { id: first.clientId };
  const settled = await anOrder(app, { client, charges: [50_00], payments: [50_00] });
  const ahead = await anOrder(app, { client, payments: [5_00] });
  const open = await anOrder(app, { client, charges: [70_00] });
  await anOrder(app, { charges: [99_00] });
  const account = await clientAccount(ctx, client.id);
  assert.deepEqual(account.orders.map(({ number, balance }) => [number, balance]), [
    [first.number, 20_00],
    [ahead.number, -5_00],
    [open.number, 70_00],
  ]);
  assert.deepEqual(account.totals, [{ currency: "ARS", owed: 90_00, credit: 5_00 }]);
  assert.ok(!account.orders.some(({ number }) => number === settled.number));
  await assertUsesIndex(database, accountQuery(database.db, client.id).compile());
});

eachDatabase(
  "one payment settles the oldest first, or as it was typed, a receipt for each",
  async (_t, database) => {
    await using app = await testApp(database);
    const ctx = await app.ctx(userActor(app, "receptionist"));
    const first = await anOrder(app, { status: "delivered", charges: [30_00] });
    const client = { id: first.clientId };
    const second = await anOrder(app, { client, status: "delivered", charges: [50_00] });
    const shares = [
      { order: second.number, seen: { charged: "5000", paid: "0" }, form_key: uuid() },
      { order: first.number, seen: { charged: "3000", paid: "0" }, form_key: uuid() },
    ];
    assert.equal(
      await refusalOf(payShares(ctx, client.id, { amount: "80,01", shares })),
      "amount more_than_balance",
    );
    const form = { amount: "40", received: "100", shares };
    assert.equal(await payShares(ctx, client.id, form), 2);
    assert.equal(await payShares(ctx, client.id, form), 2, "the same form again");
    const entries = await database.db.selectFrom("payment").innerJoin("order", "order.id", "payment.order_id")
      .select(["payment.id", "order.number", "payment.amount_minor"]).orderBy("order.seq").execute();
    assert.deepEqual(entries.map(({ id, number, amount_minor }) => [id, number, amount_minor]), [
      [shares[1]?.form_key, first.number, 30_00],
      [shares[0]?.form_key, second.number, 10_00],
    ]);

    const rest = (amount: string, share: string) =>
      payShares(ctx, client.id, {
        amount,
        shares: [{ order: second.number, seen: { charged: "5000", paid: "1000" }, amount: share }],
      });
    assert.equal(await refusalOf(rest("10", "9")), "amount shares_differ");
    assert.equal(await refusalOf(rest("40", "41")), "shares.0.amount more_than_balance");
    assert.equal(await rest("40", "40"), 1);
    assert.equal(await refusalOf(rest("40", "40")), "account_moved");
    const stranger = await aClient(ctx, { name: "Otra" });
    assert.equal(await refusalOf(payShares(ctx, stranger.id, form)), "not_found");
  },
);

eachDatabase(
  "those who owe are listed, who owes most first, page by page and by index",
  async (_t, database) => {
    await using app = await testApp(database);
    const ctx = await app.ctx(userActor(app, "receptionist"));
    const amounts = Array.from({ length: 53 }, (_, at) => 1_00 * (1 + at % 7));
    for (const amount of amounts) {
      await anOrder(app, { client: { name: `Cliente ${amount}` }, status: "delivered", charges: [amount] });
    }
    const twice = await anOrder(app, {
      client: { name: "Dos veces" },
      status: "delivered",
      charges: [50_00],
    });
    await anOrder(app, { client: { id: twice.clientId }, status: "cancelled", charges: [1_00] });
    await anOrder(app, { client: { name: "Todavía aquí" }, charges: [999_00] });
    const level = await anOrder(app, { client: { name: "Pagó" }, status: "delivered", charges: [9_00] });
    await pay(ctx, level.number, { amount: "9" });

    const first = await listDebtors(ctx, { currency: "ARS", after: null });
    const second = await listDebtors(ctx, { currency: "ARS", after: first.next });
    assert.deepEqual([first.rows.length, second.rows.length, second.next], [50, 4, null]);
    const all = [...first.rows, ...second.rows];
    assert.equal(new Set(all.map(({ id }) => id)).size, 54);
    assert.deepEqual(all.map(({ owed }) => owed), [51_00, ...amounts.toSorted((a, b) => b - a)]);
    assert.deepEqual([all[0]?.name, all[0]?.orders], ["Dos veces", 2]);
    assert.deepEqual((await listDebtors(ctx, { currency: "USD", after: null })).rows, []);
    for (const after of [null, first.next]) {
      const query = debtorQuery(database.db, { currency: "ARS", after }).compile();
      await assertUsesIndex(database, query, "order_balance_owed_idx");
    }
  },
);
