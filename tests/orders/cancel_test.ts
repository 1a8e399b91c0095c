import assert from "node:assert/strict";
import { readBalance } from "../../src/orders/balance.ts";
import { pay, refund } from "../payments/payment_stage.ts";
import { asReceptionist, type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

const CANCEL = { from: "diagnosing", to: "cancelled", reason: "No quiso esperar" };

eachDatabase("a deposit that stays with a cancelled order is billed, and says why", async (_, database) => {
  await using app = await testApp(database);
  const { id, number } = await anOrder(app, { status: "diagnosing" });
  await leave(app, number, "20.000");
  const rocio = await asReceptionist(app);
  const page = await rocio.page(`/ordenes/${number}?mover=cancelled`);
  assert.match(page, /El cliente lleva pagado \$\s20\.000,00/);

  const refused = await rocio.post(`/ordenes/${number}/estado`, CANCEL);
  assert.equal(refused.status, 422);
  const again = await refused.text();
  assert.match(again, /Devuelva antes lo pagado, o escriba por qué no se devuelve\./);
  assert.match(again, /No quiso esperar/);
  assert.equal(await statusOf(app, id), "diagnosing");

  const kept = { ...CANCEL, deposit_kept: "Cubre el diagnóstico" };
  assert.equal((await rocio.post(`/ordenes/${number}/estado`, kept)).status, 303);
  assert.equal(await statusOf(app, id), "cancelled");
  assert.deepEqual(await readBalance(database.db, id), {
    charged: 20_000_00,
    paid: 20_000_00,
    balance: 0,
  });
  const story = await rocio.page(`/ordenes/${number}`);
  assert.match(story, /Seña que no se devuelve[^]*Cubre el diagnóstico/);

  assert.equal((await rocio.post(`/ordenes/${number}/estado/reversion`)).status, 303);
  assert.equal(await statusOf(app, id), "diagnosing");
  assert.equal((await readBalance(database.db, id)).balance, -20_000_00, "the deposit is the client's again");
});

eachDatabase("what was given back, or pays for something, hinders no cancelling", async (_, database) => {
  await using app = await testApp(database);
  const back = await anOrder(app, { status: "diagnosing" });
  await leave(app, back.number, "20.000");
  await refund(await app.ctx(userActor(app, "admin")), back.number, {
    amount: "20.000",
    method: "transfer",
  });
  const billed = await anOrder(app, { status: "diagnosing", charges: [5_000_00] });
  await leave(app, billed.number, "5.000");
  const rocio = await asReceptionist(app);
  for (const { id, number } of [back, billed]) {
    assert.equal((await rocio.post(`/ordenes/${number}/estado`, CANCEL)).status, 303);
    assert.equal(await statusOf(app, id), "cancelled");
    assert.equal((await readBalance(database.db, id)).balance, 0);
  }
});

async function leave(app: TestApp, number: string, amount: string): Promise<void> {
  await pay(await app.ctx(userActor(app, "receptionist")), number, {
    amount,
    kind: "deposit",
    method: "transfer",
  });
}

async function statusOf({ services }: TestApp, id: string): Promise<string> {
  const { status } = await services.database.db.selectFrom("order").select("status").where("id", "=", id)
    .executeTakeFirstOrThrow();
  return status;
}
