import assert from "node:assert/strict";
import { join } from "node:path";
import { FileDamaged, type FileStore, openStore, sha256 } from "../../src/files/store.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

async function inStore(work: (store: FileStore, dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    await work(await openStore(join(dir, "files")), join(dir, "files"));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function filesBelow(dir: string): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of Deno.readDir(dir)) {
    const path = join(dir, entry.name);
    if (entry.isDirectory) found.push(...await filesBelow(path));
    else found.push(path);
  }
  return found;
}

Deno.test("what is put is read back by its hash", () =>
  inStore(async (store) => {
    const { hash, size } = await store.put(bytes("pantalla rota"));
    assert.equal(hash, await sha256(bytes("pantalla rota")));
    assert.equal(size, 13);
    assert.deepEqual(await store.read(hash), bytes("pantalla rota"));
    const stream = await store.stream(hash);
    assert.ok(stream);
    assert.equal(await new Response(stream).text(), "pantalla rota");
  }));

Deno.test("the same content is kept once, also when put twenty times at once", () =>
  inStore(async (store, dir) => {
    const puts = await Promise.all(Array.from({ length: 20 }, () => store.put(bytes("una foto"))));
    assert.equal(new Set(puts.map((put) => put.hash)).size, 1);
    assert.equal((await filesBelow(dir)).length, 1);
  }));

Deno.test("files lie in two levels of folders and belong to this user only", () =>
  inStore(async (store, dir) => {
    const { hash } = await store.put(bytes("x"));
    const path = join(dir, hash.slice(0, 2), hash.slice(2, 4), hash);
    const mode = (path: string) => (Deno.statSync(path).mode ?? 0) & 0o777;
    assert.equal(mode(path), 0o600);
    assert.equal(mode(dir), 0o700);
  }));

Deno.test("an absent file is null, and removing it is no error", () =>
  inStore(async (store) => {
    const hash = await sha256(bytes("nunca guardado"));
    assert.equal(await store.read(hash), null);
    assert.equal(await store.stream(hash), null);
    await store.remove(hash);
  }));

Deno.test("a removed file is gone", () =>
  inStore(async (store, dir) => {
    const { hash } = await store.put(bytes("borrar"));
    await store.remove(hash);
    assert.equal(await store.read(hash), null);
    assert.deepEqual(await filesBelow(dir), []);
  }));

Deno.test("nothing but a hash reaches the disk", () =>
  inStore(async (store) => {
    for (const name of ["../../etc/passwd", "", "A".repeat(64), "a".repeat(63), `${"a".repeat(64)}/..`]) {
      await assert.rejects(store.read(name), RangeError, name);
      await assert.rejects(store.remove(name), RangeError, name);
    }
  }));

Deno.test("a file that changed on disk is reported, not served", () =>
  inStore(async (store, dir) => {
    const { hash } = await store.put(bytes("original"));
    await Deno.writeTextFile(join(dir, hash.slice(0, 2), hash.slice(2, 4), hash), "cambiado");
    await assert.rejects(store.read(hash), FileDamaged);
  }));

Deno.test("putting a truncated file again makes it whole", () =>
  inStore(async (store, dir) => {
    const { hash } = await store.put(bytes("original"));
    await Deno.writeTextFile(join(dir, hash.slice(0, 2), hash.slice(2, 4), hash), "orig");
    await store.put(bytes("original"));
    assert.deepEqual(await store.read(hash), bytes("original"));
  }));

Deno.test("the sweep clears old half-written files and leaves those being written", () =>
  inStore(async (store, dir) => {
    const { hash } = await store.put(bytes("entero"));
    const old = join(dir, "incoming", "old");
    const young = join(dir, "incoming", "young");
    await Deno.writeTextFile(old, "a medi");
    await Deno.utime(old, 1_000, 1_000);
    await Deno.writeTextFile(young, "a medi");
    await Deno.utime(young, 9_000, 9_000);
    assert.equal(await store.sweepTemp(5_000_000), 1);
    assert.deepEqual((await filesBelow(join(dir, "incoming"))).sort(), [young]);
    assert.deepEqual(await store.read(hash), bytes("entero"));
  }));

Deno.test("a write that fails leaves no half file behind", () =>
  inStore(async (store, dir) => {
    const hash = await sha256(bytes("sin lugar"));
    await Deno.mkdir(join(dir, hash.slice(0, 2), hash.slice(2, 4), hash), { recursive: true });
    await assert.rejects(store.put(bytes("sin lugar")));
    assert.deepEqual(await filesBelow(join(dir, "incoming")), []);
  }));

Deno.test("what no row came to name goes, and what was put anew meanwhile stays", () =>
  inStore(async (store, dir) => {
    const note = (hash: string) => join(dir, "unnamed", hash);
    const put = async (text: string) => (await store.put(bytes(text), { forRow: true })).hash;
    const [lost, kept, again, logo] = [
      await put("perdida"),
      await put("con fila"),
      await put("otra vez"),
      (await store.put(bytes("logo"))).hash,
    ];
    for (const hash of [lost, kept, again]) await Deno.utime(note(hash), 1_000, 1_000);
    const asked: string[][] = [];
    const swept = await store.sweepUnnamed(5_000_000, async (hashes, since) => {
      assert.equal(since, 1_000_000);
      asked.push(hashes.toSorted());
      await put("otra vez");
      return new Set([kept]);
    });
    assert.deepEqual([swept, asked], [1, [[lost, kept, again].sort()]]);
    assert.equal(await store.read(lost), null);
    for (const hash of [kept, again, logo]) assert.ok(await store.read(hash));
    assert.deepEqual([...Deno.readDirSync(join(dir, "unnamed"))].map(({ name }) => name), [again]);
    await store.put(bytes("otra vez"));
    assert.deepEqual([...Deno.readDirSync(join(dir, "unnamed"))], [], "it is for good");
    await put("con fila");
    await assert.rejects(Deno.stat(note(kept)), Deno.errors.NotFound, "it has a row");
  }));
