import assert from "node:assert/strict";
import { moveStatus } from "../../src/orders/moves.ts";
import { asAdmin, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

eachDatabase("of ten who move one order the same way one does, and it is told once", async (_, database) => {
  await using app = await testApp(database);
  const { id, number } = await anOrder(app, { technicianId: app.users.technician.id });
  const moves = await Promise.allSettled(
    Array.from({ length: 10 }, async () => {
      const who = { id: crypto.randomUUID(), name: "Ana", branchId: app.branchId };
      const somebody = { kind: "user", role: "admin", ...who } as const;
      return await moveStatus(await app.ctx(somebody), number, { to: "diagnosing", from: "received" });
    }),
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

eachDatabase(
  "a move that its maker sends five times is one move, and later it is refused",
  async (_, database) => {
    await using app = await testApp(database);
    const { id, number } = await anOrder(app, { technicianId: app.users.technician.id });
    const admin = await asAdmin(app);
    const send = () => admin.post(`/ordenes/${number}/estado`, { from: "received", to: "diagnosing" });
    const answers = [...await Promise.all([send(), send(), send(), send()]), await send()];
    assert.deepEqual(answers.map(({ status }) => status), [303, 303, 303, 303, 303]);
    const told = await database.db.selectFrom("order_event").select("id").where("order_id", "=", id)
      .where("kind", "=", "status_moved").execute();
    assert.equal(told.length, 1);
    app.now += 31_000;
    assert.equal((await send()).status, 409);
  },
);
