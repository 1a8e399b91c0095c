import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { openDatabase } from "../../src/db/open.ts";
import { openStore } from "../../src/files/store.ts";
import { until } from "../jobs/stage.ts";
import { emptyApp } from "../support/app.ts";
import { freePort, startServer, stop } from "../support/server_process.ts";
import { aShop } from "./a_shop.ts";
import { aPhoto, assertPhotos, send } from "./file_storm.ts";
import { assertWhole } from "./kill_storm.ts";
import { anOrderWish, startLoad } from "./mixed_load.ts";
import { run } from "./run.ts";

const DYING = fileURLToPath(new URL("dying_put.ts", import.meta.url));
const SOURCE = fileURLToPath(new URL("power_cut.c", import.meta.url));
const BLOCK = 4_096;

export const canCutPower = Deno.build.os === "linux" && await run("cc", ["--version"]);

export interface PowerCuts {
  /** Acknowledged orders, notes, charges and payments. */
  acts: number;
  photos: number;
  /** Of writes that one client asked for one after the other. */
  serial: number;
  /** Of the database's journal, meanwhile. */
  synced: number;
}

/** What a folder had on the disk: by its names as of their last fsync. */
interface Shadow {
  folder: string;
  env: Record<string, string>;
}

/**
 * Cuts the power of a real server that works for eight programs: what was not synced is gone, or came to the disk in part, block by block
 * by chance. Whatever was acknowledged is there when it starts again.
 */
export async function powerCuts(
  { cuts, serial, random, what }: { cuts: number; serial: number; random: () => number; what: string },
): Promise<PowerCuts> {
  const top = await Deno.realPath(await Deno.makeTempDir({ prefix: "reparo-power-" }));
  const [data, library] = [join(top, "data"), join(top, "power.so")];
  const url = `file:${join(data, "reparo.db")}`;
  const port = freePort();
  const at = `http://127.0.0.1:${port}`;
  let server: Deno.ChildProcess | null = null;
  try {
    assert.ok(await run("cc", ["-shared", "-fPIC", "-o", library, SOURCE, "-ldl"]));
    await Deno.mkdir(data);
    const { token } = await aShop(url);
    let shadow = await keepShadow({ top, data, library });
    server = await startServer({ data, url, port, env: shadow.env });
    const synced = await journalSyncs(shadow);
    const numbers: string[] = [];
    for (let made = 0; made < serial; made++) {
      const wish = { key: `serial-${made}`, path: "/api/ordenes/", body: anOrderWish(9_000_000 + made) };
      numbers.push((await send(at, token, wish)).number as string);
    }
    const result = { acts: 0, photos: 0, serial, synced: await journalSyncs(shadow) - synced };
    const key = await Deno.readTextFile(join(data, "secret.key"));
    const load = startLoad({ url: at, token, clients: 6, random });
    const photos = startPhotos({ at, token, numbers });
    for (let cut = 0; cut < cuts; cut++) {
      const [before, orders] = [photos.kept.length, load.orders.size];
      const working = () => photos.kept.length > before && load.orders.size > orders;
      await until(working, `${what}: an order and a photo are taken`);
      await new Promise((resolve) => setTimeout(resolve, random() * 1_000));
      server.kill("SIGKILL");
      await server.status;
      const now = await keepShadow({ top, data, library });
      await Deno.remove(data, { recursive: true });
      // First what was synced alone, then with some of the rest.
      await bringBack({ shadow, now: cut % 2 === 0 ? null : now, random }, { listing: "root", to: data });
      assert.equal(await Deno.readTextFile(join(data, "secret.key")), key, `${what}: the key`);
      shadow = await keepShadow({ top, data, library });
      server = await startServer({ data, url, port, env: shadow.env });
    }
    await Promise.all([load.end(), photos.end()]);
    server.kill("SIGTERM");
    await server.status;
    server = null;
    assert.deepEqual(load.faults, [], what);
    for (const number of numbers) load.orders.set(number, { notes: 0, charges: 0, payments: 0 });
    result.acts = await assertWhole(url, load.orders, what);
    result.photos = photos.kept.length;
    const database = await openDatabase(url);
    try {
      await using app = await emptyApp(database);
      app.services.files = await openStore(join(data, "files"));
      await assertPhotos(app, photos.kept, what);
    } finally {
      await database.close();
    }
    return result;
  } finally {
    await stop(server);
    await Deno.remove(top, { recursive: true });
  }
}

/** Cuts the power between a file and its row. Answers the files that are there afterwards, and what is noted of which. */
export async function cutBeforeRow(): Promise<{ files: string[]; notes: [name: string, text: string][] }> {
  const top = await Deno.realPath(await Deno.makeTempDir({ prefix: "reparo-power-" }));
  const [data, library] = [join(top, "data"), join(top, "power.so")];
  try {
    assert.ok(await run("cc", ["-shared", "-fPIC", "-o", library, SOURCE, "-ldl"]));
    await openStore(data);
    const shadow = await keepShadow({ top, data, library });
    const { signal } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--node-modules-dir=manual", "-A", "--no-check", DYING, data],
      env: shadow.env,
      stderr: "inherit",
    }).output();
    assert.equal(signal, "SIGKILL");
    await Deno.remove(data, { recursive: true });
    await bringBack({ shadow, now: null, random: Math.random }, { listing: "root", to: data });
    const files = await Array.fromAsync((await openStore(data)).list());
    const unnamed = join(data, "unnamed");
    const notes = [...Deno.readDirSync(unnamed)].map(({ name }): [string, string] => [
      name,
      Deno.readTextFileSync(join(unnamed, name)),
    ]);
    return { files, notes };
  } finally {
    await Deno.remove(top, { recursive: true });
  }
}

function startPhotos({ at, token, numbers }: { at: string; token: string; numbers: string[] }) {
  const kept: string[] = [];
  let [ending, made] = [false, 0];
  const running = [1, 2].map(async () => {
    while (!ending) {
      const which = ++made;
      const path = `/api/ordenes/${numbers[which % numbers.length]}/fotos`;
      const body = await aPhoto(which);
      const { id } = await send(at, token, { key: `photo-${which}`, path, body, type: "image/jpeg" });
      kept.push(id as string);
    }
  });
  return {
    kept,
    async end() {
      ending = true;
      await Promise.all(running);
    },
  };
}

/** Everything that is there now counts as synced; the server of its `env` adds to it. */
async function keepShadow(
  { top, data, library }: { top: string; data: string; library: string },
): Promise<Shadow> {
  const folder = await Deno.makeTempDir({ dir: top, prefix: "shadow-" });
  const env = { LD_PRELOAD: library, POWER_CUT_SHADOW: folder, POWER_CUT_ROOT: data };
  const { success, stderr } = await new Deno.Command("sync", { args: await all(data), env }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return { folder, env };
}

/** A folder and whatever is in it. */
async function all(path: string): Promise<string[]> {
  const found = [path];
  for await (const { name, isDirectory } of Deno.readDir(path)) {
    found.push(...isDirectory ? await all(join(path, name)) : [join(path, name)]);
  }
  return found;
}

async function journalSyncs({ folder }: Shadow): Promise<number> {
  const log = await Deno.readTextFile(join(folder, "log"));
  return log.split("\n").filter((path) => path.endsWith("-wal")).length;
}

interface Cut {
  shadow: Shadow;
  /** All that had been written, where some of it came to the disk without being synced. */
  now: Shadow | null;
  random: () => number;
}

/** Makes a folder what it is after the cut. */
async function bringBack(cut: Cut, { listing, to }: { listing: string; to: string }): Promise<void> {
  const { shadow, now, random } = cut;
  await Deno.mkdir(to, { mode: 0o700 });
  const names = await namesIn(shadow, listing);
  if (now) {
    for (const [name, entry] of await namesIn(now, listing)) {
      if (!names.has(name) && random() < 0.5) names.set(name, entry);
    }
  }
  for (const [name, { kind, key }] of names) {
    const path = join(to, name);
    if (kind === "d") await bringBack(cut, { listing: key, to: path });
    else await Deno.writeFile(path, await contentAfter(cut, key), { mode: 0o600 });
  }
}

async function namesIn(
  { folder }: Shadow,
  listing: string,
): Promise<Map<string, { kind: string; key: string }>> {
  const text = new TextDecoder().decode(await kept(folder, listing));
  return new Map(
    text.split("\n").slice(0, -1).map((line) => {
      const [, kind = "", key = "", name = ""] = /^(\w) (\S+) (.*)$/.exec(line) ?? [];
      return [name, { kind, key }];
    }),
  );
}

/** What was never synced has a name at most. */
async function contentAfter({ shadow, now, random }: Cut, key: string): Promise<Uint8Array> {
  const synced = await kept(shadow.folder, key);
  if (!now) return synced;
  const written = await kept(now.folder, key);
  const content = new Uint8Array(random() < 0.5 ? synced.length : written.length);
  for (let at = 0; at < content.length; at += BLOCK) {
    const [first, other] = random() < 0.5 ? [synced, written] : [written, synced];
    const from = at < first.length ? first : other;
    content.set(from.subarray(at, Math.min(at + BLOCK, content.length)), at);
  }
  return content;
}

async function kept(folder: string, key: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(join(folder, key));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return new Uint8Array();
    throw error;
  }
}
