import { createHash } from "node:crypto";
import { orAbsent } from "../files/durable.ts";
import { ROOT_DIR } from "../root.ts";

const SOURCES = ["src", "views", "migrations", "deno.json", "deno.lock"];
const DIST = `${ROOT_DIR}/dist`;
/** In `dist/`: the hash of the sources that it was built of. */
const STAMP = "sources.sha256";

/**
 * Packages of many files that every start loads, each with those that share its classes. The others stay in `node_modules/`: they have
 * native parts or files beside them, or wait for their first use.
 */
const INSIDE = [
  "@hono/zod-validator",
  "@logtape/file",
  "@logtape/logtape",
  "croner",
  "hono",
  "kysely",
  "lucia",
  "zod",
  "zod-openapi",
];

/**
 * `deno task build`: the server in fifty files instead of a thousand, below `dist/`, where the next start finds it. What is loaded late stays in files
 * of its own, and errors name the lines of the sources.
 */
if (import.meta.main) {
  await buildServer();
  console.log(`${DIST} is built: the next start uses it.`);
}

/** @throws when Deno cannot build; what was built before is then as it was */
export async function buildServer(): Promise<void> {
  const sources = hashOfSources();
  const { imports } = JSON.parse(await Deno.readTextFile(`${ROOT_DIR}/deno.json`));
  const outside = Object.keys(imports).filter((name) => !INSIDE.includes(name));
  const fresh = `${DIST}.new`;
  await orAbsent(Deno.remove(fresh, { recursive: true }));
  await runDeno([
    "bundle",
    "--quiet",
    "--platform=deno",
    "--code-splitting",
    "--sourcemap=linked",
    ...outside.flatMap((name) => [`--external=${name}`, `--external=${name}/*`]),
    `--outdir=${fresh}`,
    "src/main.ts",
  ]);
  await Deno.writeTextFile(`${fresh}/${STAMP}`, sources);
  await orAbsent(Deno.remove(DIST, { recursive: true }));
  await Deno.rename(fresh, DIST);
  // Deno reads each file once through for its imports and remembers them: the first start would hold 50 MB for it.
  await runDeno(["cache", "--quiet", "--node-modules-dir=manual", `${DIST}/main.js`]);
}

async function runDeno(args: string[]): Promise<void> {
  const { success } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT_DIR, stdin: "null" }).spawn()
    .status;
  if (!success) throw new Error(`deno ${args[0]} failed`);
}

/** Whether the server is built, and of these very sources or of others. */
export async function readBuild(): Promise<"none" | "same" | "other"> {
  const built = await orAbsent(Deno.readTextFile(`${DIST}/${STAMP}`));
  if (built === null) return "none";
  return built === hashOfSources() ? "same" : "other";
}

/** The file that a start runs: the built one if it was built of these very sources, else that of the sources. */
export async function serverEntry(): Promise<string> {
  const build = await readBuild();
  if (build === "same") return `${DIST}/main.js`;
  if (build === "other") {
    console.error("dist/ was built of other sources and is left aside; deno task build makes it anew.");
  }
  return SOURCE_ENTRY;
}

export const SOURCE_ENTRY = `${ROOT_DIR}/src/main.ts`;

/** All at once: a start waits for it, and a thousand files one after the other take three times as long. */
function hashOfSources(): string {
  const hash = createHash("sha256");
  for (const path of SOURCES.flatMap((source) => filesBelow(source)).sort()) {
    hash.update(`${path}\0`).update(Deno.readFileSync(`${ROOT_DIR}/${path}`)).update("\0");
  }
  return hash.digest("hex");
}

function filesBelow(path: string): string[] {
  if (!Deno.statSync(`${ROOT_DIR}/${path}`).isDirectory) return [path];
  return [...Deno.readDirSync(`${ROOT_DIR}/${path}`)].flatMap(({ name }) => filesBelow(`${path}/${name}`));
}
