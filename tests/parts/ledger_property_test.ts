import assert from "node:assert/strict";
import fc from "fast-check";
import type { Ctx } from "../../src/context.ts";
import { AppError } from "../../src/lib/app_error.ts";
import { ONE } from "../../src/lib/quantity.ts";
import { moveStatus } from "../../src/orders/moves.ts";
import { PART_ACTS } from "../../src/parts/order_act.ts";
import { addPart, movePart } from "../../src/parts/order_part_commands.ts";
import { addedPart, partMove } from "../../src/parts/order_part_input.ts";
import { stockDifferences } from "../../src/parts/stock_check.ts";
import { MOVE_KINDS } from "../../src/parts/stock.ts";
import { countStock, receiveStock, scrapStock } from "../../src/parts/stock_commands.ts";
import { countInput, receiptInput, scrapInput } from "../../src/parts/stock_input.ts";
import { type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase, type TestDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aPart } from "../support/part_builders.ts";

const COUNTING = { locale: "es", currency: "ARS", unit: "unit", serialised: false } as const;
const quantity = fc.integer({ min: 1, max: 3 }).map(String);
const order = fc.integer({ min: 0, max: 2 });

/** Everything that can happen to a part, in any order, allowed or not. */
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ act: fc.constant("receive" as const), quantity }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("count" as const), quantity }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("scrap" as const), quantity }) },
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constant("add" as const),
      order,
      quantity,
      how: fc.constantFrom("reserve" as const, "use" as const),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      act: fc.constant("move" as const),
      order,
      quantity,
      kind: fc.constantFrom(...PART_ACTS),
      from: fc.constantFrom("used" as const, "stock" as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant("status" as const),
      order,
      to: fc.constantFrom("approved", "awaiting_parts", "repairing", "quality_check", "ready", "cancelled"),
    }),
  },
);
type Step = (typeof step)["generate"] extends (...args: never[]) => { value: infer Value } ? Value : never;

/** Among what happens by chance, one round in which each kind of move does. */
const EACH_KIND: Step[] = [
  { act: "receive", quantity: "1" },
  { act: "add", order: 0, quantity: "1", how: "reserve" },
  { act: "move", order: 0, quantity: "1", kind: "drop", from: "stock" },
  { act: "add", order: 1, quantity: "1", how: "use" },
  { act: "move", order: 1, quantity: "1", kind: "return", from: "used" },
  { act: "scrap", quantity: "1" },
  { act: "count", quantity: "2" },
];

eachDatabase(
  "whatever happens, stock is the sum of its moves and nobody has less than nothing",
  async (_, database) => {
    await using app = await testApp(database);
    const runs = database.flavour === "postgres" ? 6 : 25;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30 }), async (steps) => {
        const stage = await aStage(app);
        for (const one of steps) {
          await act(stage, one);
          await assertSums(database, stage.partId);
        }
      }),
      { numRuns: runs, endOnFailure: true, examples: [[EACH_KIND]] },
    );
    assert.deepEqual(await stockDifferences(database.db), []);
    const kinds = await database.db.selectFrom("stock_move").select("kind").distinct().execute();
    assert.deepEqual(
      kinds.map(({ kind }) => kind).toSorted(),
      MOVE_KINDS.toSorted(),
      "every kind has happened",
    );
  },
);

interface Stage {
  ctx: Ctx;
  partId: string;
  orders: string[];
}

async function aStage(app: TestApp): Promise<Stage> {
  const { id } = await aPart(app, { stock: 3 });
  const technicianId = app.users.technician.id;
  const orders = [
    await anOrder(app, { status: "approved", technicianId }),
    await anOrder(app, { status: "repairing", technicianId }),
    await anOrder(app, { status: "diagnosing", technicianId, preauthorisedMinor: 1_000_00 }),
  ];
  return {
    ctx: await app.ctx(userActor(app, "admin")),
    partId: id,
    orders: orders.map(({ number }) => number),
  };
}

/** Refusals are part of the game; anything else is a fault. */
async function act(stage: Stage, step: Step): Promise<void> {
  try {
    await perform(stage, step);
  } catch (refusal) {
    if (!(refusal instanceof AppError) || refusal.code === "internal") throw refusal;
  }
}

async function perform({ ctx, partId, orders }: Stage, step: Step): Promise<void> {
  const form_key = crypto.randomUUID();
  const number = "order" in step ? orders[step.order] ?? "" : "";
  switch (step.act) {
    case "receive":
      return await receiveStock(
        ctx,
        partId,
        receiptInput(COUNTING).parse({ quantity: step.quantity, form_key }),
      );
    case "count": {
      const { on_hand } = await ctx.db.selectFrom("stock_balance").select("on_hand")
        .where("part_id", "=", partId).executeTakeFirstOrThrow();
      const typed = { counted: step.quantity, seen: on_hand, note: "Recuento", form_key };
      return await countStock(ctx, partId, countInput(COUNTING).parse(typed));
    }
    case "scrap":
      return await scrapStock(
        ctx,
        partId,
        scrapInput(COUNTING).parse({ quantity: step.quantity, reason: "faulty", form_key }),
      );
    case "add": {
      const typed = { part_id: partId, quantity: step.quantity, how: step.how, form_key };
      await addPart(ctx, number, addedPart("es").parse(typed));
      return;
    }
    case "move": {
      const { kind, quantity, from } = step;
      const typed = { kind, quantity, from, reason: "faulty", form_key };
      return await movePart(ctx, number, partId, partMove("es").parse(typed));
    }
    case "status":
      await moveStatus(ctx, number, {
        to: step.to as "approved",
        reason: "porque sí",
        outcome: "repaired",
        partsExplanation: "porque sí",
      });
  }
}

async function assertSums({ db }: TestDatabase, partId: string): Promise<void> {
  const moves = await db.selectFrom("stock_move").select(["on_hand_change", "reserved_change"])
    .where("part_id", "=", partId).execute();
  const { on_hand, reserved } = await db.selectFrom("stock_balance").select(["on_hand", "reserved"])
    .where("part_id", "=", partId).executeTakeFirstOrThrow();
  assert.equal(on_hand, moves.reduce((sum, move) => sum + move.on_hand_change, 0));
  assert.equal(reserved, moves.reduce((sum, move) => sum + move.reserved_change, 0));
  assert.ok(on_hand >= reserved && reserved >= 0, `${on_hand} ${reserved}`);
  const lines = await db.selectFrom("order_part").selectAll().where("part_id", "=", partId).execute();
  assert.equal(reserved, lines.reduce((sum, line) => sum + line.reserved, 0));
  const consumed = await db.selectFrom("stock_move").select(["order_id", "on_hand_change", "kind"])
    .where("part_id", "=", partId).where("kind", "in", ["consume", "return"]).execute();
  for (const line of lines) {
    const net = consumed.filter((one) => one.order_id === line.order_id)
      .reduce((sum, one) => sum - one.on_hand_change, 0);
    assert.equal(line.used, net, "what an order used is what it took less what came back");
    assert.equal(line.used % ONE, 0);
  }
}
