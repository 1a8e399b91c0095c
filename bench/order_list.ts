/**
 * The order list against the least that could answer it, and what the server weighs: `deno task bench [orders]`. The two are loaded
 * in turn, so that the ratio holds on a machine whose speed drifts.
 */
import { join } from "node:path";
import { openSessions } from "../src/auth/session.ts";
import { createApp } from "../src/app.ts";
import { SERVER_ENV, serverArguments } from "../src/cli/server.ts";
import { parseConfig } from "../src/config.ts";
import { openDatabase } from "../src/db/open.ts";
import { systemRandom } from "../src/lib/random.ts";
import { openServices } from "../src/start.ts";
import { cpuMs, type Load, load, residentMb, seededFolder, startProgram } from "./support.ts";

const ORDERS = Number(Deno.args[0] ?? 100_000);
const CLIENTS = 16;
const ROUNDS = 5;
const ROUND_MS = 3_000;
const PAGE = "/ordenes";

const { dir, seconds } = await seededFolder(ORDERS);
const databaseUrl = `file:${join(dir, "reparo.db")}`;
const { cookie, statements, page } = await recordRequest();
const statementsFile = await Deno.makeTempFile();
await Deno.writeTextFile(statementsFile, JSON.stringify(statements));

// As `deno task start` runs it, one line of log per request included.
const settings = { DATA_DIR: dir, PORT: "8701" };
await using server = await startProgram(serverArguments(parseConfig(settings)), {
  env: { ...settings, ...SERVER_ENV },
  port: 8701,
  path: "/salud",
});
await using bare = await startProgram(
  ["run", "-A", "--no-check", "bench/bare.ts", databaseUrl, statementsFile, String(page.length)],
  { env: { PORT: "8702" }, port: 8702, path: "/" },
);

for (let asked = 0; asked < 10_000; asked += 100) {
  await Promise.all(Array.from({ length: 100 }, async () => {
    await (await fetch(server.url + PAGE, { headers: { Cookie: cookie, "Accept-Encoding": "gzip" } })).text();
  }));
}
const afterTenThousand = await residentMb(server.pid);

const ours: Load[] = [];
const theirs: Load[] = [];
const used = { ours: 0, theirs: 0 };
for (let round = -1; round < ROUNDS; round++) {
  const [oursBefore, theirsBefore] = [await cpuMs(server.pid), await cpuMs(bare.pid)];
  const a = await load(server.url + PAGE, {
    clients: CLIENTS,
    ms: ROUND_MS,
    headers: { Cookie: cookie, "Accept-Encoding": "identity" },
    right: (body) => body.includes("</html>") && body.length > page.length * 0.8,
  });
  const b = await load(`${bare.url}/`, {
    clients: CLIENTS,
    ms: ROUND_MS,
    headers: { "Accept-Encoding": "identity" },
    right: (body) => body.length === page.length,
  });
  if (round < 0) continue;
  ours.push(a);
  theirs.push(b);
  used.ours += (await cpuMs(server.pid)) - oursBefore;
  used.theirs += (await cpuMs(bare.pid)) - theirsBefore;
}
const ratios = ours.map((a, round) => a.perSecond / (theirs[round]?.perSecond ?? NaN)).sort((a, b) => a - b);
const zipped = await gzipLength(page);
console.log(
  `Deno ${Deno.version.deno}, ${navigator.hardwareConcurrency} cores, ${ORDERS} orders, ${CLIENTS} clients`,
);
console.table({
  "list, requests/s (median round)": median(ours.map((one) => one.perSecond)),
  "bare handler, requests/s (median round)": median(theirs.map((one) => one.perSecond)),
  "ratio, min / median / max": ratios.length === 0
    ? ""
    : [ratios[0], ratios[ratios.length >> 1], ratios.at(-1)].map((r) => (r ?? 0).toFixed(2)).join(" / "),
  "processor time a request, ms (list / bare)": `${each(used.ours, ours)} / ${each(used.theirs, theirs)}`,
  "list p50 / p99, ms": `${median(ours.map((one) => one.p50))} / ${median(ours.map((one) => one.p99))}`,
  "statements a request": statements.length,
  "page, bytes raw / gzip": `${page.length} / ${zipped}`,
  "start to first 200, ms": Math.round(server.startedIn),
  "resident after 10,000 requests / all of them, MB": `${afterTenThousand} / ${await residentMb(server.pid)}`,
  "seed, seconds": seconds ?? "kept",
});
if (!Deno.env.has("BENCH_DATA")) await Deno.remove(dir, { recursive: true });

/** One request of a signed-in receptionist inside this process: its cookie, its page and every statement that it ran. */
async function recordRequest(): Promise<{ cookie: string; statements: unknown[]; page: string }> {
  const config = parseConfig({ DATA_DIR: dir });
  const services = await openServices(config, new AbortController().signal);
  const user = await services.database.db.selectFrom("user").select("id").where("role", "=", "receptionist")
    .orderBy("id").executeTakeFirstOrThrow();
  const token = await services.sessions.start(user.id, { ip: "127.0.0.1", userAgent: "bench" });
  const shop = await services.shop.read();
  await services.database.close();

  const statements: unknown[] = [];
  let recording = false;
  const database = await openDatabase(databaseUrl, {
    onQuery: ({ sql, parameters }) => {
      if (recording) statements.push({ sql, parameters });
    },
  });
  const { db } = database;
  const app = await createApp({
    ...services,
    database,
    sessions: openSessions({ db, clock: services.clock, random: systemRandom }),
    shop: { read: () => Promise.resolve(shop) },
  });
  const cookie = `sid=${token}`;
  const ask = () =>
    app.request(`http://localhost:8000${PAGE}`, { headers: { Cookie: cookie, Host: "localhost:8000" } });
  await ask();
  recording = true;
  const response = await ask();
  const page = await response.text();
  if (response.status !== 200) throw new Error(`${PAGE} answered ${response.status}`);
  await database.close();
  return { cookie, statements, page };
}

function each(ms: number, loads: Load[]): string {
  return (ms / loads.reduce((sum, one) => sum + one.perSecond * ROUND_MS / 1000, 0)).toFixed(2);
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round((sorted[sorted.length >> 1] ?? 0) * 10) / 10;
}

async function gzipLength(text: string): Promise<number> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(stream).bytes()).length;
}
