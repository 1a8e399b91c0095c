import assert from "node:assert/strict";
import { sql } from "kysely";
import type { Db } from "../../src/db/open.ts";
import { preparedTogether, together } from "../../src/db/together.ts";
import { testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

const WORDS = 'Ñandú "comillas" \\ \n🔧';

eachDatabase("selections that run together give what each gives by itself", async (_, database) => {
  await using app = await testApp(database);
  const { db } = database;
  const { id } = await anOrder(app, {
    fault: WORDS,
    charges: [9_007_199_254_740_000, -1],
    accessories: ["Cable", "Funda", "Cargador"],
  });
  const lists = {
    order: db.selectFrom("order").select(["fault", "version", "promised_at"]).where("id", "=", id),
    charges: db.selectFrom("charge").select("amount_minor").where("order_id", "=", id)
      .orderBy("amount_minor", "desc"),
    sums: db.selectFrom("charge").select((q) => [
      q.fn.countAll<number>().as("count"),
      q.fn.sum<number>("amount_minor").as("sum"),
    ]).where("order_id", "=", id),
    accessories: db.selectFrom("order_accessory").select(["description", "position"])
      .where("order_id", "=", id).orderBy("position", "desc").limit(2),
    both: db.selectFrom("client").select(["name", sql<number | null>`null`.as("since")])
      .unionAll(db.selectFrom("branch").select(["name", sql<number | null>`created_at`.as("since")])),
    none: db.selectFrom("note").select("text"),
  };
  const rows = await together({ db }, lists);
  assert.deepEqual(rows.order, [{ fault: WORDS, version: 1, promised_at: null }]);
  assert.deepEqual(rows.sums, [{ count: 2, sum: 9_007_199_254_739_999 }]);
  assert.deepEqual(rows.none, []);
  for (const name of ["order", "charges", "sums", "accessories", "both", "none"] as const) {
    assert.deepEqual(rows[name], (await lists[name].execute()).map((row) => ({ ...row })), name);
  }
});

const found = preparedTogether(({ db }: { db: Db }, at: { id: string; limit: number }) => ({
  orders: db.selectFrom("order").select("number").where("id", "in", [at.id]),
  accessories: db.selectFrom("order_accessory").select("description").where("order_id", "=", at.id)
    .orderBy("position").limit(at.limit),
}));

eachDatabase("a prepared one takes new values and sees what its transaction wrote", async (_, database) => {
  await using app = await testApp(database);
  const { db } = database;
  const first = await anOrder(app, { accessories: ["Cable", "Funda"] });
  const second = await anOrder(app, { accessories: ["Cargador"] });
  assert.deepEqual(await found({ db }, { id: first.id, limit: 1 }), {
    orders: [{ number: first.number }],
    accessories: [{ description: "Cable" }],
  });
  assert.deepEqual((await found({ db }, { id: second.id, limit: 9 })).accessories, [{
    description: "Cargador",
  }]);
  await db.transaction().execute(async (trx) => {
    await trx.updateTable("order").set({ number: "S01-9" }).where("id", "=", first.id).execute();
    assert.deepEqual((await found({ db: trx }, { id: first.id, limit: 9 })).orders, [{ number: "S01-9" }]);
  });
});
