import assert from "node:assert/strict";
import { editSettings } from "../../src/admin/commands.ts";
import { sectionVersion } from "../../src/admin/settings.ts";
import { AppError } from "../../src/lib/app_error.ts";
import { deliver } from "../../src/orders/delivery.ts";
import { deliveryInput } from "../../src/orders/input.ts";
import { readDeliveryReceipt } from "../../src/orders/queries.ts";
import type { Role } from "../../src/users/role.ts";
import { type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder, type OrderWish } from "../support/order_builders.ts";

const READY: OrderWish = { status: "ready", outcome: "repaired" };

eachDatabase(
  "nobody but an administrator leaves a balance open, and only with a reason",
  async (t, database) => {
    await using app = await testApp(database);
    const owing = { ...READY, charges: [50_000_00], payments: [20_000_00] };
    const cases: [Role, Record<string, string>, string][] = [
      ["receptionist", {}, "amount balance_open"],
      ["receptionist", { amount: "10000", method: "cash" }, "amount balance_open"],
      ["receptionist", { debt_reason: "Es conocido" }, "amount balance_open"],
      ["receptionist", { amount: "30000" }, "method required"],
      ["receptionist", { amount: "30000,01", method: "cash" }, "amount more_than_balance"],
      ["admin", {}, "debt_reason required"],
      ["receptionist", { amount: "30000", method: "cash" }, ""],
      ["admin", { amount: "10000", method: "cash", debt_reason: "Paga el viernes" }, ""],
    ];
    for (const [role, typed, refusal] of cases) {
      await t.step(`${role} ${JSON.stringify(typed)}`, async () => {
        const { id, number } = await anOrder(app, owing);
        assert.equal(await refusalOf(hand(app, number, { role, ...typed })), refusal);
        const row = await database.db.selectFrom("order").select("status").where("id", "=", id)
          .executeTakeFirstOrThrow();
        const payments = await database.db.selectFrom("payment").select("id").where("order_id", "=", id)
          .execute();
        assert.equal(row.status, refusal === "" ? "delivered" : "ready");
        assert.equal(payments.length, refusal === "" ? 2 : 1);
      });
    }
  },
);

eachDatabase("what the client paid too much goes back as a refund", async (_, database) => {
  await using app = await testApp(database);
  const { id, number } = await anOrder(app, { ...READY, charges: [5_000_00], payments: [8_000_00] });
  assert.equal(await refusalOf(hand(app, number, {})), "amount balance_open");
  await hand(app, number, { amount: "3000", method: "cash" });
  const ledger = await database.db.selectFrom("payment").select(["kind", "amount_minor"])
    .where("order_id", "=", id).orderBy("at").orderBy("id").execute();
  assert.deepEqual(ledger.map((one) => ({ ...one })), [
    { kind: "deposit", amount_minor: 8_000_00 },
    { kind: "refund", amount_minor: -3_000_00 },
  ]);
  const day = await database.db.selectFrom("order_day").select(["paid_minor", "delivered"])
    .where("branch_id", "=", app.branchId).where("delivered", ">", 0).executeTakeFirstOrThrow();
  assert.deepEqual({ ...day }, { paid_minor: -3_000_00, delivered: 1 });
});

eachDatabase("the receipt says what was handed over, and stays as it was", async (_, database) => {
  await using app = await testApp(database);
  const { number, clientId } = await anOrder(app, {
    ...READY,
    client: { name: "María Núñez", phone: "11 4567-1234" },
    charges: [12_000_00],
    accessories: ["Cargador"],
    fault: "No carga",
  });
  await hand(app, number, {
    taken_by: "Juan Núñez",
    work: "Se cambió el pin",
    amount: "12.000",
    method: "mercado_pago",
    signed_name: "Juan Núñez",
  });
  await database.db.updateTable("client").set({ name: "Otro" }).where("id", "=", clientId).execute();
  const receipt = await readDeliveryReceipt(await app.ctx(), number);
  assert.deepEqual(
    [receipt.client.name, receipt.takenBy.name, receipt.work, receipt.accessories, receipt.deliveredBy],
    ["María Núñez", "Juan Núñez", "Se cambió el pin", ["Cargador"], "Rocío Recepción"],
  );
  assert.deepEqual([receipt.total.minor, receipt.paid.minor, receipt.balance.minor], [
    12_000_00,
    12_000_00,
    0,
  ]);
  assert.equal(receipt.payments[0]?.method, "mercado_pago");
  assert.deepEqual(receipt.signature, { name: "Juan Núñez", at: app.now, fileHash: "" });
  // 90 days after 23 November, to the end of that day in Buenos Aires.
  assert.deepEqual(receipt.warranty, { days: 90, endsAt: Date.UTC(2027, 1, 22, 3) - 1 });
});

eachDatabase("only work on the device is guaranteed", async (_, database) => {
  await using app = await testApp(database);
  for (
    const outcome of ["repaired", "partially_repaired", "quote_rejected", "not_repairable", null] as const
  ) {
    const { id, number } = await anOrder(app, { status: "ready", outcome });
    await hand(app, number, {});
    const warranty = await database.db.selectFrom("warranty").select("days").where("order_id", "=", id)
      .executeTakeFirst();
    assert.equal(
      warranty !== undefined,
      outcome === "repaired" || outcome === "partially_repaired",
      `${outcome}`,
    );
  }
});

eachDatabase("a form that is sent twice hands over once and takes the money once", async (_, database) => {
  await using app = await testApp(database);
  const { id, number } = await anOrder(app, { ...READY, charges: [100_00] });
  const typed = { amount: "100", method: "cash", form_key: crypto.randomUUID() };
  await Promise.all([hand(app, number, typed), hand(app, number, typed), hand(app, number, typed)]);
  for (const table of ["payment", "delivery", "warranty"] as const) {
    const rows = await database.db.selectFrom(table).select("id").where("order_id", "=", id).execute();
    assert.equal(rows.length, 1, table);
  }
  const again = hand(app, number, { ...typed, form_key: crypto.randomUUID() });
  assert.equal(await refusalOf(again), "move_same");
});

eachDatabase("without a signature there is a reason, unless the shop demands one", async (_, database) => {
  await using app = await testApp(database);
  const { number } = await anOrder(app, READY);
  assert.equal(
    await refusalOf(hand(app, number, { unsigned_reason: "" })),
    "unsigned_reason signature_or_reason",
  );
  const admin = await app.ctx(userActor(app, "admin"));
  await editSettings(admin, {
    section: "mostrador",
    version: sectionVersion(admin.shop.settings, "mostrador"),
    changes: { delivery_signature_required: true },
  });
  assert.equal(await refusalOf(hand(app, number, {})), "signature signature_required");
  assert.equal(
    await refusalOf(hand(app, number, { signature: "data:image/png;base64,AAAA" })),
    "signature signature_type",
  );
  await hand(app, number, { signed_name: "Juan", unsigned_reason: "" });
});

eachDatabase("only what is ready is handed over, and a technician does not", async (_, database) => {
  await using app = await testApp(database);
  const { number } = await anOrder(app, { status: "repairing" });
  assert.equal(await refusalOf(hand(app, number, { role: "admin" })), "move_not_listed");
  const ready = await anOrder(app, READY);
  assert.equal(await refusalOf(hand(app, ready.number, { role: "technician" })), "forbidden");
});

async function hand(
  app: TestApp,
  number: string,
  { role = "receptionist", ...typed }: { role?: Role } & Record<string, string>,
): Promise<void> {
  const accessories = await app.services.database.db.selectFrom("order_accessory")
    .innerJoin("order", "order.id", "order_accessory.order_id").select("order_accessory.id")
    .where("order.number", "=", number).execute();
  const input = deliveryInput("ARS").parse({
    taken_by: "María Núñez",
    accessories: accessories.map(({ id }) => ({ id, returned: "1" })),
    unsigned_reason: "Apurada",
    form_key: crypto.randomUUID(),
    ...typed,
  });
  await deliver(await app.ctx(userActor(app, role)), number, input);
}

/** The first field with its code, or the reason of the refusal; "" when there was none. */
async function refusalOf(act: Promise<void>): Promise<string> {
  try {
    await act;
    return "";
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const [field] = Object.entries(error.detail.fields ?? {});
    return field ? `${field[0]} ${field[1].code}` : error.detail.reason ?? error.code;
  }
}
