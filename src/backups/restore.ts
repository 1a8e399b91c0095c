import { basename, join } from "node:path";
import { checkAudit } from "../audit/verify_queries.ts";
import type { Config } from "../config.ts";
import { SYSTEM } from "../context.ts";
import { filePath } from "../db/embedded/file_path.ts";
import { inspectFile } from "../db/embedded/copy.ts";
import { openDatabase } from "../db/open.ts";
import { dumpToFile } from "../dump/commands.ts";
import { schemaOf } from "../dump/tables_queries.ts";
import { loadDump } from "../dump/load.ts";
import { contextOf } from "../http/session.ts";
import { conflict } from "../lib/app_error.ts";
import { openStore } from "../files/store.ts";
import { openServices } from "../start.ts";
import type { Services } from "../services.ts";
import { type AfterRestore, settleRestored } from "./after_restore_commands.ts";
import { BadBackup, contentsOf, LostFiles, type Manifest, TamperedAudit } from "./backup.ts";
import { orAbsent, syncFolder, writeSynced } from "../files/durable.ts";
import { manifestsIn, readManifest } from "./manifest.ts";
import {
  checkParts,
  compareContents,
  lookAtFiles,
  openDatabasePart,
  openFile,
  openSecrets,
} from "./opening.ts";
import type { BackupPlace } from "./place.ts";
import { restorePostgres } from "./postgres.ts";
import { STAGING, swapIn } from "./swap.ts";
import { backupTools } from "./tools.ts";

export interface Restoring {
  place: BackupPlace;
  name: string;
  /** The owner's key. */
  identity: string;
  /** Of the shop to be: its DATA_DIR and DATABASE_URL. */
  config: Config;
  /** What is there already is put aside instead of refusing. */
  replace: boolean;
  /** Attachments that are missing or damaged are left behind instead of refusing. */
  withoutLost?: boolean;
  /** An audit log that was tampered with comes back as it is instead of refusing. */
  despiteAudit?: boolean;
  /** Told what is done. */
  tell?: (step: RestoreStep) => void;
}

export type RestoreStep = "checking" | "files" | "database" | "migrating" | "settling";

export interface Restored extends AfterRestore {
  name: string;
  rows: number;
  files: number;
  /** Attachments that were left behind, by their hashes. */
  lost_files: string[];
  audit_events: number;
  /** Places at which the audit log shows that it was tampered with. */
  audit_faults: number;
  /** Migrations that the backup did not have yet. */
  migrated: number;
  /** Where what was there before is, "" when nothing was. */
  aside: string;
}

/**
 * Brings a backup back: everything is checked and made ready beside what is there, then takes its place. Whoever calls holds the lock of
 * the data folder, and no server runs on it.
 * @throws BadBackup, WrongKey, LostFiles, TamperedAudit; AppError conflict `restore_occupied`, `restore_other_engine`, `restore_other_key`
 */
export async function restoreBackup(asked: Restoring): Promise<Restored> {
  const { place, name, identity, config, tell = () => {} } = asked;
  tell("checking");
  const { manifest, isOf } = await readManifest(place, name);
  const intoPostgres = /^postgres/.test(config.DATABASE_URL);
  if (manifest.engine === "postgres" && !intoPostgres) throw conflict("restore_other_engine");
  if (!intoPostgres && !/^(file|sqlite):/.test(config.DATABASE_URL)) throw conflict("restore_other_engine");
  const occupied = await targets(config, intoPostgres);
  if (occupied.some(({ there }) => there) && !asked.replace) throw conflict("restore_occupied");
  if (intoPostgres) await refuseFull(config);
  await checkParts(place, manifest);
  const { missing } = await lookAtFiles(place, manifest, () => false);
  refuseLost(asked, missing);
  const secretKey = await openSecrets(place, name, identity);
  if (!isOf(secretKey)) throw new BadBackup("the manifest was not sealed by the shop that is in the backup");
  if (config.SECRET_KEY !== null && config.SECRET_KEY !== secretKey) throw conflict("restore_other_key");

  const staging = join(config.DATA_DIR, STAGING);
  await orAbsent(Deno.remove(staging, { recursive: true }));
  await Deno.mkdir(staging, { recursive: true, mode: 0o700 });
  const made = await makeReady(asked, { manifest, staging, secretKey }).catch(async (error) => {
    await orAbsent(Deno.remove(staging, { recursive: true }));
    throw error;
  });
  const aside = join(config.DATA_DIR, `before-restore-${name}-${crypto.randomUUID().slice(0, 8)}`);
  await swapIn(config.DATA_DIR, {
    staging,
    moves: occupied.map(({ target, part }) => ({
      target,
      staged: part === null ? null : join(staging, part),
      aside: join(aside, basename(target)),
    })),
  });
  return { ...made, aside: occupied.some(({ there }) => there) ? aside : "" };
}

/** The whole shop in the staging folder; in Postgres, its database where it stays. */
async function makeReady(
  asked: Restoring,
  { manifest, staging, secretKey }: Ready,
): Promise<Omit<Restored, "aside">> {
  const { config, tell = () => {} } = asked;
  tell("files");
  const lost = await bringFiles(asked, { manifest, staging });
  tell("database");
  const file = join(staging, "reparo.db");
  const databaseUrl = await bringDatabase(asked, { manifest, staging, file, secretKey });
  const made = await settle(asked, { manifest, staging, databaseUrl, secretKey, lost });
  if (config.SECRET_KEY === null) {
    await writeSynced(join(staging, "secret.key"), `${secretKey}\n`);
  }
  if (databaseUrl.startsWith("sqlite:")) await refuseUnwritten(file);
  await syncFolder(staging);
  return made;
}

/** A database is put in its place as one file: what closing it did not write into that would be lost. */
async function refuseUnwritten(file: string): Promise<void> {
  const log = await orAbsent(Deno.stat(`${file}-wal`));
  if (log && log.size > 0) {
    throw new Error(`${file} is open in another program and not whole without its log; nothing was changed`);
  }
}

interface Target {
  target: string;
  /** Name in the staging folder; null for what only has to go. */
  part: string | null;
  there: boolean;
}

async function targets(config: Config, intoPostgres: boolean): Promise<Target[]> {
  const file = intoPostgres ? null : filePath(config.DATABASE_URL);
  const wanted = [
    ...file === null ? [] : [
      { target: file, part: "reparo.db" },
      // Of the old database: with the new one they would make a broken one.
      { target: `${file}-wal`, part: null },
      { target: `${file}-shm`, part: null },
    ],
    { target: join(config.DATA_DIR, "files"), part: "files" },
    ...config.SECRET_KEY === null
      ? [{ target: join(config.DATA_DIR, "secret.key"), part: "secret.key" }]
      : [],
  ];
  return await Promise.all(wanted.map(async (one) => ({
    ...one,
    there: await orAbsent(Deno.lstat(one.target)) !== null,
  })));
}

interface Ready {
  manifest: Manifest;
  staging: string;
  secretKey: string;
}

/** The attachments as they were, before a database is touched that nobody empties; answers which are lost. @throws LostFiles */
async function bringFiles(
  asked: Restoring,
  { manifest, staging }: { manifest: Manifest; staging: string },
): Promise<string[]> {
  const store = await openStore(join(staging, "files"));
  const lost: string[] = [];
  for (const { hash } of manifest.files) {
    const bytes = await openFile(asked.place, { keyId: manifest.key_id, hash, identity: asked.identity });
    if (bytes) await store.put(bytes);
    else lost.push(hash);
  }
  refuseLost(asked, lost);
  return lost;
}

/** The database as it was backed up; answers its address. */
async function bringDatabase(
  asked: Restoring,
  { manifest, staging, file, secretKey }: Ready & { file: string },
): Promise<string> {
  const { place, name, identity, config } = asked;
  if (manifest.engine === "postgres") {
    const archive = join(staging, "archive");
    await openDatabasePart(place, { name, identity, to: archive });
    await restorePostgres(backupTools(config, ""), archive, config.DATABASE_URL);
    await Deno.remove(archive);
    return config.DATABASE_URL;
  }
  await openDatabasePart(place, { name, identity, to: file });
  // Not by libSQL, which keeps a file that was closed open until memory is collected: this one is to be moved.
  const databaseUrl = `sqlite:${file}`;
  compareContents(manifest, await inspectFile(databaseUrl));
  if (!/^postgres/.test(config.DATABASE_URL)) return databaseUrl;
  await carryOver(config, { staging, file, secretKey });
  return config.DATABASE_URL;
}

/** From a database file into an empty Postgres, by way of a dump. */
async function carryOver(
  config: Config,
  { staging, file, secretKey }: { staging: string; file: string; secretKey: string },
): Promise<void> {
  const dump = join(staging, "dump.zip");
  const here = {
    ...config,
    DATA_DIR: join(staging, "from"),
    SECRET_KEY: secretKey,
    DATABASE_URL: `sqlite:${file}`,
  };
  await using from = await servicesOf(here);
  await dumpToFile(await ctxOf(from.services), dump);
  await using to = await servicesOf({ ...here, DATABASE_URL: config.DATABASE_URL });
  await loadDump(await ctxOf(to.services), dump, { anotherKey: false });
  await Deno.remove(dump);
}

/** A database that nobody uses yet is made by hand: no restore empties one. */
async function refuseFull(config: Config): Promise<void> {
  const database = await openDatabase(config.DATABASE_URL, { authToken: config.DATABASE_TOKEN });
  try {
    if ((await database.db.introspection.getTables()).length > 0) throw conflict("restore_occupied");
  } finally {
    await database.close();
  }
}

/** Newer tables, the audit log's chain, and what must not happen again. */
async function settle(
  asked: Restoring,
  { manifest, staging, databaseUrl, secretKey, lost }: Ready & { databaseUrl: string; lost: string[] },
): Promise<Omit<Restored, "aside">> {
  const { place, name, config, tell = () => {} } = asked;
  tell("migrating");
  await using open = await servicesOf({
    ...config,
    DATA_DIR: staging,
    DATABASE_URL: databaseUrl,
    SECRET_KEY: secretKey,
  });
  const { services } = open;
  tell("settling");
  const { db } = services.database;
  const head = manifest.audit_head;
  const anchors = head ? [{ ...head, from: name, at: manifest.created_at }] : [];
  const audit = await checkAudit(db, { anchors, secretKey });
  if (audit.faults.length > 0 && !asked.despiteAudit) throw new TamperedAudit();
  const schema = await schemaOf(db);
  const contents = contentsOf(manifest);
  const settled = await settleRestored(await ctxOf(services), {
    name,
    contents,
    lostFiles: lost.length,
    auditFaults: audit.faults.length,
    erasedClients: await erasedSince(place),
  });
  return {
    name,
    rows: contents.rows,
    files: contents.files - lost.length,
    lost_files: lost,
    audit_events: audit.events,
    audit_faults: audit.faults.length,
    migrated: schema.length - manifest.schema.length,
    ...settled,
  };
}

function refuseLost({ withoutLost }: Restoring, lost: readonly string[]): void {
  if (lost.length > 0 && !withoutLost) throw new LostFiles(lost);
}

/** By the newest backup that can be read there: it knows of those who asked after this one was taken. */
async function erasedSince(place: BackupPlace): Promise<readonly string[]> {
  for await (const { read } of manifestsIn(place)) if (read) return read.manifest.erased_clients;
  return [];
}

async function servicesOf(config: Config): Promise<{ services: Services } & AsyncDisposable> {
  await Deno.mkdir(config.DATA_DIR, { recursive: true, mode: 0o700 });
  const services = await openServices(config, new AbortController().signal);
  return { services, [Symbol.asyncDispose]: () => services.database.close() };
}

async function ctxOf(services: Services) {
  const shop = await services.shop.read();
  const locale = shop.organization?.locale ?? "es";
  return contextOf(services, { actor: SYSTEM, shop, locale, requestId: "restore", ip: "" });
}
