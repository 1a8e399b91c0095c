import assert from "node:assert/strict";
import { join } from "node:path";
import sharp from "sharp";
import { takeBackup } from "../../src/backups/commands.ts";
import { makeBackupKey } from "../../src/backups/key_commands.ts";
import { backupTools } from "../../src/backups/tools.ts";
import { diskPlace, INCOMING } from "../../src/backups/disk_place.ts";
import { backupsIn, readManifest } from "../../src/backups/manifest.ts";
import { type Database, openDatabase } from "../../src/db/open.ts";
import { sweepUploads } from "../../src/files/uploads.ts";
import { openStore, sha256 } from "../../src/files/store.ts";
import { until } from "../jobs/stage.ts";
import { emptyApp, SECRET_KEY, type TestApp } from "../support/app.ts";
import { freePort, startServer, stop } from "../support/server_process.ts";
import { aShop } from "./a_shop.ts";
import { anOrderWish } from "./mixed_load.ts";

export interface FileStormResult {
  /** That were acknowledged, by their kind. */
  photos: number;
  mails: number;
  imports: number;
  /** Files that a killed server had left without a row, which the sweep removed. */
  swept: number;
  /** Half written ones, that no name led to. */
  halves: number;
}

const WEEK = 7 * 86_400_000;
const ORDERS = 3;

/**
 * Kills the real server (kill -9) while it encodes photos, draws papers for mails, takes CSV files in and backs itself up. What was acknowledged
 * is whole, nothing half written has a name, and after the sweep and the next backup nothing is left that nobody names.
 */
export async function fileStorm(
  { kills, random, what }: { kills: number; random: () => number; what: string },
): Promise<FileStormResult> {
  const data = await Deno.makeTempDir({ prefix: "reparo-files-" });
  const url = `file:${join(data, "reparo.db")}`;
  const port = freePort();
  const env = { SECRET_KEY };
  let server: Deno.ChildProcess | null = null;
  try {
    const { token } = await aShop(url);
    await withBackupKey(url);
    server = await startServer({ data, url, port, env });
    const at = `http://127.0.0.1:${port}`;
    const numbers: string[] = [];
    for (let made = 0; made < ORDERS; made++) {
      const answer = await send(at, token, {
        key: `order-${made}`,
        path: "/api/ordenes/",
        body: anOrderWish(made),
      });
      numbers.push(answer.number as string);
    }
    const load = startLoad({ at, token, numbers });
    for (let kill = 0; kill < kills; kill++) {
      const before = load.photos.length;
      await until(() => load.photos.length > before, `${what}: a photo is taken`);
      await new Promise((resolve) => setTimeout(resolve, random() * 700));
      server.kill("SIGKILL");
      await server.status;
      await assertNothingTorn(join(data, "files"), what);
      server = await startServer({ data, url, port, env });
    }
    await load.end();
    server.kill("SIGTERM");
    await server.status;
    server = null;
    const left = await lookThrough({ data, url, photos: load.photos, what });
    return { photos: load.photos.length, mails: load.mails, imports: load.imports, ...left };
  } finally {
    await stop(server);
    await Deno.remove(data, { recursive: true });
  }
}

async function withBackupKey(url: string): Promise<void> {
  const database = await openDatabase(url);
  await using app = await emptyApp(database);
  await makeBackupKey(await app.ctx());
  await database.close();
}

interface Wish {
  key: string;
  path: string;
  body: unknown;
  type?: string;
}

/** Again and again until it is answered, by more than that the server is busy. @throws AssertionError for an answer that is no success */
export async function send(at: string, token: string, { key, path, body, type }: Wish) {
  for (;;) {
    let answer: Response;
    let text: string;
    try {
      answer = await fetch(at + path, {
        method: "POST",
        headers: {
          Authorization: `Bearer ${token}`,
          "Content-Type": type ?? "application/json",
          "Idempotency-Key": key,
        },
        body: type === undefined ? JSON.stringify(body) : body as BodyInit,
      });
      text = await answer.text();
    } catch {
      // Killed before it answered, or not there again yet.
      await new Promise((resolve) => setTimeout(resolve, 50));
      continue;
    }
    if (answer.status === 503 && answer.headers.has("Retry-After")) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      continue;
    }
    assert.ok(answer.ok, `${path} ${key}: ${answer.status} ${text}`);
    return JSON.parse(text) as Record<string, unknown>;
  }
}

interface Load {
  /** Ids of those that were acknowledged. */
  photos: string[];
  mails: number;
  imports: number;
  end(): Promise<void>;
}

function startLoad({ at, token, numbers }: { at: string; token: string; numbers: string[] }): Load {
  let [ending, made] = [false, 0];
  const again = async (act: (key: number, number: string) => Promise<void>) => {
    while (!ending) {
      made += 1;
      await act(made, numbers[made % numbers.length] ?? "");
    }
  };
  const photo = async (key: number, number: string) => {
    const path = `/api/ordenes/${number}/fotos`;
    const { id } = await send(at, token, {
      key: `photo-${key}`,
      path,
      body: await aPhoto(key),
      type: "image/jpeg",
    });
    load.photos.push(id as string);
  };
  const mail = async (key: number, number: string) => {
    const body = { documents: ["intake_receipt"], to: `cliente-${key}@example.com` };
    await send(at, token, { key: `mail-${key}`, path: `/api/ordenes/${number}/correo`, body });
    load.mails += 1;
  };
  const imported = async (key: number) => {
    const body = `Nombre;Correo\n${`Cliente ${key};c${key}@example.com\n`.repeat(200)}`;
    await send(at, token, {
      key: `csv-${key}`,
      path: "/api/importaciones/?kind=clients",
      body,
      type: "text/csv",
    });
    load.imports += 1;
  };
  const backup = async (key: number) => {
    await send(at, token, { key: `backup-${key}`, path: "/api/tareas/back_up/ejecuciones", body: undefined });
    await new Promise((resolve) => setTimeout(resolve, 500));
  };
  const running = [photo, photo, photo, mail, imported, backup].map(again);
  const load: Load = {
    photos: [],
    mails: 0,
    imports: 0,
    async end() {
      ending = true;
      await Promise.all(running);
    },
  };
  return load;
}

/** Another picture for each number, of more pixels than bytes. */
export async function aPhoto(which: number): Promise<Uint8Array<ArrayBuffer>> {
  const [width, height] = [16, 12];
  const pixels = Uint8Array.from(
    { length: width * height * 3 },
    (_, at) => (at * 37 + which * 101 + at * which) % 256,
  );
  const large = sharp(pixels, { raw: { width, height, channels: 3 } }).resize(1600, 1200, {
    kernel: "nearest",
  });
  return new Uint8Array(await large.jpeg().toBuffer());
}

/** Every file that has a name is what its name says, also right after a kill. */
async function assertNothingTorn(files: string, what: string): Promise<Set<string>> {
  const found = new Set<string>();
  for await (const outer of Deno.readDir(files)) {
    if (!/^[0-9a-f]{2}$/.test(outer.name)) continue;
    for await (const inner of Deno.readDir(join(files, outer.name))) {
      for await (const { name } of Deno.readDir(join(files, outer.name, inner.name))) {
        const bytes = await Deno.readFile(join(files, outer.name, inner.name, name));
        assert.equal(await sha256(bytes), name, `${what}: torn`);
        found.add(name);
      }
    }
  }
  return found;
}

async function lookThrough(
  { data, url, photos, what }: { data: string; url: string; photos: string[]; what: string },
): Promise<{ swept: number; halves: number }> {
  const files = join(data, "files");
  const database = await openDatabase(url);
  try {
    await using app = await emptyApp(database);
    app.services.files = await openStore(files);
    await assertPhotos(app, photos, what);
    const halves = [...Deno.readDirSync(join(files, "incoming"))].length;
    const before = await assertNothingTorn(files, what);
    app.now = Date.now() + WEEK;
    await sweepUploads(await app.ctx());
    const after = await assertNothingTorn(files, what);
    assert.deepEqual(after, await named(database), `${what}: what is there is what rows name`);
    for (const folder of ["incoming", "unnamed"]) {
      assert.deepEqual([...Deno.readDirSync(join(files, folder))], [], `${what}: ${folder}`);
    }
    await assertBackups(app, { data, url, what });
    return { swept: before.size - after.size, halves };
  } finally {
    await database.close();
  }
}

/** Those that were acknowledged, and no other, are with their orders, once, and whole. */
export async function assertPhotos(
  { services }: TestApp,
  photos: readonly string[],
  what: string,
): Promise<void> {
  const rows = await services.database.db.selectFrom("attachment").select(["id", "file_hash", "thumb_hash"])
    .where("order_id", "is not", null).execute();
  assert.deepEqual(rows.map(({ id }) => id).sort(), photos.toSorted(), `${what}: each photo once`);
  for (const hash of rows.flatMap(({ file_hash, thumb_hash }) => [file_hash, thumb_hash])) {
    const bytes = await services.files.read(hash);
    assert.ok(bytes, `${what}: a photo is lost`);
    await sharp(bytes, { failOn: "error" }).stats();
  }
}

async function named({ db }: Database): Promise<Set<string>> {
  const rows = await Promise.all([
    db.selectFrom("attachment").select("file_hash as hash").execute(),
    db.selectFrom("attachment").select("thumb_hash as hash").execute(),
    db.selectFrom("message_attachment").select("file_hash as hash").execute(),
    db.selectFrom("import_run").select("file_hash as hash").execute(),
  ]);
  return new Set(rows.flat().flatMap(({ hash }) => hash ?? []));
}

/** What a kill left of a backup goes with the next one, and those that are there are whole. */
async function assertBackups(
  app: TestApp,
  { data, url, what }: { data: string; url: string; what: string },
): Promise<void> {
  const tools = backupTools({ ...app.services.config, DATA_DIR: data, DATABASE_URL: url }, "0.0.0-test");
  await takeBackup(await app.ctx(), tools);
  for (const folder of [tools.workDir, join(tools.dir, INCOMING)]) {
    await assert.rejects(Deno.stat(folder), Deno.errors.NotFound, `${what}: ${folder}`);
  }
  const place = diskPlace(tools.dir);
  for (const name of await backupsIn(place)) {
    const { manifest } = await readManifest(place, name);
    for (const part of manifest.parts) {
      const bytes = await Deno.readFile(join(tools.dir, name, part.name));
      assert.equal(await sha256(bytes), part.sha256, `${what}: ${name}`);
    }
  }
}
