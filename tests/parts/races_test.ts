import assert from "node:assert/strict";
import { AppError } from "../../src/lib/app_error.ts";
import { moveStatus } from "../../src/orders/moves.ts";
import { allotParts } from "../../src/parts/allotment.ts";
import { addPart, movePart } from "../../src/parts/order_part_commands.ts";
import { addedPart, partMove } from "../../src/parts/order_part_input.ts";
import { stockDifferences } from "../../src/parts/stock_check.ts";
import { receiveStock, scrapStock } from "../../src/parts/stock_commands.ts";
import { receiptInput, scrapInput } from "../../src/parts/stock_input.ts";
import { asTechnician, type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aPart, arrive, stockOf } from "../support/part_builders.ts";

const COUNTING = { locale: "es", currency: "ARS", unit: "unit", serialised: false } as const;
const uuid = () => crypto.randomUUID();

eachDatabase(
  "of fifty who take the last part at once one gets it, the others are told",
  async (_, database) => {
    await using app = await testApp(database);
    const { id } = await aPart(app, { sku: "LAST", stock: 1 });
    const orders = await benches(app, 50);
    const ctx = await app.ctx(userActor(app, "technician"));
    const takes = await Promise.allSettled(
      orders.map((number) => addPart(ctx, number, addedPart("es").parse({ code: "LAST", form_key: uuid() }))),
    );
    assert.equal(takes.filter(({ status }) => status === "fulfilled").length, 1);
    for (const take of takes) {
      if (take.status === "rejected") assert.equal(take.reason.detail?.fields?.code?.code, "stock_short");
    }
    assert.deepEqual(await stockOf(app, id), { onHand: 0, reserved: 0 });
    const moves = await database.db.selectFrom("stock_move").select("id").where("kind", "=", "consume")
      .execute();
    assert.equal(moves.length, 1);
    assert.deepEqual(await stockDifferences(database.db), []);
  },
);

eachDatabase(
  "two technicians press use for the last one: one page says used, the other why not",
  async (_, database) => {
    await using app = await testApp(database);
    await aPart(app, { sku: "LAST", name: "Pin USB-C", stock: 1 });
    const [one = "", two = ""] = await benches(app, 2);
    const [first, second] = [await asTechnician(app), await asTechnician(app)];
    const answers = await Promise.all([
      first.post(`/ordenes/${one}/repuestos`, { code: "LAST", form_key: uuid() }),
      second.post(`/ordenes/${two}/repuestos`, { code: "LAST", form_key: uuid() }),
    ]);
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [303, 422]);
    const refused = await answers.find(({ status }) => status === 422)?.text() ?? "";
    assert.match(refused, /No queda ninguno sin reservar: alguien lo tomó antes/);
    assert.match(refused, /value="LAST"/);
  },
);

eachDatabase("a double click uses one", async (_, database) => {
  await using app = await testApp(database);
  const { id } = await aPart(app, { sku: "PIN", stock: 5 });
  const [number = ""] = await benches(app, 1);
  const bench = await asTechnician(app);
  const form = { code: "PIN", form_key: uuid() };
  const answers = await Promise.all([1, 2, 3, 4].map(() => bench.post(`/ordenes/${number}/repuestos`, form)));
  assert.deepEqual(answers.map(({ status }) => status), [303, 303, 303, 303]);
  assert.deepEqual(await stockOf(app, id), { onHand: 4, reserved: 0 });
  const use = { kind: "use", form_key: uuid() };
  const path = `/ordenes/${number}/repuestos/${id}/movimientos`;
  await Promise.all([bench.post(path, use), bench.post(path, use)]);
  assert.deepEqual(await stockOf(app, id), { onHand: 3, reserved: 0 });
});

eachDatabase(
  "a crowd that receives, reserves, uses, returns and scraps keeps the sums",
  async (_, database) => {
    await using app = await testApp(database);
    const parts = [await aPart(app, { sku: "ONE", stock: 6 }), await aPart(app, { sku: "TWO", stock: 6 })];
    const orders = await benches(app, 6);
    const ctx = await app.ctx(userActor(app, "admin"));
    const acts = Array.from({ length: 90 }, (_, index) => async () => {
      const part = parts[index % 2] ?? parts[0];
      const number = orders[index % orders.length] ?? "";
      const form_key = uuid();
      if (!part) return;
      switch (index % 6) {
        case 0:
          return await receiveStock(ctx, part.id, receiptInput(COUNTING).parse({ quantity: "1", form_key }));
        case 1:
          return await scrapStock(
            ctx,
            part.id,
            scrapInput(COUNTING).parse({ quantity: "1", reason: "faulty", form_key }),
          );
        case 2:
          return await addPart(
            ctx,
            number,
            addedPart("es").parse({ code: part.sku, how: "reserve", form_key }),
          );
        case 3:
          return await addPart(ctx, number, addedPart("es").parse({ code: part.sku, form_key }));
        case 4:
          return await movePart(ctx, number, part.id, partMove("es").parse({ kind: "return", form_key }));
        default:
          return await allotParts(ctx, { partId: part.id, branchId: app.branchId });
      }
    });
    const results = await Promise.allSettled(acts.map((act) => act()));
    for (const result of results) {
      if (result.status === "rejected") {
        assert.ok(result.reason instanceof AppError, String(result.reason?.stack ?? result.reason));
      }
    }
    assert.ok(results.filter(({ status }) => status === "fulfilled").length > 40);
    assert.deepEqual(await stockDifferences(database.db), []);
  },
);

eachDatabase(
  "orders that let go of the same parts at once wait for each other and not for ever",
  async (_, database) => {
    await using app = await testApp(database);
    const parts = [];
    for (let index = 0; index < 4; index++) parts.push(await aPart(app, { sku: `P-${index}`, stock: 8 }));
    const orders: string[] = [];
    const ctx = await app.ctx(userActor(app, "admin"));
    for (let index = 0; index < 8; index++) {
      const { number } = await anOrder(app, { status: "approved", technicianId: app.users.technician.id });
      orders.push(number);
      const turned = index % 2 === 0 ? parts : parts.toReversed();
      for (const { sku } of turned) {
        await addPart(
          ctx,
          number,
          addedPart("es").parse({ code: sku, form_key: uuid() }),
        );
      }
    }
    await Promise.all(orders.map((number) => moveStatus(ctx, number, { to: "repairing" })));
    await Promise.all(orders.map((number) => moveStatus(ctx, number, { to: "ready", outcome: "repaired" })));
    for (const { id } of parts) assert.deepEqual(await stockOf(app, id), { onHand: 8, reserved: 0 });
    assert.deepEqual(await stockDifferences(database.db), []);
  },
);

eachDatabase(
  "one that came in goes to one of those who wait, however many look for it",
  async (_, database) => {
    await using app = await testApp(database);
    const { id } = await aPart(app, { sku: "LATE" });
    const ctx = await app.ctx(userActor(app, "admin"));
    for (let index = 0; index < 5; index++) {
      const { number } = await anOrder(app, {
        status: "awaiting_parts",
        technicianId: app.users.technician.id,
      });
      await addPart(ctx, number, addedPart("es").parse({ code: "LATE", form_key: uuid() }));
    }
    await arrive(app, id, { quantity: "2" });
    const place = { partId: id, branchId: app.branchId };
    await Promise.all([1, 2, 3].map(() => allotParts(ctx, place)));
    assert.deepEqual(await stockOf(app, id), { onHand: 2, reserved: 2 });
    const told = await database.db.selectFrom("order_event").select("id").where("kind", "=", "parts_arrived")
      .execute();
    assert.equal(told.length, 2);
  },
);

async function benches(app: TestApp, count: number): Promise<string[]> {
  const numbers: string[] = [];
  for (let index = 0; index < count; index++) {
    const technicianId = app.users.technician.id;
    numbers.push((await anOrder(app, { status: "repairing", technicianId })).number);
  }
  return numbers;
}
