import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { sentenceOf } from "../../views/errors/text.ts";
import { BACKUP_NAME, LostFiles, TamperedAudit } from "../backups/backup.ts";
import { diskPlace } from "../backups/disk_place.ts";
import { backupsIn } from "../backups/manifest.ts";
import type { BackupPlace } from "../backups/place.ts";
import { restoreBackup, type RestoreStep } from "../backups/restore.ts";
import { backupTools, outsideOf } from "../backups/tools.ts";
import { type Config, readConfig } from "../config.ts";
import { lockData } from "../db/lock.ts";
import { AppError } from "../lib/app_error.ts";
import { orAbsent } from "../files/durable.ts";
import { closeLogs } from "../logs.ts";
import { variablesOf } from "./env_file.ts";

const HELP = `deno task restore BACKUP [options]

  BACKUP             a backup's folder or a file in it, its name, or "latest"
  --from DIR         where BACKUP is looked for; default BACKUP_DIR (DATA_DIR/backups), or the store of BACKUP_S3_URL with --from store
  --to DIR           data folder of the shop that is made; default DATA_DIR
  --env-file FILE    variables of the server, as systemd's EnvironmentFile or Docker's --env-file has them
  --key-file FILE    the secret key (AGE-SECRET-KEY-1…); otherwise it is asked for, or read from standard input
  --replace          a shop that is there already is put aside, not removed
  --without-lost     attachments that are missing or damaged are left behind; else nothing is restored while there are any
  --despite-audit    an audit log that was tampered with is brought back as it is, and the log says so
  --json             one JSON object

Everything is checked first and made ready beside what is there. With DATABASE_URL=postgres://… it goes into that database, which
must be empty. No server may run on the folder.
Exit codes: 0 restored, 1 refused or failed.`;

const STEPS: Record<RestoreStep, string> = {
  checking: "Checking the backup …",
  database: "Bringing the database back …",
  migrating: "Bringing it up to date …",
  files: "Bringing the attachments back …",
  settling: "Checking the audit log, signing everybody out …",
};

const OPTIONS = {
  from: { type: "string" },
  to: { type: "string" },
  "env-file": { type: "string" },
  "key-file": { type: "string" },
  replace: { type: "boolean" },
  "without-lost": { type: "boolean" },
  "despite-audit": { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

if (import.meta.main) Deno.exit(await main(Deno.args));

async function main(args: string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: OPTIONS,
      allowPositionals: true,
      strict: true,
    });
    const [wanted, ...rest] = positionals;
    if (values.help === true || wanted === undefined || rest.length > 0) {
      console.log(HELP);
      return values.help === true ? 0 : 1;
    }
    const here = readConfig(await variablesOf(values["env-file"]));
    const { place, name } = await find(here, { wanted, from: values.from });
    const config = target(here, values.to);
    const identity = await readKey(values["key-file"]);
    const tell = (step: RestoreStep) => values.json || console.error(STEPS[step]);
    const result = await restore({
      place,
      name,
      identity,
      config,
      replace: values.replace === true,
      withoutLost: values["without-lost"] === true,
      despiteAudit: values["despite-audit"] === true,
      tell,
    });
    console.log(values.json ? JSON.stringify(result) : linesOf(result));
    return 0;
  } catch (error) {
    console.error(sentence(error));
    return 1;
  } finally {
    await closeLogs();
  }
}

/** Asks before it puts a shop aside, where there is somebody to ask. */
async function restore(asked: Parameters<typeof restoreBackup>[0]) {
  const { DATA_DIR: dir, DATABASE_URL: databaseUrl } = asked.config;
  const lock = await lockData({ dir, databaseUrl });
  try {
    return await restoreBackup(asked);
  } catch (error) {
    const occupied = error instanceof AppError && error.detail.reason === "restore_occupied";
    const ask = occupied && Deno.stdin.isTerminal() && /^(file|sqlite):/.test(databaseUrl);
    if (!ask || !confirm(`There is a shop in ${dir} already. Put it aside and restore ${asked.name}?`)) {
      throw error;
    }
    return await restoreBackup({ ...asked, replace: true });
  } finally {
    lock.release();
  }
}

/** The shop in another folder has its database there too, unless that is a Postgres. */
function target(config: Config, to: string | undefined): Config {
  if (to === undefined) return config;
  const dir = resolve(to);
  const inPostgres = /^postgres/.test(config.DATABASE_URL);
  return {
    ...config,
    DATA_DIR: dir,
    DATABASE_URL: inPostgres ? config.DATABASE_URL : `file:${join(dir, "reparo.db")}`,
  };
}

async function find(
  config: Config,
  { wanted, from }: { wanted: string; from: string | undefined },
): Promise<{ place: BackupPlace; name: string }> {
  if (from === undefined && wanted !== "latest") {
    const folder = await folderOf(wanted);
    if (folder !== null) return { place: diskPlace(dirname(folder)), name: basename(folder) };
  }
  const tools = backupTools(config, "");
  const folder = resolve(from ?? tools.dir);
  const place = from === "store" ? await outsideOf(tools) : diskPlace(folder);
  if (!place) throw new Error("There is no store: set BACKUP_S3_URL, BACKUP_S3_KEY_ID and BACKUP_S3_SECRET.");
  if (BACKUP_NAME.test(wanted)) return { place, name: wanted };
  if (wanted !== "latest") throw new Error(`${wanted} is not the name of a backup.`);
  const [newest] = await backupsIn(place);
  if (newest === undefined) {
    throw new Error(`There is no backup in ${from === "store" ? "the store" : folder}.`);
  }
  return { place, name: newest };
}

/** Of a backup, wherever in it the path points; null for what is but a name. */
async function folderOf(wanted: string): Promise<string | null> {
  const path = resolve(wanted);
  const found = await orAbsent(Deno.stat(path));
  if (!found && !/[\\/]/.test(wanted)) return null;
  if (!found) throw new Error(`There is nothing at ${path}.`);
  const folder = found.isFile ? dirname(path) : path;
  if (!BACKUP_NAME.test(basename(folder))) {
    throw new Error(`${folder} is no backup: one is called like 20261127T061200Z-4f2a91c0.`);
  }
  return folder;
}

async function readKey(file: string | undefined): Promise<string> {
  const text = file !== undefined
    ? await Deno.readTextFile(file)
    : Deno.stdin.isTerminal()
    ? prompt("Secret key of the backups (AGE-SECRET-KEY-1…):") ?? ""
    : await new Response(Deno.stdin.readable).text();
  const [key] = /AGE-SECRET-KEY-1[0-9A-Z]+/.exec(text.toUpperCase()) ?? [];
  if (key === undefined) throw new Error("That is no secret key: it begins with AGE-SECRET-KEY-1.");
  return key;
}

function linesOf(result: object): string {
  return Object.entries(result).filter(([, value]) =>
    value !== "" && !(Array.isArray(value) && value.length === 0)
  )
    .map(([name, value]) => `${name}: ${value}`).join("\n");
}

function sentence(error: unknown): string {
  if (error instanceof AppError) return sentenceOf(error, "en");
  if (error instanceof LostFiles) {
    return `Nothing was restored, ${error.message}.\nAn older backup may have them; --without-lost restores all the rest.`;
  }
  if (error instanceof TamperedAudit) {
    return `Nothing was put in place: ${error.message}.\nAn older backup may be from before it; --despite-audit restores this one.`;
  }
  return error instanceof Error ? error.message : String(error);
}
