/**
 * Another process holds the database of a real server locked for ten seconds, while programs take in devices and people read.
 * `deno run -A tests/soak/locked.ts [SECONDS]`
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { nodeSqliteEngine } from "../../src/db/embedded/engine.ts";
import { startChild } from "../db/child.ts";
import { aShop } from "../faults/a_shop.ts";
import { anOrderWish } from "../faults/mixed_load.ts";
import { freePort, startServer, stop } from "../support/server_process.ts";

const PROGRAMS = 4;
const READERS = 4;
const AROUND_MS = 5_000;

const seconds = Number(Deno.args[0] ?? 10);
const data = await Deno.makeTempDir({ prefix: "reparo-locked-" });
const path = join(data, "reparo.db");
const keys = await aShop(`file:${path}`);
const port = freePort();
const server = await startServer({ data, url: `file:${path}`, port });
const took = {
  taken: [] as number[],
  refused: [] as number[],
  pages: [] as number[],
  pagesMeanwhile: [] as number[],
};
let [locked, ending, made] = [false, false, 0];
try {
  const working = [
    ...Array.from({ length: PROGRAMS }, receive),
    ...Array.from({ length: READERS }, read),
  ];
  await pause(AROUND_MS);
  const release = `${path}.release`;
  const holder = startChild("lock_holder.ts", [`file:${path}`, release]);
  await holder.until((line) => line === "held");
  locked = true;
  await pause(seconds * 1_000);
  locked = false;
  await Deno.writeTextFile(release, "");
  await holder.done();
  await pause(AROUND_MS);
  ending = true;
  await Promise.all(working);
} finally {
  await stop(server);
}
const engine = (await nodeSqliteEngine())(path);
const [[orders] = []] = engine.prepare('select count(*) from "order"').all([]);
const [[sound] = []] = engine.prepare("pragma integrity_check").all([]);
engine.close();
await Deno.remove(data, { recursive: true });
assert.deepEqual([orders, sound], [made, "ok"]);
assert.ok(took.refused.length > 0);
console.log(
  `locked for ${seconds} s: ${took.refused.length} times 503, after ${span(took.refused)}; pages ${
    span(took.pages)
  }, ` +
    `while it was locked ${span(took.pagesMeanwhile)}; ${made} devices acknowledged, ${orders} there`,
);

/** Each device is sent again under its key until it is taken. */
async function receive(): Promise<void> {
  while (!ending) {
    const at = ++made;
    for (let taken = false; !taken;) {
      const began = performance.now();
      const answer = await fetch(`http://127.0.0.1:${port}/api/ordenes/`, {
        method: "POST",
        headers: {
          Authorization: `Bearer ${keys.token}`,
          "Content-Type": "application/json",
          "Idempotency-Key": `device-${at}`,
        },
        body: JSON.stringify(anOrderWish(at)),
      });
      const told = await answer.text();
      taken = answer.status === 201;
      (taken ? took.taken : took.refused).push(performance.now() - began);
      if (taken) continue;
      assert.equal(answer.status, 503, told);
      await pause(Number(answer.headers.get("Retry-After")) * 1_000);
    }
  }
}

async function read(): Promise<void> {
  while (!ending) {
    const before = locked;
    const began = performance.now();
    const answer = await fetch(`http://127.0.0.1:${port}/ordenes`, { headers: { Cookie: keys.cookie } });
    await answer.body?.cancel();
    assert.equal(answer.status, 200);
    (before && locked ? took.pagesMeanwhile : took.pages).push(performance.now() - began);
    await pause(100);
  }
}

function span(ms: number[]): string {
  const sorted = ms.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)] ?? NaN);
  return `${at(0.5)} ms (median), ${Math.round(sorted.at(-1) ?? NaN)} ms at most`;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
