import { type Kysely, sql } from "kysely";
import { deepEqual, match, ok, rejects } from "node:assert/strict";
import { int, sequenceKey, strict } from "../../src/db/columns.ts";
import { migrate, type Migrations } from "../../src/db/migrate.ts";
import { openDatabase } from "../../src/db/open.ts";
import { eachDatabase, type EachOptions } from "../support/database.ts";
import { manySteps } from "./many_steps.ts";

const EVERYWHERE: EachOptions = { engines: ["libsql", "sqlite", "postgres"] };

eachDatabase("a migration runs once, and the next one only adds to it", async (_t, database) => {
  await startOver(database.db);
  const first = { "0001_a": step("a") };
  deepEqual(await migrate(database, first), ["0001_a"]);
  deepEqual(await migrate(database, first), []);
  deepEqual(await migrate(database, { ...first, "0002_b": step("b") }), ["0002_b"]);
  const { rows } = await sql<{ applied_at: number }>`select applied_at from schema_migration`.execute(
    database.db,
  );
  for (const { applied_at } of rows) ok(Math.abs(applied_at - Date.now()) < 60_000);
}, EVERYWHERE);

eachDatabase("when one fails the whole batch is undone", async (_t, database) => {
  await startOver(database.db);
  const broken: Migrations = {
    "0001_a": step("a"),
    "0002_b": {
      async up(m) {
        await step("b").up(m);
        throw new Error("no");
      },
    },
  };
  await rejects(migrate(database, broken), /no/);
  await rejects(sql`select * from a`.execute(database.db));
  await rejects(sql`select * from b`.execute(database.db));
  deepEqual(await migrate(database, { "0001_a": step("a"), "0002_b": step("b") }), ["0001_a", "0002_b"]);
}, EVERYWHERE);

eachDatabase(
  "a database of a newer version is refused, as is a migration that comes too late",
  async (_t, database) => {
    await startOver(database.db);
    await migrate(database, { "0001_a": step("a"), "0003_c": step("c") });
    await rejects(migrate(database, { "0001_a": step("a") }), /newer version of Reparo \(it has 0003_c\)/);
    const late = { "0001_a": step("a"), "0002_b": step("b"), "0003_c": step("c") };
    await rejects(migrate(database, late), /0002_b stands before/);
  },
);

eachDatabase("two servers that migrate at once: one does it, the other waits", async (_t, database) => {
  await startOver(database.db);
  const other = await openDatabase(database.url);
  const applied = await Promise.all([migrate(database, manySteps), migrate(other, manySteps)]);
  await other.close();
  deepEqual(applied.map((names) => names.length).sort(), [0, Object.keys(manySteps).length]);
}, { engines: ["postgres"] });

eachDatabase(
  "`seq` counts up by itself and columns refuse what does not fit",
  async (_t, { db, flavour }) => {
    const table = db as unknown as Kysely<{ thing: { seq: number; n: number | string } }>;
    const columns = sequenceKey(flavour, table.schema.createTable("thing")).addColumn("n", int(flavour));
    await strict(flavour, columns).execute();
    const inserted = await sql<{ seq: number }>`insert into thing (n) values (5), (6) returning seq`.execute(
      table,
    );
    deepEqual(inserted.rows.map(({ seq }) => seq), [1, 2]);
    await rejects(sql`insert into thing (n) values ('six')`.execute(table));
  },
  EVERYWHERE,
);

Deno.test("migration files are named in the order in which they run", async () => {
  const { migrations } = await import("../../migrations/index.ts");
  const names = Object.keys(migrations);
  deepEqual(names, [...names].sort());
  const files = [...Deno.readDirSync(new URL("../../migrations/", import.meta.url))].map(({ name }) => name);
  deepEqual(files.filter((name) => name !== "index.ts").sort(), names.map((name) => `${name}.ts`));
  for (const name of names) match(name, /^\d{4}_[a-z_]+$/);
});

function step(table: string): Migrations[string] {
  return {
    async up({ db, flavour }) {
      await strict(
        flavour,
        db.schema.createTable(table).addColumn("id", "text", (column) => column.primaryKey()),
      )
        .execute();
    },
  };
}

/** The template comes with the shop's migrations noted: forget them, the tables may stay. */
async function startOver<S>(db: Kysely<S>): Promise<void> {
  await sql`drop table schema_migration`.execute(db);
}
