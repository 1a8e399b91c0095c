import { join } from "node:path";
import { migrate } from "../../src/db/migrate.ts";
import { type Database, openDatabase, type OpenOptions } from "../../src/db/open.ts";
import { freshPostgres } from "./fresh_postgres.ts";
import { ofTheRun } from "./of_the_run.ts";
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

/** In a folder of its own. */
const TEMPLATE = "template.db";
let template: Promise<string> | undefined;

async function freshFile(engine: "libsql" | "sqlite", open?: OpenOptions): Promise<TestDatabase> {
  const dir = await Deno.makeTempDir({ dir: folderInMemory(), prefix: "reparo-test-" });
  const path = join(dir, "reparo.db");
  await copyTemplate(path);
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

/** A migrated, empty database file of that name. */
export async function copyTemplate(path: string): Promise<void> {
  template ??= ofTheRun("template", makeTemplate);
  await Deno.copyFile(join(await template, TEMPLATE), path);
}

async function makeTemplate(): Promise<string> {
  const dir = await Deno.makeTempDir({ prefix: "reparo-template-" });
  const database = await openDatabase(`file:${join(dir, TEMPLATE)}`);
  await migrate(database);
  await database.close();
  return dir;
}
