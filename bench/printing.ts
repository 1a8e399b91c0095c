/** What printing costs: the idle daemon, the way of one label, a batch, and many daemons at one server. */
import { fileURLToPath } from "node:url";
import { requestLabel } from "../src/printing/commands.ts";
import { migrate } from "../src/db/migrate.ts";
import { openDatabase } from "../src/db/open.ts";
import { anAgent, FakeDaemon, IDLE, serving } from "../tests/printing/daemon_stage.ts";
import { freePort, startServer, stop } from "../tests/support/server_process.ts";
import { configText } from "../tests/printer-daemon/shop.ts";
import { type TestApp, testApp, userActor } from "../tests/support/app.ts";
import { freshDatabase } from "../tests/support/database.ts";
import { anOrder } from "../tests/support/order_builders.ts";
import { startPrinter, type TestPrinter } from "../tests/support/printer.ts";
import { cpuMs, residentMb } from "./support.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const IDLE_SECONDS = 20;
const LABELS = 100;
const BATCH = 200;
/** A 57 × 32 mm label on a desktop printer at 102 mm/s, and its start. */
const PRINT_MS = 350;
const DAEMONS = 50;

const dir = await Deno.makeTempDir({ prefix: "reparo-bench-printing-" });
try {
  const bundle = `${dir}/printer-daemon.js`;
  await bundleInto(bundle);
  await withDaemon(bundle, { printMs: 1 }, async (stage) => {
    await way(stage);
    await idle(stage.daemon.pid);
  });
  await withDaemon(bundle, { printMs: PRINT_MS }, batch);
  await many();
} finally {
  await Deno.remove(dir, { recursive: true });
}

interface Stage {
  app: TestApp;
  printer: TestPrinter;
  daemon: Deno.ChildProcess;
  numbers: string[];
  /** How many labels the server knows as printed. */
  printed(): Promise<number>;
}

/** The real server in this process behind a socket, the bundled daemon in its own, an emulated printer. */
async function withDaemon(
  bundle: string,
  { printMs }: { printMs: number },
  work: (stage: Stage) => Promise<void>,
): Promise<void> {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  await using server = await serving(app);
  app.now = Date.now();
  const clock = setInterval(() => app.now = Date.now(), 50);
  const printer = await startPrinter({ printMs });
  const place = await Deno.makeTempDir({ dir });
  const { token } = await anAgent(app);
  await Deno.writeTextFile(`${place}/token`, token);
  const statusPort = freePort();
  await Deno.writeTextFile(
    `${place}/config.json`,
    configText({ server: server.url, port: printer.port, statusPort }),
  );
  const leave = ["--allow-net=127.0.0.1", `--allow-read=${place}`, `--allow-write=${place}`];
  const flags = [
    "--no-config",
    "--no-remote",
    "--no-npm",
    "--no-prompt",
    "--no-code-cache",
    "--v8-flags=--max-semi-space-size=1,--lite-mode",
  ];
  const daemon = new Deno.Command(Deno.execPath(), {
    args: ["run", ...flags, ...leave, bundle, "run", "--config", `${place}/config.json`],
    env: { MALLOC_ARENA_MAX: "1" },
    stdin: "null",
    stderr: "null",
  }).spawn();
  try {
    const ready = () => database.db.selectFrom("printer").select("id").where("ok", "=", 1).execute();
    await until(async () => (await ready()).length === 1);
    const numbers = [];
    for (let order = 0; order < BATCH; order++) numbers.push((await anOrder(app)).number);
    const printed = async () => {
      const rows = await database.db.selectFrom("print_job").select("id").where("state", "=", "printed")
        .execute();
      return rows.length;
    };
    await work({ app, printer, daemon, numbers, printed });
  } finally {
    daemon.kill("SIGTERM");
    await daemon.status;
    clearInterval(clock);
    await printer.close();
  }
}

async function idle(pid: number): Promise<void> {
  await pause(5_000);
  const before = await cpuMs(pid);
  await pause(IDLE_SECONDS * 1000);
  const share = (await cpuMs(pid) - before) / (IDLE_SECONDS * 10);
  tell(`idle daemon after ${LABELS} labels, resident`, `${await residentMb(pid)} MB`, "< 60 MB");
  tell("idle daemon, processor", `${share.toFixed(2)} %`, "< 1 %");
}

/** From the click to the last byte at the printer, the long poll open. */
async function way({ app, printer, numbers, printed }: Stage): Promise<void> {
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const times: number[] = [];
  for (let label = 0; label < LABELS; label++) {
    const asked = performance.now();
    await requestLabel({ ...ctx, now: Date.now() }, numbers[label] ?? "", { idemKey: crypto.randomUUID() });
    await until(() => printer.labels.length > label, 1);
    times.push(performance.now() - asked);
    await until(async () => await printed() > label, 5);
    await pause(120);
  }
  times.sort((one, other) => one - other);
  const at = (share: number) => Math.round(times[Math.floor(times.length * share)] ?? 0);
  tell(`click to label, p50 / p95 of ${LABELS}`, `${at(0.5)} / ${at(0.95)} ms`, "p95 < 250 ms");
}

async function batch({ app, numbers, printed }: Stage): Promise<void> {
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const began = performance.now();
  for (const number of numbers) {
    await requestLabel({ ...ctx, now: Date.now() }, number, { idemKey: crypto.randomUUID() });
  }
  await until(async () => await printed() === BATCH, 50);
  const ratio = (performance.now() - began) / (BATCH * PRINT_MS);
  tell(`${BATCH} labels confirmed, to the printer's own time`, `${ratio.toFixed(2)} ×`, "< 2 ×");
}

/** Daemons that only wait, each with a healthy printer, at a server process of its own. */
async function many(): Promise<void> {
  const data = await Deno.makeTempDir({ dir });
  const url = `file:${data}/reparo.db`;
  const tokens = await pairMany(url);
  const port = freePort();
  const server = await startServer({ data, url, port });
  const over = new AbortController();
  try {
    const at = { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => Promise.resolve() };
    const daemons = tokens.map((token, index) =>
      waiting(new FakeDaemon(at, token, `spool-${index}`), over.signal)
    );
    await pause(8_000);
    const before = await cpuMs(server.pid);
    await pause(IDLE_SECONDS * 1000);
    const share = (await cpuMs(server.pid) - before) / (IDLE_SECONDS * 10);
    tell(`server with ${DAEMONS} waiting daemons, of one core`, `${share.toFixed(1)} %`, "< 5 %");
    over.abort();
    await stop(server);
    await Promise.allSettled(daemons);
  } finally {
    await stop(server);
  }
}

async function pairMany(url: string): Promise<string[]> {
  const database = await openDatabase(url);
  try {
    await migrate(database);
    await using app = await testApp(database);
    const tokens = [];
    for (let index = 0; index < DAEMONS; index++) tokens.push((await anAgent(app, `Taller ${index}`)).token);
    return tokens;
  } finally {
    await database.close();
  }
}

async function waiting(daemon: FakeDaemon, over: AbortSignal): Promise<void> {
  await (await daemon.hello()).body?.cancel();
  while (!over.aborted) {
    const response = await daemon.poll({ wait: 25, take: 20, printers: [IDLE] });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`a poll was answered ${response.status}`);
  }
}

async function bundleInto(path: string): Promise<void> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--platform=deno", "--minify", "-o", path, "printer-daemon/main.ts"],
    cwd: ROOT,
    stderr: "inherit",
  }).output();
  if (!success) throw new Error("the bundle failed");
}

async function until(condition: () => boolean | Promise<boolean>, every = 20): Promise<void> {
  const end = Date.now() + 300_000;
  while (!await condition()) {
    if (Date.now() > end) throw new Error("it never came about");
    await pause(every);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function tell(what: string, measured: string, target: string): void {
  console.log(`${what.padEnd(52)} ${measured.padStart(14)}   (${target})`);
}
