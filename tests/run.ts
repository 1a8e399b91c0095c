/** Runs every test on every engine: brings Postgres and a browser where it can, passes its arguments on to `deno test`. Types are `deno task check`. */
import { testFiles, writeBatches } from "./support/batches.ts";
import { type Cluster, startCluster } from "./support/postgres_cluster.ts";

const BROWSERS = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** Debian's packages that tests use, each with a file that shows it is there. */
const PACKAGES = [
  { name: "chromium-headless-shell", files: BROWSERS },
  { name: "postgresql", files: ["/usr/lib/postgresql"] },
  { name: "poppler-utils", files: ["/usr/bin/pdftotext"] },
  { name: "qpdf", files: ["/usr/bin/qpdf"] },
  { name: "socat", files: ["/usr/bin/socat"] },
  { name: "zbar-tools", files: ["/usr/bin/zbarimg"] },
];

const IGNORE = "--ignore=";
/** One more than the cores: browsers, daemons and what can be undone make their tests wait. */
const JOBS = Math.max(2, navigator.hardwareConcurrency + 1);

/** Installed once: looked at again for each module that is loaded late, they cost more than most tests. */
const INSTALLED = "--node-modules-dir=manual";

/** Large pages for what glibc hands out (where Linux gives them to who asks): to fault in small ones is a fifth of each server's start. */
const LARGE_PAGES = "glibc.malloc.hugetlb=1";

/** Room for what a test makes and lets go: in V8's small one what lives through a request is moved about and kept for long. */
const YOUNG = "--v8-flags=--min-semi-space-size=16,--max-semi-space-size=32";

Deno.exit(await main(Deno.args));

async function main(args: string[]): Promise<number> {
  const warnings: string[] = [];
  const env: Record<string, string> = {
    DENO_JOBS: Deno.env.get("DENO_JOBS") ?? String(JOBS),
    GLIBC_TUNABLES: Deno.env.get("GLIBC_TUNABLES") ?? LARGE_PAGES,
  };
  await installMissing();
  await new Deno.Command(Deno.execPath(), { args: ["install", "--quiet"], stdin: "null" }).spawn().status;
  if (!BROWSERS.some(exists)) warnings.push("no Chromium: browser tests are skipped");
  if (!(Deno.env.get("PATH") ?? "").split(":").some((folder) => exists(`${folder}/sqld`))) {
    warnings.push(
      "no sqld (https://github.com/tursodatabase/libsql) in the PATH: tests of remote libSQL are ignored",
    );
  }
  const cluster = Deno.env.has("TEST_POSTGRES_URL") ? null : await startPostgres(warnings);
  if (cluster) env.TEST_POSTGRES_URL = cluster.url;
  warn(warnings);
  try {
    return await denoTest(args, env);
  } finally {
    await cluster?.stop();
    warn(warnings);
  }
}

/** Interrupting the runner ends the tests, and with them the runner in its ordinary way: the cluster is always stopped. */
async function denoTest(args: string[], env: Record<string, string>): Promise<number> {
  const paths = args.filter((arg) => !arg.startsWith("-") && exists(arg));
  const flags = args.filter((arg) => !paths.includes(arg) && !arg.startsWith(IGNORE));
  const ignored = args.filter((arg) => arg.startsWith(IGNORE)).flatMap((arg) =>
    arg.slice(IGNORE.length).split(",")
  );
  const folder = Deno.makeTempDirSync({ prefix: "reparo-batches-" });
  const files = writeBatches(testFiles(paths.length > 0 ? paths : ["tests"], ignored), folder);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["test", INSTALLED, YOUNG, "--allow-all", "--no-check", "--parallel", ...flags, ...files],
    env: { ...env, TEST_SHARED: folder },
    stdin: "null",
  }).spawn();
  const stop = () => child.kill("SIGTERM");
  Deno.addSignalListener("SIGINT", stop);
  Deno.addSignalListener("SIGTERM", stop);
  const { code } = await child.status;
  Deno.removeSync(folder, { recursive: true });
  return code;
}

async function startPostgres(warnings: string[]): Promise<Cluster | null> {
  try {
    const cluster = await startCluster();
    if (!cluster) warnings.push("no Postgres: tests on it are ignored");
    return cluster;
  } catch (error) {
    warnings.push(`Postgres does not start, tests on it are ignored: ${error}`);
    return null;
  }
}

async function installMissing(): Promise<void> {
  const missing = PACKAGES.filter(({ files }) => !files.some(exists)).map(({ name }) => name);
  const canInstall = Deno.build.os === "linux" && Deno.uid() === 0 && exists("/etc/debian_version");
  if (missing.length === 0 || !canInstall) return;
  console.log(`Installing ${missing.join(" and ")} …`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", ...missing]]) {
    await new Deno.Command("apt-get", { args, env, stdin: "null", stdout: "null" }).spawn().status;
  }
}

function warn(warnings: string[]): void {
  for (const warning of warnings) {
    console.error(`\n%cWARNING%c ${warning}\n`, "color: yellow; font-weight: bold", "");
  }
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
