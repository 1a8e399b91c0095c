import { Kysely, sql } from "kysely";
import { createHash } from "node:crypto";
import { migrate } from "../../src/db/migrate.ts";
import { type Database, type Db, openDatabase, type OpenOptions } from "../../src/db/open.ts";
import { postgresDialect } from "../../src/db/postgres.ts";
import type { Schema } from "../../src/db/schema.ts";

const POSTGRES = Deno.env.get("TEST_POSTGRES_URL");

export interface FreshPostgres extends Database {
  url: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A database with its connections, which one test after the other has for itself. */
interface Slate {
  name: string;
  /** What it is made of, data apart. */
  shape: string;
  dialect: Awaited<ReturnType<typeof postgresDialect>>;
}

/** Longer than in a shop: on a machine that has much else to do a crowd on few connections waits, and none of it is wrong. */
const LIMITS = { maxConnections: 6, waitLimit: 60_000, holdLimit: 60_000, answerLimit: 120_000 };
const free: Slate[] = [];

/**
 * A migrated, empty database. To make one, and to open connections to it, costs Postgres more than most tests do, so one is wiped
 * and kept for the next test of this process; not where a test opens it otherwise, closes it, or hands its address on.
 */
export async function freshPostgres(open?: OpenOptions): Promise<FreshPostgres> {
  return open && Object.keys(open).some((name) => name !== "onQuery")
    ? await ownPostgres(open)
    : await kept(open);
}

async function kept({ onQuery }: OpenOptions = {}): Promise<FreshPostgres> {
  const slate = free.pop() ?? await makeSlate();
  const db = new Kysely<Schema>({
    dialect: slate.dialect,
    log: (event) => {
      if (event.level === "query") onQuery?.(event.query);
    },
  });
  let reusable = true;
  return {
    db,
    flavour: "postgres",
    async close() {
      reusable = false;
      await db.destroy();
    },
    get url() {
      reusable = false;
      return postgresUrl(slate.name);
    },
    async [Symbol.asyncDispose]() {
      if (reusable && await wipe(db) && await shapeOf(db) === slate.shape) return void free.push(slate);
      await db.destroy();
      await drop(slate.name);
    },
  };
}

async function ownPostgres(open: OpenOptions): Promise<FreshPostgres> {
  const name = await makeDatabase();
  const url = postgresUrl(name);
  const database = await openDatabase(url, { maxConnections: LIMITS.maxConnections, ...open });
  return {
    ...database,
    url,
    async [Symbol.asyncDispose]() {
      await database.close();
      await drop(name);
    },
  };
}

async function makeSlate(): Promise<Slate> {
  const name = await makeDatabase();
  const dialect = await postgresDialect(postgresUrl(name), LIMITS);
  return { name, dialect, shape: await shapeOf(new Kysely({ dialect })) };
}

/** Tells whether a test changed tables, columns, rules, triggers or migrations. */
async function shapeOf(db: Db): Promise<string> {
  const { rows } = await sql<{ shape: string }>`
select concat_ws(' ', (select count(*) from pg_class), (select count(*) from pg_attribute where not attisdropped),
  (select count(*) from pg_constraint), (select count(*) from pg_trigger where tgenabled = 'O'), (select count(*) from pg_proc),
  (select string_agg(name, ' ' order by name) from schema_migration)) as shape`.execute(db);
  return rows[0]?.shape ?? "";
}

/** Empties every table that anything was ever written to; false when something still holds one of them. `alter sequence` would make each a new file. */
async function wipe(db: Db): Promise<boolean> {
  try {
    await sql`
do $$
declare one record;
begin
  set local lock_timeout = '2s';
  set local session_replication_role = replica;
  for one in
    select oid::regclass as name from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'schema_migration'
      and pg_relation_size(oid) > 0
  loop
    execute format('delete from %s', one.name);
  end loop;
  for one in select seqrelid::regclass as name, seqstart from pg_sequence loop
    perform setval(one.name, one.seqstart, false);
  end loop;
end $$`.execute(db);
    return true;
  } catch {
    return false;
  }
}

async function makeDatabase(): Promise<string> {
  templateDatabase ??= makeTemplateDatabase();
  const name = `reparo_test_${crypto.randomUUID().replaceAll("-", "")}`;
  await asOwner(`create database ${name} template ${await templateDatabase} strategy file_copy`);
  return name;
}

async function drop(name: string): Promise<void> {
  await asOwner(`drop database if exists ${name} with (force)`);
}

let templateDatabase: Promise<string> | undefined;

/** One per set of migrations; test processes that start together agree on who makes it. */
async function makeTemplateDatabase(): Promise<string> {
  const hash = createHash("sha256").update(schemaSources()).digest("hex").slice(0, 16);
  const name = `reparo_template_${hash}`;
  const maker = await openDatabase(postgresUrl(), { maxConnections: 1 });
  try {
    await sql`select pg_advisory_lock(5171)`.execute(maker.db);
    const { rows } = await sql`select 1 from pg_database where datname = ${name}`.execute(maker.db);
    if (rows.length > 0) return name;
    await sql`create database ${sql.id(`${name}_raw`)}`.execute(maker.db);
    const database = await openDatabase(postgresUrl(`${name}_raw`));
    await migrate(database).finally(() => database.close());
    await sql`alter database ${sql.id(`${name}_raw`)} rename to ${sql.id(name)}`.execute(maker.db);
    return name;
  } finally {
    await maker.close();
  }
}

function schemaSources(): string {
  const dir = new URL("../../migrations/", import.meta.url);
  const files = [...Deno.readDirSync(dir)].map(({ name }) => new URL(name, dir));
  for (const helper of ["columns", "table"]) {
    files.push(new URL(`../../src/db/${helper}.ts`, import.meta.url));
  }
  return files.map((file) => file.href).sort().map((href) => Deno.readTextFileSync(new URL(href))).join("\n");
}

let owner: Promise<Database> | undefined;

/** On one connection of the whole process: to open one costs Postgres as much as to copy a database. */
async function asOwner(statement: string): Promise<void> {
  owner ??= openDatabase(postgresUrl(), { maxConnections: 1 });
  await sql.raw(statement).execute((await owner).db);
}

function postgresUrl(name?: string): string {
  if (!POSTGRES) throw new Error("TEST_POSTGRES_URL is not set");
  const url = new URL(POSTGRES);
  if (name) url.pathname = `/${name}`;
  return url.href;
}

/** As somebody makes it who is about to restore into it: without any table. */
export async function emptied(url: string): Promise<void> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("drop schema public cascade; create schema public");
  await client.end();
}
