/**
 * Which lines the tests run, room by room, and the files of which they run least: `deno task coverage [tests/…]`. Programs that the
 * tests start are counted too. Without arguments everything but the browser's tests, which run no line that others do not; what that
 * comes to must not be below `tests/coverage_floor.json`, and `--raise` lifts the floor to it.
 */
import { belowFloor, type Floor, floorOf, raised } from "./support/coverage_floor.ts";
import { type FileCoverage, parseLcov, percent, type Share, sum } from "./support/lcov.ts";

const HELP = `deno task coverage [--raise] [tests/…]

Runs the tests, the browser's left out, and tells which lines they run, room by room, and the files of which they run least. Fails where
lines, branches or functions are below tests/coverage_floor.json.
--raise  lifts the floor to what was reached; it never lowers it
tests/…  these alone, held against no floor`;

const FOLDER = `${Deno.cwd()}/coverage`;
const FLOOR = new URL("./coverage_floor.json", import.meta.url);
const LEAST = 20;
const ROOMS = ["src", "views", "printer-daemon"];

if (Deno.args.some((arg) => arg === "--help" || arg === "-h")) console.log(HELP);
else Deno.exit(await main(Deno.args));

async function main(given: string[]): Promise<number> {
  const args = given.filter((arg) => arg !== "--raise");
  await Deno.remove(FOLDER, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  const chosen = args.length > 0 ? args : ["--ignore=tests/e2e"];
  const tests = ["run", "-A", "tests/run.ts", "--no-check", "--coverage-raw-data-only", ...chosen];
  const code = await deno(tests, { env: { DENO_COVERAGE_DIR: FOLDER } });
  const rooms = ROOMS.map((room) => `--include=^${new URL(`file://${Deno.cwd()}/${room}/`).href}`);
  const lcov = `${FOLDER}/lcov.info`;
  await deno(["coverage", FOLDER, "--lcov", `--output=${lcov}`, ...rooms], { stdout: "null" });
  const files = parseLcov(await Deno.readTextFile(lcov), Deno.cwd());
  summarise(files);
  if (code !== 0 || args.length > 0) return code;
  return await holdAgainstFloor(files, { raise: given.includes("--raise") }) ? 0 : 1;
}

/** A whole run alone can be held against it. */
async function holdAgainstFloor(
  files: readonly FileCoverage[],
  { raise }: { raise: boolean },
): Promise<boolean> {
  const now = floorOf({
    lines: of(files, "lines"),
    branches: of(files, "branches"),
    functions: of(files, "functions"),
  });
  const floor: Floor = JSON.parse(await Deno.readTextFile(FLOOR));
  const below = belowFloor(now, floor);
  if (below.length > 0) console.error(`\nBelow the floor:\n${below.join("\n")}`);
  if (raise) await Deno.writeTextFile(FLOOR, `${JSON.stringify(raised(now, floor), null, 2)}\n`);
  return below.length === 0;
}

function of(files: readonly FileCoverage[], what: keyof Floor): Share {
  return sum(files.map((file) => file[what]));
}

async function deno(args: string[], options: Deno.CommandOptions): Promise<number> {
  const child = new Deno.Command(Deno.execPath(), { args, stdin: "null", ...options }).spawn();
  return (await child.status).code;
}

function summarise(files: readonly FileCoverage[]): void {
  const rooms = Map.groupBy(files, ({ path }) => path.split("/").slice(0, -1).slice(0, 2).join("/"));
  console.log(`\n${"lines".padStart(8)}${"branches".padStart(10)}${"functions".padStart(11)}`);
  for (const [room, its] of [...rooms].sort()) print(room, its);
  print("everything", files);
  console.log(`\nThe ${LEAST} least covered files, with the lines that no test runs:`);
  const least = files.filter(({ path }) => !path.startsWith("views/"))
    .toSorted((a, b) => percent(a.lines) - percent(b.lines)).slice(0, LEAST);
  for (const { path, lines, branches, missed } of least) {
    console.log(`${figure(lines, 8)}${figure(branches, 10)}  ${path}: ${missed}`);
  }
}

function print(name: string, files: readonly FileCoverage[]): void {
  const [lines, branches, functions] = [of(files, "lines"), of(files, "branches"), of(files, "functions")];
  console.log(`${figure(lines, 8)}${figure(branches, 10)}${figure(functions, 11)}  ${name}`);
}

function figure(share: Share, width: number): string {
  return `${percent(share).toFixed(1)} %`.padStart(width);
}
