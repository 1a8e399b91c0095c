import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { nodeSqliteEngine } from "../../src/db/embedded/engine.ts";
import { filePath } from "../../src/db/embedded/file_path.ts";
import { enqueue } from "../../src/jobs/queue.ts";
import { aCaller } from "../api/caller.ts";
import { startChild } from "../db/child.ts";
import { allJobs, systemCtx, until, working } from "../jobs/stage.ts";
import { asAdmin, emptyApp, testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { anOrderWish } from "./mixed_load.ts";

/** Of 10 ms each: what takes the process away from this test lets none pass. */
const SECOND = 100;

Deno.test("while another process holds the database a write is refused within a second, and nothing later is lost", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const [caller, admin] = [await aCaller(app), await asAdmin(app)];
  const ctx = await systemCtx(app);
  const receive = (which: number) =>
    caller.send("POST", "/api/ordenes/", anOrderWish(which), { "Idempotency-Key": `order-${which}` });
  const release = `${filePath(database.url)}.release`;
  const holder = startChild("lock_holder.ts", [database.url, release]);
  await holder.until((line) => line === "held");
  let queued = false;
  const background = enqueue(database.db, ctx, { kind: "sweep_sessions", payload: {} }).then(() =>
    queued = true
  );
  for (let round = 0; round < 2; round++) {
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 10);
    for (const answer of await Promise.all([1, 2, 3].map(receive))) {
      assert.equal(answer.status, 503);
      assert.equal(answer.headers.get("Retry-After"), "1");
    }
    clearInterval(ticking);
    assert.ok(ticks <= SECOND, `${ticks} times 10 ms`);
    assert.equal(queued, false, "what nobody waits for has more patience");
  }
  assert.equal((await caller.get("/api/ordenes/")).status, 200, "it is read");
  app.now += 120_000;
  assert.equal((await admin.get("/ordenes")).status, 200, "also by who was last seen minutes ago");
  await Deno.writeTextFile(release, "");
  assert.equal(await holder.done(), 0);
  await background;
  for (const which of [1, 2, 3, 4]) assert.equal((await receive(which)).status, 201);
  const seen = (await nodeSqliteEngine())(filePath(database.url));
  assert.deepEqual(seen.prepare('select count(*) from "order"').all([]), [[4]], "on the disk");
  assert.deepEqual(seen.prepare("select count(*) from job where kind = 'sweep_sessions'").all([]), [[1]]);
  seen.close();
});

Deno.test({
  name: "a process that was frozen beyond its lease learns that its job is another's",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using database = await freshDatabase();
    await using app = await emptyApp(database);
    await enqueue(database.db, await systemCtx(app), { kind: "sweep_sessions", payload: {} });
    const thaw = `${filePath(database.url)}.thaw`;
    const frozen = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--node-modules-dir=manual",
        "--allow-all",
        "--no-check",
        fileURLToPath(new URL("frozen_worker.ts", import.meta.url)),
        database.url,
        String(app.now),
        thaw,
      ],
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const reader = frozen.stdout.getReader();
    assert.match(new TextDecoder().decode((await reader.read()).value), /working/);
    frozen.kill("SIGSTOP");
    app.now += 91_000;
    const attempts: number[] = [];
    await using _workers = working(app, {
      sweep_sessions: { run: (_ctx, _payload, { number }) => Promise.resolve(attempts.push(number)) },
    });
    await until(async () => (await allJobs(database.db))[0]?.state === "done", "another has done it");
    const before = await allJobs(database.db);
    await Deno.writeTextFile(thaw, "");
    frozen.kill("SIGCONT");
    assert.equal((await frozen.status).code, 0);
    await reader.cancel();
    assert.deepEqual(await allJobs(database.db), before, "its late word changes nothing");
    assert.deepEqual(attempts, [2]);
  },
});
