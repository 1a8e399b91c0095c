import assert from "node:assert/strict";
import { join } from "node:path";
import { inOneTransaction } from "../../src/db/as_one.ts";
import { openZip } from "../../src/dump/zip.ts";
import { moveStatus } from "../../src/orders/moves.ts";
import { paymentInput } from "../../src/payments/input.ts";
import { recordPayment } from "../../src/payments/commands.ts";
import { paths } from "../../src/paths.ts";
import { createToken } from "../../src/tokens/commands.ts";
import { API_SCOPES } from "../../src/tokens/scope.ts";
import { paperTest, textOf } from "../documents/paper.ts";
import { asAdmin, type TestApp, testApp, userActor } from "../support/app.ts";
import { Between } from "../support/between.ts";
import { eachDatabase, freshDatabase, type TestDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

const readsTheOrder = /from "order" inner join "client"/;
const readsPayments = /from "payment" where/;

/** An order that is moved and paid, at once, while somebody takes it along. */
async function aShop(between: Between, database: TestDatabase) {
  const app = await testApp(between.of(database));
  const order = await anOrder(app, { status: "received", charges: [50_00] });
  const changesAfter = async (pattern: RegExp) => {
    const ctx = await app.ctx(userActor(app, "admin"));
    between.after(pattern, () => moveAndPay(app, { ...ctx, db: database.db }, order.number));
  };
  return { app, ...order, changesAfter, admin: await asAdmin(app) };
}

async function moveAndPay(app: TestApp, ctx: Awaited<ReturnType<TestApp["ctx"]>>, number: string) {
  await inOneTransaction(ctx.db, async (db) => {
    await moveStatus({ ...ctx, db }, number, { to: "cancelled", reason: "Se arrepintió" });
    const paid = { method: "transfer", amount: "50", form_key: crypto.randomUUID() };
    const input = paymentInput("ARS").parse(paid);
    await recordPayment({ ...ctx, db, now: app.now }, number, { ...input, silent: false });
  });
}

/** What the change would have left: all of it or nothing. */
function assertWhole(parts: Record<string, boolean>): void {
  assert.equal(new Set(Object.values(parts)).size, 1, `it never was so: ${JSON.stringify(parts)}`);
}

const between = new Between();

for (const pattern of [readsTheOrder, readsPayments]) {
  eachDatabase(
    `the signed file of an order is of one instant, changed after ${pattern.source}`,
    async (_t, database) => {
      const { app, number, changesAfter, admin } = await aShop(between, database);
      await using _app = app;
      await changesAfter(pattern);
      const taken = await admin.post(`/ordenes/${number}/expediente-firmado`);
      assert.equal(taken.status, 200);
      const told = await dossierIn(new Uint8Array(await taken.arrayBuffer()));
      const history = told.history.map(({ kind }: { kind: string }) => kind);
      assertWhole({
        order: told.order[0].status === "cancelled",
        moved: history.some((kind: string) => kind === "status_changed"),
        history: history.includes("payment_recorded"),
        payments: told.payments.length === 1,
        receipt: told.papers.some(({ name }: { name: string }) => name.startsWith("recibo-")),
      });
      await assertChanged(database);
    },
    between,
  );
}

eachDatabase("what is kept about a client is told as of one instant", async (_t, database) => {
  const { app, clientId, changesAfter, admin } = await aShop(between, database);
  await using _app = app;
  await changesAfter(readsPayments);
  const taken = await admin.post(paths.clientData(clientId));
  assert.equal(taken.status, 200);
  const { orders: [order] } = await taken.json();
  assertWhole({
    order: order.status === "cancelled",
    payments: order.payments.length === 1,
    receipt: order.mails.some(({ kind }: { kind: string }) => kind === "payment_receipt"),
  });
  await assertChanged(database);
  const audited = await database.db.selectFrom("audit_event").select("kind")
    .where("subject_id", "=", clientId).execute();
  assert.deepEqual(audited, [{ kind: "client_exported" }]);
}, between);

eachDatabase("an order as it is now is told as of one instant", async (_t, database) => {
  const { app, number, changesAfter } = await aShop(between, database);
  await using _app = app;
  const ctx = await app.ctx(userActor(app, "admin"));
  const { token } = await createToken(ctx, { name: "Web", scopes: API_SCOPES });
  await changesAfter(readsTheOrder);
  const answer = await app.request(paths.apiOrderPast(number), {
    headers: { Authorization: `Bearer ${token}` },
  });
  assert.equal(answer.status, 200);
  const told = await answer.json();
  assertWhole({
    order: told.status === "cancelled",
    payments: told.payments.length === 1,
  });
  await assertChanged(database);
}, between);

paperTest("the papers of an order in one file are of one instant", async () => {
  await using database = await freshDatabase("libsql", between.open);
  const { app, number, changesAfter, admin } = await aShop(between, database);
  await using _app = app;
  await changesAfter(/select "document", "locale" from "client"/);
  const taken = await admin.get(paths.orderPack(number));
  assert.equal(taken.status, 200);
  const text = await textOf(new Uint8Array(await taken.arrayBuffer()));
  assertWhole({
    receipt: text.includes("Recibo de pago"),
    history: text.includes("Se arrepintió"),
  });
  await assertChanged(database);
});

async function assertChanged({ db }: TestDatabase): Promise<void> {
  assert.equal(
    (await db.selectFrom("order").select("status").execute())[0]?.status,
    "cancelled",
    "meanwhile",
  );
}

async function dossierIn(bytes: Uint8Array) {
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "dossier.zip");
    await Deno.writeFile(file, bytes);
    await using zip = await openZip(file);
    const name = zip.names.find((one) => one.endsWith(".json")) ?? "";
    return JSON.parse(await new Response(zip.read(name) as BodyInit).text());
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
