import { dirname } from "node:path";
import { normalisePairingCode, PairingCode } from "../src/printing/protocol.ts";
import { Fenced } from "./agent.ts";
import { type Arguments, Halt, HELP, parseArguments, portOf } from "./arguments.ts";
import { acceptPrinter, check } from "./check.ts";
import { type Config, ConfigError, parseConfig } from "./config.ts";
import { ConnectionLost } from "./connection.ts";
import { openSpool, startDaemon } from "./daemon.ts";
import { discover, tableOf } from "./discover.ts";
import { identify } from "./identify.ts";
import { parseCidr } from "./lan.ts";
import { describeFacts, suggestedEntry } from "./probe.ts";
import { Server, ServerTrouble } from "./server.ts";
import type { Spool } from "./spool.ts";
import { TIMING } from "./timing.ts";
import { logLines, type World } from "./world.ts";

const world: World = {
  now: () => Date.now(),
  random: () => Math.random(),
  newId: () => crypto.randomUUID(),
  log: logLines(() => Date.now()),
};

async function main(args: string[]): Promise<void> {
  if (args.includes("--help") || args.includes("-h")) return console.log(HELP);
  const given = parseArguments(args);
  const { command, words } = given;
  if (command === "probe" && words.length === 1) return await probe(words[0] ?? "", given);
  if (command === "discover") return await search(given);
  const config = await readConfig(given.configPath);
  if (command === "pair" && words.length === 1) return await pair(config, words[0] ?? "");
  if (words.length > 0) throw new Halt(2, HELP);
  if (command === "run") return await run(config, given.untilStdinEnds);
  if (command === "check" && given.accept !== null) return await accept(config, given.accept);
  if (command === "check") return await checkAll(config);
  throw new Halt(2, `unknown command ${command}\n\n${HELP}`);
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
  const token = await tokenIfPaired(config);
  if (token !== null) return token;
  throw new Halt(
    2,
    `${config.token_file} does not exist; get a code from the printers page and run: printer-daemon pair CODE`,
  );
}

async function tokenIfPaired(config: Config): Promise<string | null> {
  try {
    return (await Deno.readTextFile(config.token_file)).trim();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
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

async function checkAll(config: Config): Promise<void> {
  const spool = spoolUnlessRunning(config);
  try {
    const problems = await check({
      config,
      token: await tokenIfPaired(config),
      serials: spool?.serials ?? null,
      now: world.now,
      print: (line) => console.log(line),
    });
    if (problems > 0) throw new Halt(1, `${problems} problem(s): labels would not print now`);
  } finally {
    spool?.close();
  }
}

function spoolUnlessRunning(config: Config): Spool | null {
  try {
    return openSpool(config, world.newId);
  } catch (error) {
    if (isLocked(error)) return null;
    throw error;
  }
}

async function accept(config: Config, key: string): Promise<void> {
  const printer = config.printers.find((one) => one.key === key);
  if (!printer) throw new Halt(2, `the configuration has no printer ${key}`);
  const spool = spoolUnlessRunning(config);
  if (!spool) {
    throw new Halt(4, "printer-daemon is running: stop it first, or use the button on its local page");
  }
  try {
    const serial = await acceptPrinter(printer, { serials: spool.serials, now: world.now });
    if (serial === null) {
      throw new Halt(1, `${key} does not say its serial number: there is nothing to compare`);
    }
    console.log(`printer ${key}: from now on ${serial}`);
  } catch (error) {
    if (error instanceof ConnectionLost) throw new Halt(1, `printer ${key}: offline: ${error.message}`);
    throw error;
  } finally {
    spool.close();
  }
}

async function probe(target: string, { json }: Arguments): Promise<void> {
  const [host = "", port = "9100", ...more] = target.split(":");
  if (host === "" || more.length > 0) throw new Halt(2, `${target} is no HOST[:PORT]`);
  const facts = await identify({ host, port: portOf(port) }, TIMING);
  const entry = suggestedEntry(facts);
  if (json) console.log(JSON.stringify({ ...facts, entry }, null, 2));
  else {
    for (const line of describeFacts(facts)) console.log(line);
    if (entry) console.log(`\nfor "printers" in the configuration:\n${JSON.stringify(entry, null, 2)}`);
  }
  if (!entry) throw new Halt(1, "no printer for this daemon");
}

async function search({ words, json, port, configPath }: Arguments): Promise<void> {
  const asked = words.length > 0 ? words : (await readConfig(configPath)).lan;
  if (asked.length === 0) throw new Halt(2, `name a network, as 192.168.1.0/24, or put it into "lan"`);
  const networks = asked.map((text) => {
    const network = parseCidr(text);
    if (!network) {
      throw new Halt(2, `${text} is no network such as 192.168.1.0/24, of at most 4096 addresses`);
    }
    return network;
  });
  const found = await discover(networks, port);
  if (json) console.log(JSON.stringify(found, null, 2));
  else if (found.length > 0) console.log(tableOf(found).join("\n"));
  if (found.length === 0) throw new Halt(1, `nothing listens on port ${port} of ${asked.join(", ")}`);
}

function isLocked(error: unknown): boolean {
  return error instanceof Error && error.message.includes("database is locked");
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
  if (error instanceof Deno.errors.NotCapable) return new Halt(2, message);
  if (isLocked(error)) return new Halt(4, "another printer-daemon uses this spool");
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
