import assert from "node:assert/strict";
import { enqueue } from "../../src/jobs/queue.ts";
import { emptyApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
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
  },
);
