import assert from "node:assert/strict";
import { jobHandlers } from "../../src/jobs/handlers.ts";
import { LEASE_MS } from "../../src/jobs/queue.ts";
import { startWorkers } from "../../src/jobs/workers.ts";
import { openMailer } from "../../src/mail/mailer.ts";
import { queueMessage } from "../../src/mail/outbox.ts";
import { paths } from "../../src/paths.ts";
import { until } from "../jobs/stage.ts";
import { asAdmin, testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { smtpStage } from "./smtp_stage.ts";

/** The child has a server to load first. */
const LOADED_MS = 60_000;

Deno.test("a server killed while it sends loses no mail, and sends twice only what was never answered", async () => {
  await using database = await freshDatabase();
  await using smtp = await smtpStage();
  await using app = await testApp(database, { SMTP_URL: smtp.url, MAIL_FROM: "taller@example.com" });
  const order = await anOrder(app, { status: "ready" });
  const ctx = await app.ctx();
  await ctx.db.transaction().execute(async (trx) => {
    for (let count = 0; count < 4; count++) {
      await queueMessage(trx, ctx, { kind: "order_ready", orderId: order.id });
    }
  });
  smtp.script.push("take", "hang", "hold", "hang");
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--node-modules-dir=manual",
      "--allow-all",
      "--no-check",
      new URL("./dying_sender.ts", import.meta.url).pathname,
      database.url,
      String(app.now),
      smtp.url,
    ],
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  const { db } = database;
  const sent = () => db.selectFrom("message").select("message_id").where("state", "=", "sent").execute();
  const midway = async () => smtp.hanging() === 2 && smtp.mails.length === 2 && (await sent()).length === 1;
  await until(midway, "one is sent, one unanswered, two on their way", LOADED_MS);
  child.kill("SIGKILL");
  await child.status;
  const [first] = await sent();
  const unanswered = smtp.mails.find(({ messageId }) => messageId !== first?.message_id)?.messageId;

  app.now += LEASE_MS + 1;
  const mailer = openMailer(smtp.url);
  const mail = { mailer, from: "taller@example.com" };
  const workers = startWorkers(app.services, jobHandlers({ sessions: app.services.sessions, mail }), {
    pollMs: 20,
  });
  try {
    await until(async () => (await sent()).length === 4, "the next one sends the rest");
  } finally {
    await workers.stop();
    await mailer.close();
  }
  const arrived = Map.groupBy(smtp.mails, ({ messageId }) => messageId ?? "");
  assert.equal(arrived.size, 4, "none is lost");
  for (const [messageId, mails] of arrived) {
    assert.equal(mails.length, messageId === unanswered ? 2 : 1, messageId);
  }
  const log = await db.selectFrom("message_attempt").innerJoin(
    "message",
    "message.id",
    "message_attempt.message_id",
  )
    .select(["message.id", "message.message_id", "result"]).where("number", "=", 1).execute();
  const results = Map.groupBy(log, ({ result }) => result);
  assert.deepEqual([results.get("taken")?.length, results.get("cut")?.length], [1, 2]);
  assert.deepEqual(results.get("unsure")?.map(({ message_id }) => message_id), [unanswered]);
  const admin = await asAdmin(app);
  const page = await admin.page(paths.message(results.get("unsure")?.[0]?.id ?? ""));
  assert.match(page, /puede haberlo recibido dos veces/);
});
