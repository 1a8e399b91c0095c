import assert from "node:assert/strict";
import { join } from "node:path";
import { freePort, startServer, stop } from "../support/server_process.ts";
import { aShop } from "./a_shop.ts";
import { openBoards, slowClients } from "./crowd.ts";
import { anOrderWish } from "./mixed_load.ts";

export interface Crowded {
  /** Resident memory of the server before, with the boards, and with the slow clients beside, megabytes. */
  memory: [number, number, number];
  /** From an order that comes in until the server answers the next one, with all boards open, milliseconds. */
  told: number;
  /** What a page took while the slow ones were there, milliseconds. */
  pages: number[];
}

/** Boards that stay open and clients that never end their request, all on one server, which goes on answering the others. */
export async function crowded({ boards, slow }: { boards: number; slow: number }): Promise<Crowded> {
  const data = await Deno.makeTempDir({ prefix: "reparo-crowd-" });
  const url = `file:${join(data, "reparo.db")}`;
  const port = freePort();
  let server: Deno.ChildProcess | null = null;
  try {
    const { cookie, token } = await aShop(url);
    server = await startServer({ data, url, port });
    const at = `http://127.0.0.1:${port}`;
    const page = async () => {
      const began = performance.now();
      const answer = await fetch(`${at}/clientes`, { headers: { Cookie: cookie } });
      await answer.body?.cancel();
      assert.equal(answer.status, 200);
      return performance.now() - began;
    };
    await page();
    const before = memoryOf(server.pid);
    await using open = await openBoards(port, boards, cookie);
    const withBoards = memoryOf(server.pid);
    const began = performance.now();
    const order = await fetch(`${at}/api/ordenes/`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${token}`,
        "Content-Type": "application/json",
        "Idempotency-Key": "of-the-crowd",
      },
      body: JSON.stringify(anOrderWish(1)),
    });
    assert.equal(order.status, 201, await order.text());
    await page();
    const told = performance.now() - began;
    await using halves = await slowClients(port, slow);
    const pages: number[] = [];
    for (let one = 0; one < 20; one++) pages.push(await page());
    assert.deepEqual([open.size, halves.size], [boards, slow]);
    return { memory: [before, withBoards, memoryOf(server.pid)], told, pages };
  } finally {
    await stop(server);
    await Deno.remove(data, { recursive: true });
  }
}

function memoryOf(pid: number): number {
  const [, kilobytes = "0"] = /^VmRSS:\s+(\d+)/m.exec(Deno.readTextFileSync(`/proc/${pid}/status`)) ?? [];
  return Math.round(Number(kilobytes) / 1_024);
}
