import { sql } from "kysely";
import { deepEqual, equal, ok } from "node:assert/strict";
import { migrate } from "../../src/db/migrate.ts";
import { type Database, openDatabase } from "../../src/db/open.ts";
import { freshDatabase, type TestEngine } from "../support/database.ts";
import { startChild } from "./child.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { manySteps } from "./many_steps.ts";

const KILLS = Number(Deno.env.get("TEST_KILLS") ?? 5);

for (const engine of ["libsql", "sqlite"] satisfies TestEngine[]) {
  Deno.test(`killed at any moment, nothing acknowledged is lost, doubled or torn (${engine})`, async () => {
    await using database = await freshDatabase(engine);
    await createLedger(database);
    await database.close();
    const acknowledged = new Set<number>();
    for (let round = 1; round <= KILLS; round++) {
      const child = startChild("crash_writer.ts", [database.url, String(round * 1_000_000)]);
      await child.until(() => child.lines.length > 8);
      await pause((round * 73) % 180);
      await child.kill();
      for (const line of child.lines) acknowledged.add(Number(line));
      await assertWhole(database.url, acknowledged);
    }
  });
}

async function assertWhole(url: string, acknowledged: Set<number>): Promise<void> {
  const { db, close } = await openDatabase<Ledger>(url);
  try {
    const rows = await db.selectFrom("entry").select(["id", "amount"]).execute();
    const there = new Set(rows.map(({ id }) => id));
    deepEqual([...acknowledged].filter((id) => !there.has(id) || !there.has(id + 1)), []);
    deepEqual([...there].filter((id) => !there.has(id % 2 ? id - 1 : id + 1)), []);
    deepEqual(rows.filter(({ id, amount }) => amount !== id - id % 2), []);
    deepEqual(
      (await sql<{ integrity_check: string }>`pragma integrity_check`.execute(db)).rows.map((row) => ({
        ...row,
      })),
      [{
        integrity_check: "ok",
      }],
    );
    deepEqual((await sql`pragma foreign_key_check`.execute(db)).rows, []);
  } finally {
    await close();
  }
}

Deno.test("killed during a migration, the database has the old schema or the new one", async () => {
  const dir = await Deno.makeTempDir({ prefix: "reparo-test-" });
  const outcomes: string[] = [];
  for (let round = 0; round < KILLS; round++) {
    const url = `file:${dir}/${round}.db`;
    const child = startChild("migrate_child.ts", [url]);
    await child.until((line) => line === "migrating");
    await pause((round * 60) % 300);
    await child.kill();
    const database = await openDatabase<unknown>(url);
    const tables = await stepTables(database);
    ok(tables === 0 || tables === Object.keys(manySteps).length * 2, `${tables} tables`);
    outcomes.push(tables === 0 ? "old" : "new");
    equal((await migrate(database, manySteps)).length, tables === 0 ? Object.keys(manySteps).length : 0);
    await database.close();
  }
  ok(outcomes.includes("old"), "no kill came in time");
  await Deno.remove(dir, { recursive: true });
});

Deno.test("two processes that migrate one file at once: one does it, the other finds it done", async () => {
  const dir = await Deno.makeTempDir({ prefix: "reparo-test-" });
  const children = [1, 2].map(() => startChild("migrate_child.ts", [`file:${dir}/a.db`]));
  deepEqual(await Promise.all(children.map((child) => child.done())), [0, 0]);
  const applied = children.flatMap(({ lines }) => lines).filter((line) => line.startsWith("applied")).sort();
  deepEqual(applied, ["applied 0", `applied ${Object.keys(manySteps).length}`]);
  await Deno.remove(dir, { recursive: true });
});

async function stepTables({ db }: Database<unknown>): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from sqlite_schema where name like 'step%'
    and type = 'table'`.execute(db);
  return rows[0]?.n ?? 0;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
