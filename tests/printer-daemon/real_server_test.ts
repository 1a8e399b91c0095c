import assert from "node:assert/strict";
import { parseConfig } from "../../printer-daemon/config.ts";
import { startDaemon } from "../../printer-daemon/daemon.ts";
import { requestLabel } from "../../src/printing/commands.ts";
import { anAgent, serving } from "../printing/daemon_stage.ts";
import { testApp, userActor } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { startPrinter } from "../support/printer.ts";
import { configText, until } from "./shop.ts";

Deno.test("the label of a real order travels from the server through the daemon out of a printer", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  await using server = await serving(app);
  const printer = await startPrinter({ printMs: 40 });
  const dir = await Deno.makeTempDir();
  const { token } = await anAgent(app);
  const config = parseConfig(configText({ server: server.url, port: printer.port }), `${dir}/config.json`);
  const log: string[] = [];
  const world = {
    now: () => Date.now(),
    random: Math.random,
    newId: () => crypto.randomUUID(),
    log: (level: string, event: string, facts?: Record<string, unknown>) => {
      log.push(`${level} ${event} ${JSON.stringify(facts ?? {})}`);
    },
  };
  const daemon = startDaemon(config, { token, world });
  try {
    await until(() => log.some((line) => line.includes("welcome")), () => log.join("\n"));
    const ctx = await app.ctx(userActor(app, "receptionist"));
    const numbers: string[] = [];
    const waits: number[] = [];
    for (let index = 0; index < 5; index++) {
      const { number } = await anOrder(app);
      const began = performance.now();
      await requestLabel(ctx, number, { idemKey: crypto.randomUUID() });
      await until(() => printer.labels.length > index, () => log.join("\n"));
      waits.push(performance.now() - began);
      numbers.push(number);
    }
    const states = () => database.db.selectFrom("print_job").select("state").execute();
    const end = Date.now() + 60_000;
    while ((await states()).some(({ state }) => state !== "printed") && Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.deepEqual(
      (await states()).map(({ state }) => state),
      numbers.map(() => "printed"),
      log.join("\n"),
    );
    for (const [index, number] of numbers.entries()) {
      assert.equal(
        printer.labels[index]?.zpl.split(`^FD${number}^FS`).length,
        3,
        "once to read, once to scan",
      );
    }
    console.log(`click to paper, print time of 40 ms included: ${waits.map(Math.round).join(" ")} ms`);
  } finally {
    daemon.stop();
    await daemon.finished;
    await printer.close();
    await Deno.remove(dir, { recursive: true });
  }
});
