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

interface Dependency {
  code?: { specifier: string };
  type?: { specifier: string };
  isDynamic?: boolean;
}

/** The import graph as Deno itself sees it, of every file of the house. */
export async function readGraph(): Promise<Graph> {
  const all = ["src", "views", "migrations", "printer-daemon"].flatMap((
    folder,
  ) => [...walkSync(ROOT, folder)])
    .filter((path) => /\.tsx?$/.test(path));
  const modules = new Map<string, Edges>();
  const roots = await Promise.all(ENTRIES.map((entry) => info(entry)));
  const reachable = new Set<string>();
  for (const graph of roots) {
    for (const module of graph) {
      const path = ours(module.specifier);
      if (path === null) continue;
      reachable.add(path);
      modules.set(path, edges(module.dependencies ?? []));
    }
  }
  for (const path of all) {
    if (modules.has(path)) continue;
    const own = (await info(path)).find((module) => ours(module.specifier) === path);
    modules.set(path, edges(own?.dependencies ?? []));
  }
  return { files: modules, reachable };
}

/** Our own files that these entries load. */
export async function loadedBy(entries: readonly string[]): Promise<string[]> {
  const graphs = await Promise.all(entries.map(info));
  const paths = graphs.flat().flatMap(({ specifier }) => ours(specifier) ?? []);
  return [...new Set(paths)];
}

async function info(path: string): Promise<{ specifier: string; dependencies?: Dependency[] }[]> {
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", path],
    cwd: ROOT,
    stderr: "null",
  }).output();
  if (!success) throw new Error(`deno info ${path} failed`);
  return JSON.parse(new TextDecoder().decode(stdout)).modules;
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
