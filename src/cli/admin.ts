import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Outcome } from "./control_client.ts";
import { runHereOrThere } from "./here_or_there.ts";

const HELP = `deno task admin COMMAND [options] [--json]

  setup           --shop NAME --email ADDRESS [--name NAME] [--password-stdin] [--tax-id ID] [--address TEXT] [--phone PHONE]
                  [--shop-email ADDRESS] [--time-zone ZONE] [--currency CODE] [--locale es|en] [--country CC]
                  [--branch-name NAME] [--branch-code CODE]
  create-user     --role admin|technician|receptionist --email ADDRESS --name NAME [--branch CODE] [--password-stdin]
  reset-password  --email ADDRESS [--password-stdin]
  reset-two-factors  --email ADDRESS   for who lost the phone and the recovery codes
  create-token    --name NAME --scopes SCOPE,SCOPE [--expires-in-days DAYS]
  pair-daemon     --name NAME [--branch CODE]
  migrate         brings the database up to date; every start does the same
  check-stock     [--mend]   compares every balance of parts with its moves; --mend makes it what they come to
  rebuild-figures counts the whole history of the statistics anew
  seed            [--orders N] [--clients N] [--seed N]   made-up work, on an empty database a made-up shop first
  backup-key      makes the key for which backups are encrypted; its secret half is shown this once
  backup          takes one now, see docs/operations.md
  drill           restores the newest backup elsewhere and checks it
  verify-audit    [--head "NUMBER HASH"]   goes through the audit log: whatever was changed past the program shows; --head
                  also holds it against the seal that stands below a report
  dump            --file FILE    the whole shop as one zip, see docs/dump.md
  load            --file FILE [--another-key]   a dump into a shop where nothing is yet
  import-mapos    --file FILE [--branch CODE] [--finished delivered|ready] [--write]   clients, products and orders of a
                  Map-OS database; without --write only tells what it would bring, see docs/import-mapos.md
  status          what there is

A password is read from standard input with --password-stdin, and otherwise made and shown once.
While a server runs on the same DATA_DIR, the command goes through it.
--json prints one JSON object: the result on standard output, or {"error", "code"} on standard error.
Exit codes: 0 done, 1 refused or failed.`;

const TEXTS =
  "file head finished shop email name role branch scopes expires-in-days orders clients seed tax-id address phone shop-email time-zone currency locale country branch-name branch-code";

const OPTIONS = {
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  mend: { type: "boolean" },
  "another-key": { type: "boolean" },
  write: { type: "boolean" },
  "password-stdin": { type: "boolean" },
  ...Object.fromEntries(TEXTS.split(" ").map((name) => [name, { type: "string" as const }])),
} as const;

/** What somebody has to know who sees an answer, which a program does not. */
const NOTES: Record<string, string> = {
  "backup-key":
    "The identity is shown this once, and no backup opens without it. Print it twice, and keep it in two places that are not this machine.",
};

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
  const outcome = await answerTo(args);
  if (outcome === null) console.log(HELP);
  else if (!outcome.ok) {
    const { problem, code } = outcome;
    console.error(json ? JSON.stringify({ error: problem, code }) : problem);
  } else {
    console.log(json ? JSON.stringify(outcome.result) : asLines(outcome.result));
    const note = Object.entries(NOTES).find(([command]) => args.includes(command));
    if (note && !json) console.error(note[1]);
  }
  return outcome === null || outcome.ok ? 0 : 1;
}

/** Null when what was asked for is the help. */
async function answerTo(args: string[]): Promise<Outcome | null> {
  try {
    const asked = await readCommand(args);
    return asked && await runHereOrThere(asked);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { ok: false, code: "failed", problem };
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
  if (rest.length > 0) throw new Error(`Unexpected ${rest.join(" ")}; see --help.`);
  const { json: _json, help: _help, "password-stdin": fromStdin, ...given } = values;
  const input: Record<string, unknown> = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name.replaceAll("-", "_"), value]),
  );
  if (command === "setup") Object.assign(input, { ...SETUP_DEFAULTS, ...input });
  if (typeof input.file === "string") input.file = resolve(input.file);
  if (typeof input.scopes === "string") input.scopes = input.scopes.split(",").map((scope) => scope.trim());
  if (input.expires_in_days !== undefined) input.expires_in_days = Number(input.expires_in_days);
  if (fromStdin === true) input.password = await firstLine();
  return { command, input };
}

async function firstLine(): Promise<string> {
  const text = await new Response(Deno.stdin.readable).text();
  return text.split(/\r?\n/, 1)[0] ?? "";
}

function asLines(result: Record<string, unknown>): string {
  return Object.entries(result).filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(", ") || "none" : value}`).join(
      "\n",
    );
}
