import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { orAbsent } from "../files/durable.ts";
import { type Config, readConfig } from "../config.ts";
import { LEAST_FREE } from "../monitoring/readiness.ts";
import { type Finding, finding } from "./finding.ts";

const MEGABYTE = 1_048_576;
const LOW_PERCENT = 10;

/** NFS, SMB, CIFS, SMB2, 9p: the shared memory of a database file in WAL mode does not work over them (statfs(2)). */
const OVER_NETWORK = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x01021997]);

/** A picture of one white pixel. */
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg==";

/** Run with the permissions of the server: prints what the data folder and the packages with native parts came to, as JSON. */
if (import.meta.main) {
  const config = readConfig();
  const findings = [...await tryFolder(config), ...await trySigning(config), ...await tryPackages(config)];
  console.log(JSON.stringify(findings.map(({ code, facts }) => ({ code, facts }))));
}

async function tryFolder({ DATA_DIR: dir, DATABASE_URL }: Config): Promise<Finding[]> {
  if (!await orAbsent(Deno.stat(dir))) return [];
  const { bavail, blocks, bsize, type } = await statfs(dir);
  const [free, total] = [bavail * bsize, blocks * bsize];
  const facts = {
    free_mb: Math.round(free / MEGABYTE),
    percent: Math.round(free / Math.max(1, total) * 100),
  };
  const embedded = /^(file|sqlite):/.test(DATABASE_URL);
  return [
    finding(free < LEAST_FREE ? "disk_full" : facts.percent < LOW_PERCENT ? "disk_low" : "disk_ok", facts),
    ...(embedded && Deno.build.os === "linux" && OVER_NETWORK.has(type)
      ? [finding("disk_of_network", { dir })]
      : []),
    ...await tryWriting(dir),
  ];
}

/** A file of its own, which is removed again; nothing of the shop is touched. */
async function tryWriting(dir: string): Promise<Finding[]> {
  const path = join(dir, `.doctor-${crypto.randomUUID()}`);
  try {
    using file = await Deno.open(path, { write: true, createNew: true, mode: 0o600 });
    await file.write(new TextEncoder().encode("doctor\n"));
    await file.sync();
    const locks = await file.tryLock(true);
    using other = await Deno.open(path, { write: true });
    return [finding(locks && !await other.tryLock(true) ? "locks_ok" : "locks_missing", { dir })];
  } catch (error) {
    return [finding("folder_not_writable", { dir, reason: sentence(error) })];
  } finally {
    await orAbsent(Deno.remove(path));
  }
}

async function trySigning({ DKIM_KEY_FILE: path }: Config): Promise<Finding[]> {
  if (path === undefined) return [];
  try {
    if (/PRIVATE KEY/.test(await Deno.readTextFile(path))) return [];
    return [finding("dkim_unreadable", { path, reason: "no PEM of a private key" })];
  } catch (error) {
    return [finding("dkim_unreadable", { path, reason: sentence(error) })];
  }
}

async function tryPackages({ DATABASE_URL }: Config): Promise<Finding[]> {
  const trials: [name: string, use: () => Promise<unknown>][] = [
    ["@node-rs/argon2", async () => await (await import("../auth/passwords.ts")).hashPassword("a trial")],
    ["sharp", async () => await (await import("../files/images.ts")).sizeOf(Uint8Array.fromBase64(PIXEL))],
  ];
  if (DATABASE_URL.startsWith("file:")) {
    trials.push([
      "libsql",
      async () => (await (await import("../db/embedded/engine.ts")).libsqlEngine())(":memory:").close(),
    ]);
  }
  const findings: Finding[] = [];
  for (const [name, use] of trials) {
    try {
      await use();
    } catch (error) {
      findings.push(finding("package_broken", { name, reason: sentence(error) }));
    }
  }
  return findings;
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message.split("\n", 1)[0] ?? error.name : String(error);
}
