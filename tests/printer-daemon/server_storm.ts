import assert from "node:assert/strict";
import { join } from "node:path";
import { filePath } from "../../src/db/embedded/file_path.ts";
import { openDatabase } from "../../src/db/open.ts";
import { requestLabel } from "../../src/printing/commands.ts";
import { greetDaemon } from "../../src/printing/hello.ts";
import { PROTOCOL } from "../../src/printing/protocol.ts";
import { anAgent, COUNTER_PRINTER } from "../printing/daemon_stage.ts";
import { testApp, userActor } from "../support/app.ts";
import { copyTemplate } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { startPrinter } from "../support/printer.ts";
import { inPlace, randomOf, start } from "./daemon_process.ts";
import { freePort, startServer, stop } from "../support/server_process.ts";
import { configText, until } from "./shop.ts";

/** Another daemon was here then: its instance no longer fences the one that prints. */
const LONG_AGO_MS = 60_000;

/**
 * Kills the real server and starts it again while a real daemon prints the labels of real orders. Every label comes out
 * once, and what the server knows at the end agrees with the paper.
 */
export async function serverStorm(
  { seed, labels, kills, printMs }: { seed: number; labels: number; kills: number; printMs: number },
): Promise<void> {
  const random = randomOf(seed);
  const data = await Deno.makeTempDir({ prefix: "reparo-storm-" });
  const url = `file:${join(data, "reparo.db")}`;
  const printer = await startPrinter({ printMs });
  const port = freePort();
  let server: Deno.ChildProcess | null = null;
  try {
    const { token, numbers } = await aQueue({ url, labels });
    const config = configText({ server: `http://127.0.0.1:${port}`, port: printer.port });
    await inPlace(config, async (place) => {
      await Deno.writeTextFile(`${place.dir}/token`, token);
      server = await startServer({ data, url, port });
      const daemon = start(place);
      for (let kill = 1; kill <= kills; kill++) {
        const target = Math.floor(labels * 0.8 * kill / (kills + 1) + random() * 2);
        await until(
          () => printer.labels.length >= target,
          () => `SEED=${seed}: ${printer.labels.length} labels\n${daemon.output()}`,
          60_000,
        );
        await new Promise((resolve) => setTimeout(resolve, random() * printMs * 2));
        server.kill("SIGKILL");
        await server.status;
        server = await startServer({ data, url, port });
      }
      const told = () => daemon.output().split('"event":"printed"').length - 1;
      await until(
        () => told() === labels,
        () => `SEED=${seed}: ${told()} printed\n${daemon.output()}`,
        90_000,
      );
      daemon.child.kill("SIGTERM");
      assert.equal(await daemon.done, 0);
      server.kill("SIGTERM");
      await server.status;
    });
    const states = await readStates(url);
    assert.deepEqual(states, numbers.map(() => "printed"), `SEED=${seed}`);
    for (const number of numbers) {
      const out = printer.labels.filter(({ zpl }) => zpl.includes(`^FD${number}^FS`)).length;
      assert.equal(out, 1, `SEED=${seed}: ${number} came out ${out} times`);
    }
    assert.equal(printer.labels.length, labels, `SEED=${seed}`);
  } finally {
    await stop(server);
    await printer.close();
    await Deno.remove(data, { recursive: true });
  }
}

/** A shop whose queue is full before the server starts: one label for each of `labels` orders. */
async function aQueue(
  { url, labels }: { url: string; labels: number },
): Promise<{ token: string; numbers: string[] }> {
  await copyTemplate(filePath(url));
  const database = await openDatabase(url);
  try {
    await using app = await testApp(database);
    app.now = Date.now() - LONG_AGO_MS;
    const { agentId, token } = await anAgent(app);
    await greetDaemon(await app.ctx(), agentId, {
      instance: "before",
      bootId: "before",
      protocol: PROTOCOL,
      version: "0.1.0",
      os: "linux",
      printers: [COUNTER_PRINTER],
    });
    const ctx = await app.ctx(userActor(app, "receptionist"));
    const numbers: string[] = [];
    for (let index = 0; index < labels; index++) {
      const { number } = await anOrder(app);
      await requestLabel(ctx, number, { idemKey: crypto.randomUUID() });
      numbers.push(number);
    }
    return { token, numbers };
  } finally {
    await database.close();
  }
}

async function readStates(url: string): Promise<string[]> {
  const database = await openDatabase(url);
  try {
    return (await database.db.selectFrom("print_job").select("state").execute()).map(({ state }) => state);
  } finally {
    await database.close();
  }
}
