import assert from "node:assert/strict";
import { ONE } from "../../src/lib/quantity.ts";
import { lockOrder } from "../../src/orders/row.ts";
import { addPart } from "../../src/parts/order_part_commands.ts";
import { addedPart } from "../../src/parts/order_part_input.ts";
import { type PlannedLine, planParts, releaseParts } from "../../src/parts/plan.ts";
import { type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aPart, partsOf, stockOf } from "../support/part_builders.ts";

const line = (partId: string, count: number, priceMinor = 10_000_00): PlannedLine => ({
  partId,
  quantity: count * ONE,
  priceMinor,
});

eachDatabase("an approved quote puts aside what there is and tells what is missing", async (_, database) => {
  await using app = await testApp(database);
  const screen = await aPart(app, { stock: 1, name: "Pantalla" });
  const battery = await aPart(app, { stock: 5, name: "Batería" });
  const order = await anOrder(app, { status: "awaiting_approval" });
  const results = await plan(app, order.number, [
    line(screen.id, 1),
    line(battery.id, 1),
    line(screen.id, 1),
  ]);
  assert.deepEqual(
    results.toSorted((a, b) => a.missing - b.missing),
    [
      { partId: battery.id, reserved: ONE, missing: 0 },
      { partId: screen.id, reserved: ONE, missing: ONE },
    ],
  );
  assert.deepEqual(await stockOf(app, screen.id), { onHand: 1, reserved: 1 });
  const parts = await partsOf(database, order.id);
  assert.deepEqual(
    parts.map(({ planned, price_minor }) => [planned, price_minor]).toSorted(),
    [[ONE, 1_000_000], [2 * ONE, 1_000_000]],
  );
  const events = await database.db.selectFrom("order_event").select("data_json")
    .where("kind", "=", "parts_reserved").execute();
  assert.equal(events.length, 1);
});

eachDatabase(
  "a new version takes the place of the former plan and keeps what the bench added",
  async (_, database) => {
    await using app = await testApp(database);
    const [old, kept, fresh, own] = [
      await aPart(app, { stock: 3 }),
      await aPart(app, { stock: 3 }),
      await aPart(app, { stock: 3 }),
      await aPart(app, { sku: "OWN", stock: 3 }),
    ];
    const order = await anOrder(app, { status: "approved", technicianId: app.users.technician.id });
    await plan(app, order.number, [line(old.id, 2), line(kept.id, 2)]);
    const ctx = await app.ctx(userActor(app, "technician"));
    await addPart(ctx, order.number, addedPart("es").parse({ code: "OWN", form_key: crypto.randomUUID() }));
    await plan(app, order.number, [line(kept.id, 1, 500_00), line(fresh.id, 1)]);
    assert.deepEqual(await stockOf(app, old.id), { onHand: 3, reserved: 0 });
    assert.deepEqual(await stockOf(app, kept.id), { onHand: 3, reserved: 1 });
    assert.deepEqual(await stockOf(app, fresh.id), { onHand: 3, reserved: 1 });
    assert.deepEqual(await stockOf(app, own.id), { onHand: 3, reserved: 1 });
    const again = await plan(app, order.number, [line(kept.id, 1, 500_00), line(fresh.id, 1)]);
    assert.ok(again.every(({ reserved }) => reserved === ONE), "the same plan twice changes nothing");
    assert.deepEqual(await stockOf(app, kept.id), { onHand: 3, reserved: 1 });

    await database.db.transaction().execute(async (trx) =>
      await releaseParts(trx, ctx, await lockOrder(trx, order.number))
    );
    for (const { id } of [old, kept, fresh, own]) {
      assert.deepEqual(await stockOf(app, id), { onHand: 3, reserved: 0 });
    }
  },
);

eachDatabase("a plan that fails with its transaction has put nothing aside", async (_, database) => {
  await using app = await testApp(database);
  const { id } = await aPart(app, { stock: 3 });
  const order = await anOrder(app, { status: "awaiting_approval" });
  await assert.rejects(
    plan(app, order.number, [line(id, 2)], () => Promise.reject(new Error("no signature"))),
  );
  assert.deepEqual(await stockOf(app, id), { onHand: 3, reserved: 0 });
  assert.deepEqual(await partsOf(database, order.id), []);
});

async function plan(
  app: TestApp,
  number: string,
  lines: PlannedLine[],
  then: () => Promise<void> = () => Promise.resolve(),
) {
  const ctx = await app.ctx(userActor(app, "receptionist"));
  return await ctx.db.transaction().execute(async (trx) => {
    const results = await planParts(trx, ctx, { order: await lockOrder(trx, number), lines });
    await then();
    return results;
  });
}
