import assert from "node:assert/strict";
import { queueMessage } from "../../src/mail/outbox.ts";
import { OUTCOMES, readMeters } from "../../src/monitoring/meter.ts";
import { exposition } from "../../src/monitoring/exposition.ts";
import { requestLabel } from "../../src/printing/commands.ts";
import { happen } from "../events/event_stage.ts";
import { until } from "../jobs/stage.ts";
import { posting } from "../mail/posting.ts";
import { aDaemon, serving } from "../printing/daemon_stage.ts";
import { type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { answering, aReceiver } from "../webhooks/receiver.ts";
import { anEndpoint, delivering, hookApp } from "../webhooks/webhook_stage.ts";

const LINE = /^reparo_outcomes_total\{queue="(\w+)",outcome="(\w+)"\} (\d+)$/gm;

type Queue = keyof typeof OUTCOMES;

/** How often each has ended so since `before`, as /metrics tells. */
async function ended(app: TestApp, queue: Queue, before: ReadonlyMap<string, number>) {
  const lines = (await exposition(app.services)).matchAll(LINE);
  const counts = [...lines].filter(([, told]) => told === queue)
    .map(([, , outcome = "", value]): [string, number] => [
      outcome,
      Number(value) - (before.get(`${queue}\n${outcome}`) ?? 0),
    ]);
  assert.deepEqual(
    counts.map(([outcome]) => outcome),
    [...OUTCOMES[queue]],
    "each of them from the beginning",
  );
  return Object.fromEntries(counts.filter(([, count]) => count !== 0));
}

const now = () => new Map(readMeters().outcomes);

eachDatabase("what became of mails and jobs is counted by how it ended", async (_, database) => {
  await posting(database, { script: ["later", "take", "refuse"] }, async ({ app, orderId }) => {
    const before = now();
    const tell = async () => {
      const ctx = await app.ctx();
      await ctx.db.transaction().execute((trx) => queueMessage(trx, ctx, { kind: "order_ready", orderId }));
      ctx.live.changed("jobs");
    };
    const states = async () =>
      (await database.db.selectFrom("message").select(["state", "attempts"]).orderBy("id").execute())
        .map(({ state, attempts }) => `${state} ${attempts}`);
    await tell();
    await until(async () => (await ended(app, "jobs", before)).retry === 1, "the first try was put off");
    assert.deepEqual(await ended(app, "mails", before), { later: 1 });
    app.now += 3_600_000;
    app.services.live.changed("jobs");
    await until(async () => (await states())[0] === "sent 2", "the second one arrived");
    await tell();
    await until(async () => (await states())[1]?.startsWith("failed") === true, "the other one was refused");
    await until(async () => (await ended(app, "jobs", before)).dead === 1, "its job was given up");
    assert.deepEqual(await ended(app, "mails", before), { taken: 1, later: 1, refused: 1 });
    assert.deepEqual(await ended(app, "jobs", before), { done: 1, retry: 1, dead: 1 });
  });
});

eachDatabase("so are deliveries of webhooks", async (_, database) => {
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

eachDatabase("and labels", async (_, database) => {
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
