import assert from "node:assert/strict";
import type { Ctx } from "../../src/context.ts";
import { listOrders, ordersQuery } from "../../src/orders/list.ts";
import { EVERYTHING, type ListFilter, listFilter, listQuery } from "../../src/orders/list_filter.ts";
import { isOverdue } from "../../src/orders/sla.ts";
import { ORDER_STATUSES } from "../../src/orders/status.ts";
import { type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

eachDatabase(
  "a list walks through all of its orders once, page by page, in each order",
  async (_, database) => {
    await using app = await testApp(database);
    const made: string[] = [];
    for (let index = 0; index < 23; index++) {
      const { number } = await anOrder(app, {
        status: index % 2 === 0 ? "repairing" : "ready",
        since: app.now - ((index * 7) % 5) * HOUR,
        receivedAt: app.now - index * HOUR,
        promisedAt: app.now + ((index * 3) % 4) * DAY,
      });
      made.push(number);
    }
    const ctx = await as(app);
    const newest = made.toReversed();
    assert.deepEqual(await walk(ctx, EVERYTHING), newest);
    assert.deepEqual(await walk(ctx, { ...EVERYTHING, group: "open" }), newest);
    const repairing = newest.filter((number) => made.indexOf(number) % 2 === 0);
    assert.deepEqual(await walk(ctx, { ...EVERYTHING, status: "repairing" }), repairing);
    assert.deepEqual(await walk(ctx, { ...EVERYTHING, from: "2026-11-01" }), made);
    for (const sort of ["promised", "oldest"] as const) {
      const walked = await walk(ctx, { ...EVERYTHING, sort });
      const { rows } = await listOrders(ctx, { ...EVERYTHING, sort }, 100);
      const column = sort === "promised" ? "promised_at" : "status_since";
      const values = rows.map((row) => Number(row[column]));
      assert.deepEqual(values, values.toSorted((a, b) => a - b));
      assert.deepEqual(walked, rows.map((row) => row.number));
      assert.deepEqual(walked.toSorted(), made.toSorted());
    }
  },
);

eachDatabase("each filter keeps what it names", async (_, database) => {
  await using app = await testApp(database);
  const tech = app.users.technician.id;
  const facts = { fault: "Pantalla rota", accessories: ["Funda azul"], serial: "R58-N1234" };
  const own = (await anOrder(app, { ...facts, status: "repairing", technicianId: tech })).number;
  const waiting = (await anOrder(app, { status: "awaiting_approval", since: app.now - 4 * DAY })).number;
  const promised =
    (await anOrder(app, { status: "approved", promisedAt: app.now - HOUR, receivedAt: app.now - 40 * DAY }))
      .number;
  const taken = await anOrder(app, { status: "delivered", since: app.now - 90 * DAY });
  const gone = taken.number;
  const ctx = await as(app);
  const shown = async (filter: Partial<ListFilter>) =>
    (await listOrders(ctx, { ...EVERYTHING, ...filter })).rows.map((row) => row.number);
  assert.deepEqual(await shown({}), [gone, promised, waiting, own]);
  assert.deepEqual(await shown({ group: "open" }), [promised, waiting, own]);
  assert.deepEqual(await shown({ group: "waiting" }), [waiting]);
  assert.deepEqual(await shown({ group: "closed" }), [gone]);
  assert.deepEqual(await shown({ status: "repairing" }), [own]);
  assert.deepEqual(await shown({ mine: true }), [own]);
  assert.deepEqual(await shown({ mine: true, group: "open" }), [own]);
  assert.deepEqual(await shown({ technician: tech }), [own]);
  assert.deepEqual(await shown({ technician: "none", group: "open" }), [promised, waiting]);
  assert.deepEqual(await shown({ branch: app.branchId }), [gone, promised, waiting, own]);
  assert.deepEqual(await shown({ branch: "elsewhere" }), []);
  assert.deepEqual(await shown({ overdue: true }), [waiting, promised]);
  const claim = (await anOrder(app, { status: "ready", claimOf: taken.id })).number;
  assert.deepEqual(await shown({ claims: true }), [claim]);
  assert.deepEqual(await shown({ claims: true, group: "open", branch: app.branchId }), [claim]);
  assert.deepEqual(await shown({ claims: true, group: "waiting" }), []);
  assert.deepEqual(await shown({ from: "2026-11-19", to: "2026-11-20" }), [waiting]);
  assert.deepEqual(await shown({ to: "2026-10-31" }), [promised, gone]);
  for (const q of ["PANTALLA", own, own.toLowerCase(), "1", "maría nuñez", "funda", "r58n1234", "A54 rota"]) {
    assert.ok((await shown({ q })).includes(own), q);
  }
  assert.deepEqual(await shown({ q: "pantalla", group: "closed" }), []);
});

eachDatabase("what counts as overdue is the same in the list and on a card", async (_, database) => {
  await using app = await testApp(database);
  for (const status of ORDER_STATUSES) {
    for (const hours of [1, 25, 73, 241, 361]) {
      const promisedAt = hours === 25 ? app.now - HOUR : null;
      await anOrder(app, { status, since: app.now - hours * HOUR, promisedAt });
    }
  }
  const ctx = await as(app);
  const { rows } = await listOrders(ctx, EVERYTHING, 200);
  const overdue = await listOrders(ctx, { ...EVERYTHING, overdue: true }, 200);
  const expected = rows.filter((row) => isOverdue(row, ctx.now))
    .sort((a, b) => Number(a.overdue_at) - Number(b.overdue_at) || a.seq - b.seq);
  assert.equal(rows.length, ORDER_STATUSES.length * 5);
  assert.deepEqual(overdue.rows.map((row) => row.number), expected.map((row) => row.number));
  assert.ok(expected.length > 10 && expected.length < rows.length - 10);
});

eachDatabase("every shape of the list is served by an index", async (_, database) => {
  await using app = await testApp(database);
  for (let made = 0; made < 30; made++) await anOrder(app, { technicianId: app.users.technician.id });
  const ctx = await as(app);
  const technician = app.users.technician.id;
  const cursor = { value: app.now, seq: 9 };
  const shapes: Partial<ListFilter>[] = [
    {},
    { status: "ready" },
    { status: "ready", branch: app.branchId },
    { group: "open" },
    { group: "closed", branch: app.branchId },
    { group: "waiting", technician },
    { technician: "none", group: "open" },
    { mine: true },
    { mine: true, status: "repairing" },
    { branch: app.branchId },
    { overdue: true },
    { overdue: true, branch: app.branchId },
    { overdue: true, technician, cursor },
    { stale: 7 },
    { stale: 7, branch: app.branchId, cursor },
    { claims: true },
    { claims: true, group: "open", branch: app.branchId },
    { claims: true, overdue: true },
    { q: "pantalla" },
    { q: "pantalla rota", group: "open" },
    { from: "2026-11-01", to: "2026-11-20" },
    { from: "2026-11-01", cursor },
    { sort: "promised" },
    { sort: "promised", status: "repairing", cursor },
    { sort: "oldest", status: "repairing" },
    { sort: "oldest", cursor },
  ];
  for (const shape of shapes) {
    await assertUsesIndex(database, ordersQuery(ctx, { ...EVERYTHING, ...shape }, 51).compile());
  }
});

Deno.test("a list's address says what it shows and nothing that is not so", () => {
  const filter: ListFilter = {
    ...EVERYTHING,
    group: "waiting",
    technician: "none",
    overdue: true,
    claims: true,
    stale: 12,
    sort: "oldest",
    cursor: { value: 1_700_000_000_000, seq: 812 },
  };
  const query = listQuery(filter);
  assert.equal(
    query,
    "?grupo=waiting&tecnico=none&vencidas=1&reclamos=1&quietas=12&orden=oldest&antes=1700000000000.812",
  );
  assert.deepEqual(listFilter(Object.fromEntries(new URLSearchParams(query))), filter);
  assert.equal(listQuery(EVERYTHING), "");
  assert.deepEqual(
    listFilter({ estado: "nonsense", desde: "ayer", antes: "x'; drop", tecnico: "1", orden: "no" }),
    EVERYTHING,
  );
});

async function walk(ctx: Ctx, filter: ListFilter): Promise<string[]> {
  const numbers: string[] = [];
  let cursor = filter.cursor;
  for (let page = 0; page < 20; page++) {
    const list = await listOrders(ctx, { ...filter, cursor }, 4);
    numbers.push(...list.rows.map((row) => row.number));
    if (list.next === null) return numbers;
    cursor = list.next;
  }
  throw new Error("the list has no end");
}

function as(app: TestApp): Promise<Ctx> {
  return app.ctx(userActor(app, "technician"));
}
