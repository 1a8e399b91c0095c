import assert from "node:assert/strict";
import { enqueue } from "../../src/jobs/queue.ts";
import { emptyApp, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { lastMinute } from "../../src/tasks/claiming.ts";
import { tick } from "../../src/jobs/schedule.ts";
import { TIMED_TASKS } from "../../src/tasks/task.ts";
import { allJobs, systemCtx, until, working } from "./stage.ts";

const HOUR = 3_600_000;

eachDatabase(
  "a clock that is set back keeps no job waiting that was due, and moves no appointment",
  async (_t, database) => {
    await using app = await emptyApp(database);
    const ctx = await systemCtx(app);
    const later = app.now + 5 * HOUR;
    await enqueue(database.db, ctx, { kind: "sweep_sessions", payload: {} });
    await enqueue(database.db, ctx, { kind: "sweep_codes", payload: {}, runAt: later });
    const tries: number[] = [];
    await using _workers = working(app, {
      sweep_sessions: {
        run(_ctx, _payload, { number }) {
          tries.push(number);
          if (number === 1) throw new Error("not yet");
          return Promise.resolve();
        },
      },
    });
    const jobOf = async (kind: string) => (await allJobs(database.db)).find((job) => job.kind === kind);
    await until(async () => (await jobOf("sweep_sessions"))?.attempts === 1, "it has failed once");
    await until(
      async () => (await jobOf("sweep_sessions"))?.state === "waiting",
      "it waits for its next try",
    );
    app.now -= 2 * HOUR;
    await until(
      async () => ((await jobOf("sweep_sessions"))?.run_at ?? Infinity) < app.now + HOUR,
      "its next try has moved along",
    );
    app.now = (await jobOf("sweep_sessions"))?.run_at ?? 0;
    await until(async () => (await jobOf("sweep_sessions"))?.state === "done", "it is tried again");
    assert.deepEqual(tries, [1, 2]);
    assert.equal((await jobOf("sweep_codes"))?.run_at, later);
    await enqueue(database.db, { ...ctx, now: app.now + 2 * HOUR }, { kind: "sweep_sessions", payload: {} });
    app.services.live.changed("jobs");
    await until(() => tries.length === 3, "what was queued by the former time a moment later is done too");
  },
);

eachDatabase(
  "a clock that is set back while no server runs is noticed by the next start",
  async (_t, database) => {
    await using app = await testApp(database);
    const ctx = await systemCtx(app);
    await tick(app.services, TIMED_TASKS.filter(({ kind }) => kind === "expire_print_jobs"));
    assert.equal(await lastMinute(database.db), app.now);
    await database.db.deleteFrom("job").execute();
    await enqueue(database.db, ctx, { kind: "sweep_codes", payload: {} });
    await enqueue(database.db, ctx, { kind: "sweep_drafts", payload: {}, runAt: app.now + 5 * HOUR });
    await enqueue(database.db, ctx, { kind: "sweep_sessions", payload: {} });
    {
      await using _workers = working(app, {
        sweep_codes: { run: () => new Promise(() => {}) },
        sweep_sessions: { run: () => Promise.reject(new Error("not yet")) },
      }, { drainMs: 0 });
      const begun = async () =>
        (await allJobs(database.db)).filter(({ attempts }) => attempts > 0).length === 2;
      await until(begun, "one hangs, one has failed");
    }
    await enqueue(database.db, ctx, { kind: "send_digests", payload: {} });
    const appointment = (await allJobs(database.db)).find(({ kind }) => kind === "sweep_drafts");
    app.now -= 2 * HOUR;
    const done: string[] = [];
    const noting = (kind: string) => ({ run: () => Promise.resolve(void done.push(kind)) });
    await using _workers = working(app, {
      sweep_codes: noting("sweep_codes"),
      sweep_sessions: noting("sweep_sessions"),
      send_digests: noting("send_digests"),
    });
    await until(() => done.length === 2, "what was due is done");
    assert.deepEqual(done.toSorted(), ["send_digests", "sweep_codes"]);
    app.now += 60_000;
    await until(() => done.length === 3, "what had failed is tried again after its pause");
    const kept = (await allJobs(database.db)).find(({ kind }) => kind === "sweep_drafts");
    assert.deepEqual(kept, appointment, "what waits for an hour of the day keeps it");
    assert.ok((await lastMinute(database.db) ?? Infinity) <= app.now, "it is noticed once");
  },
);
