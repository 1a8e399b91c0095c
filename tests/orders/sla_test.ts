import assert from "node:assert/strict";
import fc from "fast-check";
import { calendarOf } from "../../src/admin/open_time.ts";
import type { OpenTime } from "../../src/admin/opening.ts";
import { assign, editOrder } from "../../src/orders/commands.ts";
import { moveStatus } from "../../src/orders/moves.ts";
import { PRIORITIES } from "../../src/orders/order.ts";
import { reckonDeadlines, spentBefore } from "../../src/orders/reckon_commands.ts";
import {
  clockAfter,
  isOverdue,
  overdueAt,
  type SlaRules,
  slaSpent,
  type Standing,
  waitingShare,
} from "../../src/orders/sla.ts";
import { OPEN_STATUSES, ORDER_STATUSES, type OrderStatus } from "../../src/orders/status.ts";
import { asAdmin, MONDAY, type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { approveByPhone, aSentQuote } from "../support/quote_builders.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** domain.md §2, written out once more: where the ball is in the shop's court. */
const RUNS: readonly OrderStatus[] = [
  "received",
  "diagnosing",
  "approved",
  "repairing",
  "outsourced",
  "quality_check",
];

Deno.test("the clock as it is kept by each move is what a look at every minute says", () => {
  fc.assert(
    fc.property(aBranch(), aHistory(), (branch, { start, moves, now }) => {
      const rules = rulesOf(branch);
      let order: Standing = { ...FRESH, status_since: start };
      for (const { to, at } of moves) {
        order = {
          ...order,
          ...clockAfter(order, { status: to, status_since: at }, rules),
          status: to,
          status_since: at,
        };
      }
      const history = [{ to: FRESH.status, at: start }, ...moves];
      const expected = everyMinute(branch, history, now) * MINUTE;
      assert.equal(slaSpent(order, rules.calendar, now), expected);
      const reckoned = spentBefore(history, order.status_since, rules.calendar);
      assert.equal(reckoned, order.sla_ms, "from the history");
    }),
    { numRuns: 60 },
  );
});

Deno.test("an order is overdue from the first minute on at which one of its limits is used up", () => {
  fc.assert(
    fc.property(
      aBranch(),
      fc.record({
        status: fc.constantFrom(...ORDER_STATUSES),
        spent: fc.integer({ min: 0, max: 40 * 60 }),
        priority: fc.constantFrom(...PRIORITIES),
        promised: fc.option(fc.integer({ min: -2 * 24 * 60, max: 5 * 24 * 60 })),
      }),
      fc.integer({ min: 0, max: 8 * 24 * 60 }),
      (branch, { status, spent, priority, promised }, later) => {
        const since = SUNDAY - 2 * DAY;
        const rules = rulesOf(branch);
        const order = {
          status,
          status_since: since,
          sla_ms: spent * MINUTE,
          priority,
          promised_at: promised === null ? null : since + promised * MINUTE,
        };
        const now = since + later * MINUTE;
        const overdue_at = overdueAt(order, rules);
        assert.equal(isOverdue({ overdue_at }, now), overdueByHand(branch, order, now));
        if (order.promised_at !== null || now === since) return;
        assert.equal(waitingShare(order, rules, now - 1) >= 1, isOverdue({ overdue_at }, now));
      },
    ),
    { numRuns: 150 },
  );
});

eachDatabase("moves keep the clock over nights, a holiday and a wait for the client", async (_, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const feriado = { date: "2026-11-24", holiday: "Día del taller" };
  assert.equal((await admin.post(`/admin/sucursales/${app.branchId}/feriados`, feriado)).status, 303);
  const technicianId = app.users.technician.id;
  const order = await anOrder(app, { technicianId, diagnosis: "Batería agotada" });
  const at = async (instant: number, to: OrderStatus) => {
    app.now = instant;
    if (to === "awaiting_approval") await aSentQuote(app, order.number);
    else if (to === "approved") await approveByPhone(app, order.number);
    else await moveStatus(await app.ctx(userActor(app, "admin")), order.number, { to });
    return (await rowOf(app, order.id)).sla_ms / HOUR;
  };
  // Monday from 10 to 19, then Wednesday from 9 on: Tuesday is the holiday.
  assert.equal(await at(MONDAY + 2 * DAY, "diagnosing"), 9 + 1);
  assert.equal(await at(MONDAY + 2 * DAY + HOUR, "awaiting_approval"), 11);
  assert.equal(
    (await rowOf(app, order.id)).overdue_at,
    app.now + 72 * HOUR,
    "the client's time is anybody's",
  );
  assert.equal(await at(MONDAY + 4 * DAY, "approved"), 11, "the client had it for two days");
  assert.equal(await at(MONDAY + 4 * DAY + 3 * HOUR, "repairing"), 14);
  const { overdue_at } = await rowOf(app, order.id);
  assert.equal(overdue_at, Date.parse("2026-12-01T13:00-03:00"), "thirty open hours later");
  app.now = Number(overdue_at) + 1;
  const later = await asAdmin(app);
  assert.match(await later.page("/ordenes?vencidas=1"), new RegExp(order.number));
  const page = await later.page(`/ordenes/${order.number}`);
  assert.match(page, /Trabajo: 44 h de 60 h/);
});

eachDatabase(
  "urgency and a promise bring the deadline nearer, an assignment does not",
  async (_, database) => {
    await using app = await testApp(database);
    const order = await anOrder(app, { slaMs: 18 * HOUR });
    const ctx = await app.ctx(userActor(app, "admin"));
    assert.equal((await rowOf(app, order.id)).overdue_at, MONDAY + DAY, "ten open hours");
    await assign(ctx, order.number, app.users.technician.id);
    const edit = { fault: "No enciende", condition: "", promised_at: null, preauthorised: null };
    await editOrder(ctx, order.number, { ...edit, priority: "urgent", version: 2 });
    assert.equal(
      (await rowOf(app, order.id)).overdue_at,
      MONDAY + 2 * HOUR,
      "eighteen of its twenty hours were gone",
    );
    await editOrder(ctx, order.number, {
      ...edit,
      priority: "urgent",
      promised_at: MONDAY + HOUR,
      version: 3,
    });
    assert.equal((await rowOf(app, order.id)).overdue_at, MONDAY + HOUR);
  },
);

eachDatabase("other limits, hours and holidays are reckoned for what is open", async (t, database) => {
  await using app = await testApp(database);
  const technicianId = app.users.technician.id;
  const open = await anOrder(app, { technicianId });
  const gone = await anOrder(app, { status: "delivered" });
  app.now += DAY;
  await moveStatus(await app.ctx(userActor(app, "technician")), open.number, { to: "diagnosing" });
  const admin = await asAdmin(app);
  const before = await rowOf(app, open.id);
  assert.equal(before.sla_ms, 10 * HOUR);

  await t.step("a limit", async () => {
    const fields = {
      version: await formVersion(admin, "estados"),
      "status_labels.diagnosing": "",
      "status_hours.diagnosing": "2",
    };
    assert.equal((await admin.post("/admin/ajustes/estados", fields)).status, 303);
    assert.deepEqual(await reckon(app), { orders: 1, changed: 1 });
    assert.equal((await rowOf(app, open.id)).overdue_at, app.now + 2 * HOUR);
  });
  await t.step("a holiday that nobody had thought of", async () => {
    const path = `/admin/sucursales/${app.branchId}/feriados`;
    await admin.post(path, { date: "2026-11-23", holiday: "Puente", yearly: "1" });
    await reckon(app);
    assert.equal((await rowOf(app, open.id)).sla_ms, HOUR, "only this morning is left");
    const twice = await admin.post(path, { date: "2026-11-23", holiday: "Otra vez" });
    assert.equal(twice.status, 422);
    assert.match(await twice.text(), /Ese día ya está en la lista/);
    assert.match(await admin.page(`/admin/sucursales/${app.branchId}`), /Puente[^]*todos los años/);
    await admin.post(`${path}/2026-11-23/baja`);
    assert.equal((await admin.post(`${path}/2026-11-23/baja`)).status, 404);
    await reckon(app);
    assert.equal((await rowOf(app, open.id)).sla_ms, before.sla_ms);
  });
  await t.step("other hours", async () => {
    const opening = { days: ["1", "2"], from: "08:00", to: "11:00" };
    await admin.post(`/admin/sucursales/${app.branchId}/horario`, opening);
    await reckon(app);
    assert.equal((await rowOf(app, open.id)).sla_ms, 3 * HOUR, "one of Monday, two of Tuesday");
  });
  const closed = await rowOf(app, gone.id);
  assert.deepEqual([closed.sla_ms, closed.overdue_at, closed.version], [0, null, 1]);
  assert.equal((await rowOf(app, open.id)).version, before.version, "nobody's edit is overtaken");
});

eachDatabase("an order stands still until somebody does something about it", async (_, database) => {
  await using app = await testApp(database);
  const quiet = await anOrder(app);
  const noted = await anOrder(app);
  const ready = await anOrder(app, { status: "ready", since: app.now - HOUR });
  app.now += 8 * DAY;
  let admin = await asAdmin(app);
  const shown = async (days: number) => {
    const page = await admin.page(`/ordenes?quietas=${days}`);
    return [quiet, noted, ready].filter(({ number }) => page.includes(`/ordenes/${number}"`)).length;
  };
  assert.equal(await shown(7), 3);
  await admin.post(`/ordenes/${noted.number}/notas`, { text: "Llamé", form_key: crypto.randomUUID() });
  assert.equal(await shown(7), 2);
  assert.equal(await shown(9), 0);
  app.now += 7 * DAY + 1;
  admin = await asAdmin(app);
  assert.equal(await shown(7), 3);
  assert.match(await admin.page("/ordenes"), /href="\/ordenes\?quietas=plazo"[^>]*>Sin movimiento/);
});

const SUNDAY = Date.UTC(2026, 9, 25);
const FRESH: Standing = {
  status: "received",
  status_since: 0,
  sla_ms: 0,
  priority: "normal",
  promised_at: null,
};
const LIMITS = {
  status_hours: Object.fromEntries(OPEN_STATUSES.map((status, index) => [status, 1 + index * 4])),
  sla_hours: { urgent: 5, high: 20, normal: 40 },
};

function rulesOf(branch: OpenTime): SlaRules {
  return { settings: LIMITS, calendar: calendarOf(branch) };
}

/** Branches on both sides of the world, over the nights on which their clocks change. */
function aBranch(): fc.Arbitrary<OpenTime> {
  return fc.record({
    opening: fc.constantFrom(
      { days: [1, 2, 3, 4, 5, 6], from: "09:00", to: "19:00" },
      { days: [1, 2, 3, 4, 5], from: "08:30", to: "12:15" },
      { days: [6, 7], from: "10:00", to: "23:45" },
    ),
    holidays: fc.constantFrom([], [{ date: "2026-10-26", name: "Lunes", yearly: false }], [
      { date: "2025-10-24", name: "Sábado", yearly: true },
    ]),
    timeZone: fc.constantFrom("Europe/Madrid", "America/Argentina/Buenos_Aires", "Australia/Lord_Howe"),
  });
}

/** An order's moves, some days around the last Sunday of October. */
function aHistory() {
  const minutes = fc.integer({ min: 0, max: 2 * 24 * 60 });
  return fc.record({
    first: fc.integer({ min: -3 * 24 * 60, max: 0 }),
    steps: fc.array(fc.record({ to: fc.constantFrom(...ORDER_STATUSES), after: minutes }), { maxLength: 6 }),
    rest: minutes,
  }).map(({ first, steps, rest }) => {
    const start = SUNDAY + first * MINUTE;
    let at = start;
    const moves = steps.map(({ to, after }) => ({ to, at: at += after * MINUTE }));
    return { start, moves, now: at + rest * MINUTE };
  });
}

/** The slow way: minutes at which the branch was open and the shop at work. */
function everyMinute(
  branch: OpenTime,
  history: readonly { to: OrderStatus; at: number }[],
  now: number,
): number {
  const isOpen = openMinutes(branch);
  let minutes = 0;
  for (let at = history[0]?.at ?? now; at < now; at += MINUTE) {
    const { to } = history.findLast((move) => move.at <= at) ?? FRESH_MOVE;
    if (RUNS.includes(to) && isOpen(at)) minutes++;
  }
  return minutes;
}
const FRESH_MOVE = { to: "delivered" as OrderStatus };

function overdueByHand(branch: OpenTime, order: Standing, now: number): boolean {
  const { status, status_since, sla_ms, promised_at } = order;
  const working = RUNS.includes(status);
  const over = ["delivered", "cancelled", "abandoned"].includes(status);
  if (promised_at !== null && promised_at < now && !over && status !== "ready") return true;
  if (over || status === "draft") return false;
  const isOpen = openMinutes(branch);
  const own = (LIMITS.status_hours[status] ?? 0) * 60;
  const whole = LIMITS.sla_hours[order.priority as "high"];
  let waited = 0;
  let spent = sla_ms / MINUTE;
  if (working && whole !== undefined && spent >= whole * 60 && now > status_since) return true;
  for (let at = status_since; at < now - MINUTE; at += MINUTE) {
    const counts = !working || isOpen(at);
    if (counts) waited++;
    if (working && counts) spent++;
    if (waited >= own || (working && whole !== undefined && spent >= whole * 60)) return true;
  }
  return false;
}

const known = new Map<string, (at: number) => boolean>();

function openMinutes({ opening, holidays, timeZone }: OpenTime): (at: number) => boolean {
  const key = JSON.stringify([opening, holidays, timeZone]);
  const found = known.get(key);
  if (found) return found;
  const clock = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    dateStyle: "short",
    timeStyle: "short",
    hourCycle: "h23",
  });
  const kept = new Map<number, boolean>();
  const look = (at: number) => {
    const seen = kept.get(at);
    if (seen !== undefined) return seen;
    const [day = "", time = ""] = clock.format(at).split(", ");
    const closed = holidays.some((one) => one.yearly ? one.date.slice(5) === day.slice(5) : one.date === day);
    const weekday = new Date(`${day}T12:00Z`).getUTCDay() || 7;
    const open = opening.days.includes(weekday) && !closed && time >= opening.from && time < opening.to;
    kept.set(at, open);
    return open;
  };
  known.set(key, look);
  return look;
}

async function rowOf(app: TestApp, id: string) {
  return await app.services.database.db.selectFrom("order").select(["sla_ms", "overdue_at", "version"])
    .where("id", "=", id).executeTakeFirstOrThrow();
}

async function reckon(app: TestApp): Promise<{ orders: number; changed: number }> {
  const { db } = app.services.database;
  const jobs = await db.deleteFrom("job").where("kind", "=", "reckon_deadlines").returning("id").execute();
  assert.ok(jobs.length > 0, "the change asked for it");
  return await reckonDeadlines(await app.ctx());
}

async function formVersion(admin: Awaited<ReturnType<typeof asAdmin>>, part: string): Promise<string> {
  const page = await admin.page("/admin/ajustes");
  return new RegExp(`id="form-${part}"[^]*?name="version" value="([^"]+)"`).exec(page)?.[1] ?? "";
}
