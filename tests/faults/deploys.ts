import assert from "node:assert/strict";
import { join } from "node:path";
import { freePort, startServer, stop } from "../support/server_process.ts";
import { aShop, type Keys } from "./a_shop.ts";
import { assertWhole } from "./kill_storm.ts";
import { anOrderWish, startLoad } from "./mixed_load.ts";
import { isReady, startRelay } from "./relay.ts";

export interface DeployResult {
  acts: number;
  /** Requests that a proxy had to send to the next server. */
  again: number;
  /** The longest that a request waited while one server went and the next one came, milliseconds. */
  longest: number;
  /** From the signal to the end of each server, milliseconds. */
  ends: number[];
  /** Servers that ended with a request under way because their time was up. */
  cut: number;
}

/**
 * One version after the other on the same data folder, behind a proxy, under the load of programs: no request fails, nothing is lost or
 * doubled. Each server that is told to stop says so first, still answers, ends what it has begun and lets its open pages go.
 */
export async function deployUnderLoad(
  { deploys, clients, restMs = 0, random, what }: {
    deploys: number;
    clients: number;
    restMs?: number;
    random: () => number;
    what: string;
  },
): Promise<DeployResult> {
  const data = await Deno.makeTempDir({ prefix: "reparo-deploys-" });
  const url = `file:${join(data, "reparo.db")}`;
  const start = (port: number) => startServer({ data, url, port, env: { DRAIN_SECONDS: "1" } });
  let server: Deno.ChildProcess | null = null;
  try {
    const keys = await aShop(url);
    await using relay = startRelay();
    let port = freePort();
    server = await start(port);
    relay.ports = [port];
    const load = startLoad({ url: relay.url, token: keys.token, clients, restMs, random });
    const ends: number[] = [];
    let cut = 0;
    for (let deploy = 0; deploy < deploys; deploy++) {
      await new Promise((resolve) => setTimeout(resolve, 200 + random() * 300));
      const slow = slowOrder(keys.token, SLOW_ONES + deploy);
      const { order, ms } = await leaves({ server, port, keys, slow });
      ends.push(ms);
      const next = freePort();
      relay.ports = [next];
      server = await start(next);
      port = next;
      if (order === null) {
        assert.ok(ms > TIME_UP_MS, `${what}: a request was broken off ${ms} ms after the signal`);
        cut++;
      }
      load.orders.set(order ?? await slow.again(relay.url), { notes: 0, charges: 0, payments: 0 });
    }
    await load.end();
    server.kill("SIGTERM");
    await server.status;
    server = null;
    assert.deepEqual(relay.failed, [], what);
    assert.deepEqual(load.faults, [], what);
    assert.equal(load.retried, 0, `${what}: no program had to ask again`);
    const acts = await assertWhole(url, load.orders, what);
    return { acts, again: relay.again, longest: relay.longest, ends, cut };
  } finally {
    await stop(server);
    await Deno.remove(data, { recursive: true });
  }
}

/** Above the numbers that the load comes to. */
const SLOW_ONES = 900_000;

/** `DRAIN_SECONDS` and the ten seconds that what is under way has after them. */
const TIME_UP_MS = 11_000;

/** Tells a server to stop and sees how it does; answers how long that took, and the order that was on its way, null when time was up. */
async function leaves(
  { server, port, keys: { token, cookie }, slow }: {
    server: Deno.ChildProcess;
    port: number;
    keys: Keys;
    slow: SlowOrder;
  },
): Promise<{ order: string | null; ms: number }> {
  const at = `http://127.0.0.1:${port}`;
  const page = await (await fetch(`${at}/tablero`, { headers: { Cookie: cookie } })).text();
  const [, live = ""] = /hx-sse:connect="([^"]+)"/.exec(page) ?? [];
  const stream = await fetch(at + live.replaceAll("&amp;", "&"), {
    headers: { Cookie: cookie, Accept: "text/event-stream" },
  });
  const streamEnds = stream.text();
  const sent = slow.begin(at);
  await sent.begun;
  const signalled = performance.now();
  server.kill("SIGTERM");
  while (await isReady(port)) await new Promise((resolve) => setTimeout(resolve, 5));
  const late = await fetch(`${at}/api/ordenes/?limit=1`, { headers: { Authorization: `Bearer ${token}` } });
  assert.equal(late.status, 200, "it says that it leaves, and serves whoever still comes");
  await late.body?.cancel();
  await streamEnds;
  sent.finish();
  const order = await sent.number;
  const { code } = await server.status;
  assert.equal(code, 0);
  return { order, ms: performance.now() - signalled };
}

interface SlowOrder {
  /** Sends the first part of its body; the number is null when the connection was lost. */
  begin(at: string): { begun: Promise<void>; finish(): void; number: Promise<string | null> };
  /** The same in one piece, under the same key. */
  again(at: string): Promise<string>;
}

/** An order whose body comes in two parts. */
function slowOrder(token: string, which: number): SlowOrder {
  const body = new TextEncoder().encode(JSON.stringify(anOrderWish(which)));
  const headers = {
    Authorization: `Bearer ${token}`,
    "Content-Type": "application/json",
    "Idempotency-Key": crypto.randomUUID(),
  };
  async function send(at: string, body: BodyInit): Promise<string> {
    const answer = await fetch(`${at}/api/ordenes/`, { method: "POST", headers, body });
    const text = await answer.text();
    assert.equal(answer.status, 201, `what was on its way is answered: ${text}`);
    return (JSON.parse(text) as { number: string }).number;
  }
  return {
    again: (at) => send(at, body),
    begin(at) {
      const begun = Promise.withResolvers<void>();
      const finished = Promise.withResolvers<void>();
      const parts = (async function* () {
        yield body.subarray(0, 20);
        begun.resolve();
        await finished.promise;
        yield body.subarray(20);
      })();
      const number = send(at, ReadableStream.from(parts)).catch((error) => {
        if (error instanceof TypeError) return null;
        throw error;
      });
      // Asked for later.
      number.catch(() => {});
      return { begun: begun.promise, finish: finished.resolve, number };
    },
  };
}
