import assert from "node:assert/strict";
import { ONE } from "../../src/lib/quantity.ts";
import { moveStatus } from "../../src/orders/moves.ts";
import { approveByLink } from "../../src/quotes/client_commands.ts";
import { clientApproval } from "../../src/quotes/input.ts";
import { type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase, type TestDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aPart, partsOf, stockOf } from "../support/part_builders.ts";
import { aDraft, approveByPhone, aSentQuote, assertSumsHold, send } from "../support/quote_builders.ts";

const part = (id: string, more: Record<string, string> = {}) => ({
  description: "Módulo",
  price: "40000",
  kind: "part",
  part_id: id,
  ...more,
});

eachDatabase(
  "what a client approves by the link is put aside, and what is missing said",
  async (_, database) => {
    await using app = await testApp(database);
    const module = await aPart(app, { stock: 3 });
    const screw = await aPart(app, { stock: 1 });
    const { id, number } = await diagnosed(app);
    const quote = await aSentQuote(app, number, {
      lines: [part(module.id), part(screw.id, { description: "Tornillos", price: "10", quantity: "4" })],
    });
    assert.deepEqual(await stockOf(app, module.id), { onHand: 3, reserved: 0 }, "an offer takes nothing");
    await approve(app, { id, quote });
    assert.deepEqual(await stockOf(app, module.id), { onHand: 3, reserved: 1 });
    assert.deepEqual(await stockOf(app, screw.id), { onHand: 1, reserved: 1 });
    const parts = await partsOf(database, id);
    assert.deepEqual(
      parts.map(({ sku, planned, reserved, price_minor }) => [sku, planned, reserved, price_minor])
        .toSorted(),
      [[module.sku, ONE, ONE, 40_000_00], [screw.sku, 4 * ONE, ONE, 10_00]].toSorted(),
    );
    assert.deepEqual(await told(database, id), ["parts_reserved"]);
  },
);

eachDatabase("of options only the chosen one's parts are taken", async (_, database) => {
  await using app = await testApp(database);
  const original = await aPart(app, { stock: 1 });
  const other = await aPart(app, { stock: 1 });
  const { id, number } = await diagnosed(app);
  await aSentQuote(app, number, {
    options: "2",
    lines: [part(original.id, { option: "A" }), part(other.id, { option: "B", price: "30000" })],
  });
  await approveByPhone(app, number, { option: "B" });
  assert.equal((await stockOf(app, original.id)).reserved, 0);
  assert.equal((await stockOf(app, other.id)).reserved, 1);
  assert.equal(await assertSumsHold(app, id), 30_000_00);
});

eachDatabase("a new version lets go what the former one had put aside", async (_, database) => {
  await using app = await testApp(database);
  const dear = await aPart(app, { stock: 2 });
  const cheap = await aPart(app, { stock: 2 });
  const { id, number } = await diagnosed(app);
  const first = await aSentQuote(app, number, { lines: [part(dear.id, { quantity: "2" })] });
  await approve(app, { id, quote: first });
  assert.equal((await stockOf(app, dear.id)).reserved, 2);
  await moveStatus(await app.ctx(userActor(app, "technician")), number, { to: "repairing" });
  const second = await aDraft(app, number, { from: first, lines: [part(cheap.id)] });
  assert.equal((await stockOf(app, dear.id)).reserved, 2, "a draft changes nothing");
  await send(app, number, second);
  assert.equal((await stockOf(app, dear.id)).reserved, 0);
  await approve(app, { id, quote: second });
  assert.deepEqual(
    [(await stockOf(app, dear.id)).reserved, (await stockOf(app, cheap.id)).reserved],
    [0, 1],
  );
  assert.deepEqual(await told(database, id), ["parts_reserved", "parts_released", "parts_reserved"]);
});

eachDatabase("an order that is withdrawn after the approval lets its parts go", async (_, database) => {
  await using app = await testApp(database);
  const module = await aPart(app, { stock: 1 });
  const { id, number } = await diagnosed(app);
  const quote = await aSentQuote(app, number, { lines: [part(module.id)] });
  await approve(app, { id, quote });
  const admin = await app.ctx(userActor(app, "admin"));
  await moveStatus(admin, number, { to: "diagnosing", force: true, reason: "Se arrepintió" });
  await moveStatus(admin, number, { to: "cancelled", reason: "Se arrepintió" });
  assert.equal((await stockOf(app, module.id)).reserved, 0);
  assert.equal(await assertSumsHold(app, id), 0);
});

eachDatabase("two offers for the last piece: one gets it, the other waits for more", async (_, database) => {
  await using app = await testApp(database);
  const module = await aPart(app, { stock: 1 });
  const orders = await Promise.all([0, 1].map(async () => {
    const { id, number } = await diagnosed(app);
    return { id, quote: await aSentQuote(app, number, { lines: [part(module.id)] }) };
  }));
  await Promise.all(orders.map((order) => approve(app, order)));
  assert.deepEqual(await stockOf(app, module.id), { onHand: 1, reserved: 1 });
  const reserved = await Promise.all(
    orders.map(async ({ id }) => (await partsOf(database, id)).map((one) => one.reserved)),
  );
  assert.deepEqual(reserved.flat().toSorted(), [0, ONE]);
});

async function diagnosed(app: TestApp) {
  const technicianId = app.users.technician.id;
  return await anOrder(app, { status: "diagnosing", diagnosis: "Módulo roto", technicianId });
}

async function approve(app: TestApp, { id, quote }: { id: string; quote: string }): Promise<void> {
  const input = clientApproval.parse({ form_key: crypto.randomUUID(), quote, name: "María Núñez" });
  await approveByLink(await app.ctx(), { orderId: id, userAgent: "x" }, input);
}

async function told(database: TestDatabase, orderId: string): Promise<string[]> {
  const rows = await database.db.selectFrom("order_event").select("kind").where("order_id", "=", orderId)
    .where("kind", "in", ["parts_reserved", "parts_released"]).orderBy("id").execute();
  return rows.map(({ kind }) => kind);
}
