import assert from "node:assert/strict";
import { ONE } from "../../src/lib/quantity.ts";
import { moveStatus } from "../../src/orders/moves.ts";
import type { Move } from "../../src/orders/transition.ts";
import { undoMove } from "../../src/orders/undo_commands.ts";
import { addPart } from "../../src/parts/order_part_commands.ts";
import { addedPart } from "../../src/parts/order_part_input.ts";
import { type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder, type BuiltOrder } from "../support/order_builders.ts";
import { aPart, stockOf } from "../support/part_builders.ts";

/** The plan is put aside as work begins, whatever led to it. */
const WORK: Move = { to: "repairing", force: true, reason: "Lo pidió por teléfono" };

eachDatabase("work that does not begin after all lets go what it put aside", async (_, database) => {
  await using app = await testApp(database);
  const part = await aPart(app, { stock: 3 });
  const order = await planned(app, part.sku);
  const before = await linesOf(app, order);
  await moved(app, order, WORK);
  assert.deepEqual(await stockOf(app, part.id), { onHand: 3, reserved: 1 });
  await undone(app, order);
  assert.deepEqual(await stockOf(app, part.id), { onHand: 3, reserved: 0 });
  assert.deepEqual(await linesOf(app, order), before);
  assert.deepEqual(await toldOf(app, order), ["parts_planned", "parts_reserved", "parts_released"]);
});

eachDatabase("a repair that is not ready after all has its parts and no excuse", async (_, database) => {
  await using app = await testApp(database);
  const part = await aPart(app, { stock: 1 });
  const order = await planned(app, part.sku);
  await moved(app, order, WORK);
  const before = await linesOf(app, order);
  const ready: Move = { to: "ready", outcome: "repaired", partsExplanation: "Bastó con limpiarla" };
  await moved(app, order, ready);
  assert.deepEqual(await stockOf(app, part.id), { onHand: 1, reserved: 0 });
  assert.equal((await linesOf(app, order))[0]?.explanation, "Bastó con limpiarla");
  await undone(app, order);
  assert.deepEqual(await stockOf(app, part.id), { onHand: 1, reserved: 1 });
  assert.deepEqual(await linesOf(app, order), before);
});

eachDatabase("what somebody else has taken meanwhile is missing, and told so", async (_, database) => {
  await using app = await testApp(database);
  const part = await aPart(app, { stock: 1 });
  const order = await planned(app, part.sku);
  await moved(app, order, WORK);
  await moved(app, order, { to: "awaiting_parts" });
  await database.db.updateTable("order").set({ parts_in: 1 }).where("id", "=", order.id).execute();
  await moved(app, order, { to: "repairing" });
  await moved(app, order, { to: "ready", outcome: "repaired", partsExplanation: "No hizo falta" });
  const other = await planned(app, part.sku);
  await moved(app, other, WORK);
  await undone(app, order);
  const [line] = await linesOf(app, order);
  assert.deepEqual([line?.wanted, line?.reserved], [ONE, 0]);
  assert.deepEqual(await stockOf(app, part.id), { onHand: 1, reserved: 1 });
  const rows = await database.db.selectFrom("order_event").select("data_json")
    .where("order_id", "=", order.id).where("kind", "=", "parts_reserved").orderBy("id", "desc").execute();
  assert.equal(JSON.parse(rows[0]?.data_json ?? "{}").parts[0].missing, ONE);
});

eachDatabase("an order that goes back to waiting still knows that its parts are in", async (_, database) => {
  await using app = await testApp(database);
  const order = await anOrder(app, { status: "awaiting_parts", technicianId: app.users.technician.id });
  await database.db.updateTable("order").set({ parts_in: 1 }).where("id", "=", order.id).execute();
  await moved(app, order, { to: "repairing" });
  await undone(app, order);
  const row = await database.db.selectFrom("order").select("parts_in").where("id", "=", order.id)
    .executeTakeFirstOrThrow();
  assert.equal(row.parts_in, 1);
});

/** An order whose client is asked about one of the part. */
async function planned(app: TestApp, sku: string): Promise<BuiltOrder> {
  const order = await anOrder(app, {
    status: "awaiting_approval",
    technicianId: app.users.technician.id,
    diagnosis: "Pantalla rota",
  });
  const ctx = await app.ctx(userActor(app, "admin"));
  await addPart(ctx, order.number, addedPart("es").parse({ code: sku, form_key: crypto.randomUUID() }));
  app.now += 1;
  return order;
}

async function moved(app: TestApp, { number }: BuiltOrder, move: Move): Promise<void> {
  app.now += 1;
  await moveStatus(await app.ctx(userActor(app, "admin")), number, move);
}

async function undone(app: TestApp, { number }: BuiltOrder): Promise<void> {
  app.now += 1_000;
  await undoMove(await app.ctx(userActor(app, "admin")), number);
}

async function linesOf(app: TestApp, { id }: BuiltOrder) {
  return await app.services.database.db.selectFrom("order_part").selectAll().where("order_id", "=", id)
    .execute();
}

async function toldOf(app: TestApp, { id }: BuiltOrder): Promise<string[]> {
  const rows = await app.services.database.db.selectFrom("order_event").select("kind")
    .where("order_id", "=", id).orderBy("id").execute();
  return rows.map(({ kind }) => kind).filter((kind) => kind.startsWith("part"));
}
