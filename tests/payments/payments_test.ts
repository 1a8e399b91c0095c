import assert from "node:assert/strict";
import { editSettings } from "../../src/admin/commands.ts";
import { sectionVersion, type Settings } from "../../src/admin/settings.ts";
import { orderDetail } from "../../src/orders/queries.ts";
import { paymentInput } from "../../src/payments/input.ts";
import { takenPayment } from "../../src/payments/queries.ts";
import { anOpenTill, refusalOf, uuid } from "../cash/till_stage.ts";
import { type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase, type TestDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { pay, refund } from "./payment_stage.ts";

eachDatabase(
  "more than the balance is only taken as an advance, a deposit at any time",
  async (t, database) => {
    await using app = await testApp(database);
    const ctx = await app.ctx(userActor(app, "receptionist"));
    const owing = { charges: [100_00], payments: [40_00] };
    const cases: [Record<string, unknown>, Record<string, unknown>, string][] = [
      [owing, { amount: "60" }, ""],
      [owing, { amount: "60,01" }, "amount more_than_balance_unless"],
      [owing, { amount: "70", advance: "1" }, ""],
      [owing, { amount: "500", kind: "deposit" }, ""],
      [{ charges: [100_00], payments: [100_00] }, { amount: "1" }, "amount settled_already"],
      [{}, { amount: "1000" }, ""],
      [{ ...owing, status: "delivered" }, { amount: "60" }, ""],
      [{ ...owing, status: "delivered" }, { amount: "61" }, "amount more_than_balance"],
      [{ ...owing, status: "delivered" }, { amount: "61", advance: "1" }, "amount more_than_balance"],
      [{ status: "delivered" }, { amount: "1", kind: "deposit" }, "amount nothing_owed"],
      [{ ...owing, status: "cancelled" }, { amount: "60" }, ""],
    ];
    for (const [wish, typed, refusal] of cases) {
      await t.step(JSON.stringify([wish, typed]), async () => {
        const { id, number } = await anOrder(app, wish);
        const before = await entriesOf(database, id);
        assert.equal(await refusalOf(pay(ctx, number, typed)), refusal);
        assert.equal((await entriesOf(database, id)).length, before.length + (refusal === "" ? 1 : 0));
      });
    }
  },
);

eachDatabase(
  "cash that is handed over leaves its change in the history, not in the ledger",
  async (_t, database) => {
    await using app = await testApp(database);
    const ctx = await app.ctx(userActor(app, "receptionist"));
    const { id, number } = await anOrder(app, { charges: [100_00] });
    const second = { method: "card", amount: "60", form_key: uuid() };
    const paid = await pay(ctx, number, { amount: "40", second, received: "50" });
    const taken = await takenPayment(ctx, number, paid);
    assert.deepEqual(
      taken.entries.map(({ id, method, amountMinor, cash }) => [id, method, amountMinor, cash]),
      [
        [paid, "cash", 40_00, { receivedMinor: 50_00, changeMinor: 10_00 }],
        [second.form_key, "card", 60_00, null],
      ],
    );
    assert.equal(taken.balanceMinor, 0);
    assert.deepEqual(
      (await entriesOf(database, id)).map((entry) => entry.amount_minor).sort(),
      [40_00, 60_00].sort(),
    );
    const { events } = await orderDetail(ctx, number);
    const told = events.filter((event) => event.kind === "payment_recorded").map(({ data }) =>
      data.change_minor
    );
    assert.deepEqual(told.filter((change) => change !== undefined), [10_00]);

    const wrong = (typed: object) =>
      paymentInput("ARS").safeParse({ method: "cash", amount: "40", form_key: uuid(), ...typed }).error
        ?.issues
        .map(({ path, message }) => `${path.join(".")} ${message}`);
    assert.deepEqual(wrong({ received: "39,99" }), ["received received_short"]);
    assert.deepEqual(wrong({ received: "40", method: "card" }), ["received received_no_cash"]);
    assert.deepEqual(wrong({ received: "90", second: { method: "cash", amount: "60", form_key: uuid() } }), [
      "received received_short",
    ]);
    assert.deepEqual(wrong({ second: { method: "", amount: "60", form_key: uuid() } }), [
      "second.method required",
    ]);
    assert.deepEqual(wrong({ amount: "0" }), ["amount money"]);
    assert.deepEqual(wrong({ amount: "-5" }), ["amount money"]);
  },
);

eachDatabase("a form made from another account is refused, whatever it wants to do", async (_t, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const { number } = await anOrder(app, { charges: [100_00], payments: [40_00] });
  const seen = { charged: "10000", paid: "4000" };
  await pay(ctx, number, { amount: "10", seen });
  assert.equal(await refusalOf(pay(ctx, number, { amount: "10", seen })), "account_moved");
  assert.equal(await refusalOf(pay(ctx, number, { amount: "10", kind: "deposit", seen })), "account_moved");
  assert.equal(await refusalOf(refund(ctx, number, { amount: "10", seen })), "account_moved");
  await pay(ctx, number, { amount: "10", seen: { charged: "10000", paid: "5000" } });
});

eachDatabase(
  "cash goes to an open till once the branch has used one, or as the shop says",
  async (_t, database) => {
    await using app = await testApp(database);
    const { number } = await anOrder(app, {});
    const rocio = () => app.ctx(userActor(app, "receptionist"));
    await pay(await rocio(), number, { amount: "10" });
    const session = await anOpenTill(await app.ctx(userActor(app, "admin")), { tillId: app.branchId });
    assert.equal(await refusalOf(pay(await rocio(), number, { amount: "10" })), "opening.float till_closed");
    await pay(await rocio(), number, { amount: "10", method: "transfer" });
    const opening = { till_id: app.branchId, float: "100", form_key: uuid() };
    assert.equal(
      await refusalOf(pay(await rocio(), number, { amount: "10", opening })),
      "opening.till_id till_taken",
    );
    const ana = await app.ctx(userActor(app, "admin"));
    await pay(ana, number, { amount: "10" });
    await pay(ana, number, { amount: "10", method: "card" });
    assert.equal((await inSession(database, session)).length, 2);

    await choose(app, { cash_session_rule: "never" });
    await pay(await rocio(), number, { amount: "10" });
    await choose(app, { cash_session_rule: "always" });
    assert.equal(await refusalOf(pay(await rocio(), number, { amount: "10" })), "opening.float till_closed");
  },
);

eachDatabase("a till that is closed is opened in the payment's own form", async (_t, database) => {
  await using app = await testApp(database);
  await choose(app, { cash_session_rule: "always" });
  const rocio = await app.ctx(userActor(app, "receptionist"));
  const { number } = await anOrder(app, {});
  const opening = { till_id: app.branchId, float: "100", form_key: uuid() };
  const form = { amount: "10", opening, form_key: uuid() };
  await Promise.all([pay(rocio, number, form), pay(rocio, number, form)]);
  assert.equal((await inSession(database, opening.form_key)).length, 1);
  await refund(rocio, number, { amount: "5" });
  assert.equal((await inSession(database, opening.form_key)).length, 2);
});

eachDatabase(
  "what goes back is never more than was paid, by an amount or by whole charges",
  async (_t, database) => {
    await using app = await testApp(database);
    const ctx = await app.ctx(userActor(app, "receptionist"));
    const { id, number } = await anOrder(app, { charges: [60_00, 40_00], payments: [100_00] });
    const lines = await database.db.selectFrom("charge").select("id").where("order_id", "=", id)
      .orderBy("amount_minor", "desc").execute();
    const [large, small] = lines.map((line) => line.id);
    assert.equal(await refusalOf(refund(ctx, number, { amount: "100,01" })), "amount more_than_paid");
    await refund(ctx, number, { by: "lines", lines: large });
    let { balance, charges } = await orderDetail(ctx, number);
    assert.deepEqual(balance, { charged: 40_00, paid: 40_00, balance: 0 });
    assert.deepEqual(
      charges.filter((charge) => charge.corrects_id).map(({ amount_minor, corrects_id }) => [
        amount_minor,
        corrects_id,
      ]),
      [[-60_00, large]],
    );
    assert.equal(
      await refusalOf(refund(ctx, number, { by: "lines", lines: large })),
      "lines line_given_back",
    );
    const other = await anOrder(app, { charges: [5_00], payments: [5_00] });
    assert.equal(
      await refusalOf(refund(ctx, other.number, { by: "lines", lines: small })),
      "lines line_given_back",
    );
    await refund(ctx, number, { amount: "10" });
    assert.equal(await refusalOf(refund(ctx, number, { by: "lines", lines: small })), "lines more_than_paid");
    ({ balance, charges } = await orderDetail(ctx, number));
    assert.deepEqual(balance, { charged: 40_00, paid: 30_00, balance: 10_00 });
  },
);

eachDatabase(
  "above the shop's limit an administrator gives back, in one or in many refunds",
  async (_t, database) => {
    await using app = await testApp(database);
    await choose(app, { refund_limit: 100 });
    const rocio = await app.ctx(userActor(app, "receptionist"));
    const ana = await app.ctx(userActor(app, "admin"));
    const { id, number } = await anOrder(app, { charges: [400_00], payments: [400_00] });
    const { id: line } = await database.db.selectFrom("charge").select("id").where("order_id", "=", id)
      .executeTakeFirstOrThrow();
    assert.equal(await refusalOf(refund(rocio, number, { amount: "100,01" })), "amount refund_needs_admin");
    assert.equal(
      await refusalOf(refund(rocio, number, { by: "lines", lines: line })),
      "lines refund_needs_admin",
    );
    await refund(rocio, number, { amount: "70" });
    assert.equal(await refusalOf(refund(rocio, number, { amount: "31" })), "amount refund_needs_admin");
    await refund(rocio, number, { amount: "30" });
    await refund(ana, number, { amount: "300" });
  },
);

async function choose(app: TestApp, changes: Partial<Settings>): Promise<void> {
  const ana = await app.ctx(userActor(app, "admin"));
  await editSettings(ana, { section: "caja", version: sectionVersion(ana.shop.settings, "caja"), changes });
}

async function entriesOf({ db }: TestDatabase, orderId: string) {
  return await db.selectFrom("payment").select(["id", "amount_minor"]).where("order_id", "=", orderId)
    .execute();
}

async function inSession({ db }: TestDatabase, id: string) {
  return await db.selectFrom("payment").select("id").where("cash_session_id", "=", id).execute();
}
