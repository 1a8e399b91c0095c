import { join } from "node:path";
import { sql } from "kysely";
import { createApp } from "../app.ts";
import { recordAudit } from "../audit/record.ts";
import { checkAudit } from "../audit/verify_queries.ts";
import { isWhole, powersOf } from "../auth/overrides.ts";
import { requirePermission } from "../auth/permissions.ts";
import { parseConfig } from "../config.ts";
import type { Ctx } from "../context.ts";
import { inspectFile } from "../db/embedded/copy.ts";
import { openDatabase } from "../db/open.ts";
import { PermanentFailure } from "../jobs/handler.ts";
import { errorFacts, logOf } from "../logs.ts";
import { paths } from "../paths.ts";
import type { Services } from "../services.ts";
import { openServices } from "../start.ts";
import { BadBackup, contentsOf, DATABASE_PART, fileKey, type Manifest, partKey } from "./backup.ts";
import { orAbsent } from "../files/durable.ts";
import { FileDamaged } from "../files/store.ts";
import { diskPlace } from "./disk_place.ts";
import { readManifest } from "./manifest.ts";
import { checkParts, compareContents, lookAtFiles, requireFiles } from "./opening.ts";
import { restorePostgres } from "./postgres.ts";
import type { BackupPlace } from "./place.ts";
import { openBackupThread } from "./thread.ts";
import { type BackupTools, outsideOf } from "./tools.ts";
import { inTurn } from "./turn.ts";

const log = logOf("backups");

export interface Drilled {
  name: string;
  ok: boolean;
  error: string;
  rows: number;
  /** Attachments that were read to the end. */
  files: number;
  audit_events: number;
  ms: number;
}

/** Each attachment is read once in so many nights; that it is there, and of its size, is looked at every night. */
const NIGHTS = 8;
const DAY = 86_400_000;

/**
 * Restores the newest backup elsewhere and holds it against its manifest: parts, rows, the audit log's chain, attachments, one page. Null
 * while there is none. What goes wrong is the result, not thrown. @throws AppError forbidden
 */
export async function drillNewest(ctx: Ctx, tools: BackupTools): Promise<Drilled | null> {
  requirePermission(ctx.actor, "backups.manage");
  return await inTurn(tools.dir, () => tryNewest(ctx, tools));
}

async function tryNewest(ctx: Ctx, tools: BackupTools): Promise<Drilled | null> {
  const backup = await ctx.db.selectFrom("backup").select(["id", "name", "drill_key_sealed", "stored_at"])
    .where("state", "=", "ok").orderBy("id", "desc").limit(1).executeTakeFirst();
  if (!backup) return null;
  const started = performance.now();
  const result: Drilled = {
    name: backup.name,
    ok: false,
    error: "",
    rows: 0,
    files: 0,
    audit_events: 0,
    ms: 0,
  };
  try {
    if (backup.drill_key_sealed === null) throw new BadBackup("the backup's key for drills is gone");
    const identity = await ctx.secrets.open(backup.drill_key_sealed, `backup_drill:${backup.id}`);
    Object.assign(result, await drill(ctx, tools, { name: backup.name, identity }));
    const outside = await outsideOf(tools);
    if (outside && backup.stored_at !== null) await checkStored(ctx, outside, backup.name);
    result.ok = true;
  } catch (error) {
    log.error("The drill of a backup failed", { backup: backup.name, ...errorFacts(error) });
    result.error = (error instanceof Error ? error.message : String(error)).slice(0, 500);
  }
  result.ms = Math.round(performance.now() - started);
  await note(ctx, backup.id, result);
  return result;
}

/** The nightly turn: a drill that fails is a run that fails. Answers how many backups were tried. */
export async function drillTonight(ctx: Ctx, tools: BackupTools): Promise<number> {
  const drilled = await drillNewest(ctx, tools);
  if (drilled?.ok === false) throw new PermanentFailure(drilled.error);
  return drilled ? 1 : 0;
}

type Found = Pick<Drilled, "rows" | "files" | "audit_events">;

async function drill(ctx: Ctx, tools: BackupTools, of: { name: string; identity: string }): Promise<Found> {
  const place = diskPlace(tools.dir);
  const { manifest, isOf } = await readManifest(place, of.name);
  if (!isOf(ctx.secretKey)) throw new BadBackup("the manifest was not sealed by this shop");
  await checkParts(place, manifest);
  const tonight = Math.floor(ctx.now / DAY) % NIGHTS;
  const files = await lookAtFiles(
    place,
    manifest,
    (hash) => parseInt(hash.slice(0, 2), 16) % NIGHTS === tonight,
  );
  await letDamagedGo(ctx, place, { manifest, damaged: files.damaged });
  requireFiles(files);
  const folder = join(tools.workDir, "drill");
  const file = join(folder, "reparo.db");
  await orAbsent(Deno.remove(folder, { recursive: true }));
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    using thread = openBackupThread();
    const from = join(tools.dir, partKey(of.name, DATABASE_PART));
    const opened = await thread.ask({ act: "open_and_unpack", from, to: file, identity: of.identity });
    if (!opened) throw new BadBackup(`${DATABASE_PART} is missing`);
    await using elsewhere = await databaseElsewhere(ctx, tools, file);
    if (manifest.engine === "sqlite") compareContents(manifest, await inspectFile(elsewhere.url, thread));
    const audit_events = await lookInside(ctx, { folder, url: elsewhere.url, head: manifest.audit_head });
    if (manifest.engine === "postgres") await compareTables(elsewhere.url, manifest.tables);
    return { files: files.read, audit_events, rows: contentsOf(manifest).rows };
  } finally {
    await orAbsent(Deno.remove(folder, { recursive: true }));
  }
}

/** What the shop itself has whole still is copied anew by the next backup, once the damaged copy is gone: until then it is missing. */
async function letDamagedGo(
  ctx: Ctx,
  place: BackupPlace,
  { manifest, damaged }: { manifest: Manifest; damaged: readonly string[] },
): Promise<void> {
  for (const hash of damaged) {
    if (await isWholeHere(ctx, hash)) await place.remove(fileKey(manifest.key_id, hash));
  }
}

async function isWholeHere(ctx: Ctx, hash: string): Promise<boolean> {
  try {
    return await ctx.files.read(hash) !== null;
  } catch (error) {
    if (error instanceof FileDamaged) return false;
    throw error;
  }
}

interface Inside {
  folder: string;
  url: string;
  head: { seq: number; hash: string } | null;
}

/** A whole server on the restored shop, without its jobs: its audit log is whole, and an administrator sees the list of orders. */
async function lookInside(ctx: Ctx, { folder, url, head }: Inside): Promise<number> {
  const config = parseConfig({ DATA_DIR: folder, DATABASE_URL: url, SECRET_KEY: ctx.secretKey });
  const services = await openServices(config, new AbortController().signal);
  try {
    const { db } = services.database;
    const anchors = head ? [{ ...head, from: "drill", at: ctx.now }] : [];
    const { events, faults } = await checkAudit(db, { anchors, secretKey: ctx.secretKey });
    if (faults.length > 0) throw new BadBackup("the audit log was tampered with");
    const admins = await db.selectFrom("user").select(["id", "role", "overrides_json"])
      .where("role", "=", "admin").where("active", "=", 1).orderBy("id").execute();
    const admin = admins.find((user) => isWhole(powersOf(user)));
    if (!admin) throw new BadBackup("there is no administrator");
    const token = await services.sessions.start(admin.id, { ip: "", userAgent: "drill" });
    const app = await createApp(await withoutDuties(services, admin.id));
    const host = new URL(services.baseUrl);
    const page = await app.request(`${services.baseUrl}${paths.orders()}`, {
      headers: { Host: host.host, Cookie: `sid=${token}` },
    });
    const html = await page.text();
    if (page.status !== 200 || !html.includes("</html>")) {
      throw new BadBackup(`the list of orders answered ${page.status}`);
    }
    return events;
  } finally {
    await services.database.close();
  }
}

/** Of a copy that is thrown away: nobody has to choose a password or a second factor before they see anything. */
async function withoutDuties(services: Services, userId: string): Promise<Services> {
  await services.database.db.updateTable("user").set({ must_change_password: 0 }).where("id", "=", userId)
    .execute();
  const shop = await services.shop.read();
  const settings = { ...shop.settings, admins_two_factors: false };
  return { ...services, shop: { read: () => Promise.resolve({ ...shop, settings }) } };
}

/** The database's file itself, or for Postgres a database that is made for the drill and dropped after it. */
async function databaseElsewhere(
  ctx: Ctx,
  tools: BackupTools,
  file: string,
): Promise<{ url: string } & AsyncDisposable> {
  if (ctx.flavour === "sqlite") {
    // libSQL keeps a file that was closed open until memory is collected: the disk would be without that room for as long.
    return { url: `sqlite:${file}`, [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  const name = `reparo_drill_${ctx.random.bytes(4).toHex()}`;
  const url = new URL(tools.databaseUrl);
  url.pathname = `/${name}`;
  await sql`create database ${sql.id(name)}`.execute(ctx.db);
  const drop = async () => {
    await sql`drop database if exists ${sql.id(name)} with (force)`.execute(ctx.db);
  };
  try {
    await restorePostgres(tools, file, url.href);
  } catch (error) {
    await drop();
    throw error;
  }
  return { url: url.href, [Symbol.asyncDispose]: drop };
}

async function compareTables(url: string, tables: readonly { name: string; rows: number }[]): Promise<void> {
  const database = await openDatabase(url, { maxConnections: 1 });
  try {
    for (const { name, rows } of tables.filter((table) => table.name !== "session")) {
      const { rows: [row] } = await sql<{ n: number }>`select count(*) as n from ${sql.table(name)}`
        .execute(database.db);
      if (Number(row?.n) !== rows) throw new BadBackup(`${name} has ${row?.n} rows, ${rows} were backed up`);
    }
  } finally {
    await database.close();
  }
}

/** What lies outside is read to its end as well. */
async function checkStored(ctx: Ctx, store: BackupPlace, name: string): Promise<void> {
  const { manifest, isOf } = await readManifest(store, name);
  if (!isOf(ctx.secretKey)) throw new BadBackup("the manifest outside was not sealed by this shop");
  await checkParts(store, manifest);
  requireFiles(await lookAtFiles(store, manifest, () => false));
}

async function note(
  ctx: Ctx,
  backupId: string,
  { name, ok, error, rows, files, audit_events, ms }: Drilled,
): Promise<void> {
  await ctx.db.transaction().execute(async (trx) => {
    await trx.insertInto("backup_drill").values({
      id: ctx.random.id(ctx.now),
      backup_id: backupId,
      at: ctx.now,
      ms,
      state: ok ? "ok" : "failed",
      error,
      rows,
      files,
      audit_events,
    }).execute();
    await recordAudit(trx, ctx, {
      kind: "backup_drilled",
      subject: { kind: "backup", id: backupId },
      data: { name, ok, rows, ...error !== "" && { error } },
    });
  });
}
