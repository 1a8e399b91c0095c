import assert from "node:assert/strict";
import { editTill } from "../../src/cash/till_commands.ts";
import { deliver } from "../../src/orders/delivery.ts";
import { deliveryInput } from "../../src/orders/input.ts";
import { printCashSession } from "../../src/printing/cash_commands.ts";
import { saveRoutes } from "../../src/printing/routing_commands.ts";
import { pay } from "../payments/payment_stage.ts";
import { has, KICK, text, withRoll } from "../printing/roll_stage.ts";
import { eachDatabase, type TestDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { anOpenTill, close, count, refusalOf, uuid } from "./till_stage.ts";

eachDatabase("cash opens the drawer once: with its receipt, or by itself", async (_t, database) => {
  await withRoll(database, async ({ app, roll, rolls, asDesk, asAdmin }) => {
    const ctx = await asDesk();
    const { number } = await anOrder(app, { status: "ready", outcome: "repaired", charges: [500_00] });
    const form = { amount: "100", form_key: uuid() };
    await pay(ctx, number, form);
    await pay(ctx, number, form);
    assert.equal(await kicks(database), 1, "no receipt comes by itself: the drawer is asked to open");
    await pay(ctx, number, { amount: "100", method: "card" });
    assert.equal(await kicks(database), 1, "a card opens nothing");
    await saveRoutes(await asAdmin(), app.branchId, [
      { document: "receipt_payment", printerId: roll, copies: 1, auto: true },
    ]);
    await pay(ctx, number, { amount: "100" });
    assert.equal(await kicks(database), 1);
    assert.ok(has((await rolls()).at(-1)?.bytes ?? new Uint8Array(), KICK), "the receipt opens it");
    const taken = {
      taken_by: "María",
      unsigned_reason: "Apurada",
      amount: "200",
      method: "cash",
      form_key: uuid(),
    };
    await deliver(ctx, number, deliveryInput("ARS").parse(taken));
    assert.equal(await kicks(database), 2, "a delivery has a receipt of its own, which opens none");
  });
});

eachDatabase("a till opens the drawer that is its own, and none when that is gone", async (_t, database) => {
  await withRoll(database, async ({ app, roll, asDesk, asAdmin }) => {
    const ana = await asAdmin();
    const till = { name: "Caja 1", active: true, version: 1 };
    const label = await database.db.selectFrom("printer").select("id").where("key", "=", "mostrador")
      .executeTakeFirstOrThrow();
    assert.equal(
      await refusalOf(editTill(ana, app.branchId, { ...till, printer_id: label.id })),
      "printer_id invalid",
    );
    await editTill(ana, app.branchId, { ...till, printer_id: roll });
    const ctx = await asDesk();
    await anOpenTill(ctx, { tillId: app.branchId });
    const { number } = await anOrder(app, {});
    await pay(ctx, number, { amount: "10" });
    assert.equal(await kicks(database), 1);
    await database.db.updateTable("printer").set({ active: 0 }).where("id", "=", roll).execute();
    await pay(ctx, number, { amount: "10" });
    assert.equal(await kicks(database), 1);
  });
});

eachDatabase("the report of a closed till comes out where the shop routes it", async (_t, database) => {
  await withRoll(database, async ({ app, roll, rolls, asDesk, asAdmin }) => {
    const ctx = await asDesk();
    const id = await anOpenTill(ctx, { tillId: app.branchId, float: "100" });
    const { number } = await anOrder(app, {});
    await pay(ctx, number, { amount: "50" });
    await saveRoutes(await asAdmin(), app.branchId, [
      { document: "receipt_cash", printerId: roll, copies: 1, auto: false },
    ]);
    const print = (idemKey: string) => refusalOf(printCashSession(ctx, id, { idemKey }));
    assert.equal(await print("a"), "till_still_open");
    const counted = await count(ctx, id, { cash: "149" });
    await close(ctx, id, { count: counted.count, note: "Falta un peso" });
    for (const idemKey of ["b", "b", "c"]) assert.equal(await print(idemKey), "");
    const printed = await rolls();
    assert.deepEqual(printed.map((job) => [job.template, job.title]), [
      ["receipt_cash", "Caja 1"],
      ["receipt_cash", "Caja 1"],
    ]);
    const words = text(printed[0]?.bytes ?? new Uint8Array());
    for (const word of ["Cierre de caja", "Falta un peso", number, "149,00", "150,00"]) {
      assert.ok(words.includes(word), word);
    }
    assert.ok(!has(printed[0]?.bytes ?? new Uint8Array(), KICK));
    await saveRoutes(await asAdmin(), app.branchId, []);
    assert.equal(await print("d"), "no_printer");
  });
});

/** How often the drawer was asked to open by itself. */
async function kicks({ db }: TestDatabase): Promise<number> {
  return (await db.selectFrom("print_command").select("id").where("action", "=", "open_drawer").execute())
    .length;
}
