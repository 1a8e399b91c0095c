import { fileURLToPath } from "node:url";
import { ofTheRun } from "../support/of_the_run.ts";
import { walkSync } from "./walk.ts";

/** What a file imports: as code, `atOnce` what of it is loaded with the file, or as types alone. */
interface Edges {
  code: string[];
  atOnce: string[];
  types: string[];
}

/** Our own files and what each imports. Paths are relative to the project's root. */
export interface Graph {
  files: Map<string, Edges>;
  reachable: Set<string>;
}

export const ROOT = new URL("../../", import.meta.url);

/** Everything that somebody starts. */
export const ENTRIES = [
  "src/main.ts",
  "src/dev/main.ts",
  "src/dev/profile_sql.ts",
  "src/cli/start.ts",
  "src/cli/build.ts",
  "src/cli/admin.ts",
  "src/cli/icons.ts",
  "src/cli/release_notes.ts",
  "src/cli/breached_list.ts",
  "src/cli/verify_dossier.ts",
  "src/cli/verify_quote.ts",
  "src/cli/restore.ts",
  "src/cli/doctor.ts",
  "src/cli/sbom.ts",
  "src/cli/image_packages.ts",
  "src/cli/configuration.ts",
  "src/doctor/trial.ts",
  "src/cli/api_document.ts",
  "src/seed/worker.ts",
  "src/db/embedded/copy_worker.ts",
  "src/backups/backup_worker.ts",
  "printer-daemon/main.ts",
];

interface Module {
  specifier: string;
  dependencies?: Dependency[];
}

interface Dependency {
  code?: { specifier: string };
  type?: { specifier: string };
  isDynamic?: boolean;
}

let read: Promise<Graph> | undefined;

/** The import graph as Deno itself sees it, of every file of the house. */
export function readGraph(): Promise<Graph> {
  return read ??= wholeGraph();
}

async function wholeGraph(): Promise<Graph> {
  const all = ["src", "views", "migrations", "printer-daemon"].flatMap((
    folder,
  ) => [...walkSync(ROOT, folder)])
    .filter((path) => /\.tsx?$/.test(path));
  const text = await Deno.readTextFile(await ofTheRun("graph.json", graphOfEntries));
  const files = new Map<string, Edges>(JSON.parse(text));
  const reachable = new Set(files.keys());
  for (const path of all) {
    if (!files.has(path)) files.set(path, (await info(new URL(path, ROOT).href)).get(path) ?? NONE);
  }
  return { files, reachable };
}

const NONE: Edges = { code: [], atOnce: [], types: [] };

/** Of all entries at once, which have most of their files in common. */
async function graphOfEntries(): Promise<string> {
  const all = ENTRIES.map((entry) => `import ${JSON.stringify(new URL(entry, ROOT).href)};\n`).join("");
  const root = await Deno.makeTempFile({ prefix: "reparo-entries-", suffix: ".ts" });
  await Deno.writeTextFile(root, all);
  const modules = await info(root);
  await Deno.remove(root);
  const path = await Deno.makeTempFile({ prefix: "reparo-graph-" });
  await Deno.writeTextFile(path, JSON.stringify([...modules]));
  return path;
}

/** Our own files that these entries load, for their types too. */
export async function loadedBy(entries: readonly string[]): Promise<string[]> {
  const { files } = await readGraph();
  const loaded = new Set(entries);
  // A set may grow while it is walked.
  for (const file of loaded) {
    const { code, types } = files.get(file) ?? NONE;
    for (const to of [...code, ...types]) if (files.has(to)) loaded.add(to);
  }
  return [...loaded];
}

async function info(root: string): Promise<Map<string, Edges>> {
  const config = fileURLToPath(new URL("deno.json", ROOT));
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "--config", config, root],
    cwd: ROOT,
    stderr: "null",
  }).output();
  if (!success) throw new Error(`deno info ${root} failed`);
  const { modules }: { modules: Module[] } = JSON.parse(new TextDecoder().decode(stdout));
  return new Map(modules.flatMap(({ specifier, dependencies = [] }) => {
    const path = ours(specifier);
    return path === null ? [] : [[path, edges(dependencies)] as const];
  }));
}

function edges(dependencies: Dependency[]): Edges {
  const codeOf = (some: Dependency[]) =>
    some.flatMap(({ code }) => code ? [ours(code.specifier) ?? code.specifier] : []);
  const types = dependencies.flatMap(({ code, type }) =>
    type && !code ? [ours(type.specifier) ?? type.specifier] : []
  );
  return { code: codeOf(dependencies), atOnce: codeOf(dependencies.filter((one) => !one.isDynamic)), types };
}

function ours(specifier: string): string | null {
  return specifier.startsWith(ROOT.href) && !specifier.includes("/node_modules/")
    ? specifier.slice(ROOT.href.length)
    : null;
}
