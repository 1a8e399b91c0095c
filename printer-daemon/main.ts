import { dirname } from "node:path";
import { normalisePairingCode, PairingCode } from "../src/printing/protocol.ts";
import { Fenced } from "./agent.ts";
import { checkPrinters } from "./check.ts";
import { type Config, ConfigError, parseConfig } from "./config.ts";
import { openSpool, startDaemon } from "./daemon.ts";
import { causeOf, Server, ServerTrouble } from "./server.ts";
import { VERSION } from "./version.ts";
import { logLines, type World } from "./world.ts";

const HELP = `printer-daemon ${VERSION}: prints the labels of a Reparo server on the printers of this network.

  printer-daemon [run] --config FILE     print until stopped
  printer-daemon pair CODE --config FILE fetch this computer's key with the code from the printers page
  printer-daemon check --config FILE     read the configuration, ask every printer how it is, find the server
  printer-daemon --help

  --until-stdin-ends   stop when standard input is closed, as it is when the program that started this one is gone

Exit codes: 0 stopped · 1 failed · 2 configuration or usage · 3 another computer uses this key · 4 already running
`;

const world: World = {
  now: () => Date.now(),
  random: () => Math.random(),
  newId: () => crypto.randomUUID(),
  log: logLines(() => Date.now()),
};

/** A message for the person at the terminal and the exit code that goes with it. */
class Halt extends Error {
  constructor(readonly code: number, message: string) {
    super(message);
  }
}

async function main(args: string[]): Promise<void> {
  if (args.includes("--help") || args.includes("-h")) return console.log(HELP);
  const { words, configPath, untilStdinEnds } = parseArguments(args);
  const config = await readConfig(configPath);
  const [command = "run", code, ...rest] = words;
  if (rest.length > 0 || (code !== undefined && command !== "pair")) throw new Halt(2, HELP);
  if (command === "run") return await run(config, untilStdinEnds);
  if (command === "check") return await check(config);
  if (command === "pair") return await pair(config, code ?? "");
  throw new Halt(2, `unknown command ${command}\n\n${HELP}`);
}

interface Arguments {
  words: string[];
  configPath: string;
  untilStdinEnds: boolean;
}

function parseArguments(args: string[]): Arguments {
  const words: string[] = [];
  let untilStdinEnds = false;
  let configPath = "printer-daemon.json";
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? "";
    if (word === "--config") configPath = args[++index] ?? "";
    else if (word === "--until-stdin-ends") untilStdinEnds = true;
    else if (word.startsWith("-")) throw new Halt(2, `unknown option ${word}\n\n${HELP}`);
    else words.push(word);
  }
  return { words, configPath, untilStdinEnds };
}

async function readConfig(path: string): Promise<Config> {
  try {
    return parseConfig(await Deno.readTextFile(path), path);
  } catch (error) {
    if (error instanceof ConfigError) throw new Halt(2, [`${path}:`, ...error.mistakes].join("\n  "));
    if (error instanceof Deno.errors.NotFound) {
      throw new Halt(2, `${path} does not exist; printer-daemon/config.example.json is a start`);
    }
    throw error;
  }
}

async function run(config: Config, untilStdinEnds: boolean): Promise<void> {
  const token = await readToken(config);
  const daemon = startDaemon(config, { token, world });
  Deno.addSignalListener("SIGINT", daemon.stop);
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", daemon.stop);
  if (untilStdinEnds) stdinEnd().then(daemon.stop);
  await daemon.finished;
}

async function stdinEnd(): Promise<void> {
  const chunk = new Uint8Array(64);
  while (await Deno.stdin.read(chunk) !== null);
}

async function readToken(config: Config): Promise<string> {
  try {
    return (await Deno.readTextFile(config.token_file)).trim();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new Halt(
      2,
      `${config.token_file} does not exist; get a code from the printers page and run: printer-daemon pair CODE`,
    );
  }
}

async function pair(config: Config, typed: string): Promise<void> {
  const code = PairingCode.safeParse(normalisePairingCode(typed));
  if (!code.success) throw new Halt(2, "the code has eight letters and digits, as in ABCD-2345");
  const spool = openSpool(config, world.newId);
  const { instance } = spool;
  spool.close();
  const { token, agent } = await new Server(config.server, null).pair({
    code: code.data,
    name: config.name,
    instance,
  });
  await Deno.mkdir(dirname(config.token_file), { recursive: true });
  await Deno.writeTextFile(config.token_file, `${token}\n`, { mode: 0o600 });
  console.log(`Paired as "${agent.name}". The key is in ${config.token_file}.`);
}

async function check(config: Config): Promise<void> {
  console.log(`server ${config.server}: ${await reachable(config.server)}`);
  const problems = await checkPrinters(config, { now: world.now, print: (line) => console.log(line) });
  if (problems > 0) throw new Halt(1, `${problems} printer(s) would not print now`);
}

async function reachable(address: string): Promise<string> {
  try {
    const response = await fetch(address, {
      method: "HEAD",
      redirect: "manual",
      signal: AbortSignal.timeout(5_000),
    });
    return `answers (${response.status})`;
  } catch (error) {
    return `does not answer: ${causeOf(error)}`;
  }
}

function exitOf(error: unknown): Halt {
  if (error instanceof Halt) return error;
  if (error instanceof Fenced) return new Halt(3, error.message);
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ServerTrouble) {
    return new Halt(
      1,
      error.trouble === "rejected" ? "the server does not know this code; ask for a new one" : message,
    );
  }
  if (message.includes("database is locked")) return new Halt(4, "another printer-daemon uses this spool");
  return new Halt(1, error instanceof Error && error.stack ? error.stack : message);
}

if (import.meta.main) {
  try {
    await main(Deno.args);
    Deno.exit(0);
  } catch (error) {
    const { code, message } = exitOf(error);
    console.error(message);
    Deno.exit(code);
  }
}
