import assert from "node:assert/strict";
import { join } from "node:path";
import { migrate } from "../../src/db/migrate.ts";
import { openDatabase } from "../../src/db/open.ts";
import { aDataDir, admin, aSetUpShop, type DataDir, launch, type Program, SHOP_SETUP } from "./program.ts";

const URL_LINE = /^Reparo \S+ {2}(http:\/\/localhost:\d+)$/m;

async function stopped(program: Program): Promise<{ code: number; ms: number }> {
  const began = performance.now();
  program.signal("SIGTERM");
  const { code } = await program.ended;
  return { code, ms: performance.now() - began };
}

async function isAlive(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/salud`);
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}

Deno.test("a server holds its folder alone from its first start until it is told to stop", async (t) => {
  await using data = await aDataDir();
  {
    await using server = launch(data);
    const [, url = ""] = await server.says(URL_LINE);
    await t.step("it starts with the least permissions and sets a shop up by its link", async () => {
      const [, link = ""] = await server.says(/^Set up the shop {2}(\S+)/m);
      const page = await fetch(link);
      assert.equal(page.status, 200);
      assert.match(await page.text(), /name="shop"/);
    });
    await t.step("commands go through it, and it knows at once", () => commandsThrough(data, url));
    await t.step("a second one on the same folder, or on the same database file, is refused", async () => {
      await refusedBeside(data);
      assert.ok(await isAlive(url));
    });
    await t.step("a killed launcher takes it along", async () => {
      server.signal("SIGKILL");
      await server.ended;
      for (let waited = 0; await isAlive(url) && waited < 50; waited++) {
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      assert.equal(await isAlive(url), false);
    });
  }
  await t.step("the next start finds all as it was and stops in time", async () => {
    await using next = launch(data);
    const [, url = ""] = await next.says(URL_LINE);
    assert.match(await (await fetch(`${url}/ingresar`)).text(), /Service Sur/);
    const { code, ms } = await stopped(next);
    assert.equal(code, 0, (await next.ended).stderr);
    assert.ok(ms < 10_000, `${ms} ms`);
    assert.equal(await isAlive(url), false);
    assert.equal(JSON.parse((await admin(data, ["status", "--json"])).stdout).shop, "Service Sur");
  });
});

async function commandsThrough(data: DataDir, url: string): Promise<void> {
  const setup = [...SHOP_SETUP, "--json"];
  const made = await admin(data, setup);
  assert.equal(made.code, 0, made.stderr);
  const gate = await fetch(`${url}/ingresar`);
  assert.match(await gate.text(), /Service Sur/);
  assert.deepEqual(JSON.parse((await admin(data, ["migrate", "--json"])).stdout), { applied: [] });
  const again = await admin(data, setup);
  assert.equal(again.code, 1);
  assert.equal(JSON.parse(again.stderr).code, "already_set_up");
}

async function refusedBeside(data: DataDir): Promise<void> {
  const second = await launch(data).ended;
  assert.equal(second.code, 1);
  assert.match(second.stderr, /^Another server is using the data folder .* \(process \d+\)$/m);
  assert.doesNotMatch(second.stderr, /\bat async\b|\.ts:\d/);
  const elsewhere = {
    ...data,
    env: {
      ...data.env,
      DATA_DIR: join(data.dir, "other"),
      DATABASE_URL: `file:${data.env.DATA_DIR}/reparo.db`,
    },
  };
  const third = await launch(elsewhere).ended;
  assert.equal(third.code, 1);
  assert.match(third.stderr, /^Another server is using the database .*reparo\.db \(process \d+\)$/m);
}

Deno.test("a version that is older than the schema refuses to start, says what to do and changes nothing", async () => {
  await using data = await aDataDir();
  const path = join(data.env.DATA_DIR, "reparo.db");
  const database = await openDatabase(`file:${path}`);
  await migrate(database);
  await database.db.insertInto("schema_migration" as "job").values(
    { name: "9999_later", applied_at: 1 } as never,
  ).execute();
  await database.close();
  const before = await Deno.readFile(path);
  await using server = launch(data);
  const { code, stderr } = await server.ended;
  assert.equal(code, 1);
  assert.match(
    stderr,
    /made by a newer version of Reparo \(it has 9999_later\)\. Start that version or a later one/,
  );
  assert.deepEqual(await Deno.readFile(path), before);
});

Deno.test("a wrong environment is named and nothing starts", async () => {
  await using data = await aDataDir();
  const { code, stderr } = await launch({ ...data, env: { ...data.env, PORT: "many" } }).ended;
  assert.equal(code, 1);
  assert.match(stderr, /PORT:/);
  assert.doesNotMatch(stderr, /\.ts:\d/);
});

Deno.test("the demo makes up a shop, prints into a folder and finds both again", async () => {
  await using data = await aDataDir();
  const open =
    /The demo is open at (http:\/\/localhost:\d+)[\s\S]*password of all: \S+[\s\S]*Labels appear in/;
  await using first = launch(data, ["--demo"]);
  const [, url = ""] = await first.says(open);
  const { shop, orders } = JSON.parse((await admin(data, ["status", "--json"])).stdout);
  assert.ok(shop);
  assert.equal(orders, 1200);
  assert.ok(await isAlive(url));
  const token = join(data.env.DATA_DIR, "demo-daemon", "token");
  const paired = await Deno.readTextFile(token);
  assert.equal((await stopped(first)).code, 0);
  const said = await first.ended;
  assert.doesNotMatch(said.stdout + said.stderr, /NotCapable/, "the print service may do all that it tries");
  assert.equal(await isAlive(url), false);
  await using second = launch(data, ["--demo"]);
  await second.says(open);
  assert.equal(await Deno.readTextFile(token), paired);
  assert.equal((await stopped(second)).code, 0);
});

Deno.test("the demo leaves a real shop alone", async () => {
  await using data = await aSetUpShop();
  const { code, stderr } = await launch(data, ["--demo"]).ended;
  assert.equal(code, 1);
  assert.match(stderr, /holds a shop that is not the demo's/);
  assert.equal(JSON.parse((await admin(data, ["status", "--json"])).stdout).orders, 0);
});
