import assert from "node:assert/strict";
import type { JobError } from "../../src/jobs/job.ts";
import { enqueue } from "../../src/jobs/queue.ts";
import { emptyApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { allJobs, systemCtx, until, working } from "./stage.ts";

eachDatabase(
  "a job of a server that is killed runs again within 90 s, and the first try counts",
  async (_t, database) => {
    await using app = await emptyApp(database);
    const ctx = await systemCtx(app);
    await enqueue(database.db, ctx, { kind: "sweep_sessions", payload: {} });
    const server = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--node-modules-dir=manual",
        "--allow-all",
        new URL("./dying_worker.ts", import.meta.url).pathname,
        database.url,
        String(app.now),
      ],
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const reader = server.stdout.getReader();
    const { value } = await reader.read();
    assert.match(new TextDecoder().decode(value), /working/);
    server.kill("SIGKILL");
    await server.status;
    await reader.cancel();

    const attempts: number[] = [];
    await using _workers = working(app, {
      sweep_sessions: { run: (_ctx, _payload, { number }) => Promise.resolve(attempts.push(number)) },
    });
    app.now += 59_000;
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual(attempts, [], "its lease still stands");
    app.now += 31_000;
    await until(() => attempts.length === 1, "the job ran again");
    assert.deepEqual(attempts, [2]);
    await until(async () => (await allJobs(database.db))[0]?.state === "done", "it is done");
    const [job] = await allJobs(database.db);
    const errors = JSON.parse(job?.errors_json ?? "[]") as JobError[];
    assert.deepEqual(errors.map((one) => one.attempt), [1]);
  },
);
