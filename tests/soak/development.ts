/**
 * `deno task dev` as it is, on a copy of the sources, with a browser on a page that stays open while styles, words, a server's file and
 * a view that does not compile change: `deno run -A tests/soak/development.ts [rounds, 5]`. Part of `deno task soak`.
 */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import config from "../../deno.json" with { type: "json" };
import { CHROMIUM, openChromium } from "../e2e/support/chromium.ts";
import { freePort } from "../support/server_process.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Of a machine on which others work as well. */
const PATIENCE_MS = 180_000;
const WORDS = "views/setup/text.ts";
const VIEW = "views/setup/pages.tsx";
const SERVER = "src/setup/commands.ts";
const STYLES = "static/css/base.css";

const HEADING = "Falta el enlace de instalación";
let current = HEADING;

const rounds = Number(Deno.args[0] ?? 5);
if (CHROMIUM === null) throw new Error("no Chromium on this machine");
await using sources = await aCopy();
const port = freePort();
await using server = runDev(sources.folder, port);
await server.says("Started");
await using browser = await openChromium();
const page = await browser.newPage();
page.setDefaultTimeout(PATIENCE_MS);
await open();
for (let round = 1; round <= rounds; round++) {
  const began = performance.now();
  await restyled(round);
  await reworded(`Otras palabras ${round}`);
  await restarted(`otra vista ${round}`);
  await mended();
  const asked = await toldInBar();
  console.log(`round ${round}: ${Math.round((performance.now() - began) / 1_000)} s, ${asked}`);
}
console.log(
  `${rounds} rounds of deno task dev: styles, words, a restart, a mistake mended, the lines that asked`,
);

/** The page, once it hears what is new. */
async function open(): Promise<void> {
  const listening = new Promise((resolve) =>
    page.on("websocket", (socket) => socket.once("framereceived", resolve))
  );
  await page.goto(`http://localhost:${port}/`);
  await heading(HEADING);
  await listening;
}

async function heading(words: string): Promise<void> {
  await page.getByRole("heading", { name: words, exact: true }).waitFor();
}

/** A style comes without loading the page again. */
async function restyled(round: number): Promise<void> {
  await page.evaluate("document.body.dataset.stays = 'yes'");
  await sources.change(STYLES, (text) => `${text}\nh1 { letter-spacing: ${round}px; }\n`);
  const until = Date.now() + PATIENCE_MS;
  const spacing = () => page.evaluate("getComputedStyle(document.querySelector('h1')).letterSpacing");
  while (await spacing() !== `${round}px`) {
    assert.ok(Date.now() < until, "the style did not come");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.equal(await page.locator("body").getAttribute("data-stays"), "yes", "without loading it again");
}

/** What a page says follows, and stays for the rounds to come. */
async function reworded(words: string): Promise<void> {
  await sources.change(WORDS, (text) => text.replaceAll(current, words));
  current = words;
  await heading(words);
}

/** A file that only the server runs: another process answers, and the page comes again by itself. */
async function restarted(words: string): Promise<void> {
  await page.evaluate("document.body.dataset.stays = 'yes'");
  await sources.change(SERVER, (text) => `${text}\n// ${words}\n`);
  await page.locator("body:not([data-stays])").waitFor();
  await server.says("Started");
  await heading(current);
}

/** What does not compile leaves the page as it stands, until it does. */
async function mended(): Promise<void> {
  const whole = await sources.change(VIEW, (text) => text.replace("<h1>{t.link}</h1>", "<h1>{t.link}<h1>"));
  await server.says("Process failed");
  await heading(current);
  await sources.change(VIEW, () => whole.replace("<h1>{t.link}</h1>", "<h1>{t.link}.</h1>"));
  await heading(`${current}.`);
  await sources.change(VIEW, () => whole);
  await heading(current);
}

/** The bar names the statements of the page, and for each a line of the sources that waits for it. */
async function toldInBar(): Promise<string> {
  const bar = page.locator("#dev-bar");
  await bar.locator("summary").first().click();
  const panel = bar.locator(".dev-panel");
  await panel.getByText(/\bselect\b.+\bfrom\b/i).first().waitFor();
  const asker = /src\/(\S+?):(\d+)/.exec(await panel.innerText());
  assert.ok(asker, "no line that asked");
  const [named, file = "", row = ""] = asker;
  const lines = (await Deno.readTextFile(`${sources.folder}/src/${file}`)).split("\n");
  assert.match(lines[Number(row) - 1] ?? "", /await|execute|return/, named);
  return named;
}

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
