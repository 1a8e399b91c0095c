import assert from "node:assert/strict";
import { paymentInput } from "../../src/orders/input.ts";
import { recordPayment } from "../../src/orders/money.ts";
import { moveStatus } from "../../src/orders/moves.ts";
import { readBalance } from "../../src/orders/balance.ts";
import { testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

const refund = (amount: string, form_key: string = crypto.randomUUID()) =>
  paymentInput("ARS").parse({ kind: "refund", method: "cash", amount, form_key });

eachDatabase("of ten who move one order the same way one does, and it is told once", async (_, database) => {
  await using app = await testApp(database);
  const { id, number } = await anOrder(app, { technicianId: app.users.technician.id });
  const ctx = await app.ctx(userActor(app, "admin"));
  const moves = await Promise.allSettled(
    Array.from({ length: 10 }, () => moveStatus(ctx, number, { to: "diagnosing", from: "received" })),
  );
  assert.equal(moves.filter(({ status }) => status === "fulfilled").length, 1);
  for (const move of moves) {
    if (move.status === "rejected") assert.equal(move.reason.detail?.reason, "order_changed");
  }
  const told = await database.db.selectFrom("order_event").select("id").where("order_id", "=", id)
    .where("kind", "=", "status_moved").execute();
  assert.equal(told.length, 1);
  const counts = await database.db.selectFrom("order_count").select(["status", "orders"])
    .where("orders", "!=", 0).execute();
  assert.deepEqual(counts.map((row) => ({ ...row })), [{ status: "diagnosing", orders: 1 }]);
});

eachDatabase("no more goes back than was paid, however many give it back at once", async (_, database) => {
  await using app = await testApp(database);
  const { id, number } = await anOrder(app, { payments: [10_000] });
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const refunds = await Promise.allSettled(
    Array.from({ length: 8 }, () => recordPayment(ctx, number, refund("60"))),
  );
  assert.equal(refunds.filter(({ status }) => status === "fulfilled").length, 1);
  assert.equal((await readBalance(database.db, id)).paid, 4_000);
});

eachDatabase("a refund sent twice is one refund and no refusal", async (_, database) => {
  await using app = await testApp(database);
  const { id, number } = await anOrder(app, { payments: [10_000] });
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const form = refund("100");
  await Promise.all([recordPayment(ctx, number, form), recordPayment(ctx, number, form)]);
  await recordPayment(ctx, number, form);
  assert.equal((await readBalance(database.db, id)).paid, 0);
  const entries = await database.db.selectFrom("payment").select("id").where("order_id", "=", id).execute();
  assert.equal(entries.length, 2);
});
