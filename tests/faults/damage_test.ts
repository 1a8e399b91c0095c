import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { filePath } from "../../src/db/embedded/file_path.ts";
import { watchDatabase } from "../../src/monitoring/damage_commands.ts";
import { aCaller } from "../api/caller.ts";
import { asAdmin, testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { aShop } from "./a_shop.ts";
import { run } from "./run.ts";
import { damageTable } from "./damage.ts";

Deno.test("a damaged database is refused at the start", async () => {
  const data = await Deno.makeTempDir({ prefix: "reparo-damaged-" });
  try {
    const path = join(data, "reparo.db");
    await aShop(`file:${path}`);
    await damageTable(path, "order_event");
    const said = await refusal({ DATA_DIR: data });
    assert.match(said, /La base de datos .*reparo\.db está dañada .*\n.*deno task restore latest/);
    assert.match(said, /The database .*reparo\.db is damaged .*\n.*deno task restore latest/);
  } finally {
    await Deno.remove(data, { recursive: true });
  }
});

Deno.test("what is damaged can be looked at without being changed", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database, { READ_ONLY: "on" });
  const admin = await asAdmin(app);
  await admin.page("/clientes");
  const form = await admin.post("/clientes", { name: "Ana" });
  assert.equal(form.status, 503);
  assert.match(await form.text(), /solo lectura/);
  const told = await (await aCaller(app)).send("POST", "/api/ordenes/", {});
  assert.equal((await told.json()).code, "read_only");
  assert.deepEqual(await database.db.selectFrom("client").select("id").execute(), []);
  assert.notEqual((await admin.get("/ingresar")).status, 503, "there is a way in");
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
    const said = await refusal({ DATA_DIR: disk.path });
    assert.match(said, /No se puede escribir en la carpeta de datos/);
    assert.match(said, /The data folder .* cannot be written/);
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

/** What the server says as it refuses to start. */
async function refusal(env: Record<string, string>): Promise<string> {
  const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--node-modules-dir=manual", "-A", "--no-check", main],
    env: { PORT: "0", NO_COLOR: "1", ...env },
    stdout: "null",
    stderr: "piped",
  }).output();
  const said = new TextDecoder().decode(stderr);
  assert.equal(code, 1, said);
  assert.doesNotMatch(said, /\.ts:\d/);
  return said;
}
