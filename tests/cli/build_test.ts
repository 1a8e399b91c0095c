import assert from "node:assert/strict";
import { join } from "node:path";
import { ROOT } from "../rules/graph.ts";
import { aDataDir, admin, launch, type Program, SHOP_SETUP } from "./program.ts";

const URL_LINE = /^Reparo \S+ {2}(http:\/\/localhost:\d+)$/m;

/** The project without its tests, its packages linked, in a folder of the same disk. */
async function aCopy() {
  const data = new URL("data/", ROOT);
  await Deno.mkdir(data, { recursive: true });
  const dir = await Deno.makeTempDir({ dir: data.pathname, prefix: "copy-" });
  const parts = ["src", "views", "migrations", "static", "deno.json", "deno.lock"];
  await run("cp", ["-R", ...parts, dir]);
  await run("cp", ["-al", "node_modules", dir]);
  return { dir, [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }) };
}

async function run(program: string, args: string[], cwd: string | URL = ROOT): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args, cwd, stdin: "null" }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

async function build(dir: string): Promise<void> {
  const { tasks } = JSON.parse(await Deno.readTextFile(join(dir, "deno.json")));
  const [, ...words] = tasks.build.split(" ");
  await run(Deno.execPath(), [...words.slice(0, -1), "--node-modules-dir=manual", words.at(-1)], dir);
}

/** The file that the launcher's child runs. */
async function entryOf(program: Program): Promise<string> {
  const children = await Deno.readTextFile(`/proc/${program.pid}/task/${program.pid}/children`);
  const [child] = children.split(" ");
  const words = (await Deno.readTextFile(`/proc/${child}/cmdline`)).split("\0");
  return words.findLast((word) => /\/main\.[tj]s$/.test(word)) ?? "";
}

/** What the doctor says of it. */
async function diagnosis(dir: string): Promise<string> {
  const program =
    'import { lookAtBuild } from "./src/doctor/runtime.ts"; console.log((await lookAtBuild()).code);';
  return (await run(Deno.execPath(), ["eval", "--node-modules-dir=manual", program], dir)).trim();
}

Deno.test({
  name: "a start runs what was built of these very sources, and it does what they do",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using copy = await aCopy();
    await build(copy.dir);
    const files = [...Deno.readDirSync(join(copy.dir, "dist"))].map(({ name }) => name);
    const late = files.filter((name) => name.endsWith(".js") && name !== "main.js");
    const imports = late.map((name) => `await import("./dist/${name}");`).join("\n");
    await run(Deno.execPath(), ["eval", "--node-modules-dir=manual", imports], copy.dir);
    assert.ok(late.length > 30, "what is loaded late stays apart");

    assert.equal(await diagnosis(copy.dir), "build_same");
    await using data = await aDataDir();
    {
      await using server = launch(data, [], copy.dir);
      const [, url = ""] = await server.says(URL_LINE);
      assert.equal(await entryOf(server), join(copy.dir, "dist/main.js"));
      const made = await admin(data, [...SHOP_SETUP, "--json"]);
      assert.equal(made.code, 0, made.stderr);
      const page = await (await fetch(`${url}/ingresar`)).text();
      assert.match(page, /Service Sur/);
      const style = await fetch(url + /href="(\/static\/[^"]+\.css[^"]*)"/.exec(page)?.[1]);
      assert.match(await style.text(), /--[a-z-]+:/);
      for (const words of [["backup-key"], ["backup", "--json"]]) {
        const { code, stderr } = await admin(data, words);
        assert.equal(code, 0, stderr);
      }
    }

    await Deno.writeTextFile(join(copy.dir, "src/root.ts"), "\n", { append: true });
    await using server = launch(data, [], copy.dir);
    await server.says(URL_LINE);
    assert.equal(await entryOf(server), join(copy.dir, "src/main.ts"));
    assert.equal(await diagnosis(copy.dir), "build_other");
    server.signal("SIGTERM");
    assert.match((await server.ended).stderr, /dist\/ was built of other sources/);
  },
});
