import assert from "node:assert/strict";
import { tick } from "../../src/jobs/schedule.ts";
import { latestOccurrence } from "../../src/tasks/cron.ts";
import { type TaskKind, TIMED_TASKS, type TimedTask } from "../../src/tasks/task.ts";
import { openShop } from "../../src/admin/shop.ts";
import type { Services } from "../../src/services.ts";
import { emptyApp, type TestApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { allJobs } from "./stage.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const HOURLY: (TimedTask & { kind: TaskKind })[] = [
  { kind: "sweep_sessions", pattern: "0 * * * *", group: "cleaning" },
];

eachDatabase(
  "three processes that look at the same time queue one job for each occurrence",
  async (_t, database) => {
    await using app = await emptyApp(database);
    const processes = [app.services, ownCopy(app), ownCopy(app)];
    let queued = 0;
    for (let hour = 0; hour < 50; hour++) {
      const found = await Promise.all(processes.map((services) => tick(services, HOURLY)));
      queued += found.flat().length;
      await database.db.updateTable("job").set({ state: "done", finished_at: app.now }).execute();
      app.now += HOUR;
    }
    assert.equal(queued, 50);
    assert.equal((await allJobs(database.db)).length, 50);
  },
);

eachDatabase(
  "what was missed while nobody looked runs once, and a clock set back repeats nothing",
  async (_t, database) => {
    await using app = await emptyApp(database);
    assert.deepEqual(await tick(app.services, HOURLY), ["sweep_sessions"]);
    app.now += 30 * DAY;
    assert.deepEqual(await tick(app.services, HOURLY), ["sweep_sessions"]);
    assert.deepEqual(await tick(app.services, HOURLY), []);
    app.now -= 2 * HOUR;
    for (let minute = 0; minute < 120; minute++) {
      assert.deepEqual(await tick(app.services, HOURLY), []);
      app.now += 60_000;
    }
  },
);

eachDatabase("an occurrence does not pile up behind one that still waits", async (_t, database) => {
  await using app = await emptyApp(database);
  for (let hour = 0; hour < 5; hour++) {
    await tick(app.services, HOURLY);
    app.now += HOUR;
  }
  assert.equal((await allJobs(database.db)).length, 1);
});

for (
  const [timeZone, nights] of Object.entries({
    "America/Santiago": ["2026-04-04", "2026-09-05"],
    "Europe/Madrid": ["2026-03-28", "2026-10-24"],
    "America/New_York": ["2026-03-07", "2026-10-31"],
  })
) {
  Deno.test(`a daily task runs once on each night on which ${timeZone} moves its clocks`, () => {
    for (const night of nights) {
      const from = Date.parse(`${night}T12:00Z`);
      const seen = new Set<number>();
      for (let now = from; now < from + 2 * DAY; now += 60_000) {
        const latest = latestOccurrence("30 2 * * *", { timeZone, now });
        if (latest !== null && latest > from) seen.add(latest);
      }
      assert.equal(seen.size, 2, `${night}: ${[...seen].map((ms) => new Date(ms).toISOString())}`);
    }
  });
}

Deno.test("every timed task has a pattern that comes round within a day", () => {
  const now = Date.UTC(2026, 10, 23, 13);
  for (const { kind, pattern } of TIMED_TASKS) {
    const latest = latestOccurrence(pattern, { timeZone: "America/Argentina/Buenos_Aires", now });
    assert.ok(latest !== null && latest <= now && latest > now - DAY, kind);
  }
});

Deno.test("the schedule looks again and again, and a stopped one keeps no process alive", async () => {
  const script = new URL("./scheduling_process.ts", import.meta.url).pathname;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--node-modules-dir=manual", "--allow-all", "--no-check", script, "3"],
    signal: AbortSignal.timeout(120_000),
  }).output();
  const decoder = new TextDecoder();
  assert.equal(code, 0, decoder.decode(stderr));
  assert.deepEqual(decoder.decode(stdout).trim().split("\n"), ["looked", "looked", "looked", "stopped"]);
});

/** Another process on the same database. */
function ownCopy(app: TestApp): Services {
  const { services } = app;
  const shop = openShop({ db: services.database.db, clock: services.clock, live: services.live });
  return { ...services, shop };
}
