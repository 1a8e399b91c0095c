import assert from "node:assert/strict";
import { listedTransition, ORDER_STATUSES } from "../../src/orders/status.ts";
import { seedShop } from "../../src/seed/seed.ts";
import { emptyApp } from "../support/app.ts";
import { eachDatabase, freshDatabase, type TestDatabase } from "../support/database.ts";

eachDatabase("a seeded shop is whole: people, statuses, history, sums", async (_t, database) => {
  await using app = await emptyApp(database);
  const ctx = await app.ctx();
  await seedShop(ctx, { orders: 400, clients: 90, seed: 5 });
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
  const counts = await db.selectFrom("order_count").select((q) => q.fn.sum("orders").as("orders"))
    .executeTakeFirst();
  assert.equal(Number(counts?.orders), 400);
  const next = await db.selectFrom("order_sequence").selectAll().execute();
  for (const { series, next: following } of next) {
    const own = orders.filter((order) => order.number.startsWith(`${series}-`)).length;
    assert.equal(Number(following), own + 1, `series ${series}`);
  }
});

eachDatabase(
  "every seeded history is a walk by listed moves that ends where the order stands",
  async (_t, database) => {
    await using app = await emptyApp(database);
    const ctx = await app.ctx();
    await seedShop(ctx, { orders: 400, clients: 90, seed: 9 });
    const orders = await database.db.selectFrom("order").select(["id", "status"]).execute();
    const events = await database.db.selectFrom("order_event").select([
      "order_id",
      "from_status",
      "to_status",
      "at",
    ])
      .where("to_status", "is not", null).orderBy("at").orderBy("id").execute();
    for (const order of orders) {
      const own = events.filter((event) => event.order_id === order.id);
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
  },
);

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
  const tables = [
    "client",
    "contact",
    "device",
    "device_owner",
    "intake",
    "order",
    "order_event",
    "payment",
    "delivery",
  ] as const;
  const users = await db.selectFrom("user").select(["id", "email", "name", "role"]).orderBy("id").execute();
  const rows = await Promise.all(
    tables.map((table) => db.selectFrom(table).selectAll().orderBy("id").execute()),
  );
  return { users, rows };
}
