import assert from "node:assert/strict";
import { text } from "../../views/audit/text.ts";
import { ROOT } from "../rules/graph.ts";
import { walkSync } from "../rules/walk.ts";

/** Whoever may do one of these does what the owner wants to read about afterwards. */
const ADMINISTRATIVE =
  /requirePermission\(ctx\.actor, "(settings|users|printers|webhooks|cash|backups|tasks|reports|templates|texts|loaners|slips)\.manage"|"(users\.admins|clients\.erase|secrets\.reveal|dump\.take|imports\.run|orders\.pack)"\)/;

/** Commands that the log does not tell of, and where that is told instead. */
const TOLD_ELSEWHERE: Record<string, string> = {
  actOnJobs: "print_job_event",
  moveQueue: "print_job_event",
  calibratePrinter: "changes nothing that is kept",
  printTestLabel: "a print job of its own",
  keepLogo: "saved with the settings",
  openLogo: "reads a draft",
  printLayoutTest: "a print job of its own",
  lend: "order_event, and the loan itself",
  takeBack: "order_event, and the loan itself",
  printSlipLabels: "a print job of its own",
  mailTemplateTest: "a mail to oneself",
  takeFile: "told when the import begins",
  keepFile: "told when the import begins",
  mapColumns: "told when the import begins",
  importer: "reads",
  takeDailyBackup: "takeBackup",
};

const sources = [...walkSync(ROOT, "src")].filter((path) => path.endsWith(".ts") || path.endsWith(".tsx"))
  .map((path) => ({ path, code: Deno.readTextFileSync(new URL(path, ROOT)) }));

interface Fn {
  name: string;
  exported: boolean;
  body: string;
}

function functionsOf(code: string): Fn[] {
  return [...code.matchAll(/^(export )?async function (\w+)[^]*?^}/gm)].map((
    [body = "", exported, name = ""],
  ) => ({
    name,
    exported: exported !== undefined,
    body,
  }));
}

Deno.test("every administrative act is told in the audit log, or says where else it is", () => {
  const silent: string[] = [];
  for (const { path, code } of sources) {
    const all = functionsOf(code);
    const tells = new Set(all.filter(({ body }) => /\brecordAudit\(/.test(body)).map(({ name }) => name));
    for (let grown = true; grown;) {
      const more = all.filter(({ name, body }) =>
        !tells.has(name) && [...tells].some((one) => new RegExp(`\\b${one}\\(`).test(body))
      );
      for (const { name } of more) tells.add(name);
      grown = more.length > 0;
    }
    for (const { name, exported, body } of all) {
      if (!exported || !ADMINISTRATIVE.test(body) || tells.has(name)) continue;
      if (!Object.hasOwn(TOLD_ELSEWHERE, name)) silent.push(`${path}: ${name}`);
    }
  }
  assert.deepEqual(silent, []);
});

Deno.test("whatever is told has words in both languages", () => {
  const said =
    /(?:recordAudit|\baudit)\((?:[^{}]|\{ \.\.\.ctx, actor \})*?\{\s*(?:printerId,\s*)?kind: ([^,}]+)/g;
  const kinds = sources.flatMap(({ code }) =>
    [...code.matchAll(said)].flatMap(([, kind = ""]) =>
      [...kind.matchAll(/"(\w+)"/g)].map(([, one = ""]) => one)
    )
  );
  assert.ok(kinds.length > 50, String(kinds.length));
  const wordless = [...new Set(kinds)].filter((kind) => !text.es.kinds[kind] || !text.en.kinds[kind]);
  assert.deepEqual(wordless, []);
});
