import assert from "node:assert/strict";
import type { Ctx } from "../../src/context.ts";
import { listOrders } from "../../src/orders/list.ts";
import { EVERYTHING } from "../../src/orders/list_filter.ts";
import { reckonDeadlines } from "../../src/orders/reckon_commands.ts";
import { listedTransition, ORDER_STATUSES, STATUS_GROUP } from "../../src/orders/status.ts";
import { QUOTE_STATUSES } from "../../src/quotes/quote.ts";
import { noRows, type Rows } from "../../src/seed/rows.ts";
import { seedShop } from "../../src/seed/seed.ts";
import { aDataDir, programOf } from "../cli/program.ts";
import { until } from "../jobs/stage.ts";
import { emptyApp } from "../support/app.ts";
import { eachDatabase, freshDatabase, type TestDatabase } from "../support/database.ts";
import { ROOT } from "../rules/graph.ts";
import { assertSound, assertWhole } from "./whole.ts";

eachDatabase("what is seeded could have been worked by people", async (t, database) => {
  await using app = await emptyApp(database);
  const ctx = await app.ctx();
  await seedShop(ctx, { orders: 400, clients: 90, seed: 5 });
  await t.step("the shop is whole: people, statuses, history, sums", () => wholeShop(database, ctx));
  await t.step(
    "every history is a walk by listed moves that ends where the order stands",
    () => listedWalks(database, ctx),
  );
  await t.step("orders are found by number, device and client", () => foundOrders(database, ctx));
});

async function wholeShop(database: TestDatabase, ctx: Ctx): Promise<void> {
  const { db } = database;
  const roles = await db.selectFrom("user").select((q) => ["role", q.fn.countAll().as("users")]).groupBy(
    "role",
  ).execute();
  assert.equal(roles.length, 3);
  assert.ok(roles.reduce((sum, row) => sum + Number(row.users), 0) >= 8);
  const orders = await db.selectFrom("order").select(["id", "number", "status", "received_at"]).orderBy("seq")
    .execute();
  assert.equal(orders.length, 400);
  const seen = new Set(orders.map((order) => order.status));
  assert.deepEqual(ORDER_STATUSES.filter((status) => !seen.has(status) && status !== "abandoned"), []);
  assert.equal(new Set(orders.map((order) => order.number)).size, 400);
  const quotes = await db.selectFrom("quote").select("status").distinct().execute();
  assert.deepEqual(quotes.map(({ status }) => status).sort(), QUOTE_STATUSES.toSorted());
  await assertWhole(database);
  await assertSound(database);
  await assertStories(database);
  const open = orders.filter(({ status }) => STATUS_GROUP[status] !== "closed").length;
  assert.deepEqual(
    await reckonDeadlines(ctx),
    { orders: open, changed: 0 },
    "clocks as the history has them",
  );
}

/** Claims that stand where they can be seen, deposits kept and given back, and notices before an abandonment. */
async function assertStories({ db }: TestDatabase): Promise<void> {
  const claims = await db.selectFrom("order as claim")
    .innerJoin("warranty", "warranty.order_id", "claim.warranty_of_order_id")
    .leftJoin("order_balance", "order_balance.order_id", "claim.id")
    .select(["claim.status", "claim.device_id", "claim.received_at", "order_balance.charged_minor"])
    .select(["warranty.device_id as guaranteed", "warranty.starts_at", "warranty.ends_at"]).execute();
  const standing = claims.map(({ status }) => status);
  for (const status of ["received", "repairing", "delivered"] as const) {
    assert.ok(standing.includes(status), status);
  }
  for (const { received_at, ...claim } of claims) {
    assert.ok(received_at > claim.starts_at && received_at <= claim.ends_at);
    assert.deepEqual([claim.guaranteed, claim.charged_minor ?? 0], [claim.device_id, 0]);
  }
  const even = await db.selectFrom("order").innerJoin("order_balance", "order_balance.order_id", "order.id")
    .select(["charged_minor", "paid_minor"]).where("order.status", "=", "cancelled").execute();
  assert.ok(even.some(({ charged_minor }) => charged_minor === 0));
  assert.ok(even.some(({ charged_minor }) => charged_minor > 0));
  assert.deepEqual(even.filter(({ charged_minor, paid_minor }) => charged_minor !== paid_minor), []);
  const notices = await db.selectFrom("pickup_notice").innerJoin(
    "order",
    "order.id",
    "pickup_notice.order_id",
  )
    .select(["order.status", "proven_by"]).execute();
  assert.ok(notices.some(({ status }) => status === "ready"));
  const last = notices.filter(({ status }) => status === "abandoned");
  assert.deepEqual(last.map(({ proven_by }) => proven_by !== null), [true, true, true]);
}

async function listedWalks({ db }: TestDatabase, ctx: Ctx): Promise<void> {
  const orders = await db.selectFrom("order").select(["id", "status"]).execute();
  const events = await db.selectFrom("order_event").select(["order_id", "from_status", "to_status", "at"])
    .where("to_status", "is not", null).orderBy("at").orderBy("id").execute();
  const walks = Map.groupBy(events, ({ order_id }) => order_id);
  for (const order of orders) {
    const own = walks.get(order.id) ?? [];
    assert.equal(own.at(-1)?.to_status, order.status);
    for (const [index, { from_status, to_status, at }] of own.slice(1).entries()) {
      assert.equal(from_status, own[index]?.to_status);
      assert.ok(
        from_status && to_status && listedTransition(from_status, to_status),
        `${from_status} → ${to_status}`,
      );
      assert.ok(at <= ctx.now);
    }
  }
}

/** One in thirty of them. */
async function foundOrders({ db }: TestDatabase, ctx: Ctx): Promise<void> {
  const orders = await db.selectFrom("order")
    .innerJoin("client", "client.id", "order.client_id").innerJoin("device", "device.id", "order.device_id")
    .select(["order.number", "client.name", "device.serial"]).orderBy("order.seq").execute();
  for (const { number, name, serial } of orders.filter((_, index) => index % 30 === 0)) {
    for (const q of [number, `${number} ${name}`, `${number} ${serial}`]) {
      const found = await listOrders(ctx, { ...EVERYTHING, q });
      assert.deepEqual(found.rows.map((row) => row.number), [number], q);
    }
  }
}

eachDatabase("a second seed goes on where the first one ended", async (_t, database) => {
  await using app = await emptyApp(database);
  await seedShop(await app.ctx(), { orders: 150, clients: 40, seed: 1 });
  await seedShop(await app.ctx(), { orders: 130, clients: 30, seed: 2 });
  assert.equal(await ordersIn(database), 280);
  await assertWhole(database);
  await assertSound(database);
});

eachDatabase(
  "a seed that is killed half-way leaves a whole shop, and another one goes on",
  async (_t, database) => {
    await using data = await aDataDir();
    const asked = ["seed", "--orders", "12000", "--clients", "300"];
    const child = new Deno.Command(Deno.execPath(), {
      args: [...programOf("admin"), ...asked],
      cwd: ROOT,
      env: { ...data.env, DATABASE_URL: database.url },
      stdout: "null",
    }).spawn();
    await until(async () => await ordersIn(database) > 0, "some orders are there", 60_000);
    child.kill("SIGKILL");
    assert.equal((await child.status).signal, "SIGKILL");
    const left = await ordersIn(database);

    assert.ok(left > 0 && left < 12_000, `${left} orders`);
    await assertWhole(database);
    await assertSound(database);

    await using app = await emptyApp(database);
    await seedShop(await app.ctx(), { orders: 50, clients: 20, seed: 2 });
    assert.equal(await ordersIn(database), left + 50);
    await assertWhole(database);
  },
  { engines: ["libsql"] },
);

async function ordersIn({ db }: TestDatabase): Promise<number> {
  const { orders } = await db.selectFrom("order").select((q) => q.fn.countAll().as("orders"))
    .executeTakeFirstOrThrow();
  return Number(orders);
}

Deno.test("the same seed at the same instant gives the same data, another seed other data", async () => {
  const one = await contents(5);
  assert.deepEqual(await contents(5), one);
  assert.notDeepEqual(await contents(6), one);
});

async function contents(seed: number): Promise<unknown> {
  await using database = await freshDatabase();
  await using app = await emptyApp(database);
  await seedShop(await app.ctx(), { orders: 60, clients: 20, seed });
  return await everything(database);
}

async function everything({ db }: TestDatabase) {
  const tables = Object.keys(noRows()) as (keyof Rows)[];
  const users = await db.selectFrom("user").select(["id", "email", "name", "role"]).orderBy("id").execute();
  const rows = await Promise.all(
    tables.map((table) =>
      db.selectFrom(table).selectAll().orderBy(table === "to_tell" ? "order_id" : "id").execute()
    ),
  );
  return { users, rows };
}
