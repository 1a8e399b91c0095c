import { join } from "node:path";
import { createApp } from "../src/app.ts";
import { openSessions } from "../src/auth/session.ts";
import { buildServer, serverEntry } from "../src/cli/build.ts";
import { SERVER_ENV, serverArguments } from "../src/cli/server.ts";
import { parseConfig } from "../src/config.ts";
import { openDatabase } from "../src/db/open.ts";
import { systemRandom } from "../src/lib/random.ts";
import { contextOf } from "../src/http/session.ts";
import type { Services } from "../src/services.ts";
import { openServices } from "../src/start.ts";
import { createToken } from "../src/tokens/commands.ts";
import { type BenchServer, cpuMs, type Load, load, startProgram } from "./support.ts";

export const CLIENTS = 16;
const ROUNDS = 5;
const ROUND_MS = 3_000;

/** The server and the least that could answer one of its pages; end it with `await using`. */
export interface Pair extends AsyncDisposable {
  server: BenchServer;
  bare: BenchServer;
  /** The page's path, and its text as it was recorded. */
  path: string;
  page: string;
  /** Of whoever asks. */
  headers: Record<string, string>;
  /** How many statements the page ran. */
  statements: number;
}

/** Records one request for the page as a signed-in receptionist, or as a program with a token, then starts both. */
export async function startPair(dir: string, path: string): Promise<Pair> {
  const databaseUrl = `file:${join(dir, "reparo.db")}`;
  const { headers, statements, page } = await recordRequest({ dir, databaseUrl, path });
  const statementsFile = await Deno.makeTempFile();
  await Deno.writeTextFile(statementsFile, JSON.stringify(statements));
  await buildServer();
  // As `deno task start` runs it, one line of log per request included.
  const settings = { DATA_DIR: dir, PORT: "8701", API_RATE_LIMIT: "1000000" };
  const server = await startProgram(serverArguments(parseConfig(settings), await serverEntry()), {
    env: { ...settings, ...SERVER_ENV },
    port: 8701,
    path: "/salud",
  });
  const limit = new URLSearchParams(path.split("?")[1]).get("limit") ?? "0";
  const bare = await startProgram(
    ["run", "-A", "--no-check", "bench/bare.ts", databaseUrl, statementsFile, String(page.length), limit],
    { env: { PORT: "8702" }, port: 8702, path: "/" },
  );
  return {
    server,
    bare,
    path,
    page,
    headers,
    statements: statements.length,
    async [Symbol.asyncDispose]() {
      await bare[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** One request inside this process: its headers, its page and every statement that it ran. */
async function recordRequest(
  { dir, databaseUrl, path }: { dir: string; databaseUrl: string; path: string },
): Promise<{ headers: Record<string, string>; statements: unknown[]; page: string }> {
  const services = await openServices(parseConfig({ DATA_DIR: dir }), new AbortController().signal);
  const shop = await services.shop.read();
  const headers: Record<string, string> = path.startsWith("/api/")
    ? await asProgram(services)
    : await asReceptionist(services);
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
  const ask = () =>
    app.request(`http://localhost:8000${path}`, { headers: { ...headers, Host: "localhost:8000" } });
  await ask();
  recording = true;
  const response = await ask();
  const page = await response.text();
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
  await database.close();
  return { headers, statements, page };
}

async function asReceptionist({ database, sessions }: Services) {
  const user = await database.db.selectFrom("user").select("id").where("role", "=", "receptionist")
    .orderBy("id").executeTakeFirstOrThrow();
  return { Cookie: `sid=${await sessions.start(user.id, { ip: "127.0.0.1", userAgent: "bench" })}` };
}

async function asProgram(services: Services) {
  const admin = await services.database.db.selectFrom("user").select(["id", "name", "branch_id"])
    .where("role", "=", "admin").orderBy("id").executeTakeFirstOrThrow();
  const ctx = contextOf(services, {
    actor: { kind: "user", id: admin.id, name: admin.name, role: "admin", branchId: admin.branch_id },
    shop: await services.shop.read(),
    locale: "en",
    requestId: "bench",
    ip: "127.0.0.1",
  });
  const { token } = await createToken(ctx, { name: "bench", scopes: ["orders:read"] });
  return { Authorization: `Bearer ${token}` };
}

/** Loads the two in turn, so that their ratio holds on a machine whose speed drifts; rows for the bench's table. */
export async function compare(pair: Pair, barePath = "/"): Promise<Record<string, string | number>> {
  const { server, bare, path, page, headers } = pair;
  const end = page.trimEnd().slice(-2);
  const ours: Load[] = [];
  const theirs: Load[] = [];
  const used = { ours: 0, theirs: 0 };
  for (let round = -1; round < ROUNDS; round++) {
    const [oursBefore, theirsBefore] = [await cpuMs(server.pid), await cpuMs(bare.pid)];
    const a = await load(server.url + path, {
      clients: CLIENTS,
      ms: ROUND_MS,
      headers: { ...headers, "Accept-Encoding": "identity" },
      right: (body) => body.trimEnd().endsWith(end) && body.length > page.length * 0.8,
    });
    const b = await load(bare.url + barePath, {
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
  const ratios = ours.map((a, round) => a.perSecond / (theirs[round]?.perSecond ?? NaN))
    .sort((a, b) => a - b);
  return {
    "page, requests/s (median round)": median(ours.map((one) => one.perSecond)),
    "bare handler, requests/s (median round)": median(theirs.map((one) => one.perSecond)),
    "ratio, min / median / max": [ratios[0], ratios[ratios.length >> 1], ratios.at(-1)]
      .map((ratio) => (ratio ?? 0).toFixed(2)).join(" / "),
    "processor time a request, ms (page / bare)": `${each(used.ours, ours)} / ${each(used.theirs, theirs)}`,
    "page p50 / p99, ms": `${median(ours.map((one) => one.p50))} / ${median(ours.map((one) => one.p99))}`,
    "statements a request": pair.statements,
    "page, bytes raw / gzip": `${page.length} / ${await gzipLength(page)}`,
  };
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
