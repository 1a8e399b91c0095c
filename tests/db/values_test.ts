import { type CompiledQuery, sql } from "kysely";
import { deepEqual, equal, rejects } from "node:assert/strict";
import { eachDatabase, type EachOptions } from "../support/database.ts";
import { anEntry, createLedger } from "./ledger.ts";

const EVERYWHERE: EachOptions = { engines: ["libsql", "sqlite", "postgres"] };

eachDatabase("whole numbers, text and bytes come back as they went in", async (_t, database) => {
  const ledger = await createLedger(database);
  const entry = anEntry(1, {
    label: "Ñandú €\u0301 😀",
    amount: Number.MAX_SAFE_INTEGER,
    data: new Uint8Array([0, 1, 255]),
  });
  await ledger.insertInto("entry").values([entry, anEntry(2)]).execute();
  const [first, second] = await ledger.selectFrom("entry").selectAll().orderBy("id").execute();
  deepEqual({ ...first, data: [...first?.data ?? []] }, { ...entry, data: [0, 1, 255] });
  equal(first?.data instanceof Uint8Array, true);
  deepEqual(second, anEntry(2));
}, EVERYWHERE);

eachDatabase("a whole number is bound as one: five halves are two", async (_t, { db }) => {
  const { rows } = await sql<{ half: number; text: string }>`select 5 / ${2} as half, ${3} || '' as text`
    .execute(db);
  deepEqual(rows.map((row) => ({ ...row })), [{ half: 2, text: "3" }]);
}, { engines: ["libsql", "sqlite"] });

eachDatabase("sums and counts of whole numbers are numbers", async (_t, database) => {
  const ledger = await createLedger(database);
  await ledger.insertInto("entry").values([anEntry(1, { amount: 250 }), anEntry(2, { amount: 50 })])
    .execute();
  const total = await ledger.selectFrom("entry")
    .select(({ fn }) => [fn.sum<number>("amount").as("amount"), fn.countAll<number>().as("count")])
    .executeTakeFirstOrThrow();
  deepEqual({ ...total }, { amount: 300, count: 2 });
}, EVERYWHERE);

eachDatabase("a parameter without an SQL type is refused and nothing breaks", async (_t, database) => {
  const ledger = await createLedger(database);
  for (const value of [true, new Date(0), undefined, NaN, Infinity, 2n ** 60n, {}, Symbol("x")]) {
    await rejects(sql`select ${value} as value`.execute(ledger), TypeError);
    await rejects(sql`insert into account (id, name) values (${value}, 'x')`.execute(ledger), TypeError);
  }
  await ledger.insertInto("account").values({ id: 2, name: "bank" }).execute();
  equal((await ledger.selectFrom("account").selectAll().execute()).length, 2);
}, { engines: ["libsql", "sqlite"] });

eachDatabase("affected rows are counted and `returning` returns them", async (_t, database) => {
  const ledger = await createLedger(database);
  await ledger.insertInto("entry").values([anEntry(1), anEntry(2), anEntry(3)]).execute();
  const updated = await ledger.updateTable("entry").set({ amount: 9 }).where("id", ">", 1).executeTakeFirst();
  equal(updated.numUpdatedRows, 2n);
  const removed = await ledger.deleteFrom("entry").where("id", "=", 3).returning("amount").execute();
  deepEqual(removed.map((row) => ({ ...row })), [{ amount: 9 }]);
}, EVERYWHERE);

const seen: CompiledQuery[] = [];
eachDatabase("every query is shown to whoever watches", async (_t, database) => {
  const ledger = await createLedger(database);
  seen.length = 0;
  await ledger.transaction().execute((trx) => trx.insertInto("entry").values(anEntry(1)).execute());
  await ledger.selectFrom("entry").select("id").execute();
  equal(seen.filter(({ sql }) => sql.includes('"entry"')).length, 2);
}, { open: { onQuery: (query) => seen.push(query) } });
