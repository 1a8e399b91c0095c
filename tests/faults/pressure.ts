import assert from "node:assert/strict";
import { join } from "node:path";
import sharp from "sharp";
import { migrate } from "../../src/db/migrate.ts";
import { openDatabase } from "../../src/db/open.ts";
import { ROOT_DIR } from "../../src/root.ts";
import { paths } from "../../src/paths.ts";
import { freePort, startServer, stop } from "../support/server_process.ts";
import { aShop } from "./a_shop.ts";
import { aCgroup } from "./cgroup.ts";
import { openBoards } from "./crowd.ts";
import { assertWhole } from "./kill_storm.ts";
import { startLoad } from "./mixed_load.ts";

export interface PressureWish {
  memoryMb?: number;
  /** Of one core. */
  cpuPercent?: number;
  /** Orders that are there before. */
  orders: number;
  ms: number;
  random: () => number;
}

export interface Pressure {
  /** How often the kernel killed the server for want of memory, and how often it ended otherwise. */
  killed: number;
  crashed: number;
  /** The most that the launcher and the server had together, without the kernel's cache of files, megabytes. */
  resident: number;
  /** Answers by their status; 0 where there was none. */
  answers: Record<string, Record<number, number>>;
  acts: number;
  /** Milliseconds: the health check, and the list, median and at most. */
  health: [number, number];
  list: [number, number];
  /** After the load: the list once more. */
  after: number;
}

const RESTART_MS = 2_000;
const LAUNCHER = [
  Deno.execPath(),
  ...["run", "--no-prompt", "--node-modules-dir=manual"],
  ...["--allow-read", "--allow-write", "--allow-env", "--allow-run", "--allow-net=127.0.0.1"],
  join(ROOT_DIR, "src/cli/start.ts"),
];
const SHOP_ENV = {
  REPARO_ENV: "development",
  LOG_CONSOLE: "off",
  MALLOC_ARENA_MAX: "1",
  MALLOC_TRIM_THRESHOLD_: "262144",
  MALLOC_MMAP_THRESHOLD_: "1048576",
};

/**
 * The real server as `deno task start` runs it, with little memory or time, while all that it is for goes on at once: devices, notes and
 * money of programs, pages, searches, papers, exports, large photos, open boards. Whatever ends it, it is started again as systemd does.
 * Null where the machine has no cgroups for us.
 */
export async function pressure(wish: PressureWish): Promise<Pressure | null> {
  await using group = aCgroup(wish);
  if (group === null) return null;
  const within = group;
  const data = await Deno.makeTempDir({ prefix: "reparo-pressure-" });
  const url = `file:${join(data, "reparo.db")}`;
  const port = freePort();
  const at = `http://127.0.0.1:${port}`;
  const keys = await aShop(url);
  await seed(data, wish.orders);
  const before = await ordersOf(url);
  const start = () => startServer({ data, url, port, env: SHOP_ENV, program: group.inside(LAUNCHER) });
  let server = await start();
  let [over, crashed, resident] = [false, 0, 0];
  const answers: Pressure["answers"] = {};
  const times: Record<string, number[]> = {};
  async function ask(kind: string, path: string, init: RequestInit = {}): Promise<Response | null> {
    const began = performance.now();
    let status = 0;
    try {
      const answer = await fetch(at + path, {
        ...init,
        headers: { Cookie: keys.cookie, Origin: at, ...init.headers },
      });
      await answer.bytes();
      status = answer.status;
      return answer;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      await pause(200);
      return null;
    } finally {
      const counts = answers[kind] ??= {};
      counts[status] = (counts[status] ?? 0) + 1;
      if (status !== 0) (times[kind] ??= []).push(performance.now() - began);
    }
  }
  async function watch(): Promise<void> {
    while (!over) {
      const ended = await Promise.race([server.status.then(() => true), pause(250).then(() => false)]);
      resident = Math.max(resident, within.resident());
      if (!ended || over) continue;
      crashed++;
      within.end();
      await pause(RESTART_MS);
      server = await start();
    }
  }
  try {
    const known = await aKnown(at, keys.cookie);
    const csrf = await csrfOf(at, keys.cookie);
    const photos = await largePhotos();
    const boards = await openBoards(port, 30, keys.cookie);
    const load = startLoad({ url: at, token: keys.token, clients: 3, random: wish.random, mayRefuse: true });
    const pick = <T>(all: readonly T[]): T => all[Math.floor(wish.random() * all.length)] as T;
    const photo = () => {
      const body = new FormData();
      body.set("file", new File([pick(photos)], "foto.jpg", { type: "image/jpeg" }));
      return ask("photo", "/fotos", { method: "POST", headers: { "X-CSRF-Token": csrf }, body });
    };
    const kinds: [number, () => Promise<unknown>][] = [
      [2, () => ask("list", paths.orders())],
      [1, () => ask("health", "/salud").then(() => pause(100))],
      [1, () => ask("board", "/tablero")],
      [1, () => ask("search", paths.search(pick(["samsung", "nunez", "no enciende", "11 4"])))],
      [1, () => ask("statistics", paths.statistics())],
      [2, () => ask("paper", paths.intakeReceipt(pick(known.intakes), "a4"))],
      [1, () => ask("pack", paths.orderPack(pick(known.numbers)))],
      [1, () => ask("export", paths.csv("ordenes"))],
      [2, photo],
    ];
    const watching = watch();
    const working = kinds.flatMap(([count, act]) =>
      Array.from({ length: count }, async () => {
        while (!over) await act();
      })
    );
    await pause(wish.ms);
    await load.end();
    over = true;
    await Promise.all(working);
    await watching;
    await boards[Symbol.asyncDispose]();
    const began = performance.now();
    const last = await fetch(at + paths.orders(), { headers: { Cookie: keys.cookie } });
    await last.bytes();
    assert.equal(last.status, 200, "it has recovered");
    const after = performance.now() - began;
    assert.deepEqual(load.faults, []);
    server.kill("SIGTERM");
    await server.status;
    const acts = await assertWhole(url, load.orders, "under pressure", before);
    const killed = group.killed();
    return {
      killed,
      crashed: crashed - Math.min(crashed, killed),
      resident,
      answers,
      acts,
      health: span(times.health ?? []),
      list: span(times.list ?? []),
      after,
    };
  } finally {
    over = true;
    group.end();
    await stop(server);
    await Deno.remove(data, { recursive: true });
  }
}

async function seed(data: string, orders: number): Promise<void> {
  if (orders === 0) return;
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--node-modules-dir=manual", "-A", join(ROOT_DIR, "src/cli/admin.ts"), "seed", "--json"],
      ...["--orders", String(orders), "--clients", String(Math.round(orders / 3)), "--seed", "7"],
    ],
    env: { DATA_DIR: data },
    stdout: "null",
  }).output();
  assert.ok(success, "seeded");
}

async function ordersOf(url: string): Promise<number> {
  const database = await openDatabase(url);
  try {
    await migrate(database);
    const { n } = await database.db.selectFrom("order").select((q) => q.fn.countAll<number>().as("n"))
      .executeTakeFirstOrThrow();
    return n;
  } finally {
    await database.close();
  }
}

async function aKnown(at: string, cookie: string): Promise<{ numbers: string[]; intakes: string[] }> {
  const page = await (await fetch(at + paths.orders(), { headers: { Cookie: cookie } })).text();
  const numbers = [...new Set([...page.matchAll(/\/ordenes\/(S\d+-\d+)"/g)].map(([, number = ""]) => number))]
    .slice(0, 10);
  const intakes: string[] = [];
  for (const number of numbers) {
    const order = await (await fetch(at + paths.order(number), { headers: { Cookie: cookie } })).text();
    const [, id] = /\/ingresos\/([0-9a-f-]{36})/.exec(order) ?? [];
    if (id) intakes.push(id);
  }
  assert.ok(numbers.length > 0 && intakes.length > 0, "some orders to look at");
  return { numbers, intakes };
}

async function csrfOf(at: string, cookie: string): Promise<string> {
  const page = await (await fetch(`${at}/clientes/nuevo`, { headers: { Cookie: cookie } })).text();
  return /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? assert.fail("no token");
}

/** As phones take them: 12 and 48 million pixels. */
async function largePhotos(): Promise<Uint8Array<ArrayBuffer>[]> {
  const sizes = [[4_000, 3_000], [8_000, 6_000]] as const;
  return await Promise.all(sizes.map(async ([width, height]) => {
    const picture = sharp({ create: { width, height, channels: 3, background: "#357" } });
    return new Uint8Array(await picture.jpeg().toBuffer());
  }));
}

function span(ms: number[]): [number, number] {
  const sorted = ms.toSorted((a, b) => a - b);
  return [Math.round(sorted[Math.floor(sorted.length / 2)] ?? NaN), Math.round(sorted.at(-1) ?? NaN)];
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
