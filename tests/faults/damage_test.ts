import assert from "node:assert/strict";
import { join } from "node:path";
import { filePath } from "../../src/db/embedded/open_file.ts";
import { watchDatabase } from "../../src/monitoring/damage_commands.ts";
import { aDataDir, type DataDir, launch } from "../cli/program.ts";
import { asAdmin, testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { aShop } from "./a_shop.ts";
import { run } from "./run.ts";
import { damageTable } from "./damage.ts";

const database = (data: DataDir) => join(data.env.DATA_DIR, "reparo.db");
const STARTED = /^Reparo \S+ {2}(http:\/\/localhost:\d+)$/m;

Deno.test("a damaged database is refused at the start, and can be looked at without being changed", async () => {
  await using data = await aDataDir();
  const { cookie, token } = await aShop(`file:${database(data)}`);
  await damageTable(database(data), "order_event");
  const { code, stderr } = await launch(data).ended;
  assert.equal(code, 1);
  assert.match(stderr, /La base de datos .*reparo\.db está dañada .*\n.*deno task restore latest/);
  assert.match(stderr, /The database .*reparo\.db is damaged .*\n.*deno task restore latest/);
  assert.doesNotMatch(stderr, /\.ts:\d/);

  await using looked = launch({ ...data, env: { ...data.env, READ_ONLY: "on" } as DataDir["env"] });
  const [, url = ""] = await looked.says(STARTED);
  const clients = await fetch(`${url}/clientes`, { headers: { Cookie: cookie } });
  assert.equal(clients.status, 200);
  await clients.body?.cancel();
  const form = await fetch(`${url}/clientes`, { method: "POST", headers: { Cookie: cookie, Origin: url } });
  assert.equal(form.status, 503);
  assert.match(await form.text(), /solo lectura/);
  const told = await fetch(`${url}/api/ordenes/`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}` },
  });
  assert.equal((await told.json()).code, "read_only");
});

Deno.test("a page that is damaged at work is found at night and told of until it is mended", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const path = filePath(database.url);
  const admin = await asAdmin(app);
  assert.equal(await watchDatabase(await app.ctx(), database.url), 1);
  const copy = `${path}.copy`;
  await Deno.copyFile(path, copy);
  await damageTable(copy, "audit_link");
  await watchDatabase(await app.ctx(), `file:${copy}`);
  await watchDatabase(await app.ctx(), `file:${copy}`);
  const told = await database.db.selectFrom("alert").select(["kind", "closed_at"]).execute();
  assert.deepEqual(told, [{ kind: "database_damaged", closed_at: null }], "once");
  assert.match(await admin.page("/admin/estado"), /La base de datos está dañada/);
  await watchDatabase(await app.ctx(), database.url);
  const over = await database.db.selectFrom("alert").select("closed_at").executeTakeFirstOrThrow();
  assert.ok(over.closed_at !== null);
});

const canMount = await run("mount", ["--version"]);

Deno.test({
  name: "a data folder that cannot be written is refused in a sentence",
  ignore: Deno.build.os !== "linux" || !canMount,
  async fn() {
    await using disk = await aReadOnlyDisk();
    await using data = await aDataDir();
    const { code, stderr } = await launch({ ...data, env: { ...data.env, DATA_DIR: disk.path } }).ended;
    assert.equal(code, 1);
    assert.match(stderr, /No se puede escribir en la carpeta de datos/);
    assert.match(stderr, /The data folder .* cannot be written/);
    assert.doesNotMatch(stderr, /\.ts:\d/);
  },
});

/** For root, whom permissions do not hinder, a disk of its own; where it may not mount one, the kernel's folder, in which nobody writes. */
async function aReadOnlyDisk(): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir({ prefix: "reparo-read-only-" });
  const root = Deno.uid() === 0;
  const mounted = root && await run("mount", ["-t", "tmpfs", "-o", "ro,size=1m", "tmpfs", path]);
  if (!root) await Deno.chmod(path, 0o555);
  return {
    path: root && !mounted ? "/sys" : path,
    async [Symbol.asyncDispose]() {
      if (mounted) assert.ok(await run("umount", [path]));
      await Deno.remove(path);
    },
  };
}
