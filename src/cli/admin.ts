import { parseArgs } from "node:util";
import { readConfig } from "../config.ts";
import { lockDataDir } from "../db/lock.ts";
import { closeLogs, openLogs } from "../logs.ts";
import { openServices } from "../start.ts";
import { carryOut, type Outcome, throughServer } from "./control.ts";

const HELP = `deno task admin COMMAND [options] [--json]

  setup           --shop NAME --email ADDRESS --password-stdin [--name NAME] [--tax-id ID] [--address TEXT] [--phone PHONE]
                  [--shop-email ADDRESS] [--time-zone ZONE] [--currency CODE] [--locale es|en] [--country CC]
                  [--branch-name NAME] [--branch-code CODE]
  create-user     --role admin|technician|receptionist --email ADDRESS --name NAME [--branch CODE] [--password-stdin]
  reset-password  --email ADDRESS [--password-stdin]
  create-token    --name NAME --scopes SCOPE,SCOPE [--expires-in-days DAYS]
  pair-daemon     --name NAME [--branch CODE]
  seed            [--orders COUNT] [--clients COUNT] [--seed NUMBER]   invented work of half a year, for a demonstration

A password is read from standard input with --password-stdin, and otherwise made and shown once.
While a server runs on the same DATA_DIR, the command goes through it.`;

const OPTIONS = {
  json: { type: "boolean" },
  help: { type: "boolean" },
  "password-stdin": { type: "boolean" },
  ...Object.fromEntries(
    "shop email name role branch scopes expires-in-days tax-id address phone shop-email time-zone currency locale country branch-name branch-code orders clients seed"
      .split(" ").map((name) => [name, { type: "string" as const }]),
  ),
} as const;

const SETUP_DEFAULTS = {
  name: "Administrador",
  time_zone: "America/Argentina/Buenos_Aires",
  currency: "ARS",
  locale: "es",
  country: "AR",
  branch_name: "Casa central",
};

if (import.meta.main) Deno.exit(await main(Deno.args));

async function main(args: string[]): Promise<number> {
  const json = args.includes("--json");
  try {
    const asked = await readCommand(args);
    if (asked === null) {
      console.log(HELP);
      return 0;
    }
    const outcome = await runHereOrThere(asked);
    if (!outcome.ok) return fail(outcome.problem, json);
    console.log(json ? JSON.stringify(outcome.result) : asLines(outcome.result));
    return 0;
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error), json);
  }
}

interface Asked {
  command: string;
  input: Record<string, unknown>;
}

async function readCommand(args: string[]): Promise<Asked | null> {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true, strict: true });
  const [command, ...rest] = positionals;
  if (values.help === true || command === undefined) return null;
  if (rest.length > 0) throw new Error(`unexpected ${rest.join(" ")}; see --help`);
  const { json: _json, help: _help, "password-stdin": fromStdin, ...given } = values;
  const input: Record<string, unknown> = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name.replaceAll("-", "_"), value]),
  );
  if (command === "setup") Object.assign(input, { ...SETUP_DEFAULTS, ...input });
  if (typeof input.scopes === "string") input.scopes = input.scopes.split(",").map((scope) => scope.trim());
  if (input.expires_in_days !== undefined) input.expires_in_days = Number(input.expires_in_days);
  if (fromStdin === true) input.password = await firstLine();
  return { command, input };
}

/** The database is written by one process: the server that holds the data folder, or this one. */
export async function runHereOrThere(asked: Asked): Promise<Outcome> {
  const config = readConfig();
  const lock = await lockDataDir(config.DATA_DIR).catch(() => null);
  if (lock === null) return await throughServer(config.DATA_DIR, asked);
  await openLogs({ dir: `${config.DATA_DIR}/logs`, level: config.LOG_LEVEL, console: false });
  const services = await openServices(config, new AbortController().signal);
  try {
    return await carryOut(services, asked);
  } finally {
    await services.database.close();
    await closeLogs();
    lock.release();
  }
}

async function firstLine(): Promise<string> {
  const text = await new Response(Deno.stdin.readable).text();
  return text.split(/\r?\n/, 1)[0] ?? "";
}

function fail(problem: string, json: boolean): number {
  console.error(json ? JSON.stringify({ error: problem }) : problem);
  return 1;
}

function asLines(result: Record<string, unknown>): string {
  return Object.entries(result).filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(", ") : value}`).join("\n");
}
