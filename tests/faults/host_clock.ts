import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { until } from "../jobs/stage.ts";
import { freePort, startServer, stop } from "../support/server_process.ts";
import { aShop } from "./a_shop.ts";
import { anOrderWish } from "./mixed_load.ts";

/** Where Debian's package `libfaketime` puts it; null where it is not installed. */
export const FAKETIME = findLibrary();

/** A turn that was missed, and those of the minutes in which the test waits. */
const MOST_TURNS = 3;
/** Behind all that a first start catches up, on a machine on which others work. */
const JOB_MS = 120_000;
/** Longer than the schedule's pause between two looks. */
const NEXT_LOOK_MS = 75_000;

/**
 * A server whose host's clock jumps while it runs: two hours back, thirty days ahead, and back to what it was. Sessions, tokens, numbers and
 * jobs go by the new time at once; with `patient` also the schedule, which looks at the clock once a minute. Answers how many turns of tasks
 * each jump brought about.
 */
export async function hostClock({ patient }: { patient: boolean }): Promise<Record<string, number>> {
  const data = await Deno.makeTempDir({ prefix: "reparo-clock-" });
  const [path, clock, port] = [join(data, "reparo.db"), join(data, "clock"), freePort()];
  const setTo = (shift: string) => Deno.writeTextFile(clock, shift);
  let server: Deno.ChildProcess | null = null;
  try {
    await setTo("+0");
    const { token, weekly, cookie } = await aShop(`file:${path}`);
    const env = {
      LD_PRELOAD: FAKETIME ?? "",
      FAKETIME_TIMESTAMP_FILE: clock,
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
    };
    server = await startServer({ data, url: `file:${path}`, port, env });
    const at = `http://127.0.0.1:${port}`;
    const get = async (path: string, headers: HeadersInit) => {
      const answer = await fetch(at + path, { headers, redirect: "manual" });
      await answer.body?.cancel();
      return answer.status;
    };
    const post = async (path: string, body?: unknown) => {
      const answer = await fetch(at + path, {
        method: "POST",
        headers: {
          Authorization: `Bearer ${token}`,
          ...body !== undefined && { "Content-Type": "application/json" },
          "Idempotency-Key": crypto.randomUUID(),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const told = await answer.json();
      assert.ok(answer.ok, JSON.stringify(told));
      return told;
    };
    const page = () => get("/clientes", { Cookie: cookie });
    const program = () => get("/api/ordenes/", { Authorization: `Bearer ${weekly}` });
    const numbers: string[] = [];
    const turns: Record<string, number> = {};
    let known = new Map<string, number>();
    /** An order comes in, a job is done, and the schedule has looked. */
    const lives = async (shift: string) => {
      const before = known;
      numbers.push((await post("/api/ordenes/", anOrderWish(numbers.length))).number);
      // One that the schedule has queued comes first.
      const queued = async () => (await post("/api/tareas/sweep_sessions/ejecuciones")).state !== "skipped";
      await until(queued, `${shift}: it is queued`, JOB_MS);
      await until(() => asked(path).every((state) => state === "ok"), `${shift}: the job is done`, JOB_MS);
      if (patient) await new Promise((resolve) => setTimeout(resolve, NEXT_LOOK_MS));
      const now = known = turnsIn(path);
      for (const [turn, times] of now) assert.equal(times, 1, `${shift}: ${turn} once`);
      turns[shift] = [...now.keys()].filter((turn) => !before.has(turn)).length;
      for (const [place, many] of perPlace(now, before)) {
        assert.ok(many <= MOST_TURNS, `${shift}: ${place} ${many} times`);
      }
    };

    await lives("as it is");
    assert.deepEqual([await page(), await program()], [200, 200]);
    await setTo("-2h");
    assert.deepEqual([await page(), await program()], [200, 200], "two hours ago they were good as well");
    await lives("-2h");
    await setTo("+30d");
    assert.deepEqual([await page(), await program()], [303, 401], "their time is over");
    await lives("+30d");
    if (patient) assert.ok((turns["+30d"] ?? 0) > 0, "the schedule has looked");
    await setTo("+0");
    assert.equal(await page(), 303, "what was over stays over");
    await lives("+0");
    assert.deepEqual(numbers, [...new Set(numbers)].sort(), "numbers go on");
    return turns;
  } finally {
    await stop(server);
    await Deno.remove(data, { recursive: true });
  }
}

/** How often each turn of a task was queued by the clock. */
function turnsIn(path: string): Map<string, number> {
  const rows = read(
    path,
    "select task || ' ' || branch_id || ' ' || due_at, count(*) from task_run where due_at is not null group by 1",
  );
  return new Map(rows.map(([turn, times]) => [String(turn), Number(times)]));
}

/** How many turns each task has had in each place since. */
function perPlace(now: Map<string, number>, before: Map<string, number>): Map<string, number> {
  const many = new Map<string, number>();
  for (const turn of now.keys()) {
    if (before.has(turn)) continue;
    const place = turn.slice(0, turn.lastIndexOf(" "));
    many.set(place, (many.get(place) ?? 0) + 1);
  }
  return many;
}

/** The states of the runs that somebody asked for and got. */
function asked(path: string): string[] {
  return read(path, "select state from task_run where due_at is null and state != 'skipped'").map(([state]) =>
    String(state)
  );
}

function read(path: string, sql: string): unknown[][] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const statement = database.prepare(sql);
    statement.setReturnArrays(true);
    return statement.all() as unknown as unknown[][];
  } finally {
    database.close();
  }
}

function findLibrary(): string | null {
  if (Deno.build.os !== "linux") return null;
  const path = `/usr/lib/${Deno.build.arch}-linux-gnu/faketime/libfaketimeMT.so.1`;
  try {
    return Deno.statSync(path).isFile ? path : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
