import { statfsSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "./server_process.ts";

const MEMORY = "/dev/shm";
const ROOM = 1_000_000_000;

export interface Cluster {
  url: string;
  stop(): Promise<void>;
}

/** Starts a Postgres of its own on a free port of 127.0.0.1, its files in memory if there is room; `null` when there are no binaries. */
export async function startCluster(): Promise<Cluster | null> {
  const bin = await binaries();
  if (!bin) return null;
  const dir = await Deno.makeTempDir({
    dir: folderInMemory(),
    prefix: "reparo-postgres-",
  });
  const data = join(dir, "data");
  const port = freePort();
  const settings = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: dir,
    max_connections: 200,
    fsync: "off",
    synchronous_commit: "off",
    full_page_writes: "off",
    wal_level: "minimal",
    max_wal_senders: 0,
    autovacuum: "off",
  };
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`).join(" ");
  const stop = async () => {
    await asPostgres(join(bin, "pg_ctl"), ["stop", "-D", data, "-m", "immediate"]).catch(() => {});
    await Deno.remove(dir, { recursive: true });
  };
  try {
    if (Deno.uid() === 0) await run("chown", ["postgres", dir]);
    await asPostgres(join(bin, "initdb"), [
      ...["-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"],
    ]);
    await asPostgres(join(bin, "pg_ctl"), [
      ...["start", "-w", "-t", "30", "-D", data, "-l", join(dir, "log"), "-o", options],
    ]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop };
}

/** For nothing that a process with less than all permissions opens: Deno guards `/dev`. Where files are kept in memory, on Linux, if there is room; on a disk a new database, some 700 files on Postgres, costs more than most tests. */
export function folderInMemory(): string | undefined {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize > ROOM ? MEMORY : undefined;
  } catch {
    return undefined;
  }
}

/** Debian keeps them out of the PATH, one folder per version. */
export async function binaries(): Promise<string | null> {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  try {
    const versions = [...Deno.readDirSync("/usr/lib/postgresql")].map(({ name }) => name);
    versions.sort((a, b) => Number(b) - Number(a));
    folders.unshift(...versions.map((version) => `/usr/lib/postgresql/${version}/bin`));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  for (const folder of folders) {
    const found = await Promise.all(["initdb", "pg_ctl"].map((name) => isFile(join(folder, name))));
    if (found.every(Boolean)) return folder;
  }
  return null;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}

/** Postgres refuses to run as root. */
export async function asPostgres(command: string, args: string[]): Promise<void> {
  if (Deno.uid() !== 0) return await run(command, args);
  await run("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", command, ...args]);
}

export async function run(command: string, args: string[]): Promise<void> {
  const child = new Deno.Command(command, { args, cwd: "/", stdout: "null", stderr: "piped" });
  const { success, stderr } = await child.output();
  if (!success) throw new Error(`${command} ${args.join(" ")}: ${new TextDecoder().decode(stderr)}`);
}
