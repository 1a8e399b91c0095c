import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const CHANCE = fileURLToPath(new URL("./chance.ts", import.meta.url));

/** What a batch holds at most. A file weighs 1; more where a browser or processes of its own cost it many times the usual. */
const MOST = 32;
const HEAVY_ROOMS: Record<string, number> = {
  e2e: 8,
  cli: 6,
  seed: 6,
  backups: 3,
  doctor: 3,
  documents: 3,
  faults: 3,
  "printer-daemon": 3,
  rules: 3,
  quotes: 2,
  statistics: 2,
  views: 2,
};
const HEAVY_FILES: Record<string, number> = { "tests/e2e/accessibility_test.ts": MOST };

/**
 * Modules in `folder` that import several test files each. Deno gives every module an isolate of its own, and to load the whole app
 * into one takes longer than most files' tests. Rooms stay together, what weighs most comes first: the longest must not begin last.
 */
export function writeBatches(files: readonly string[], folder: string): string[] {
  const batches: { rooms: Set<string>; files: string[]; weight: number }[] = [];
  for (const file of files.toSorted((a, b) => weightOf(b) - weightOf(a) || a.localeCompare(b))) {
    const last = batches.at(-1);
    const fits = last && last.weight + weightOf(file) <= MOST &&
      isBrowsers(file) === isBrowsers(last.files[0]);
    const batch = fits ? last : { rooms: new Set<string>(), files: [], weight: 0 };
    if (!fits) batches.push(batch);
    batch.rooms.add(roomOf(file));
    batch.files.push(file);
    batch.weight += weightOf(file);
  }
  return batches.map(({ rooms, files }, index) => {
    const path = join(folder, `${String(index + 1).padStart(2, "0")}_${[...rooms].join("_")}.ts`);
    Deno.writeTextFileSync(
      path,
      [CHANCE, ...files].map((file) => `import ${JSON.stringify(`file://${resolve(file)}`)};\n`).join(""),
    );
    return path;
  });
}

/** The test files at and below these paths, without those that are to be left out. */
export function testFiles(paths: readonly string[], ignored: readonly string[] = []): string[] {
  return paths.filter((path) => !ignored.includes(path.replace(/\/$/, ""))).flatMap((path) => {
    if (!Deno.statSync(path).isDirectory) return [path];
    const inside = [...Deno.readDirSync(path)]
      .filter(({ name, isDirectory }) => isDirectory || /_test\.tsx?$/.test(name))
      .map(({ name }) => join(path, name));
    return testFiles(inside.sort(), ignored);
  });
}

function weightOf(file: string): number {
  return HEAVY_FILES[file] ?? HEAVY_ROOMS[roomOf(file)] ?? 1;
}

function isBrowsers(file: string | undefined): boolean {
  return file !== undefined && roomOf(file) === "e2e";
}

function roomOf(file: string): string {
  return file.split("/").at(-2) ?? "";
}
