import { type Kysely, sql } from "kysely";
import { migrations as all } from "../../migrations/index.ts";
import { int, type Migration, strict } from "./columns.ts";
import type { Flavour } from "./flavour.ts";

/** Migrations by name, oldest first. */
export type Migrations = Record<string, { up(migration: Migration): Promise<void> }>;

/** Any number: two servers that start at once on one Postgres must pick the same. */
const ADVISORY_LOCK = 7_238_117;

interface Journal {
  schema_migration: { name: string; applied_at: number };
}

/**
 * Brings the schema up to date and returns the names applied now. All of them commit together, so a killed process leaves the
 * old schema or the new one. A second process waits, then finds nothing to do.
 * @throws when the database knows a migration that this version does not: it was made by a newer one.
 */
export async function migrate<S>(
  { db, flavour }: { db: Kysely<S>; flavour: Flavour },
  migrations: Migrations = all,
): Promise<string[]> {
  const journal = db as unknown as Kysely<Journal>;
  if (await hasJournal(journal, flavour) && pending(migrations, await applied(journal)).length === 0) {
    return [];
  }
  return await journal.transaction().execute(async (trx) => {
    if (flavour === "postgres") {
      await sql`select pg_advisory_xact_lock(${sql.lit(ADVISORY_LOCK)})`.execute(trx);
    }
    if (!await hasJournal(trx, flavour)) await createJournal(trx, flavour);
    const todo = pending(migrations, await applied(trx));
    for (const name of todo) {
      await migrations[name]?.up({ db: trx as unknown as Kysely<unknown>, flavour });
      await trx.insertInto("schema_migration").values({ name, applied_at: now(flavour) }).execute();
    }
    return todo;
  });
}

/**
 * Whether every migration of this version is applied, told after the newest one's entry was written anew as it is: so that the database can
 * be written is known too. @throws what the driver says when it cannot
 */
export async function writesAtHead<S>(
  { db }: { db: Kysely<S> },
  migrations: Migrations = all,
): Promise<boolean> {
  const journal = db as unknown as Kysely<Journal>;
  const names = Object.keys(migrations);
  await journal.transaction().execute(async (trx) => {
    // There and back: what stays as it is SQLite does not write at all.
    for (const change of [1, -1]) {
      await trx.updateTable("schema_migration").set((entry) => ({
        applied_at: entry("applied_at", "+", change),
      }))
        .where("name", "=", names.at(-1) ?? "").execute();
    }
  });
  const known = new Set(await applied(journal));
  return names.every((name) => known.has(name));
}

/** How the schema stands against this version, without changing anything: what is to be applied, and what a newer version made. */
export async function compareSchema<S>(
  { db, flavour }: { db: Kysely<S>; flavour: Flavour },
  migrations: Migrations = all,
): Promise<{ pending: string[]; unknown: string[] }> {
  const journal = db as unknown as Kysely<Journal>;
  const done = await hasJournal(journal, flavour) ? await applied(journal) : [];
  const names = Object.keys(migrations);
  return {
    pending: names.filter((name) => !done.includes(name)),
    unknown: done.filter((name) => !names.includes(name)),
  };
}

async function hasJournal(db: Kysely<Journal>, flavour: Flavour): Promise<boolean> {
  const found = flavour === "postgres"
    ? sql`select 1 where to_regclass('schema_migration') is not null`
    : sql`select 1 from sqlite_schema where name = 'schema_migration'`;
  return (await found.execute(db)).rows.length > 0;
}

async function createJournal(db: Kysely<Journal>, flavour: Flavour): Promise<void> {
  await strict(
    flavour,
    db.schema.createTable("schema_migration")
      .addColumn("name", "text", (column) => column.primaryKey().notNull())
      .addColumn("applied_at", int(flavour), (column) => column.notNull()),
  ).execute();
}

async function applied(db: Kysely<Journal>): Promise<string[]> {
  const rows = await db.selectFrom("schema_migration").select("name").execute();
  return rows.map(({ name }) => name);
}

function pending(migrations: Migrations, done: string[]): string[] {
  const names = Object.keys(migrations);
  const unknown = done.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new Error(
      `The database was made by a newer version of Reparo (it has ${unknown.join(", ")}). ` +
        "Start that version or a later one; to go back, restore a backup of this one (docs/upgrade.md).",
    );
  }
  const todo = names.filter((name) => !done.includes(name));
  const late = todo.find((name) => names.indexOf(name) < done.length);
  if (late) throw new Error(`The migration ${late} stands before ones that are applied already`);
  return todo;
}

function now(flavour: Flavour) {
  return flavour === "postgres"
    ? sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`
    : sql<number>`cast(unixepoch('subsec') * 1000 as integer)`;
}
