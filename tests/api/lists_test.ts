import assert from "node:assert/strict";
import { quoteList } from "../../src/quotes/list_queries.ts";
import { queueList } from "../../src/printing/queue_queries.ts";
import { foundOrders } from "../../src/orders/found.ts";
import { listPayments, paymentList } from "../../src/payments/queries.ts";
import { testApp, userActor } from "../support/app.ts";
import { aClient } from "../support/builders.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aPart } from "../support/part_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";
import { aDraft, aSentQuote } from "../support/quote_builders.ts";
import { aLoaner } from "../loaners/loaner_stage.ts";
import { aCaller, type Caller, nextOf } from "./caller.ts";

const DAY = 24 * 60 * 60 * 1_000;

eachDatabase(
  "quotes of all orders are found by how they stand, whose they are and when",
  async (_t, database) => {
    await using app = await testApp(database);
    const caller = await aCaller(app);
    const ctx = await app.ctx();
    const client = await aClient(ctx, { name: "Zulema Ibáñez" });
    const technicianId = app.users.technician.id;
    const waiting = await anOrder(app, { status: "diagnosing", diagnosis: "Módulo", technicianId });
    const theirs = await anOrder(app, { status: "diagnosing", diagnosis: "Módulo", client });
    const begun = app.now;
    const draft = await aDraft(app, theirs.number);
    app.now += 1_000;
    const sent = await aSentQuote(app, waiting.number, { valid_days: "5", byMail: false });
    app.now += 1_000;
    const second = await aDraft(app, waiting.number);
    const ids = (path: string) => everyId(caller, `/api/presupuestos?${path}`);

    assert.deepEqual(await ids("limit=1"), [second, sent, draft]);
    assert.deepEqual(await ids("limit=1&sort=oldest"), [draft, sent, second]);
    assert.deepEqual(await ids("limit=1&q=zulema"), [draft]);
    assert.deepEqual(await ids(`limit=1&q=${waiting.number}`), [second, sent]);
    assert.deepEqual(await ids("status=sent"), [sent]);
    assert.deepEqual(await ids("status=draft&sort=oldest&limit=1"), [draft, second]);
    assert.deepEqual(await ids(`client_id=${client.id}`), [draft]);
    assert.deepEqual(await ids(`technician_id=${technicianId}&limit=1`), [second, sent]);
    assert.deepEqual(await ids("technician_id=none"), [draft]);
    assert.deepEqual(await ids(`branch_id=${app.branchId}&limit=2`), [second, sent, draft]);
    assert.deepEqual(await ids(`until=${new Date(begun + 1).toISOString()}`), [draft]);
    assert.deepEqual(await ids(`since=${new Date(begun + 1).toISOString()}`), [second, sent]);
    assert.deepEqual(await ids(`order_number=${waiting.number}`), [second, sent]);
    app.now += 6 * DAY;
    assert.deepEqual(await ids("status=sent"), []);
    assert.deepEqual(await ids("status=expired"), [sent]);

    const cursor = nextOf(await caller.get("/api/presupuestos?limit=1"))?.match(/cursor=([^&]+)/)?.[1];
    const refusals = {
      "sort=cheapest": "sort",
      "sort=oldest&q=zulema": "sort",
      [`order_number=${waiting.number}&status=sent`]: "status",
      [`sort=oldest&cursor=${cursor}`]: "cursor",
    };
    for (const [query, field] of Object.entries(refusals)) {
      const refused = await caller.get(`/api/presupuestos?${query}`);
      assert.deepEqual([refused.status, (await refused.json()).errors[0].field], [422, field], query);
    }
    assert.equal((await caller.get("/api/presupuestos?order_number=S01-999999")).status, 404);
    const reader = await aCaller(app, ["orders:read"]);
    assert.equal((await reader.get("/api/presupuestos")).status, 403);
    const [first] = await (await caller.get("/api/presupuestos?expand=order&limit=1")).json();
    assert.equal(first.expanded.order.number, waiting.number);

    const all = { q: "", sort: "newest", after: null } as const;
    const filters = [
      all,
      { ...all, sort: "oldest", after: { at: begun, id: draft } },
      { ...all, q: "zulema", after: { seq: 9, revision: 1 } },
      { ...all, status: "expired", since: begun },
      { ...all, status: "approved", after: { at: begun, id: draft } },
      { ...all, clientId: client.id },
      { ...all, technicianId, branchId: app.branchId },
    ] as const;
    for (const filter of filters) {
      const found = filter.q === "" ? null : [theirs.id];
      await assertUsesIndex(database, quoteList(ctx, filter, found).limit(51).compile());
    }
  },
);

eachDatabase(
  "payments and labels are searched by their orders and sorted both ways",
  async (_t, database) => {
    await using app = await testApp(database);
    const caller = await aCaller(app);
    const ctx = await app.ctx();
    const client = await aClient(ctx, { name: "Zulema Ibáñez" });
    const one = await anOrder(app, {
      status: "ready",
      charges: [500_00],
      payments: [100_00],
      client,
    });
    app.now += 1_000;
    await anOrder(app, { status: "ready", charges: [500_00], payments: [50_00] });
    const latest = await everyId(caller, "/api/pagos?limit=1");
    assert.equal(latest.length, 2);
    assert.deepEqual(await everyId(caller, "/api/pagos?limit=1&sort=oldest"), latest.toReversed());
    assert.deepEqual(await everyId(caller, "/api/pagos?limit=1&q=zulema"), latest.slice(1));
    assert.deepEqual(await everyId(caller, "/api/pagos?q=%2E"), []);
    assert.equal((await caller.get("/api/pagos?sort=amount")).status, 422);
    assert.equal((await caller.get("/api/pagos?sort=oldest&q=zulema")).status, 422);

    const labels = await everyId(caller, "/api/trabajos-impresion?limit=1");
    assert.deepEqual(
      await everyId(caller, "/api/trabajos-impresion?limit=1&sort=oldest"),
      labels.toReversed(),
    );
    assert.deepEqual(await everyId(caller, "/api/trabajos-impresion?q=nadie"), []);
    assert.equal((await caller.get("/api/trabajos-impresion?sort=oldest&q=zulema")).status, 422);
    for (const after of [null, { at: 9, id: client.id }]) {
      for (
        const filter of [{ q: "zulema" }, { sort: "oldest" }, {
          sort: "oldest",
          branchId: app.branchId,
        }] as const
      ) {
        await assertUsesIndex(
          database,
          paymentList(ctx.db, { ...filter, after }, "q" in filter ? [one.id] : null).limit(51).compile(),
        );
      }
    }
    const all = { states: [], q: "", sort: "newest", after: { seq: 9, order: 9 } } as const;
    for (const filter of [all, { ...all, q: "zulema" }, { ...all, number: one.number }]) {
      await assertUsesIndex(
        database,
        queueList(ctx.db, filter, filter.q === "" ? null : [one.id]).limit(51).compile(),
      );
    }
  },
);

eachDatabase("orders are searched by an index, and read until there is enough", async (_t, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx();
  for (let made = 0; made < 3; made++) await anOrder(app, { status: "ready", payments: [10_00, 20_00] });
  const { rows, next } = await listPayments(ctx, { q: "maria", after: null }, 3);
  assert.equal(rows.length, 3);
  const rest = await listPayments(ctx, { q: "maria", after: next }, 3);
  assert.deepEqual([rest.rows.length, rest.next], [3, null]);
  assert.equal(new Set([...rows, ...rest.rows].map(({ id }) => id)).size, 6);
  await assertUsesIndex(database, foundOrders(ctx, { text: "maria", before: 9 }).limit(200).compile());
});

eachDatabase("people, devices and parts come by each sort that there is", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  await anOrder(app, { status: "repairing", technicianId: app.users.technician.id });
  await anOrder(app, {});
  await aPart(app, { name: "Batería" });
  await aPart(app, { name: "Antena" });
  await aLoaner(await app.ctx(userActor(app, "admin")), "Moto E13");
  for (const list of ["clientes", "equipos"]) {
    const newest = await everyId(caller, `/api/${list}?limit=1`);
    assert.ok(newest.length > 1, list);
    assert.deepEqual(await everyId(caller, `/api/${list}?limit=1&sort=oldest`), newest.toReversed());
    assert.equal((await caller.get(`/api/${list}?sort=oldest&q=a`)).status, 422);
    assert.equal((await caller.get(`/api/${list}?sort=price`)).status, 422);
  }
  const parts = await everyId(caller, "/api/repuestos?limit=1&sort=newest");
  assert.deepEqual(await everyId(caller, "/api/repuestos?limit=1"), parts);
  const names = async (path: string) =>
    (await (await caller.get(path)).json()).map(({ name }: { name: string }) => name);
  assert.equal((await names("/api/tecnicos?sort=open")).length, 1);
  assert.equal((await names(`/api/tecnicos?q=${encodeURIComponent(app.users.technician.name)}`)).length, 1);
  assert.deepEqual(await names("/api/tecnicos?q=nadie"), []);
  assert.deepEqual(await names("/api/prestamos?q=e13&sort=due"), ["Moto E13"]);
  assert.deepEqual(await names("/api/prestamos?q=nokia"), []);
});

/** The ids of a list, page by page. */
async function everyId(caller: Caller, path: string): Promise<string[]> {
  const ids: string[] = [];
  let at: string | undefined = path;
  for (let page = 0; at && page < 9; page++) {
    const answer: Response = await caller.get(at);
    const rows = await answer.json();
    assert.equal(answer.status, 200, JSON.stringify(rows));
    for (const { id } of rows) ids.push(id);
    at = nextOf(answer);
  }
  return ids;
}
