import { parseArgs } from "node:util";
import { doctorText, filled, told } from "../../views/doctor/text.ts";
import { examine } from "../doctor/examine.ts";
import type { Finding, FindingState } from "../doctor/finding.ts";
import { type Locale, LOCALES } from "../lib/locale.ts";
import { VERSION } from "../start.ts";
import { variablesOf } from "./env_file.ts";

const HELP = `deno task doctor [--env-file FILE] [--lang es|en] [--json]

Looks at the whole installation and says what to mend. It changes nothing of the shop, and may run beside the server.

  --env-file FILE   variables of the server, as systemd's EnvironmentFile or Docker's --env-file has them
  --lang es|en      default that of the terminal
  --json            one JSON object: { ok, version, findings: [{ area, code, state, facts, said, mend }] }

Run it as the user and with the environment of the server.
Exit codes: 0 nothing to mend, 1 something is, or it could not be told.`;

const OPTIONS = {
  "env-file": { type: "string" },
  lang: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

if (import.meta.main) Deno.exit(await main(Deno.args));

async function main(args: string[]): Promise<number> {
  try {
    const { values } = parseArgs({ args, options: OPTIONS, strict: true });
    if (values.help) {
      console.log(HELP);
      return 0;
    }
    return await run({ locale: localeOf(values.lang), file: values["env-file"], json: values.json === true });
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

async function run(
  { locale, file, json }: { locale: Locale; file?: string; json: boolean },
): Promise<number> {
  const variables = { ...Deno.env.toObject(), ...await variablesOf(file) };
  const findings = await examine({ variables, version: VERSION, locale, now: Date.now() });
  const count = (state: FindingState) => findings.filter((one) => one.state === state).length;
  const [fault, warn] = [count("fault"), count("warn")];
  if (json) {
    const all = findings.map((one) => ({ ...one, ...told(locale, one) }));
    console.log(JSON.stringify({ ok: fault === 0, version: VERSION, findings: all }));
  } else {
    findings.forEach((found, at) => show(locale, found, findings[at - 1]));
    const { end } = doctorText[locale];
    console.log(`\n${filled(fault > 0 ? end.fault : warn > 0 ? end.warn : end.ok, { fault, warn })}`);
  }
  return fault > 0 ? 1 : 0;
}

/** A line, with its area's name above the first of each; below it what to do. */
function show(locale: Locale, found: Finding, before: Finding | undefined): void {
  const { areas, states } = doctorText[locale];
  const { said, mend } = told(locale, found);
  if (found.area !== before?.area) console.log(`\n${areas[found.area]}`);
  console.log(`  ${states[found.state].padEnd(4)}  ${said}`);
  if (mend !== "") console.log(`        → ${mend}`);
}

/** That of the terminal where nobody says. */
function localeOf(asked: string | undefined): Locale {
  const wanted = asked ?? (navigator.language.startsWith("es") ? "es" : "en");
  const locale = LOCALES.find((one) => one === wanted);
  if (!locale) throw new Error(`--lang: choose of ${LOCALES.join(", ")}.`);
  return locale;
}
