import assert from "node:assert/strict";
import { CONFIG_NAMES } from "../../src/config.ts";
import { COMMAND_NAMES, isConsoleCommand } from "../../src/cli/commands.ts";
import { ROOT } from "./graph.ts";
import { walkSync } from "./walk.ts";

const read = (path: string) => Deno.readTextFileSync(new URL(path, ROOT));
const exists = (path: string | URL) => {
  try {
    return Deno.statSync(new URL(path, ROOT)) !== null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
};
const below = (folder: string, ending: RegExp) =>
  [...walkSync(ROOT, folder)].filter((path) => ending.test(path));

const { tasks } = JSON.parse(read("deno.json")) as { tasks: Record<string, string> };
const RUNBOOKS = ["operations", "deploy-fly", "install-linux", "install-windows", "upgrade"].map((one) =>
  `docs/${one}.md`
);
const PAGES = ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", ...below("docs", /\.md$/)];

/** The variables of others that our pages name. */
const FOREIGN = /^(DENO|OTEL|TEST|PG|MALLOC)_\w+$|^(BUILD|BASE)_IMAGE$|^O_NONBLOCK$/;

/** Each with where it stands, of all that `pattern` finds on the pages. */
function* named(pages: readonly string[], pattern: RegExp): Generator<{ at: string; found: string[] }> {
  for (const at of pages) for (const found of read(at).matchAll(pattern)) yield { at, found: [...found] };
}

Deno.test("every task, console command and option that the pages name is there", () => {
  const wrong: string[] = [];
  let seen = 0;
  for (
    const { at, found } of named(PAGES, /deno task (?:--quiet |--cwd \S+ )*([a-z][a-z0-9:-]*)([^\n`|;<>]*)/g)
  ) {
    const [text = "", name = "", rest = ""] = found;
    seen++;
    const task = tasks[name];
    const [command] = /(?<= )[a-z][a-z-]*/.exec(rest) ?? [];
    const unknown = name === "admin" && rest.startsWith(" ") && command && !rest.trim().startsWith("-") &&
      !isConsoleCommand(command);
    if (task === undefined || unknown) wrong.push(`${at}: ${text}`);
    const [program] = task?.match(/\b(?:src|tests|bench|printer-daemon)\/\S+\.ts/g)?.slice(-1) ?? [];
    const source = program ? read(program) : "";
    for (const [, option = ""] of rest.matchAll(/ --([a-z][a-z-]*)/g)) {
      const known = new RegExp(`"${option}"|--${option}\\b|\\b${option}: \\{|[" ]${option}[" ]`);
      if (!known.test(source) && !known.test(task ?? "")) wrong.push(`${at}: ${text} (--${option})`);
    }
  }
  assert.ok(seen > 60);
  assert.deepEqual(wrong, []);
});

Deno.test("the console's help names every command", () => {
  const help = read("src/cli/admin.ts");
  assert.ok(COMMAND_NAMES.length > 10);
  assert.deepEqual(COMMAND_NAMES.filter((name) => !new RegExp(`^  ${name} `, "m").test(help)), []);
});

Deno.test("every variable, file and link that the pages name is there", () => {
  const sources = [...below("src", /\.tsx?$/), ...below("tests", /\.ts$/), "bench/faults.ts", "deno.json"]
    .map(read).join("\n");
  const known = new Set<string>(CONFIG_NAMES);
  const variables = [...named(PAGES, /`([^`\n]+)`|^ {2,}(.*=.*)$/gm)].flatMap((
    { at, found: [, code, line] },
  ) => ((code ?? line ?? "").match(/\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b/g) ?? []).map((name) => ({ at, name })));
  const isOurs = (name: string) => known.has(name) || FOREIGN.test(name) || sources.includes(name);
  assert.ok(variables.length > 100);
  assert.deepEqual(variables.filter(({ name }) => !isOurs(name)), []);

  const room =
    /`((?:src|tests|deploy|docs|bench|views|static|migrations|printer-daemon|examples)\/[\w./-]+)`/g;
  const files = [...named(PAGES, room)].map(({ at, found: [, path = ""] }) => ({ at, path }));
  assert.ok(files.length > 50);
  assert.deepEqual(files.filter(({ path }) => !exists(path)), []);

  const links = [...named(PAGES, /\]\(([^)#\s:]+)(?:#[^)]*)?\)/g)].map(({ at, found: [, to = ""] }) => ({
    at,
    to,
  }));
  assert.ok(links.length > 50);
  assert.deepEqual(links.filter(({ at, to }) => !exists(new URL(to, new URL(at, ROOT)))), []);
});

Deno.test("every page, button and heading that the runbooks name is called so", () => {
  const shown = below("views", /\.tsx?$/).map(read).join("\n");
  const headings = PAGES.flatMap((page) => [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, text]) => text));
  const names = [...named(RUNBOOKS, /(?<![*\w`])\*([^*`\n|]+)\*(?![*\w])/g)].flatMap((
    { at, found: [, text = ""] },
  ) => text.split("→").map((part) => ({ at, name: part.trim() })));
  const foreign = [
    "Shutdown",
    "At startup",
    "Run whether user is logged on or not",
    "Settings",
    "System",
    "Power",
  ];
  assert.ok(names.length > 40);
  const is = (name: string) => shown.includes(name) || headings.includes(name) || foreign.includes(name);
  assert.deepEqual(names.filter(({ name }) => !name.split(": ").every(is)), []);
});
