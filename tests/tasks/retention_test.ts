import assert from "node:assert/strict";
import type { Ctx } from "../../src/context.ts";
import { queueNotice } from "../../src/mail/outbox.ts";
import { oldAttempts, sweepLinks, sweepOldLogs, sweepRuns } from "../../src/tasks/retention.ts";
import { queueRun } from "../../src/tasks/runs.ts";
import { testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";

const DAY = 86_400_000;

Deno.test("old runs, ended links and log files go when the shop no longer keeps them", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { db } = database;
  const begun = app.now;
  const run = { task: "sweep_codes", branchId: "", dueAt: null, by: { id: null, name: "" } } as const;
  const ctx = await app.ctx();
  await queueRun(db, ctx, { ...run, id: ctx.random.id(ctx.now) });
  const order = await anOrder(app);
  await db.insertInto("tracking_link").values({
    id: ctx.random.id(ctx.now),
    order_id: order.id,
    token_hash: "0".repeat(64),
    created_at: begun,
    expires_at: begun + DAY,
    revoked_at: null,
  }).execute();
  const logs = await Deno.makeTempDir();
  for (const name of ["app-2026-11-20.log", "error-2026-11-23.log", "notes.txt"]) {
    await Deno.writeTextFile(`${logs}/${name}`, "");
  }

  const attempt = {
    at: begun,
    number: 1,
    duration_ms: 5,
    result: "taken",
    code: "250",
    answer: "OK",
  } as const;
  for (const state of ["sent", "queued"] as const) {
    const message = await aMessage(await app.ctx(), state);
    await db.insertInto("message_attempt").values({ ...attempt, message_id: message }).execute();
  }

  app.now = begun + 31 * DAY;
  assert.equal(await sweepRuns(await app.ctx()), 0, "a run that is not over stays");
  await db.updateTable("task_run").set({ state: "ok", finished_at: begun }).execute();
  assert.equal(await sweepRuns(await app.ctx()), 1);
  assert.equal(await sweepLinks(await app.ctx()), 0);
  assert.equal(
    await sweepOldLogs(await app.ctx(), logs),
    3,
    "two files, and the try of the mail that went out",
  );
  const kept = await db.selectFrom("message_attempt").innerJoin(
    "message",
    "message.id",
    "message_attempt.message_id",
  )
    .select("message.state").execute();
  assert.deepEqual(kept, [{ state: "queued" }]);
  assert.deepEqual([...Deno.readDirSync(logs)].map(({ name }) => name), ["notes.txt"]);
  app.now = begun + 91 * DAY;
  assert.equal(await sweepLinks(await app.ctx()), 1);
  await Deno.remove(logs, { recursive: true });
  await assertUsesIndex(database, oldAttempts(db, begun).compile());
});

async function aMessage(ctx: Ctx, state: "sent" | "queued"): Promise<string> {
  const id = ctx.random.id(ctx.now);
  const to = { name: "Elsa", address: "elsa@example.com" };
  const mail = { id, kind: "report", to, locale: "es", subject: "Informe", html: "", text: "" } as const;
  await queueNotice(ctx.db, ctx, mail);
  await ctx.db.updateTable("message").set({ state }).where("id", "=", id).execute();
  return id;
}
