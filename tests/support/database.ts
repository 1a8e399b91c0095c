import { sql } from "kysely";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { migrate } from "../../src/db/migrate.ts";
import { type Database, openDatabase, type OpenOptions } from "../../src/db/open.ts";
import { folderInMemory } from "./postgres_cluster.ts";

export type TestEngine = "libsql" | "sqlite" | "postgres";

export interface TestDatabase extends Database {
  url: string;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface EachOptions {
  engines?: TestEngine[];
  open?: OpenOptions;
}

const POSTGRES = Deno.env.get("TEST_POSTGRES_URL");

/** Registers one test per engine, each on a migrated database of its own. */
export function eachDatabase(
  name: string,
  fn: (t: Deno.TestContext, database: TestDatabase) => Promise<void>,
  { engines = ["libsql", "postgres"], open }: EachOptions = {},
): void {
  for (const engine of engines) {
    const missing = engine === "postgres" && !POSTGRES;
    Deno.test({
      name: `${name} (${engine}${
        missing ? ", ignored: TEST_POSTGRES_URL is not set, run deno task test" : ""
      })`,
      ignore: missing,
      async fn(t) {
        await using database = await freshDatabase(engine, open);
        await fn(t, database);
      },
    });
  }
}

/** A migrated, empty database; dispose of it with `await using`. */
export async function freshDatabase(
  engine: TestEngine = "libsql",
  open?: OpenOptions,
): Promise<TestDatabase> {
  return engine === "postgres" ? await freshPostgres(open) : await freshFile(engine, open);
}

let templateFile: Promise<string> | undefined;

async function freshFile(engine: "libsql" | "sqlite", open?: OpenOptions): Promise<TestDatabase> {
  templateFile ??= makeTemplateFile();
  const dir = await Deno.makeTempDir({ dir: folderInMemory(), prefix: "reparo-test-" });
  const path = join(dir, "reparo.db");
  await Deno.copyFile(await templateFile, path);
  const url = `${engine === "libsql" ? "file" : "sqlite"}:${path}`;
  const database = await openDatabase(url, open);
  return {
    ...database,
    url,
    async [Symbol.asyncDispose]() {
      await database.close();
      await Deno.remove(dir, { recursive: true });
    },
  };
}

async function makeTemplateFile(): Promise<string> {
  const dir = Deno.makeTempDirSync({ prefix: "reparo-template-" });
  globalThis.addEventListener("unload", () => Deno.removeSync(dir, { recursive: true }));
  const path = join(dir, "template.db");
  const database = await openDatabase(`file:${path}`);
  await migrate(database);
  await database.close();
  return path;
}

let templateDatabase: Promise<string> | undefined;

async function freshPostgres(open?: OpenOptions): Promise<TestDatabase> {
  templateDatabase ??= makeTemplateDatabase();
  const name = `reparo_test_${crypto.randomUUID().replaceAll("-", "")}`;
  await asOwner(`create database ${name} template ${await templateDatabase} strategy file_copy`);
  const url = postgresUrl(name);
  const database = await openDatabase(url, { maxConnections: 6, ...open });
  return {
    ...database,
    url,
    async [Symbol.asyncDispose]() {
      await database.close();
      await asOwner(`drop database if exists ${name} with (force)`);
    },
  };
}

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
