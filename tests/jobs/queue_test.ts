import assert from "node:assert/strict";
import type { Db } from "../../src/db/open.ts";
import { PermanentFailure } from "../../src/jobs/handler.ts";
import { backoff, type JobError } from "../../src/jobs/job.ts";
import {
  cancelWaiting,
  claim,
  enqueue,
  failJob,
  finishJob,
  JOB_LANES,
  LEASE_MS,
  rescueLost,
  waitingJobs,
} from "../../src/jobs/queue.ts";
import { seededRandom } from "../../src/lib/random.ts";
import { emptyApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { assertUsesIndex } from "../support/plan.ts";
import { allJobs, systemCtx, until, working } from "./stage.ts";

eachDatabase("fifty requests for one key queue one job", async (_t, database) => {
  await using app = await emptyApp(database);
  const ctx = await systemCtx(app);
  await Promise.all(
    Array.from(
      { length: 50 },
      () =>
        database.db.transaction().execute((trx) =>
          enqueue(trx, ctx, { kind: "sweep_sessions", payload: {}, uniqueKey: "one" })
        ),
    ),
  );
  assert.equal((await allJobs(database.db)).length, 1);
});

eachDatabase("a key is free again once its job is done", async (_t, database) => {
  await using app = await emptyApp(database);
  const ctx = await systemCtx(app);
  const again = () => enqueue(database.db, ctx, { kind: "sweep_sessions", payload: {}, uniqueKey: "one" });
  await again();
  const [job] = await claim({ ...database, now: app.now }, {
    token: "t",
    limit: 1,
    leaseMs: LEASE_MS,
    lane: "others",
  });
  assert.ok(job);
  await again();
  assert.equal((await allJobs(database.db)).length, 1, "it still runs");
  assert.equal(await finishJob(database.db, job, app.now), true);
  await again();
  assert.deepEqual((await allJobs(database.db)).map((row) => row.state), ["done", "waiting"]);
});

/** Jobs of the key "one" that wait to be let go, with how often each began and how many ran beside each other at most. */
function held() {
  const runs: PromiseWithResolvers<void>[] = [];
  let [beside, most] = [0, 0];
  return {
    runs,
    most: () => most,
    sweep_sessions: {
      async run() {
        most = Math.max(most, ++beside);
        const run = Promise.withResolvers<void>();
        runs.push(run);
        await run.promise.finally(() => beside--);
      },
    },
  };
}

eachDatabase(
  "what is asked for while a job of its key runs follows it, once and not beside it",
  async (_t, database) => {
    await using app = await emptyApp(database);
    const ctx = await systemCtx(app);
    const { runs, most, sweep_sessions } = held();
    const ask = () => enqueue(database.db, ctx, { kind: "sweep_sessions", payload: {}, uniqueKey: "one" });
    await using _workers = working(app, { sweep_sessions });
    assert.equal(await ask(), true);
    await until(() => runs.length === 1, "it runs");
    const answers = await Promise.all(Array.from({ length: 50 }, ask));
    assert.equal(answers.filter((queued) => queued).length, 1);
    runs[0]?.resolve();
    await until(() => runs.length === 2, "another one follows");
    runs[1]?.resolve();
    await until(
      async () => (await allJobs(database.db)).every((job) => job.state === "done"),
      "nothing waits any more",
    );
    assert.deepEqual([(await allJobs(database.db)).length, runs.length, most()], [2, 2, 1]);
  },
);

eachDatabase("a job is not begun before those who count on it have committed", async (_t, database) => {
  await using app = await emptyApp(database);
  const ctx = await systemCtx(app);
  const told = (db: Db) => db.selectFrom("task_plan").select("task").where("task", "=", "told").execute();
  const ask = (db: Db) => enqueue(db, ctx, { kind: "sweep_sessions", payload: {}, uniqueKey: "one" });
  const seen: number[] = [];
  await ask(database.db);
  const asked = Promise.withResolvers<void>();
  const commit = Promise.withResolvers<void>();
  const change = database.db.transaction().execute(async (trx) => {
    await trx.insertInto("task_plan").values({
      task: "told",
      pattern: "* * * * *",
      enabled: 1,
      changed_at: app.now,
      changed_by_name: "",
      version: 1,
    }).execute();
    assert.equal(await ask(trx), false, "one waits");
    asked.resolve();
    await commit.promise;
  });
  await asked.promise;
  await using _workers = working(app, {
    sweep_sessions: { run: async (ctx) => seen.push((await told(ctx.db)).length) },
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  commit.resolve();
  await change;
  await until(() => seen.length > 0, "it ran");
  assert.deepEqual(seen, [1], "with what was changed meanwhile");
});

eachDatabase(
  "what was asked for meanwhile follows a job that is buried or was lost",
  async (_t, database) => {
    await using app = await emptyApp(database);
    const ctx = await systemCtx(app);
    const ask = (runAt = app.now) =>
      enqueue(database.db, ctx, {
        kind: "sweep_sessions",
        payload: {},
        uniqueKey: "one",
        maxAttempts: 1,
        runAt,
      });
    const states = async () => (await allJobs(database.db)).map(({ state, attempts }) => [state, attempts]);
    const take = async (token: string) => {
      const [job] = await claim({ ...database, now: app.now }, {
        token,
        limit: 1,
        leaseMs: LEASE_MS,
        lane: "others",
      });
      assert.ok(job);
      return job;
    };
    await ask();
    const first = await take("first");
    await ask(app.now + LEASE_MS);
    const failure = { error: "no", permanent: false, bytes: app.services.random.bytes, now: app.now };
    await database.db.transaction().execute((trx) => failJob(trx, first, failure));
    assert.deepEqual(await states(), [["dead", 1], ["waiting", 0]]);
    assert.equal((await allJobs(database.db))[1]?.run_at, app.now + LEASE_MS, "when it was asked for");
    app.now += LEASE_MS;
    await take("second");
    await ask();
    app.now += LEASE_MS;
    await database.db.transaction().execute((trx) => rescueLost(trx, app.now));
    assert.deepEqual(await states(), [["dead", 1], ["dead", 1], ["waiting", 0]]);
    await take("third");
    await ask();
    await database.db.transaction().execute((trx) => cancelWaiting(trx, "one"));
    app.now += LEASE_MS;
    await database.db.transaction().execute((trx) => rescueLost(trx, app.now));
    assert.deepEqual((await states()).map(([state]) => state), ["dead", "dead", "dead"], "it was taken back");
  },
);

eachDatabase("a job exists exactly when the change that asked for it was committed", async (_t, database) => {
  await using app = await emptyApp(database);
  const ctx = await systemCtx(app);
  await assert.rejects(
    database.db.transaction().execute(async (trx) => {
      await enqueue(trx, ctx, { kind: "sweep_sessions", payload: {} });
      throw new Error("changed our mind");
    }),
  );
  assert.equal((await allJobs(database.db)).length, 0);
});

eachDatabase("a job is claimed once, however many workers ask at the same time", async (_t, database) => {
  await using app = await emptyApp(database);
  const ctx = await systemCtx(app);
  for (let one = 0; one < 40; one++) await enqueue(database.db, ctx, { kind: "sweep_sessions", payload: {} });
  const claims = await Promise.all(
    Array.from(
      { length: 8 },
      (_, worker) =>
        claim({ ...database, now: app.now }, {
          token: `w${worker}`,
          limit: 10,
          leaseMs: LEASE_MS,
          lane: "others",
        }),
    ),
  );
  let taken = claims.flat();
  while (taken.length < 40) {
    const more = await claim({ ...database, now: app.now }, {
      token: "last",
      limit: 10,
      leaseMs: LEASE_MS,
      lane: "others",
    });
    assert.ok(more.length > 0, "every job is there for somebody");
    taken = [...taken, ...more];
  }
  assert.equal(new Set(taken.map((job) => job.id)).size, 40);
  for (const lane of JOB_LANES) {
    const due = waitingJobs(database.db, lane).select("id").where("run_at", "<=", app.now).limit(5);
    await assertUsesIndex(database, due.compile(), "job_lane_idx");
  }
  assert.equal(taken.length, 40);
});

eachDatabase("the queue is woken by a commit, not by its next look", async (_t, database) => {
  await using app = await emptyApp(database);
  const ctx = await systemCtx(app);
  let ran = false;
  await using _workers = working(app, {
    sweep_sessions: { run: () => Promise.resolve(ran = true) },
  }, { pollMs: 3_600_000 });
  await new Promise((resolve) => setTimeout(resolve, 50));
  await enqueue(database.db, ctx, { kind: "sweep_sessions", payload: {} });
  app.services.live.changed("jobs");
  await until(() => ran, "the job ran");
});

eachDatabase(
  "a job that fails is tried again later, each time after a longer pause",
  async (_t, database) => {
    await using app = await emptyApp(database);
    const ctx = await systemCtx(app);
    await enqueue(database.db, ctx, { kind: "sweep_sessions", payload: {}, maxAttempts: 4 });
    const tries: number[] = [];
    await using _workers = working(app, {
      sweep_sessions: {
        run: () => {
          tries.push(app.now);
          return Promise.reject(new Error(`try ${tries.length}`));
        },
      },
    });
    for (const shortest of [4_000, 8_000, 16_000]) {
      const before = tries.length;
      await until(
        async () => (await allJobs(database.db))[0]?.state === "waiting" && tries.length > 0,
        "it failed",
      );
      const runAt = (await allJobs(database.db))[0]?.run_at ?? 0;
      assert.ok(runAt - app.now >= shortest && runAt - app.now <= shortest * 1.5, `${runAt - app.now}`);
      app.now = runAt;
      await until(() => tries.length > Math.max(before, 1), "it was tried again");
      await until(async () => (await allJobs(database.db))[0]?.state !== "leased", "the try is over");
    }
    const [job] = await allJobs(database.db);
    assert.equal(job?.state, "dead");
    const errors = JSON.parse(job?.errors_json ?? "") as JobError[];
    assert.deepEqual(errors.map((one) => [one.attempt, one.error]), [1, 2, 3, 4].map((n) => [n, `try ${n}`]));
  },
);

eachDatabase(
  "a permanent failure is buried at once, and its handler is told in the same commit",
  async (_t, database) => {
    await using app = await emptyApp(database);
    const ctx = await systemCtx(app);
    await enqueue(database.db, ctx, { kind: "send_message", payload: { messageId: "m-1" } });
    const told: string[] = [];
    await using _workers = working(app, {
      send_message: {
        run: () => Promise.reject(new PermanentFailure("no such mailbox")),
        gaveUp: (_trx, _ctx, { payload, error }) => {
          told.push(`${payload.messageId}: ${error}`);
          return Promise.resolve();
        },
      },
    });
    await until(async () => (await allJobs(database.db))[0]?.state === "dead", "it is buried");
    assert.deepEqual(told, ["m-1: no such mailbox"]);
  },
);

eachDatabase(
  "a worker that hangs loses its job after a minute, and its late word changes nothing",
  async (_t, database) => {
    await using app = await emptyApp(database);
    const ctx = await systemCtx(app);
    await enqueue(database.db, ctx, { kind: "sweep_sessions", payload: {} });
    const frozen = Promise.withResolvers<void>();
    const lost = Promise.withResolvers<void>();
    const first = working(app, {
      sweep_sessions: {
        run: async (_ctx, _payload, { signal }) => {
          signal.addEventListener("abort", () => lost.resolve());
          await frozen.promise;
        },
      },
      // It looks once, or it might take its own lost job again.
    }, { pollMs: 3_600_000, heartbeatMs: 60_000, drainMs: 50 });
    await until(async () => (await allJobs(database.db))[0]?.state === "leased", "the first worker has it");
    const [leased] = await allJobs(database.db);
    app.now += 59_000;
    assert.deepEqual(await rescueOnce(), []);
    app.now += 1_001;
    const attempts: number[] = [];
    const held = Promise.withResolvers<void>();
    const second = working(app, {
      sweep_sessions: {
        run: async (_ctx, _payload, { number }) => {
          attempts.push(number);
          await held.promise;
        },
      },
    });
    await until(() => attempts.length === 1, "the second worker took over");
    frozen.resolve();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const [after] = await allJobs(database.db);
    assert.equal(after?.state, "leased", "the late word of the first worker is refused");
    assert.notEqual(after?.lease_token, leased?.lease_token);
    held.resolve();
    await until(async () => (await allJobs(database.db))[0]?.state === "done", "the second worker finished");
    assert.deepEqual(attempts, [2]);
    await first.stop();
    await second.stop();
    lost.resolve();

    async function rescueOnce() {
      return await database.db.transaction().execute((trx) => rescueLost(trx, app.now));
    }
  },
);

eachDatabase("a heartbeat keeps a long job with its worker", async (_t, database) => {
  await using app = await emptyApp(database);
  const ctx = await systemCtx(app);
  await enqueue(database.db, ctx, { kind: "sweep_sessions", payload: {} });
  const release = Promise.withResolvers<void>();
  let runs = 0;
  await using _workers = working(app, {
    sweep_sessions: {
      run: async () => {
        runs++;
        await release.promise;
      },
    },
  }, { heartbeatMs: 20 });
  await until(() => runs === 1, "it runs");
  for (let minute = 0; minute < 3; minute++) {
    app.now += 50_000;
    const expected = app.now + LEASE_MS;
    await until(
      async () => (await allJobs(database.db))[0]?.lease_until === expected,
      "the lease was renewed",
    );
  }
  release.resolve();
  await until(async () => (await allJobs(database.db))[0]?.state === "done", "it is done");
  assert.equal(runs, 1);
});

eachDatabase("a job that kills its worker every time is buried, not run for ever", async (_t, database) => {
  await using app = await emptyApp(database);
  const ctx = await systemCtx(app);
  await enqueue(database.db, ctx, { kind: "send_message", payload: { messageId: "m-1" }, maxAttempts: 3 });
  for (let kill = 0; kill < 3; kill++) {
    const [job] = await claim({ ...database, now: app.now }, {
      token: `t${kill}`,
      limit: 1,
      leaseMs: LEASE_MS,
      lane: "messages",
    });
    assert.equal(job?.attempts, kill + 1);
    app.now += LEASE_MS;
    await database.db.transaction().execute((trx) => rescueLost(trx, app.now));
  }
  const [job] = await allJobs(database.db);
  assert.equal(job?.state, "dead");
  assert.equal((JSON.parse(job?.errors_json ?? "[]") as JobError[]).length, 3);
});

eachDatabase("stopping waits for what runs", async (_t, database) => {
  await using app = await emptyApp(database);
  await enqueue(database.db, await systemCtx(app), { kind: "sweep_sessions", payload: {} });
  const began = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<null>();
  const workers = working(app, {
    sweep_sessions: {
      run() {
        began.resolve();
        return finish.promise;
      },
    },
  }, { drainMs: 60_000 });
  await began.promise;
  const stopped = workers.stop();
  finish.resolve(null);
  await stopped;
  const jobs = await allJobs(database.db);
  assert.deepEqual(jobs.map((job) => [job.state, job.attempts]), [["done", 1]]);
});

eachDatabase("stopping gives back what does not end", async (_t, database) => {
  await using app = await emptyApp(database);
  await enqueue(database.db, await systemCtx(app), { kind: "sweep_codes", payload: {} });
  const began = Promise.withResolvers<AbortSignal>();
  const end = Promise.withResolvers<null>();
  const workers = working(app, {
    sweep_codes: {
      run(_ctx, _payload, { signal }) {
        began.resolve(signal);
        return end.promise;
      },
    },
  }, { drainMs: 50 });
  const signal = await began.promise;
  await workers.stop();
  assert.ok(signal.aborted, "it is told to end");
  const jobs = await allJobs(database.db);
  assert.deepEqual(jobs.map((job) => [job.state, job.attempts]), [["waiting", 0]]);
  end.resolve(null);
});

Deno.test("pauses grow from five seconds to an hour and never come all at once", () => {
  const random = seededRandom(7);
  const pauses = Array.from({ length: 15 }, (_, index) => backoff(index + 1, random.bytes));
  for (const [index, pause] of pauses.entries()) {
    const plain = Math.min(5_000 * 2 ** index, 3_600_000);
    assert.ok(pause >= plain * 0.8 && pause <= plain * 1.2, `${index + 1}: ${pause}`);
  }
  const same = new Set(Array.from({ length: 20 }, () => backoff(3, random.bytes)));
  assert.ok(same.size > 15, "jobs that failed together spread out");
});
