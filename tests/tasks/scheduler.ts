import assert from "node:assert/strict";
import fc from "fast-check";
import { emptyApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { openShop } from "../../src/admin/shop.ts";
import { tick } from "../../src/jobs/schedule.ts";
import type { Services } from "../../src/services.ts";
import { latestOccurrence, nextOccurrences } from "../../src/tasks/cron.ts";
import { lookAt, type Memo } from "../../src/tasks/due.ts";
import type { TaskKind, TimedTask } from "../../src/tasks/task.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
export const TWO_YEARS = { from: Date.UTC(2026, 0, 1), until: Date.UTC(2028, 0, 1) };

const ZONES = [
  "America/Santiago",
  "Europe/Madrid",
  "America/New_York",
  "America/Argentina/Buenos_Aires",
  "UTC",
] as const;
const PATTERNS = [
  "*/5 * * * *",
  "7 * * * *",
  "30 0 * * *",
  "30 1 * * *",
  "30 2 * * *",
  "12 10 * * *",
  "0 9 * * 1-5",
  "0 0 1 * *",
  "0 8 31 * *",
  "0 8 L * *",
] as const;

/** The nights on which a zone of ours moves its clocks, the ends of months, and any other day. */
const days = fc.oneof(
  fc.constantFrom(
    "2026-03-08",
    "2026-03-29",
    "2026-04-05",
    "2026-09-06",
    "2026-10-25",
    "2026-11-01",
    "2027-03-14",
    "2027-03-28",
    "2027-04-04",
    "2027-09-05",
    "2027-10-31",
    "2027-11-07",
    "2026-01-31",
    "2026-02-28",
    "2026-04-30",
    "2027-12-31",
  ).map((day) => Date.parse(`${day}T00:00Z`)),
  fc.integer({ min: TWO_YEARS.from, max: TWO_YEARS.until }),
);

/** What happens between one look at the clock and the next. */
const steps = fc.oneof(
  { weight: 30, arbitrary: fc.integer({ min: 1, max: 90 * MINUTE }).map((ms) => ({ by: ms })) },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 3 * DAY }).map((ms) => ({ by: ms })) },
  { weight: 2, arbitrary: fc.constantFrom(-2 * HOUR, 30 * DAY).map((ms) => ({ by: ms })) },
  { weight: 1, arbitrary: fc.constantFrom(...ZONES).map((zone) => ({ zone })) },
);

/** What a process does with one look, on a memory of its own instead of the tables `task_clock` and `task_run`. */
function look(world: World, now: number): number | null {
  const { pattern, timeZone, memo } = world;
  const found = lookAt({ pattern, timeZone, now, memo, since: -1, catchesUp: true });
  if (found.act === "set_back") world.memo = { occurrenceAt: now, zone: timeZone };
  if (found.act !== "claim") return null;
  const due = found.occurrence;
  world.memo = { occurrenceAt: due, zone: timeZone };
  if (world.ran.has(due)) return null;
  world.ran.add(due);
  return due;
}

interface World {
  pattern: string;
  timeZone: string;
  memo: Memo | null;
  ran: Set<number>;
}

/**
 * Whatever the clock does: what runs is an occurrence that has come, each runs once at most, a look runs one at most however many were
 * missed, and after a look nothing of the same zone is owed any more.
 */
export function schedulerHolds() {
  return fc.property(
    fc.constantFrom(...PATTERNS),
    fc.constantFrom(...ZONES),
    days,
    fc.array(steps, { minLength: 20, maxLength: 80 }),
    (pattern, zone, start, moves) => {
      const world: World = { pattern, timeZone: zone, memo: null, ran: new Set() };
      let now = start - DAY;
      look(world, now);
      for (const move of moves) {
        if ("zone" in move) {
          world.timeZone = move.zone;
          continue;
        }
        now += move.by;
        const before = world.memo;
        const count = world.ran.size;
        const due = look(world, now);
        assert.ok(world.ran.size - count <= 1);
        if (due === null) {
          const latest = latestOccurrence(pattern, { timeZone: world.timeZone, now });
          const owed = latest !== null && before !== null && latest > before.occurrenceAt &&
            before.zone === world.timeZone && !world.ran.has(latest);
          assert.ok(!owed, `${pattern} in ${world.timeZone} owes ${latest} at ${now}`);
          continue;
        }
        assert.ok(due <= now);
        assert.equal(due, latestOccurrence(pattern, { timeZone: world.timeZone, now }));
      }
    },
  );
}

/** A daily task in a branch that moves from zone to zone runs once for each day that passes, not twice and not never. */
export function movesKeepTheDay() {
  return fc.property(
    days,
    fc.array(fc.constantFrom(...ZONES), { minLength: 2, maxLength: 4 }),
    (start, zones) => {
      const world: World = {
        pattern: "12 10 * * *",
        timeZone: zones[0] ?? "UTC",
        memo: null,
        ran: new Set(),
      };
      look(world, start);
      for (let hour = 1; hour <= zones.length * 3 * 24; hour++) {
        world.timeZone = zones[Math.floor(hour / 72)] ?? world.timeZone;
        look(world, start + hour * HOUR);
      }
      const ran = [...world.ran].sort((one, other) => one - other);
      const gaps = ran.slice(1).map((at, index) => at - (ran[index] ?? at));
      assert.ok(
        gaps.every((gap) => gap >= 12 * HOUR && gap <= 36 * HOUR),
        `${zones}: ${gaps.map((gap) => gap / HOUR)}`,
      );
    },
  );
}

/** Whether the next occurrences, one after the other, and the latest one at each of them agree: nothing is lost on any night. */
export function everyTurnComes(pattern: string, timeZone: string): number {
  const turns = nextOccurrences(pattern, { timeZone, now: TWO_YEARS.from, count: 800 })
    .filter((at) => at < TWO_YEARS.until);
  for (const [index, at] of turns.entries()) {
    assert.equal(latestOccurrence(pattern, { timeZone, now: at }), at);
    assert.equal(latestOccurrence(pattern, { timeZone, now: at + MINUTE - 1 }), at);
    if (index > 0) assert.ok(at > (turns[index - 1] ?? 0));
  }
  return turns.length;
}

/** Three processes on one database look so many times each while the clock does what clocks do. */
export async function threeProcesses(ticks: number, engine: "libsql" | "postgres" = "libsql"): Promise<void> {
  await using database = await freshDatabase(engine);
  await using app = await emptyApp(database);
  const tasks: readonly (TimedTask & { kind: TaskKind })[] = [
    { kind: "expire_print_jobs", pattern: "*/5 * * * *", group: "shop" },
    { kind: "sweep_sessions", pattern: "30 2 * * *", group: "cleaning" },
  ];
  const processes: Services[] = [
    app.services,
    ...[1, 2].map(() => ({
      ...app.services,
      shop: openShop({ db: database.db, clock: app.services.clock, live: app.services.live }),
    })),
  ];
  app.now = Date.UTC(2026, 2, 28, 20);
  for (let count = 0; count < ticks; count++) {
    await Promise.all(processes.map((services) => tick(services, tasks)));
    if (count % 50 === 0) {
      await database.db.updateTable("job").set({ state: "done", finished_at: app.now }).execute();
    }
    app.now += count === Math.floor(ticks / 3)
      ? 30 * DAY
      : count === Math.floor(ticks / 2)
      ? -2 * HOUR
      : MINUTE;
  }
  const runs = await database.db.selectFrom("task_run").select(["task", "due_at"]).execute();
  const keys = runs.map(({ task, due_at }) => `${task} ${due_at}`);
  assert.equal(new Set(keys).size, keys.length, "an occurrence ran twice");
  const minutes = runs.filter(({ task }) => task === "expire_print_jobs").length;
  assert.ok(minutes >= ticks / 5 - 30 && minutes <= ticks / 5 + 2, `${minutes} of ${ticks} minutes`);
}
