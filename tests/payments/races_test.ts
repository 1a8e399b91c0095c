import assert from "node:assert/strict";
import { chargeInput } from "../../src/orders/input.ts";
import { recordCharge } from "../../src/orders/money.ts";
import { readBalance } from "../../src/orders/balance.ts";
import { getSession } from "../../src/cash/queries.ts";
import { anOpenTill, close, count, refusalOf, uuid } from "../cash/till_stage.ts";
import { testApp, userActor } from "../support/app.ts";
import { eachDatabase, type TestDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { payShares } from "./account_stage.ts";
import { pay, refund } from "./payment_stage.ts";

eachDatabase("of ten who take the same payment one does, and the others are told", async (_t, database) => {
  await using app = await testApp(database);
  const { id, number } = await anOrder(app, { charges: [100_00] });
  const people = [
    await app.ctx(userActor(app, "receptionist")),
    await app.ctx(userActor(app, "admin")),
  ];
  const seen = { charged: "10000", paid: "0" };
  const taken = await Promise.all(
    Array.from({ length: 10 }, (_, at) => {
      const ctx = people[at % 2];
      assert.ok(ctx);
      return refusalOf(pay(ctx, number, { amount: "100", seen }));
    }),
  );
  assert.deepEqual(taken.toSorted(), ["", ...Array.from({ length: 9 }, () => "account_moved")]);
  assert.deepEqual(await readBalance(database.db, id), { charged: 100_00, paid: 100_00, balance: 0 });
  await sumsHold(database);
});

eachDatabase("a payment sent ten times is taken once, both of its parts", async (_t, database) => {
  await using app = await testApp(database);
  const { id, number } = await anOrder(app, { charges: [100_00] });
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const second = { method: "card", amount: "60", form_key: uuid() };
  const form = { amount: "40", second, seen: { charged: "10000", paid: "0" }, form_key: uuid() };
  const ids = await Promise.all(Array.from({ length: 10 }, () => pay(ctx, number, form)));
  assert.deepEqual([...new Set(ids)], [form.form_key]);
  assert.equal((await readBalance(database.db, id)).paid, 100_00);
  await sumsHold(database);
});

eachDatabase("no more goes back than was paid, however many give it back at once", async (_t, database) => {
  await using app = await testApp(database);
  const { id, number } = await anOrder(app, { payments: [100_00] });
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const refunds = await Promise.all(
    Array.from({ length: 8 }, () => refusalOf(refund(ctx, number, { amount: "60" }))),
  );
  assert.equal(refunds.filter((refusal) => refusal === "").length, 1);
  assert.equal((await readBalance(database.db, id)).paid, 40_00);
});

eachDatabase("a charge is given back once, however many give it back at once", async (_t, database) => {
  await using app = await testApp(database);
  const { id, number } = await anOrder(app, { charges: [30_00], payments: [90_00] });
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const { id: lines } = await database.db.selectFrom("charge").select("id").where("order_id", "=", id)
    .executeTakeFirstOrThrow();
  const refunds = await Promise.all(
    Array.from({ length: 6 }, () => refusalOf(refund(ctx, number, { by: "lines", lines }))),
  );
  assert.deepEqual(refunds.toSorted(), ["", ...Array.from({ length: 5 }, () => "lines line_given_back")]);
  assert.deepEqual(await readBalance(database.db, id), { charged: 0, paid: 60_00, balance: -60_00 });
});

eachDatabase("a refund sent twice is one refund and no refusal", async (_t, database) => {
  await using app = await testApp(database);
  const { id, number } = await anOrder(app, { payments: [100_00] });
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const form = { amount: "100", form_key: uuid() };
  await Promise.all([refund(ctx, number, form), refund(ctx, number, form)]);
  await refund(ctx, number, form);
  assert.equal((await readBalance(database.db, id)).paid, 0);
});

eachDatabase(
  "cash is in the count of a till or in none: no payment slips in behind it",
  async (_t, database) => {
    await using app = await testApp(database);
    const { number } = await anOrder(app, {});
    const ctx = await app.ctx(userActor(app, "receptionist"));
    const id = await anOpenTill(ctx, { tillId: app.branchId, float: "100" });
    const [closing, ...payments] = await Promise.all([
      refusalOf(
        count(ctx, id, { cash: "100" }).then(async ({ count, closed }) => {
          if (!closed) await close(ctx, id, { count, note: "Cobros mientras contaba" });
        }),
      ),
      ...Array.from({ length: 6 }, () => refusalOf(pay(ctx, number, { amount: "10" }))),
    ]);
    assert.ok(["", "count_overtaken"].includes(closing), closing);
    for (const refusal of payments) assert.ok(["", "opening.float till_closed"].includes(refusal), refusal);
    const session = await getSession(ctx, id);
    const taken = payments.filter((refusal) => refusal === "").length;
    assert.equal(session.entries.length, taken);
    if (session.closedAt === null) return;
    const cash = session.counts.at(-1)?.lines.find((line) => line.method === "cash");
    assert.equal(cash?.expected, 100_00 + taken * 10_00, "what was counted against is all that was taken");
  },
);

eachDatabase("two who take what a client owes over all orders do not both take it", async (_t, database) => {
  await using app = await testApp(database);
  const first = await anOrder(app, { status: "delivered", charges: [30_00] });
  const client = { id: first.clientId };
  const second = await anOrder(app, { client, status: "delivered", charges: [50_00] });
  const third = await anOrder(app, { client, charges: [20_00] });
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const shares = [
    { order: first.number, seen: { charged: "3000", paid: "0" } },
    { order: second.number, seen: { charged: "5000", paid: "0" } },
    { order: third.number, seen: { charged: "2000", paid: "0" } },
  ];
  const answers = await Promise.all([
    ...Array.from(
      { length: 4 },
      (_, at) =>
        refusalOf(
          payShares(ctx, client.id, { amount: "100", shares: at % 2 ? shares : shares.toReversed() }),
        ),
    ),
    ...[first, second, third].map(({ number }) => refusalOf(pay(ctx, number, { amount: "1" }))),
  ]);
  for (const refusal of answers) {
    assert.ok(
      ["", "account_moved", "amount settled_already", "amount nothing_owed"].includes(refusal),
      refusal,
    );
  }
  const balances = await Promise.all([first, second, third].map(({ id }) => readBalance(database.db, id)));
  for (const { balance } of balances) assert.ok(balance >= 0);
  await sumsHold(database);
});

eachDatabase(
  "a charge, or what a client owes, sent many times at once is entered once",
  async (_t, database) => {
    await using app = await testApp(database);
    const order = await anOrder(app, { charges: [30_00] });
    const ctx = await app.ctx(userActor(app, "receptionist"));
    const charge = chargeInput("ARS").parse({ description: "Envío", amount: "20", form_key: uuid() });
    await Promise.all(Array.from({ length: 8 }, () => recordCharge(ctx, order.number, charge)));
    assert.equal((await readBalance(database.db, order.id)).charged, 50_00);
    const later = await anOrder(app, { client: { id: order.clientId }, charges: [10_00] });
    const shares = [
      { order: order.number, seen: { charged: "5000", paid: "0" }, form_key: uuid() },
      { order: later.number, seen: { charged: "1000", paid: "0" }, form_key: uuid() },
    ];
    const paid = await Promise.all(
      Array.from({ length: 8 }, () => payShares(ctx, order.clientId, { amount: "60", shares })),
    );
    assert.deepEqual([...new Set(paid)], [2], "each is answered as the first");
    for (const { id } of [order, later]) assert.equal((await readBalance(database.db, id)).balance, 0);
    await sumsHold(database);
  },
);

/** The database's own sums, the day's figures and the ledger say the same. */
async function sumsHold({ db }: TestDatabase): Promise<void> {
  for (const row of await db.selectFrom("order_balance").selectAll().execute()) {
    const { charged, paid, balance } = await readBalance(db, row.order_id);
    assert.deepEqual([row.charged_minor, row.paid_minor, row.balance_minor], [charged, paid, balance]);
  }
  const days = await db.selectFrom("order_day").select((q) => q.fn.sum<number>("paid_minor").as("sum"))
    .executeTakeFirstOrThrow();
  const ledger = await db.selectFrom("payment").select((q) => q.fn.sum<number>("amount_minor").as("sum"))
    .executeTakeFirstOrThrow();
  assert.equal(Number(days.sum), Number(ledger.sum));
}
