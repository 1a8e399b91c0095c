import { sql } from "kysely";
import type { Ctx } from "../context.ts";
import type { CopiedFile } from "../db/embedded/copy.ts";
import { auditHead } from "../audit/verify_queries.ts";
import { schemaOf } from "../dump/tables_queries.ts";
import { conflict } from "../lib/app_error.ts";
import type { BackupTools } from "./tools.ts";

const HEARTBEAT_MS = 5_000;

/** An archive of pg_dump and what is in it, both as of one instant. @throws AppError conflict `backup_no_pg_dump` */
export async function copyPostgres(ctx: Ctx, tools: BackupTools, to: string): Promise<CopiedFile> {
  if (!tools.postgres) throw conflict("backup_no_pg_dump");
  const { dump } = tools.postgres;
  return await ctx.db.transaction().setIsolationLevel("repeatable read").setAccessMode("read only")
    .execute(async (trx) => {
      const { rows: [snapshot] } = await sql<{ id: string }>`select pg_export_snapshot() as id`.execute(trx);
      const args = ["--format=custom", "--compress=0", "--no-owner", "--no-privileges", `--file=${to}`];
      const dumping = run(dump, [...args, `--snapshot=${snapshot?.id}`], tools.databaseUrl);
      const reading = contents(trx).then(async (read) => {
        await keepOpen(trx, dumping);
        return read;
      });
      // Whatever the counting comes to, the program is waited for.
      await Promise.allSettled([reading, dumping]);
      await dumping;
      return await reading;
    });
}

/** Brings an archive into an empty database. */
export async function restorePostgres(tools: BackupTools, path: string, databaseUrl: string): Promise<void> {
  if (!tools.postgres) throw conflict("backup_no_pg_dump");
  const { PGDATABASE = "" } = surroundings(databaseUrl);
  const args = [
    "--no-owner",
    "--no-privileges",
    "--exit-on-error",
    "--single-transaction",
    `--dbname=${PGDATABASE}`,
  ];
  await run(tools.postgres.restore, [...args, path], databaseUrl);
}

async function contents(trx: Ctx["db"]): Promise<CopiedFile> {
  const { rows: names } = await sql<{ name: string }>`select table_name as name from information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE' order by table_name`.execute(trx);
  const tables: CopiedFile["tables"] = [];
  for (const { name } of names) {
    const { rows: [row] } = await sql<{ n: number }>`select count(*) as n from ${sql.table(name)}`.execute(
      trx,
    );
    tables.push({ name, rows: Number(row?.n ?? 0) });
  }
  const erased = await trx.selectFrom("client").select("id").where("erased_at", "is not", null).orderBy("id")
    .execute();
  return {
    tables,
    schema: await schemaOf(trx),
    auditHead: await auditHead(trx),
    erasedClients: erased.map(({ id }) => id),
  };
}

/** The server ends a transaction in which nothing happens for half a minute; a large dump takes longer. */
async function keepOpen(trx: Ctx["db"], during: Promise<void>): Promise<void> {
  let over = false;
  const ended = during.finally(() => over = true).catch(() => {});
  while (!over) {
    await sql`select 1`.execute(trx);
    let timer: ReturnType<typeof setTimeout> | undefined;
    await Promise.race([ended, new Promise((resolve) => timer = setTimeout(resolve, HEARTBEAT_MS))]);
    clearTimeout(timer);
  }
}

/** @throws Error with what the program said */
async function run(program: string, args: string[], databaseUrl: string): Promise<void> {
  const command = new Deno.Command(program, {
    args,
    env: surroundings(databaseUrl),
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  });
  const { success, stderr } = await command.output().catch((error) => {
    if (error instanceof Deno.errors.NotFound) throw conflict("backup_no_pg_dump");
    throw error;
  });
  if (success) return;
  const said = new TextDecoder().decode(stderr).trim().split("\n").slice(0, 3).join(" ");
  throw new Error(`${program.replace(/^.*[\\/]/, "")}: ${said}`);
}

/** The password is told by the environment: arguments are seen by everybody on the machine. */
function surroundings(databaseUrl: string): Record<string, string> {
  const { hostname, port, username, password, pathname, searchParams } = new URL(databaseUrl);
  const told = {
    PGHOST: searchParams.get("host") ?? decodeURIComponent(hostname).replace(/^\[(.*)\]$/, "$1"),
    PGPORT: port,
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
    PGSSLMODE: searchParams.get("sslmode") ?? "",
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== ""));
}
