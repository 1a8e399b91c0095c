import assert from "node:assert/strict";
import { receiveIntake } from "../../src/intakes/commands.ts";
import { deliver } from "../../src/orders/delivery.ts";
import { deliveryInput } from "../../src/orders/input.ts";
import { recordPayment } from "../../src/payments/commands.ts";
import { paymentInput } from "../../src/payments/input.ts";
import { saveRoutes } from "../../src/printing/routing_commands.ts";
import { paths } from "../../src/paths.ts";
import { aDevice, anIntake } from "../intakes/an_intake.ts";
import { asReceptionist, asTechnician, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { has, KICK, text, withRoll } from "./roll_stage.ts";
import { twoPrinters } from "./two_printers.ts";

const AS_FRAGMENT = { "HX-Request": "true", "HX-Request-Type": "partial" };
eachDatabase(
  "an intake's receipt comes out of the receipt printer once, with every device of the visit",
  async (_t, database) => {
    await withRoll(database, async ({ app, counter, rolls }) => {
      const ctx = await app.ctx(userActor(app, "receptionist"));
      const input = await anIntake(ctx, { devices: [aDevice(), aDevice({ fault: "No carga" })] });
      const { orders } = await receiveIntake(ctx, input);
      await receiveIntake(ctx, input);
      const [receipt, ...others] = await rolls();
      assert.deepEqual(others, []);
      assert.equal(receipt?.template, "receipt_intake");
      const printed = text(receipt?.bytes ?? new Uint8Array());
      for (const { number } of orders) assert.ok(printed.includes(number), number);
      assert.ok(printed.includes("/seguimiento/"), "with the client's link");
      const { jobs } = await counter.answer();
      assert.deepEqual(jobs.map((job) => [job.printer, job.language]).sort(), [
        ["mostrador", "zpl"],
        ["mostrador", "zpl"],
        ["tiques", "escpos"],
      ]);
    });
  },
);

eachDatabase(
  "a delivery prints its receipt, a payment only where the shop wants it; cash opens the drawer",
  async (_t, database) => {
    await withRoll(database, async ({ app, roll, rolls, asAdmin }) => {
      const ctx = await app.ctx(userActor(app, "receptionist"));
      const { number } = await anOrder(app, { status: "ready", outcome: "repaired", charges: [50_000] });
      const pay = (method: "cash" | "card", amount: string) =>
        recordPayment(
          ctx,
          number,
          paymentInput("ARS").parse({ kind: "payment", method, amount, form_key: crypto.randomUUID() }),
        );
      await pay("cash", "100");
      assert.deepEqual(await rolls(), [], "payments wait for somebody to choose");
      await saveRoutes(await asAdmin(), app.branchId, [
        { document: "receipt_payment", printerId: roll, copies: 2, auto: true },
        { document: "receipt_delivery", printerId: roll, copies: 1, auto: true },
      ]);
      await pay("cash", "150");
      await pay("card", "250");
      const [cash, card] = await rolls();
      assert.deepEqual([cash?.template, cash?.copies], ["receipt_payment", 2]);
      assert.ok(has(cash?.bytes ?? new Uint8Array(), KICK), "cash opens the drawer");
      assert.ok(!has(card?.bytes ?? new Uint8Array(), KICK), "a card does not");
      const form_key = crypto.randomUUID();
      const input = deliveryInput("ARS").parse({
        taken_by: "María Núñez",
        unsigned_reason: "Apurada",
        form_key,
      });
      await deliver(ctx, number, input);
      await deliver(ctx, number, input);
      const all = await rolls();
      assert.deepEqual(all.map((job) => job.template), [
        "receipt_payment",
        "receipt_payment",
        "receipt_delivery",
      ]);
      assert.ok(text(all[2]?.bytes ?? new Uint8Array()).includes(number));
    });
  },
);

eachDatabase(
  "receipts are printed again from the order's page; what tells of money is for the counter",
  async (_t, database) => {
    await withRoll(database, async ({ app, rolls }) => {
      const { number, id } = await anOrder(app, { status: "ready", outcome: "repaired" });
      const desk = await asReceptionist(app);
      const bench = await asTechnician(app);
      const early = await desk.post(
        paths.orderReceiptPrint(number),
        { form_key: "click-11", document: "receipt_delivery" },
        AS_FRAGMENT,
      );
      assert.equal(early.status, 409);
      assert.match(await early.text(), /todavía no se entregó/);
      const input = deliveryInput("ARS").parse({
        taken_by: "María Núñez",
        unsigned_reason: "Apurada",
        form_key: crypto.randomUUID(),
      });
      await deliver(await app.ctx(userActor(app, "receptionist")), number, input);
      const panel = async (browser: typeof desk) =>
        await (await browser.get(paths.orderLabels(number), AS_FRAGMENT)).text();
      assert.match(await panel(desk), /Comprobante de entrega/);
      assert.doesNotMatch(await panel(bench), /value="receipt_delivery"/);
      const wish = { form_key: "click-22", document: "receipt_delivery" };
      for (let twice = 0; twice < 2; twice++) {
        assert.equal((await desk.post(paths.orderReceiptPrint(number), wish, AS_FRAGMENT)).status, 200);
      }
      assert.equal((await rolls()).length, 2, "by itself, and once for the click");
      assert.equal(
        (await bench.post(paths.orderReceiptPrint(number), { ...wish, form_key: "click-33" })).status,
        403,
      );
      const job = await database.db.selectFrom("print_job").select("id").where("order_id", "=", id)
        .executeTakeFirstOrThrow();
      assert.equal((await desk.get(paths.orderLabelPicture(number, job.id))).status, 200);
      assert.equal((await bench.get(paths.orderLabelPicture(number, job.id))).status, 404);
      assert.ok(
        !(await bench.page(paths.orderLabelHistory(number))).includes(
          paths.orderLabelPicture(number, job.id),
        ),
      );
    });
  },
);

eachDatabase("without a receipt printer nothing asks for one", async (_t, database) => {
  await twoPrinters(database, async ({ app }) => {
    const { number } = await anOrder(app);
    const desk = await asReceptionist(app);
    const asked = { form_key: "click-11", document: "receipt_intake" };
    const refused = await desk.post(paths.orderReceiptPrint(number), asked, AS_FRAGMENT);
    assert.equal(refused.status, 409);
    assert.match(await refused.text(), /no tiene una impresora elegida para esto/);
  });
});
