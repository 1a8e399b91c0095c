/**
 * How fast queued mails leave to a mail server on this machine, and what the order list costs meanwhile:
 * `deno run -A bench/mail.ts [mails]`.
 */
import { SMTPServer } from "smtp-server";
import { jobHandlers } from "../src/jobs/handlers.ts";
import { startWorkers } from "../src/jobs/workers.ts";
import { openMailer } from "../src/mail/mailer.ts";
import { queueMessage } from "../src/mail/outbox.ts";
import { asReceptionist, testApp } from "../tests/support/app.ts";
import { freshDatabase, type TestEngine } from "../tests/support/database.ts";
import { anOrder } from "../tests/support/order_builders.ts";

const MAILS = Number(Deno.args[0] ?? 1_000);
const AT_ONCE = 100;
const LOOKS = 60;

const engines: TestEngine[] = Deno.env.get("TEST_POSTGRES_URL") ? ["libsql", "postgres"] : ["libsql"];
for (const engine of engines) await drain(engine);

async function drain(engine: TestEngine): Promise<void> {
  await using database = await freshDatabase(engine);
  let received = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onData(stream, _session, done) {
      stream.on("data", () => {});
      stream.on("end", () => {
        received++;
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.server.address();
  const url = `smtp://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  await using app = await testApp(database, { SMTP_URL: url });
  const ctx = await app.ctx();
  const { id: orderId } = await anOrder(app, { status: "ready" });
  for (let at = 0; at < 49; at++) await anOrder(app);
  for (let made = 0; made < MAILS; made += AT_ONCE) {
    await ctx.db.transaction().execute(async (trx) => {
      for (let at = 0; at < AT_ONCE; at++) await queueMessage(trx, ctx, { kind: "order_ready", orderId });
    });
  }
  // Each to a mailbox of its own: one gets so many an hour.
  for (const { id } of await database.db.selectFrom("message").select("id").execute()) {
    await database.db.updateTable("message").set({ to_address: `${id}@example.com` }).where("id", "=", id)
      .execute();
  }
  const desk = await asReceptionist(app);
  const look = async (): Promise<number> => {
    const began = performance.now();
    await (await desk.get("/ordenes")).text();
    return performance.now() - began;
  };
  await look();
  const idle: number[] = [];
  for (let at = 0; at < LOOKS; at++) idle.push(await look());
  const mailer = openMailer(url);
  const mail = { mailer, from: "Taller <taller@example.com>" };
  const began = performance.now();
  const workers = startWorkers(app.services, jobHandlers({ sessions: app.services.sessions, mail }));
  const busy: number[] = [];
  while (received < MAILS) {
    if (busy.length < LOOKS) busy.push(await look());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const seconds = (performance.now() - began) / 1_000;
  await workers.stop();
  await mailer.close();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  console.log(
    `${engine}: ${MAILS} mails in ${seconds.toFixed(1)} s, ${Math.round(MAILS / seconds)}/s; order list ${
      spread(idle)
    } idle, ${spread(busy)} meanwhile`,
  );
}

/** Milliseconds. */
function spread(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0);
  return `${at(.5)} ms (p50), ${at(.99)} ms (p99)`;
}
