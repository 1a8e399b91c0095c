import { sql } from "kysely";
import { orAbsent } from "../files/durable.ts";
import type { Config } from "../config.ts";
import { filePath } from "../db/embedded/file_path.ts";
import { compareSchema } from "../db/migrate.ts";
import { type Database, openDatabase } from "../db/open.ts";
import { type Finding, finding } from "./finding.ts";

const MEGABYTE = 1_048_576;

/** Whether there is a database file yet; true for databases over the network. */
export async function hasDatabase({ DATABASE_URL: url }: Config): Promise<boolean> {
  return !isFile(url) || await orAbsent(Deno.stat(filePath(url))) !== null;
}

/** Opens it for reading alone and, where its schema is of this version, lets somebody look inside. */
export async function lookAtDatabase(
  config: Config,
  inside: (database: Database) => Promise<Finding[]>,
): Promise<Finding[]> {
  const { DATABASE_URL: url, DATABASE_TOKEN: authToken } = config;
  if (!await hasDatabase(config)) return [finding("database_none", { path: filePath(url) })];
  let database: Database | null = null;
  try {
    database = await openDatabase(url, { authToken, readOnly: true, maxConnections: 2 });
    const [engine, schema] = [await lookAtEngine(database, url), await lookAtSchema(database)];
    return [
      engine,
      schema,
      ...schema.code === "schema_ok" ? await inside(database) : [finding("work_unread")],
    ];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const damaged = /malformed|not a database|corrupt/i.test(reason);
    return [
      finding(damaged ? "database_damaged" : "database_unreadable", { reason }),
      finding("work_unread"),
    ];
  } finally {
    await database?.close();
  }
}

function isFile(url: string): boolean {
  return /^(file|sqlite):/.test(url);
}

async function lookAtEngine({ db, flavour }: Database, url: string): Promise<Finding> {
  if (flavour === "postgres") {
    const { rows: [row] } = await sql<{ version: string; standby: boolean }>`
      select current_setting('server_version') as version, pg_is_in_recovery() as standby`.execute(db);
    return row?.standby
      ? finding("database_standby")
      : finding("database_ok", { engine: `Postgres ${row?.version.split(" ")[0] ?? ""}` });
  }
  await sql`select count(*) from sqlite_schema`.execute(db);
  if (!isFile(url)) return finding("database_ok", { engine: `libSQL ${new URL(url).hostname}` });
  const { size } = await Deno.stat(filePath(url));
  return finding("database_ok", { engine: `SQLite, ${Math.max(1, Math.round(size / MEGABYTE))} MB` });
}

async function lookAtSchema(database: Database): Promise<Finding> {
  const { pending, unknown } = await compareSchema(database);
  if (unknown.length > 0) return finding("schema_newer", { migrations: unknown.join(", ") });
  if (pending.length > 0) {
    return finding("schema_pending", { count: pending.length, migrations: pending.join(", ") });
  }
  return finding("schema_ok");
}

/** Reads every page of a database file (about a second for 300 MB); nothing where another machine keeps it. */
export async function lookForDamage({ db }: Database, { DATABASE_URL: url }: Config): Promise<Finding[]> {
  if (!isFile(url)) return [];
  const { rows } = await sql<{ quick_check: string }>`pragma quick_check(3)`.execute(db);
  const told = rows.map((row) => row.quick_check).join("; ");
  return [told === "ok" ? finding("sound") : finding("database_damaged", { reason: told })];
}
