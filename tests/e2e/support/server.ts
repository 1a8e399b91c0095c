import { cp } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { programOf } from "../../cli/program.ts";
import { ROOT } from "../../rules/graph.ts";

export interface TestServer {
  url: string;
  /** One-time link that the start printed, while there was no shop. */
  setupUrl: string | null;
  dataDir: string;
  /** A command of the console beside the running server, as `deno task admin` takes it. Throws when it is refused. */
  console(...words: string[]): Promise<Record<string, unknown>>;
  /** What the server logged as an error. */
  errors(): Promise<string[]>;
  /** Stops it and leaves its data folder. */
  halt(): Promise<void>;
  stop(): Promise<void>;
}

const LAUNCHER = fileURLToPath(new URL("../../../src/cli/start.ts", import.meta.url));
const START_MS = 120_000;
const STOP_MS = 15_000;

/** The real server, launched as `deno task start` does, on a free port and a data folder of its own: empty, or a copy of `data`. */
export async function startServer(
  { env, data }: { env?: Record<string, string>; data?: string } = {},
): Promise<TestServer> {
  const dataDir = await Deno.makeTempDir({ prefix: "reparo-e2e-" });
  if (data !== undefined) await cp(data, dataDir, { recursive: true });
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--node-modules-dir=manual",
      "--no-prompt",
      "--allow-read",
      "--allow-env",
      "--allow-run",
      LAUNCHER,
    ],
    env: { ...env, PORT: "0", DATA_DIR: dataDir, NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = { text: "" };
  const reading = Promise.all([collect(child.stdout, output), collect(child.stderr, output)]);
  const halt = async () => {
    await end(child);
    await reading;
  };
  const stop = async () => {
    await halt();
    await Deno.remove(dataDir, { recursive: true });
  };
  try {
    const url = await greeting(child, output);
    return {
      url,
      get setupUrl() {
        return /Set up the shop {2}(\S+)/.exec(output.text)?.[1] ?? null;
      },
      dataDir,
      console: (...words) => runConsole(dataDir, words),
      errors: () => loggedErrors(dataDir),
      halt,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function runConsole(dataDir: string, words: string[]): Promise<Record<string, unknown>> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...programOf("admin"), ...words, "--json"],
    cwd: ROOT,
    env: { DATA_DIR: dataDir, NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const [said, complained] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (!success || !said) throw new Error(`${words.join(" ")}: ${complained}`);
  return JSON.parse(said);
}

/** Asks a process to stop, and makes it after a while. */
export async function end(child: Deno.ChildProcess): Promise<void> {
  const hard = setTimeout(() => kill(child, "SIGKILL"), STOP_MS);
  kill(child, "SIGTERM");
  await child.status;
  clearTimeout(hard);
}

export async function collect(
  stream: ReadableStream<Uint8Array>,
  output: { text: string },
): Promise<void> {
  for await (const text of stream.pipeThrough(new TextDecoderStream())) output.text += text;
}

function kill(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (error) {
    // It ended by itself: nothing is left to stop.
    if (!(error instanceof TypeError) && !(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** The address, once the server says that all of it is up. */
async function greeting(child: Deno.ChildProcess, output: { text: string }): Promise<string> {
  let ended = false;
  child.status.then(() => ended = true);
  for (const end = Date.now() + START_MS; Date.now() < end && !ended;) {
    const url = /^Reparo \S+ {2}(\S+)\n(?:Set up the shop .*\n)?/m.exec(output.text)?.[1];
    if (url && await isUp(url)) return url;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`the server did not start:\n${output.text}`);
}

async function isUp(url: string): Promise<boolean> {
  const response = await fetch(new URL("/salud", url));
  await response.body?.cancel();
  return response.ok;
}

async function loggedErrors(dataDir: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const { name } of Deno.readDir(`${dataDir}/logs`)) {
    const text = await Deno.readTextFile(`${dataDir}/logs/${name}`);
    lines.push(...text.split("\n").filter((line) => /"level":"(ERROR|FATAL)"/.test(line)));
  }
  return [...new Set(lines)];
}
