import assert from "node:assert/strict";
import { join } from "node:path";
import { sql } from "kysely";
import { openDatabase } from "../../src/db/open.ts";
import { until } from "../jobs/stage.ts";
import { asPostgres, binaries, run } from "../support/postgres_cluster.ts";
import { freePort, startServer, stop } from "../support/server_process.ts";
import { aShop } from "./a_shop.ts";
import { assertKept } from "./kill_storm.ts";
import { startLoad } from "./mixed_load.ts";

export interface Failover {
  acts: number;
  /** Answers that told programs to come back later. */
  refused: number;
  /** Milliseconds from the death of the primary to the next act that was acknowledged, and of these until the standby was promoted. */
  backIn: number;
  promotedIn: number;
}

/**
 * Kills a Postgres (kill -9) to which a standby is tied synchronously while programs work, and promotes the standby: by the address that now
 * leads to it the server goes on by itself, and what was acknowledged is there. Null where there is no Postgres to start.
 */
export async function failover(
  { random, what }: { random: () => number; what: string },
): Promise<Failover | null> {
  const bin = await binaries();
  if (bin === null) return null;
  const dir = await Deno.makeTempDir({ prefix: "reparo-failover-" });
  if (Deno.uid() === 0) await run("chown", ["postgres", dir]);
  const [primary, standby] = [pair(bin, dir, "primary"), pair(bin, dir, "standby")];
  using address = startAddress(primary.port);
  const url = `postgres://postgres@127.0.0.1:${address.port}/postgres`;
  const data = await Deno.makeTempDir({ prefix: "reparo-failover-data-" });
  let server: Deno.ChildProcess | null = null;
  try {
    await asPostgres(join(bin, "initdb"), [
      ...["-D", primary.data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"],
    ]);
    await primary.start();
    await asPostgres(join(bin, "pg_basebackup"), [
      ...[
        "-h",
        "127.0.0.1",
        "-p",
        String(primary.port),
        "-U",
        "postgres",
        "-D",
        standby.data,
        "-R",
        "-X",
        "stream",
      ],
    ]);
    await standby.start();
    await tieTogether(primary.url);
    const { token } = await aShop(url);
    const port = freePort();
    server = await startServer({ data, url, port });
    const load = startLoad({ url: `http://127.0.0.1:${port}`, token, clients: 8, random, mayRefuse: true });
    await until(() => load.orders.size >= 20, `${what}: they are at work`);
    await primary.kill();
    const died = performance.now();
    await asPostgres(join(bin, "pg_ctl"), ["promote", "-w", "-D", standby.data]);
    address.leadTo(standby.port);
    const promotedIn = performance.now() - died;
    const before = load.orders.size;
    await until(() => load.orders.size > before, `${what}: they are at work again`);
    const backIn = performance.now() - died;
    await until(() => load.orders.size > before + 20, `${what}: and stay so`);
    await load.end();
    server.kill("SIGTERM");
    await server.status;
    server = null;
    assert.deepEqual(load.faults, [], what);
    const database = await openDatabase(standby.url);
    try {
      const acts = await assertKept(database, load.orders, what);
      return { acts, refused: load.refused, backIn, promotedIn };
    } finally {
      await database.close();
    }
  } finally {
    await stop(server);
    for (const one of [primary, standby]) await one.stop();
    await Deno.remove(dir, { recursive: true });
    await Deno.remove(data, { recursive: true });
  }
}

/** One of the two, on a port of its own. */
function pair(bin: string, dir: string, name: string) {
  const [data, port] = [join(dir, name), freePort()];
  const options =
    `-c listen_addresses=127.0.0.1 -c port=${port} -c unix_socket_directories=${dir} -c wal_level=replica`;
  const pgCtl = (...args: string[]) => asPostgres(join(bin, "pg_ctl"), [...args, "-D", data]);
  let running = false;
  return {
    data,
    port,
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async start() {
      await pgCtl("start", "-w", "-t", "60", "-l", join(dir, `${name}.log`), "-o", options);
      running = true;
    },
    async kill() {
      const [pid = ""] = (await Deno.readTextFile(join(data, "postmaster.pid"))).split("\n");
      Deno.kill(Number(pid), "SIGKILL");
      running = false;
      // What is left of it ends by itself, as on a machine that lost its power.
      await until(async () => !await listens(port), "it is dead");
    },
    async stop() {
      if (running) await pgCtl("stop", "-m", "immediate");
    },
  };
}

async function listens(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) return false;
    throw error;
  }
}

/** From now on nothing is committed that the standby has not on its disk. */
async function tieTogether(url: string): Promise<void> {
  const database = await openDatabase<unknown>(url);
  try {
    await sql`alter system set synchronous_standby_names = '*'`.execute(database.db);
    await sql`select pg_reload_conf()`.execute(database.db);
    await until(async () => {
      const { rows } = await sql<{ sync_state: string }>`select sync_state from pg_stat_replication`
        .execute(database.db);
      return rows[0]?.sync_state === "sync";
    }, "the standby is tied");
  } finally {
    await database.close();
  }
}

/** One address that leads to whichever Postgres is the one to write to. */
function startAddress(to: number): { port: number; leadTo(port: number): void } & Disposable {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let target = to;
  (async () => {
    for await (const client of listener) void pass(client, target);
  })();
  return {
    port: listener.addr.port,
    leadTo: (port) => target = port,
    [Symbol.dispose]: () => listener.close(),
  };
}

async function pass(client: Deno.Conn, port: number): Promise<void> {
  try {
    const there = await Deno.connect({ hostname: "127.0.0.1", port });
    await Promise.all([client.readable.pipeTo(there.writable), there.readable.pipeTo(client.writable)]);
  } catch {
    // One of the two went away, and so does the other.
    try {
      client.close();
    } catch {
      // It has been.
    }
  }
}
