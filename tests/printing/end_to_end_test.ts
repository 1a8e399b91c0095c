import assert from "node:assert/strict";
import { paths } from "../../src/paths.ts";
import { pairDaemon } from "../../src/printing/pairing.ts";
import { until } from "../jobs/stage.ts";
import { asReceptionist, type Browser, type TestApp, testApp, userActor } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { startPrinter, type TestPrinter } from "../support/printer.ts";
import { serving } from "./daemon_stage.ts";

const MAIN = new URL("../../printer-daemon/main.ts", import.meta.url).pathname;
const PATIENCE_MS = 60_000;

interface Place {
  app: TestApp;
  desk: Browser;
  printer: TestPrinter;
  /** Starts the daemon as the shop's computer would; it has been paired already. */
  start(): Deno.ChildProcess;
  /** What the order's panel says. */
  panel(number: string): Promise<string>;
  untilPanel(number: string, words: RegExp): Promise<void>;
}

/** Server, paired daemon process and printer, each for itself. */
async function inPlace(test: (place: Place) => Promise<void>): Promise<void> {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  await using server = await serving(app);
  const printer = await startPrinter({ printMs: 60 });
  const dir = await Deno.makeTempDir({ prefix: "reparo-daemon-" });
  const config = `${dir}/config.json`;
  await Deno.writeTextFile(config, configText(server.url, printer.port));
  const command = (words: string[]) =>
    new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        "--allow-net=127.0.0.1",
        `--allow-read=${dir}`,
        `--allow-write=${dir}`,
        MAIN,
        ...words,
        "--config",
        config,
      ],
      stdout: "null",
      stderr: "null",
    });
  const running: Deno.ChildProcess[] = [];
  const desk = await asReceptionist(app);
  const panel = async (number: string) => {
    const headers = { "HX-Request": "true", "HX-Request-Type": "partial" };
    return await (await desk.get(paths.orderLabels(number), headers)).text();
  };
  try {
    const admin = await app.ctx(userActor(app, "admin"));
    const code = await pairDaemon(admin, { name: "Mostrador", branchId: app.branchId });
    const paired = await command(["pair", code]).output();
    assert.equal(paired.code, 0);
    await test({
      app,
      desk,
      printer,
      panel,
      start() {
        const child = command([]).spawn();
        running.push(child);
        return child;
      },
      untilPanel: (number, words) =>
        until(async () => words.test(await panel(number)), `the panel says ${words}`, PATIENCE_MS),
    });
  } finally {
    for (const child of running) await stop(child);
    await printer.close();
    await Deno.remove(dir, { recursive: true });
  }
}

async function stop(child: Deno.ChildProcess): Promise<void> {
  try {
    child.kill("SIGTERM");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // It has ended by itself.
  }
  await child.status;
}

function configText(server: string, port: number): string {
  return JSON.stringify({
    server,
    token_file: "token",
    spool_dir: "spool",
    printers: [{
      key: "mostrador",
      connection: { type: "tcp", host: "127.0.0.1", port },
      dpi: 203,
      width_mm: 57,
      height_mm: 32,
    }],
  });
}

async function untilReady(app: TestApp): Promise<void> {
  await until(
    async () => {
      const printer = await app.services.database.db.selectFrom("printer").select("ok").executeTakeFirst();
      return printer?.ok === 1;
    },
    "the printer is ready",
    PATIENCE_MS,
  );
}

async function click(desk: Browser, number: string): Promise<void> {
  const response = await desk.post(paths.orderLabels(number), { form_key: crypto.randomUUID() });
  assert.equal(response.status, 303);
}

Deno.test("a click at the counter ends as a printed label, and an empty roll is on the screen meanwhile", async () => {
  await inPlace(async ({ app, desk, printer, start, untilPanel }) => {
    start();
    await until(
      async () => {
        const row = await app.services.database.db.selectFrom("printer").select("ok").executeTakeFirst();
        return row?.ok === 1;
      },
      "the printer is ready",
      PATIENCE_MS,
    );
    const first = await anOrder(app);
    await click(desk, first.number);
    await untilPanel(first.number, /Confirmado por la impresora/);
    assert.equal(printer.labels.length, 1);
    assert.ok(printer.labels[0]?.zpl.includes(first.number));

    printer.set({ paperOut: true });
    const second = await anOrder(app);
    await click(desk, second.number);
    const asked = performance.now();
    await untilPanel(second.number, /Sin papel/);
    assert.ok(performance.now() - asked < 5_000, "within five seconds");
    assert.equal(printer.labels.length, 1);
    printer.set({ paperOut: false });
    await untilPanel(second.number, /Confirmado por la impresora/);
    assert.equal(printer.labels.length, 2);
  });
});

Deno.test("a daemon that is killed among ten labels prints each of them once", async () => {
  await inPlace(async ({ app, desk, printer, start, untilPanel }) => {
    const child = start();
    await untilReady(app);
    const numbers: string[] = [];
    for (let count = 0; count < 10; count++) {
      const { number } = await anOrder(app);
      numbers.push(number);
      await click(desk, number);
    }
    await until(() => printer.labels.length >= 3, "three labels are out", PATIENCE_MS);
    child.kill("SIGKILL");
    await child.status;
    start();
    for (const number of numbers) await untilPanel(number, />Impresa</);
    const out = printer.labels.map((label) => numbers.find((number) => label.zpl.includes(number)));
    assert.deepEqual(out.toSorted(), numbers);
  });
});
