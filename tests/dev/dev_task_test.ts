import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import config from "../../deno.json" with { type: "json" };
import { CHROMIUM, openChromium } from "../e2e/support/chromium.ts";
import { freePort } from "../support/server_process.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Of a machine on which others work as well. */
const PATIENCE_MS = 120_000;
const WORDS = "views/setup/text.ts";
const VIEW = "views/setup/pages.tsx";
const STYLES = "static/css/base.css";

Deno.test({
  name: "deno task dev: a page follows words, views and styles, and what was broken once it is mended",
  ignore: CHROMIUM === null,
  fn: async () => {
    await using sources = await aCopy();
    const port = freePort();
    await using server = runDev(sources.folder, port);
    await server.says("Started");
    await using browser = await openChromium();
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const listening = new Promise((resolve) =>
      page.on("websocket", (socket) => socket.once("framereceived", resolve))
    );
    await page.goto(`http://localhost:${port}/`);
    const heading = (words: string) => page.getByRole("heading", { name: words }).waitFor();
    await heading("Falta el enlace de instalación");
    await listening;

    await page.evaluate("document.body.dataset.stays = 'yes'");
    const restyled = page.waitForResponse((one) =>
      one.url().includes("/static/css/") && one.url().includes("?v=")
    );
    await sources.change(STYLES, (text) => `${text}\nh1 { letter-spacing: 7px; }\n`);
    await restyled;
    const spacing = () => page.evaluate("getComputedStyle(document.querySelector('h1')).letterSpacing");
    while (await spacing() !== "7px") await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(await page.locator("body").getAttribute("data-stays"), "yes", "without loading it again");

    await sources.change(WORDS, (text) => text.replace("Falta el enlace de instalación", "Otras palabras"));
    await heading("Otras palabras");
    const whole = await sources.change(VIEW, (text) => text.replace("<h1>{t.link}</h1>", "<h1>{t.link}<h1>"));
    await server.says("Process failed");
    assert.equal(await page.locator("h1").innerText(), "Otras palabras", "the page waits");
    await sources.change(VIEW, () => whole.replace("<h1>{t.link}</h1>", "<h1>{t.link}, en otra vista</h1>"));
    await heading("Otras palabras, en otra vista");
  },
});

/** The sources in a folder of their own, where they may be broken. */
async function aCopy() {
  const folder = await Deno.makeTempDir({ prefix: "reparo-dev-" });
  for (const part of ["src", "views", "static", "migrations", "printer-daemon"]) {
    await copy(`${ROOT}${part}`, `${folder}/${part}`);
  }
  const written = await Deno.readTextFile(`${ROOT}deno.json`);
  await Deno.writeTextFile(
    `${folder}/deno.json`,
    written.replace('"nodeModulesDir": "auto"', '"nodeModulesDir": "manual"'),
  );
  await Deno.copyFile(`${ROOT}deno.lock`, `${folder}/deno.lock`);
  await Deno.symlink(`${ROOT}node_modules`, `${folder}/node_modules`);
  return {
    folder,
    async change(path: string, by: (text: string) => string): Promise<string> {
      const before = await Deno.readTextFile(`${folder}/${path}`);
      const after = by(before);
      assert.notEqual(after, before, path);
      await Deno.writeTextFile(`${folder}/${path}`, after);
      return before;
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copy(`${from}/${name}`, `${to}/${name}`);
    else await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

/** What `deno task dev` starts, on a data folder of its own. */
function runDev(folder: string, port: number) {
  const [mode = "", program, ...args] = config.tasks.dev.split(" ");
  assert.equal(program, "deno");
  const [name = "", value = ""] = mode.split("=");
  const child = new Deno.Command(Deno.execPath(), {
    args,
    cwd: folder,
    env: { [name]: value, DATA_DIR: `${folder}/data`, PORT: String(port), NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let told = "";
  let heard = 0;
  let wake = () => {};
  const listen = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) => {
    for await (const part of stream.pipeThrough(new TextDecoderStream())) {
      told += part;
      wake();
    }
  };
  const listening = Promise.all([listen(child.stdout), listen(child.stderr)]);
  return {
    /** Once it has been said after what was waited for before. */
    async says(words: string): Promise<void> {
      const until = Date.now() + PATIENCE_MS;
      while (told.indexOf(words, heard) < 0) {
        assert.ok(Date.now() < until, told);
        await Promise.race([
          new Promise<void>((resolve) => wake = resolve),
          new Promise((resolve) => setTimeout(resolve, 1_000)),
        ]);
      }
      heard = told.indexOf(words, heard) + words.length;
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
      await listening;
    },
  };
}
