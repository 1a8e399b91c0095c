/**
 * The server is started anew behind Caddy with the shipped file, while programs without an `Idempotency-Key` write through it. Part of
 * `deno task soak`; by itself `deno run -A tests/soak/proxy.ts [restarts, 20]`, with CADDY=… another Caddy than Debian's.
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { aCaller } from "../api/caller.ts";
import { CADDY, isLaterCaddy, startCaddy } from "../deploy/caddy.ts";
import { testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { freePort, startServer, stop } from "../support/server_process.ts";

const WRITERS = 4;

if (existsSync(CADDY)) await restart(Number(Deno.args[0] ?? 20));
else console.log(`no ${CADDY}: not tried`);

async function restart(restarts: number): Promise<void> {
  const [port, to] = [freePort(), freePort()];
  const env = { BASE_URL: `https://localhost:${port}`, TRUSTED_PROXY_HOPS: "1", DRAIN_SECONDS: "3" };
  const data = Deno.makeTempDirSync({ prefix: "reparo-proxy-" });
  await using database = await freshDatabase();
  const { token } = await aToken();
  await using caddy = await startCaddy({ port, to });
  using client = Deno.createHttpClient({ caCerts: [caddy.authority] });
  const answers = new Map<number, number>();
  let [asked, slowest, over] = [0, 0, false];
  let server = await startServer({ data, url: database.url, port: to, env });
  try {
    const writers = Array.from({ length: WRITERS }, write);
    for (let round = 0; round < restarts; round++) {
      await pause(1_500);
      server.kill("SIGTERM");
      await server.status;
      server = await startServer({ data, url: database.url, port: to, env });
    }
    await pause(1_500);
    over = true;
    await Promise.all(writers);
  } finally {
    await stop(server);
    Deno.removeSync(data, { recursive: true });
  }
  const rows = await database.db.selectFrom("client").select("name").execute();
  const told = [...answers].map(([status, count]) => `${count} × ${status}`).join(", ");
  console.log(
    `${restarts} restarts, ${asked} writes: ${told}; the slowest took ${(slowest / 1_000).toFixed(1)} s`,
  );
  assert.equal(new Set(rows.map(({ name }) => name)).size, rows.length);
  assert.equal(rows.length, answers.get(201));
  if (await isLaterCaddy()) assert.deepEqual([...answers.keys()], [201]);

  async function aToken() {
    await using app = await testApp(database, env);
    app.now = Date.now();
    return await aCaller(app, ["clients:write"]);
  }

  async function write(): Promise<void> {
    while (!over) {
      const began = performance.now();
      const response = await fetch(`${caddy.url}/api/clientes/`, {
        method: "POST",
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        body: JSON.stringify({ name: `Cliente ${++asked}` }),
        client,
      });
      await response.body?.cancel();
      answers.set(response.status, (answers.get(response.status) ?? 0) + 1);
      slowest = Math.max(slowest, performance.now() - began);
      await pause(50);
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
