import { type Config, CONFIG_NAMES, parseConfig, type Variables, wrongSettings } from "../config.ts";
import { CONFIG_EXAMPLES } from "../config_reference.ts";
import { readSecretKey } from "../secret_key.ts";
import { type Finding, finding } from "./finding.ts";

/** First words that are ours in the names of variables. */
const OUR_WORDS =
  /^(REPARO|BACKUP|DKIM|SMTP|WHATSAPP|WEBHOOK|DATABASE|DRAIN|MERCADO|STRIPE|TRUSTED|METRICS)_/;

/** How alike a name must be to be taken for a slip of the pen. */
const SLIP = 2;

/** Each variable by the schema, and names that are nearly ours. Their values, which may be secrets, are never told. */
export function lookAtSettings(variables: Variables): { config: Config | null; findings: Finding[] } {
  const wrong = wrongSettings(variables).map(({ name, message }) =>
    finding("setting_wrong", { name, message, example: CONFIG_EXAMPLES[name] })
  );
  const unknown = Object.keys(variables).flatMap((name) => {
    const meant = nearestName(name);
    return meant === null ? [] : [finding("setting_unknown", { name, meant })];
  });
  if (wrong.length > 0) return { config: null, findings: [...wrong, ...unknown] };
  const config = parseConfig(variables);
  const count = CONFIG_NAMES.filter((name) => (variables[name] ?? "").trim() !== "").length;
  const development = config.REPARO_ENV === "development" ? [finding("development")] : [];
  return { config, findings: [finding("settings_ok", { count }), ...unknown, ...development] };
}

/** The name that was meant, "" where nobody can tell; null for names that are ours or nobody's business. */
function nearestName(name: string): string | null {
  if (CONFIG_NAMES.some((known) => known === name)) return null;
  const near = CONFIG_NAMES.find((known) => known.length > 5 && distance(known, name.toUpperCase()) <= SLIP);
  return near ?? (OUR_WORDS.test(name) ? "" : null);
}

/** How many letters to add, drop or change make one text of the other. */
function distance(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > SLIP) return SLIP + 1;
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (const [col, wanted] of [...other].entries()) {
      const changed = (row[col] ?? 0) + (letter === wanted ? 0 : 1);
      next.push(Math.min(changed, (row[col + 1] ?? 0) + 1, (next[col] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** Whether the key that seals secrets is the one that sealed them, as far as files tell. */
export async function lookAtKey(config: Config, sealsAlready: boolean): Promise<Finding> {
  const kept = await readSecretKey({ SECRET_KEY: null, DATA_DIR: config.DATA_DIR });
  const { SECRET_KEY: given } = config;
  if (given !== null && kept !== null && kept !== given) return finding("key_differs");
  if (given !== null || kept !== null) return finding("key_ok");
  return finding(sealsAlready ? "key_lost" : "key_new");
}
