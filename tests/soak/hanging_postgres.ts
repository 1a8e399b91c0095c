/**
 * A real Postgres whose processes are stopped (SIGSTOP) for a minute under a real server, as it is shipped, while programs write and more ask
 * for pages than may wait for a connection. Part of `deno task soak`; by itself `deno run -A tests/soak/hanging_postgres.ts`.
 */
import assert from "node:assert/strict";
import { sql } from "kysely";
import { openDatabase } from "../../src/db/open.ts";
import { aShop } from "../faults/a_shop.ts";
import { assertKept } from "../faults/kill_storm.ts";
import { startLoad } from "../faults/mixed_load.ts";
import { until } from "../jobs/stage.ts";
import { aSeed, randomOf } from "../printer-daemon/daemon_process.ts";
import { startCluster } from "../support/postgres_cluster.ts";
import { freePort, startServer, stop } from "../support/server_process.ts";

const FROZEN_MS = 60_000;
const PROGRAMS = 8;
/** Ten get a connection, two hundred wait for one, the rest may not; less than the server has under way at all. */
const READERS = 230;
/** What is asserted of a time beside what is promised: of a machine on which others work. */
const SLACK_MS = 4_000;

const cluster = await startCluster();
if (cluster === null) console.log("No Postgres was stopped: there is none to start");
else {
  try {
    await freeze(cluster.url);
  } finally {
    await cluster.stop();
  }
}

async function freeze(url: string): Promise<void> {
  const seed = aSeed();
  const what = `SEED=${seed}`;
  const data = await Deno.makeTempDir({ prefix: "reparo-hanging-" });
  const keys = await aShop(url);
  const port = freePort();
  const at = `http://127.0.0.1:${port}`;
  const postmaster = await postmasterOf(url);
  const server = await startServer({ data, url, port });
  const stopped: number[] = [];
  try {
    const random = randomOf(seed);
    const load = startLoad({ url: at, token: keys.token, clients: PROGRAMS, random, mayRefuse: true });
    await until(() => load.orders.size >= 20, `${what}: they are at work`);
    // Whoever creates the others is stopped first.
    for (const pid of [postmaster, ...await childrenOf(postmaster)]) {
      Deno.kill(pid, "SIGSTOP");
      stopped.push(pid);
    }
    const began = performance.now();
    const known = load.orders.size;
    const asked = Promise.all(Array.from({ length: READERS }, () => page(at, keys.cookie)));
    const health = await healthWhile(at, asked);
    const refused = await asked;
    await pause(FROZEN_MS - (performance.now() - began));
    assert.ok(
      load.orders.size <= known + PROGRAMS,
      `${what}: nothing is acknowledged of a Postgres that hangs`,
    );
    const late = await page(at, keys.cookie);

    for (const pid of stopped.splice(0)) Deno.kill(pid, "SIGCONT");
    const thawed = performance.now();
    await until(async () => (await page(at, keys.cookie)).status === 200, `${what}: pages are back`);
    const pagesBack = performance.now() - thawed;
    const before = load.orders.size;
    await until(() => load.orders.size > before, `${what}: they are at work again`);
    const workBack = performance.now() - thawed;
    await until(() => load.orders.size > before + 20, `${what}: and stay so`);
    await load.end();
    server.kill("SIGTERM");
    await server.status;
    assert.deepEqual(load.faults, [], what);
    const database = await openDatabase(url);
    const acts = await assertKept(database, load.orders, what).finally(() => database.close());

    for (const { status, retryAfter } of [...refused, late]) {
      assert.deepEqual([status, retryAfter > 0], [503, true], what);
    }
    const kinds = {
      atOnce: refused.filter(({ took }) => took < 10_000),
      afterWaiting: refused.filter(({ took }) => took >= 10_000 && took < 30_000),
      asStatements: refused.filter(({ took }) => took >= 30_000),
    };
    assert.ok(kinds.afterWaiting.length >= 180 && kinds.afterWaiting.length <= 200, counts(kinds));
    assert.ok(kinds.asStatements.length <= 10, counts(kinds));
    assertWithin(kinds.afterWaiting, 10_000 + SLACK_MS);
    assertWithin(kinds.asStatements, 30_000 + SLACK_MS);
    console.log(
      `${what}: frozen for ${
        FROZEN_MS / 1_000
      } s, ${READERS} pages asked for at once, all 503 with Retry-After: ${
        counts(kinds)
      }; \`/salud\` ${health.median} ms (median), ${health.most} ms at most; pages back after ${
        Math.round(pagesBack)
      } ms, ` +
        `programs after ${
          Math.round(workBack)
        } ms; ${acts} acts acknowledged, 0 lost, 0 double, ${load.refused} times told to come back`,
    );
  } finally {
    for (const pid of stopped) Deno.kill(pid, "SIGCONT");
    await stop(server);
    await Deno.remove(data, { recursive: true });
  }
}

interface Page {
  status: number;
  retryAfter: number;
  /** Milliseconds. */
  took: number;
}

async function page(at: string, cookie: string): Promise<Page> {
  const began = performance.now();
  const answer = await fetch(`${at}/clientes`, { headers: { Cookie: cookie } });
  await answer.body?.cancel();
  const retryAfter = Number(answer.headers.get("Retry-After"));
  return { status: answer.status, retryAfter, took: performance.now() - began };
}

/** Until those pages are answered: that the server lives is told, and that it is not ready. */
async function healthWhile(at: string, asked: Promise<unknown>): Promise<{ median: number; most: number }> {
  const took: number[] = [];
  let over = false;
  asked.then(() => over = true, () => over = true);
  const ready = fetch(`${at}/salud/listo`);
  while (!over) {
    const began = performance.now();
    const answer = await fetch(`${at}/salud`);
    await answer.body?.cancel();
    assert.equal(answer.status, 200);
    took.push(performance.now() - began);
    await pause(200);
  }
  const told = await ready;
  assert.deepEqual([told.status, (await told.json()).status], [503, "not_ok"]);
  took.sort((a, b) => a - b);
  return { median: Math.round(took[took.length >> 1] ?? NaN), most: Math.round(took.at(-1) ?? NaN) };
}

async function postmasterOf(url: string): Promise<number> {
  const { db, close } = await openDatabase<unknown>(url);
  try {
    const { rows } = await sql<{ pid: string }>`select pg_read_file('postmaster.pid') as pid`.execute(db);
    return Number.parseInt(rows[0]?.pid ?? "", 10);
  } finally {
    await close();
  }
}

async function childrenOf(parent: number): Promise<number[]> {
  return (await Deno.readTextFile(`/proc/${parent}/task/${parent}/children`)).trim().split(" ").map(Number);
}

function assertWithin(pages: readonly Page[], most: number): void {
  const longest = Math.max(0, ...pages.map(({ took }) => took));
  assert.ok(longest <= most, `${Math.round(longest)} ms, ${most} are allowed`);
}

function counts({ atOnce, afterWaiting, asStatements }: Record<string, Page[]>): string {
  const told = (pages: Page[] = []) => {
    const longest = Math.max(0, ...pages.map(({ took }) => took));
    return `${pages.length} within ${(longest / 1_000).toFixed(1)} s`;
  };
  return [atOnce, afterWaiting, asStatements].map(told).join(", ");
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
