import assert from "node:assert/strict";
import type { CompiledQuery } from "kysely";
import { boardQuery } from "../../src/orders/board.ts";
import { openDatabase } from "../../src/db/open.ts";
import { asAdmin, asReceptionist, asTechnician, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";

const HOUR = 3_600_000;

eachDatabase(
  "the board shows what is open in its column, urgent first, then what waits longest",
  async (_, database) => {
    await using app = await testApp(database);
    const old = await anOrder(app, { status: "repairing", since: app.now - 100 * HOUR });
    const young = await anOrder(app, { status: "repairing", since: app.now - HOUR });
    const urgent = await anOrder(app, { status: "approved", priority: "urgent" });
    const gone = await anOrder(app, { status: "delivered" });
    const page = await (await asAdmin(app)).page("/tablero");
    const column = /id="column-active"[^]*?<\/section>/.exec(page)?.[0] ?? "";
    const cards = [...column.matchAll(/id="card-([^"]+)"/g)].map(([, number]) => number);
    assert.deepEqual(cards, [urgent.number, old.number, young.number]);
    assert.ok(!page.includes(gone.number));
    assert.match(column, new RegExp(`card-${old.number}[^]*?Vencida`));
  },
);

eachDatabase("the board narrows to a technician or to what nobody has", async (_, database) => {
  await using app = await testApp(database);
  const tech = app.users.technician.id;
  const own = (await anOrder(app, { technicianId: tech })).number;
  const free = (await anOrder(app)).number;
  const admin = await asAdmin(app);
  const shown = async (query: string) => {
    const page = await admin.page(`/tablero${query}`);
    return [own, free].filter((number) => page.includes(`card-${number}`));
  };
  assert.deepEqual(await shown(""), [own, free]);
  assert.deepEqual(await shown(`?tecnico=${tech}`), [own]);
  assert.deepEqual(await shown("?tecnico=none"), [free]);
  assert.deepEqual(await shown("?tecnico=nonsense&sucursal=nowhere"), [own, free]);
  const ctx = await app.ctx();
  await assertUsesIndex(database, boardQuery(ctx, { branch: app.branchId, technician: tech }).compile());
});

eachDatabase("a board of four hundred orders asks the database six times at most", async (_, database) => {
  const asked: CompiledQuery[] = [];
  const watched = await openDatabase(database.url, { onQuery: (query) => asked.push(query) });
  try {
    await using app = await testApp(watched);
    for (let index = 0; index < 400; index++) await anOrder(app, { status: "repairing" });
    const admin = await asAdmin(app);
    await admin.page("/tablero");
    app.now += 1;
    asked.length = 0;
    const page = await admin.page("/tablero");
    assert.equal(page.match(/id="card-/g)?.length, 400);
    assert.ok(asked.length > 0 && asked.length <= 6, asked.map((query) => query.sql).join("\n"));
  } finally {
    await watched.close();
  }
}, { engines: ["libsql"] });

eachDatabase("the counter shows what waits, a technician's home the own bench", async (_, database) => {
  await using app = await testApp(database);
  const tech = app.users.technician.id;
  const done = await anOrder(app, { status: "ready" });
  const ready = done.number;
  const reason = { about: "order_ready", reason: "no_email", opened_at: null, opened_by_name: "" } as const;
  await database.db.insertInto("to_tell")
    .values({ order_id: done.id, branch_id: app.branchId, since: app.now, ...reason }).execute();
  const asking = (await anOrder(app, { status: "awaiting_approval" })).number;
  const late =
    (await anOrder(app, { status: "repairing", technicianId: tech, since: app.now - 100 * HOUR })).number;
  const free = (await anOrder(app)).number;
  const counter = await (await asReceptionist(app)).page("/");
  const panel = (page: string, icon: string) =>
    new RegExp(`id="queue-${icon}"[^]*?</section>`).exec(page)?.[0] ?? "";
  assert.ok(panel(counter, "package-check").includes(ready));
  assert.ok(panel(counter, "clock").includes(asking));
  assert.ok(panel(counter, "triangle-alert").includes(late));
  assert.ok(panel(counter, "bell-ring").includes(ready));
  assert.ok(counter.includes("/ingresos/nuevo"));
  const bench = await (await asTechnician(app)).page("/");
  assert.ok(panel(bench, "wrench").includes(late) && panel(bench, "inbox").includes(free));
  assert.ok(!panel(bench, "inbox").includes(late));
});
