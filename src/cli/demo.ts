import { join, resolve } from "node:path";
import { readConfig } from "../config.ts";
import { DEMO_ADMIN, DEMO_PASSWORD, DEMO_STAFF } from "../seed/demo_users.ts";
import { ROOT_DIR } from "../root.ts";
import { type Running, startChild } from "./child.ts";
import { type ControlAddress, readControl, throughServer } from "./control_client.ts";
import { startServer } from "./server.ts";
import { UNTIL_STDIN_ENDS } from "./until_stdin_ends.ts";

/** Apart from a real shop's folder; DATA_DIR says otherwise. */
const DEMO_DIR = "./data/demo";
const SEED = { orders: 1200, clients: 320, seed: 7 };
const LOOK_MS = 100;
/** Of the print service's own page, on this computer alone. */
const PAGE_PORT = 9631;

/**
 * `deno task start --demo`: a server with a made-up shop and a print service whose printer is a folder. What it made it finds
 * again at the next start. Resolves with the server's exit code.
 */
export async function startDemo(): Promise<number> {
  if (!Deno.env.get("DATA_DIR")) Deno.env.set("DATA_DIR", DEMO_DIR);
  const dir = resolve(readConfig().DATA_DIR);
  const server = await startServer({ stdout: "null" });
  let daemon: Running | null = null;
  try {
    const control = await listening(server, dir);
    if (control === null) return await server.ended;
    const printing = join(dir, "demo-daemon");
    if (!await hasShop(control)) await seed(control, printing);
    else if (!await exists(printing)) throw new Error(`${dir} holds a shop that is not the demo's.`);
    await writeDaemonConfig(printing, control.url);
    if (!await exists(join(printing, "token"))) await pair(control, printing);
    daemon = startChild(daemonArguments(control.url, printing, ["run", UNTIL_STDIN_ENDS]));
    greet(control.url, printing);
    return await server.ended;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    server.stop();
    await server.ended;
    return 1;
  } finally {
    daemon?.stop();
    await daemon?.ended;
  }
}

/** Where the server takes commands once it listens; null when it ended before. */
async function listening(server: Running, dir: string): Promise<ControlAddress | null> {
  let over = false;
  server.ended.then(() => over = true);
  while (!over) {
    const control = await readControl(dir);
    if (control?.pid === server.pid) return control;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return null;
}

async function hasShop(control: ControlAddress): Promise<boolean> {
  return (await ask(control, "status")).shop !== null;
}

/** A database that begins anew knows no daemon of before. */
async function seed(control: ControlAddress, printing: string): Promise<void> {
  console.log("Making up a shop with half a year of work …");
  await Deno.remove(printing, { recursive: true }).catch(unlessMissing);
  await ask(control, "seed", SEED);
}

async function pair(control: ControlAddress, printing: string): Promise<void> {
  const { code } = await ask(control, "pair-daemon", { name: "Demo" });
  const status = await startChild(daemonArguments(control.url, printing, ["pair", String(code)]), {
    stdout: "null",
  }).ended;
  if (status !== 0) throw new Error("The demo's printer could not be paired.");
}

async function ask(
  control: ControlAddress,
  command: string,
  input: unknown = {},
): Promise<Record<string, unknown>> {
  const outcome = await throughServer(control, { command, input });
  if (outcome === null) throw new Error("The server has stopped.");
  if (!outcome.ok) throw new Error(outcome.problem);
  return outcome.result;
}

/** Written at every start: the server's port may be another. */
async function writeDaemonConfig(printing: string, url: string): Promise<void> {
  await Deno.mkdir(printing, { recursive: true });
  const config = {
    server: url,
    name: "Demo",
    token_file: "token",
    spool_dir: "spool",
    status_port: PAGE_PORT,
    printers: [
      {
        key: "mostrador",
        connection: { type: "virtual", dir: "labels" },
        dpi: 203,
        width_mm: 57,
        height_mm: 32,
      },
    ],
  };
  await Deno.writeTextFile(join(printing, "config.json"), `${JSON.stringify(config, null, 2)}\n`);
}

function daemonArguments(url: string, printing: string, words: string[]): string[] {
  return [
    "run",
    "--no-prompt",
    `--allow-net=${new URL(url).host},127.0.0.1:${PAGE_PORT}`,
    `--allow-read=${printing}`,
    `--allow-write=${printing}`,
    `${ROOT_DIR}/printer-daemon/main.ts`,
    ...words,
    "--config",
    join(printing, "config.json"),
  ];
}

function greet(url: string, printing: string): void {
  const people = [{ email: DEMO_ADMIN, role: "admin" }, ...DEMO_STAFF];
  const widest = Math.max(...people.map(({ email }) => email.length));
  const users = people.map(({ email, role }) => `  ${email.padEnd(widest)}  ${role}`);
  console.log(`
The demo is open at ${url}

${users.join("\n")}
  password of all: ${DEMO_PASSWORD}

Labels appear in ${join(printing, "labels")}
The print service shows its state at http://127.0.0.1:${PAGE_PORT}
Ctrl+C stops everything.
`);
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, (error) => !unlessMissing(error));
}

/** True for a file that is not there; every other failure goes on. */
function unlessMissing(error: unknown): true {
  if (error instanceof Deno.errors.NotFound) return true;
  throw error;
}
