import fc from "fast-check";
import assert from "node:assert/strict";
import { getSession, sessionExpected } from "../../src/cash/queries.ts";
import type { Ctx } from "../../src/context.ts";
import { readBalance } from "../../src/orders/balance.ts";
import { recordCharge } from "../../src/orders/money.ts";
import { orderDetail } from "../../src/orders/queries.ts";
import { type PaymentKind, type PaymentState, paymentState } from "../../src/payments/payment.ts";
import { anOpenTill, refusalOf, uuid } from "../cash/till_stage.ts";
import { testApp, userActor } from "../support/app.ts";
import { eachDatabase, type TestDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { pay, refund } from "./payment_stage.ts";

type Act =
  | { act: "charge"; minor: number }
  | { act: "pay"; kind: "payment" | "deposit"; method: "cash" | "card"; minor: number; advance: boolean }
  | { act: "refund"; method: "cash" | "card"; minor: number }
  | { act: "giveBack"; at: number };

const amount = fc.integer({ min: 1, max: 500 });
const method = fc.constantFrom("cash" as const, "card" as const);
const acts = fc.array(
  fc.oneof(
    fc.record({
      act: fc.constant("charge" as const),
      minor: fc.integer({ min: -200, max: 500 }).filter((n) => n !== 0),
    }),
    fc.record({
      act: fc.constant("pay" as const),
      kind: fc.constantFrom("payment" as const, "deposit" as const),
      method,
      minor: amount,
      advance: fc.boolean(),
    }),
    fc.record({ act: fc.constant("refund" as const), method, minor: amount }),
    fc.record({ act: fc.constant("giveBack" as const), at: fc.nat(5) }),
  ),
  { minLength: 1, maxLength: 10 },
);

/** What a careful bookkeeper would have written down. */
interface Book {
  charges: { minor: number; givenBack: boolean }[];
  entries: { kind: PaymentKind; minor: number }[];
  cash: number;
}

eachDatabase(
  "whatever is charged, paid and given back, the sums hold and the state follows",
  async (_t, database) => {
    await using app = await testApp(database);
    const ctx = await app.ctx(userActor(app, "receptionist"));
    const session = await anOpenTill(ctx, { tillId: app.branchId, float: "0" });
    let cash = 0;
    await fc.assert(
      fc.asyncProperty(acts, async (list) => {
        const { id, number } = await anOrder(app, {});
        const book: Book = { charges: [], entries: [], cash };
        for (const act of list) {
          await play(ctx, { database, id, number, book, act });
          await audit(ctx, { database, id, number, book });
        }
        cash = book.cash;
        const expected = await sessionExpected(database.db, { id: session, float_minor: 0 });
        assert.equal(expected.cash, cash, "the till holds what was taken in cash");
      }),
      { numRuns: 20 },
    );
    const { entries } = await getSession(ctx, session, { allEntries: true });
    assert.equal(
      entries.filter(({ method }) => method === "cash").reduce((sum, one) => sum + one.minor, 0),
      cash,
    );
  },
);

interface Play {
  database: TestDatabase;
  id: string;
  number: string;
  book: Book;
  act: Act;
}

async function play(ctx: Ctx, { database, id, number, book, act }: Play): Promise<void> {
  const { charged, paid } = sums(book);
  switch (act.act) {
    case "charge":
      await recordCharge(ctx, number, {
        description: "Cargo",
        amount: act.minor,
        reason: "",
        form_key: uuid(),
      });
      book.charges.push({ minor: act.minor, givenBack: false });
      return;
    case "pay": {
      const { kind, method, minor, advance } = act;
      const typed = { kind, method, amount: text(minor), ...(advance && { advance: "1" }) };
      const fits = kind === "deposit" || advance || charged === 0 || minor <= charged - paid;
      assert.equal(await refusalOf(pay(ctx, number, typed)) === "", fits);
      if (fits) enter(book, { kind, minor, method });
      return;
    }
    case "refund": {
      const fits = act.minor <= paid;
      const refusal = await refusalOf(refund(ctx, number, { method: act.method, amount: text(act.minor) }));
      assert.equal(refusal, fits ? "" : "amount more_than_paid");
      if (fits) enter(book, { kind: "refund", minor: -act.minor, method: act.method });
      return;
    }
    case "giveBack": {
      const lines = await database.db.selectFrom("charge").select(["id", "amount_minor"])
        .where("order_id", "=", id).where("corrects_id", "is", null).orderBy("created_at").orderBy("id")
        .execute();
      const line = lines[act.at];
      if (!line) return;
      const known = book.charges.find((one) => !one.givenBack && one.minor === line.amount_minor);
      const refusal = await refusalOf(refund(ctx, number, { by: "lines", lines: line.id }));
      if (refusal !== "") return;
      assert.ok(known && line.amount_minor > 0 && line.amount_minor <= paid);
      known.givenBack = true;
      enter(book, { kind: "refund", minor: -line.amount_minor, method: "cash" });
    }
  }
}

async function audit(ctx: Ctx, { database, id, number, book }: Omit<Play, "act">): Promise<void> {
  const { charged, paid } = sums(book);
  const expected = { charged, paid, balance: charged - paid };
  assert.deepEqual(await readBalance(database.db, id), expected);
  const kept = await database.db.selectFrom("order_balance").selectAll().where("order_id", "=", id)
    .executeTakeFirst();
  assert.deepEqual(
    [kept?.charged_minor ?? 0, kept?.paid_minor ?? 0, kept?.balance_minor ?? 0],
    [charged, paid, charged - paid],
  );
  const detail = await orderDetail(ctx, number);
  assert.deepEqual(detail.balance, expected);
  assert.equal(paymentState({ charged, paid, entries: detail.payments }), stateOf(book));
  assert.ok(paid >= 0, "nothing goes back that was not paid");
}

/** The rules in their plainest words. */
function stateOf(book: Book): PaymentState {
  const { charged, paid } = sums(book);
  if (charged < 0) return "overpaid";
  if (paid === 0) return "unpaid";
  if (charged === 0) return "deposit";
  if (paid > charged) return "overpaid";
  if (paid === charged) return "paid";
  return book.entries.every(({ kind }) => kind !== "payment") ? "deposit" : "partial";
}

function sums({ charges, entries }: Book): { charged: number; paid: number } {
  return {
    charged: charges.reduce((sum, one) => sum + (one.givenBack ? 0 : one.minor), 0),
    paid: entries.reduce((sum, one) => sum + one.minor, 0),
  };
}

function enter(book: Book, entry: { kind: PaymentKind; minor: number; method: "cash" | "card" }): void {
  book.entries.push(entry);
  if (entry.method === "cash") book.cash += entry.minor;
}

function text(minor: number): string {
  return `${Math.trunc(minor / 100)},${String(minor % 100).padStart(2, "0")}`;
}
