import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import denoJson from "../../deno.json" with { type: "json" };
import { ROOT } from "../rules/graph.ts";
import { ofTheRun } from "../support/of_the_run.ts";

/** What a program said and how it ended. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** A folder for data, gone at the end, and the environment that points to it. */
export async function aDataDir() {
  const dir = await Deno.makeTempDir({ prefix: "reparo-cli-" });
  return {
    dir,
    env: { DATA_DIR: join(dir, "data"), PORT: "0", LOG_LEVEL: "info" },
    [Symbol.asyncDispose]: () => Deno.remove(dir, { recursive: true }),
  };
}
export type DataDir = Awaited<ReturnType<typeof aDataDir>>;

export const SHOP_SETUP = ["setup", "--shop", "Service Sur", "--email", "ana@example.com"];
let shop: Promise<string> | undefined;

/** The same with a shop in it, which the console has set up: once in a run, to be copied. */
export async function aSetUpShop(): Promise<DataDir> {
  const made = await (shop ??= ofTheRun("shop", setUpShop));
  const data = await aDataDir();
  await cp(made, data.env.DATA_DIR, { recursive: true });
  return data;
}

async function setUpShop(): Promise<string> {
  const dir = await Deno.makeTempDir({ prefix: "reparo-cli-shop-" });
  const { code, stderr } = await admin({ env: { DATA_DIR: dir } }, SHOP_SETUP);
  assert.equal(code, 0, stderr);
  return dir;
}

/** `deno task admin` with these words. */
export function admin(data: { env: Record<string, string> }, words: string[], input = ""): Promise<Ended> {
  return ended([Deno.execPath(), ...programOf("admin"), ...words], data.env, input);
}

/** `deno task restore` with these words. */
export function restore(words: string[], { env = {}, input = "" } = {}): Promise<Ended> {
  return ended([Deno.execPath(), ...programOf("restore"), ...words], env, input);
}

const SCRIPT = "/usr/bin/script";
export const hasTerminal = await Deno.stat(SCRIPT).then(() => true, () => false);

/** The same by somebody at a terminal, who types `input`. */
export function restoreAtTerminal(words: string[], input: string): Promise<Ended> {
  const command = [Deno.execPath(), ...programOf("restore"), ...words].join(" ");
  return ended([SCRIPT, "--quiet", "--return", "--command", command, "/dev/null"], {}, input);
}

/** What `deno` is given for a task of the console. */
export function programOf(name: "admin" | "restore"): string[] {
  const [, run = "", ...words] = denoJson.tasks[name].split(" ");
  return [run, "--node-modules-dir=manual", ...words];
}

async function ended(
  [program = "", ...args]: string[],
  env: Record<string, string>,
  input: string,
): Promise<Ended> {
  const child = new Deno.Command(program, {
    args,
    cwd: ROOT,
    env,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

export interface Program {
  pid: number;
  /** Resolves with the first match in what it has said on standard output. */
  says(pattern: RegExp): Promise<RegExpMatchArray>;
  signal(signal: Deno.Signal): void;
  ended: Promise<Ended>;
  /** Stops it if it still runs. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** `deno task start`, or with `--demo`, of this project or of a copy elsewhere. */
export function launch(data: DataDir, words: string[] = [], cwd: URL | string = ROOT): Program {
  const permissions = [
    "--allow-read",
    "--allow-write",
    "--allow-env",
    "--allow-run",
    "--allow-net=127.0.0.1",
  ];
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--node-modules-dir=manual", ...permissions, "src/cli/start.ts", ...words],
    cwd,
    env: data.env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  let stdout = "";
  let stderr = "";
  const listeners = new Set<() => void>();
  const heard = Promise.all([
    collect(child.stdout, (chunk) => {
      stdout += chunk;
      for (const listener of listeners) listener();
    }),
    collect(child.stderr, (chunk) => stderr += chunk),
  ]);
  let over = false;
  const ended = Promise.all([child.status, heard]).then(([{ code }]) => {
    over = true;
    return { code, stdout, stderr };
  });
  return {
    pid: child.pid,
    signal: (signal) => child.kill(signal),
    ended,
    async [Symbol.asyncDispose]() {
      if (!over) child.kill("SIGTERM");
      await ended;
    },
    says(pattern) {
      return new Promise((resolve, reject) => {
        function look(): void {
          const found = stdout.match(pattern);
          if (!found) return;
          listeners.delete(look);
          resolve(found);
        }
        listeners.add(look);
        child.status.then(() => reject(new Error(`ended without ${pattern}: ${stdout}${stderr}`)));
        look();
      });
    },
  };
}

async function collect(stream: ReadableStream<Uint8Array>, take: (chunk: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  for await (const chunk of stream) take(decoder.decode(chunk, { stream: true }));
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
