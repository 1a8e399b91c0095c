const MAIN = new URL("../../printer-daemon/main.ts", import.meta.url).pathname;

/** A folder with a configuration, where a real daemon runs. */
export interface Place {
  dir: string;
  config: string;
}

export interface DaemonProcess {
  child: Deno.ChildProcess;
  /** Its exit code, once all that it said has been read. */
  done: Promise<number>;
  output(): string;
}

export interface Running {
  net?: string;
  main?: string;
  env?: Record<string, string>;
}

export async function inPlace(config: string, work: (place: Place) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "printer-daemon-" });
  try {
    await Deno.writeTextFile(`${dir}/config.json`, config);
    await work({ dir, config: `${dir}/config.json` });
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** The daemon as a shop's computer runs it, with leave for its folder and this computer alone. */
export function command(
  { dir, config }: Place,
  words: string[],
  { net = "127.0.0.1", main = MAIN, env }: Running = {},
): Deno.Command {
  const leave = [`--allow-net=${net}`, `--allow-read=${dir}`, `--allow-write=${dir}`];
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", ...leave, main, ...words, "--config", config],
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

export async function outcome(
  place: Place,
  words: string[],
  options: Running = {},
): Promise<{ code: number; out: string; err: string }> {
  const { code, stdout, stderr } = await command(place, words, options).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

export function start(place: Place, options: Running = {}): DaemonProcess {
  const child = command(place, ["run"], options).spawn();
  let said = "";
  const read = async (stream: ReadableStream<Uint8Array>) => {
    for await (const text of stream.pipeThrough(new TextDecoderStream())) said += text;
  };
  const done = Promise.all([child.status, read(child.stdout), read(child.stderr)]).then(([{ code }]) => code);
  return { child, done, output: () => said };
}

/** Numbers that repeat with their seed, so that a failing round can be played again. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A seed that SEED in the environment replaces. */
export function aSeed(): number {
  return Number(Deno.env.get("SEED") ?? crypto.getRandomValues(new Uint32Array(1))[0]);
}
