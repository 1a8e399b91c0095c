import assert from "node:assert/strict";
import { OUTCOMES, readMeters } from "../../src/monitoring/meter.ts";
import { exposition } from "../../src/monitoring/exposition.ts";
import { requestLabel } from "../../src/printing/commands.ts";
import { happen } from "../events/event_stage.ts";
import { until } from "../jobs/stage.ts";
import { aDaemon, serving } from "../printing/daemon_stage.ts";
import { type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { answering, aReceiver } from "../webhooks/receiver.ts";
import { anEndpoint, delivering, hookApp } from "../webhooks/webhook_stage.ts";
import { readExposition } from "./prometheus.ts";

type Queue = keyof typeof OUTCOMES;

/** How often each has ended so since `before`, as /metrics tells. */
async function ended(app: TestApp, queue: Queue, before: ReadonlyMap<string, number>) {
  const samples = readExposition(await exposition(app.services));
  const counts = samples.flatMap(({ name, labels, value }): [string, number][] => {
    if (name !== "reparo_outcomes_total" || labels.queue !== queue) return [];
    const outcome = labels.outcome ?? "";
    return [[outcome, value - (before.get(`${queue}\n${outcome}`) ?? 0)]];
  });
  assert.deepEqual(
    counts.map(([outcome]) => outcome),
    [...OUTCOMES[queue]],
    "each of them from the beginning",
  );
  return Object.fromEntries(counts.filter(([, count]) => count !== 0));
}

const now = () => new Map(readMeters().outcomes);

eachDatabase("how deliveries of webhooks ended is counted", async (_, database) => {
  await using app = await hookApp(database);
  await using well = await aReceiver();
  await using bad = await aReceiver(answering(500));
  for (const { url } of [well, bad]) await anEndpoint(app, { url });
  const before = now();
  await happen(await app.ctx());
  await using _deliverer = delivering(app);
  await until(
    async () => Object.keys(await ended(app, "webhooks", before)).length === 2,
    "both were tried",
  );
  assert.deepEqual(await ended(app, "webhooks", before), { delivered: 1, failed: 1 });
});

eachDatabase("so are labels", async (_, database) => {
  await using app = await testApp(database);
  await using server = await serving(app);
  const daemon = await aDaemon(app, server);
  const before = now();
  const ask = async () => {
    const { number } = await anOrder(app);
    const key = { idemKey: crypto.randomUUID() };
    const [id] = await requestLabel(await app.ctx(userActor(app, "receptionist")), number, key);
    return id ?? "";
  };
  const ids = [await ask(), await ask()] as const;
  await daemon.answer();
  const events = [
    daemon.event(ids[0], "custody"),
    daemon.event(ids[0], "sending"),
    daemon.event(ids[0], "printed"),
  ];
  await daemon.answer({ events });
  await daemon.answer({ events });
  assert.deepEqual(await ended(app, "print_jobs", before), { printed: 1 }, "told twice, printed once");
  await daemon.answer({ events: [daemon.event(ids[1], "failed", { reason: "wrong_size" })] });
  assert.deepEqual(await ended(app, "print_jobs", before), { printed: 1, failed: 1 });
});
