import assert from "node:assert/strict";
import type { Ctx } from "../../src/context.ts";
import { openAlerts } from "../../src/alerts/queries.ts";
import { OPEN_STATUSES } from "../../src/orders/status.ts";
import { seedShop } from "../../src/seed/seed.ts";
import { checkFigures } from "../../src/statistics/check_commands.ts";
import { touchedQuery } from "../../src/statistics/day_commands.ts";
import { USUAL_FILTER } from "../../src/statistics/filter.ts";
import { readFigures, sheetQuery } from "../../src/statistics/queries.ts";
import { readBenchPulse, readOwnerPulse } from "../../src/statistics/pulse_queries.ts";
import { recountFigures } from "../../src/statistics/recount_commands.ts";
import { refreshFigures } from "../../src/statistics/refresh_commands.ts";
import { standingQuery } from "../../src/statistics/standing_commands.ts";
import { announcedQuery, nextOrdersQuery } from "../../src/statistics/story_queries.ts";
import { createToken } from "../../src/tokens/commands.ts";
import type { ApiScope } from "../../src/tokens/scope.ts";
import { asAdmin, asReceptionist, asTechnician, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";
import { assertFigures, slowCount } from "./slow_count.ts";

eachDatabase("the figures equal a slow count of the history, whatever one asks for", async (_t, database) => {
  await using app = await testApp(database);
  await seedShop(await app.ctx(), { orders: 180, clients: 60, seed: 3 });
  const ctx = await app.ctx();
  const counted = await slowCount(ctx);
  const usual = await assertFigures(ctx, counted, USUAL_FILTER);
  assert.ok(usual.totals.received > 10 && usual.totals.paid > 0 && usual.totals.inTime.of > 0);
  assert.equal(usual.readAt, ctx.now);
  const year = await assertFigures(ctx, counted, { ...USUAL_FILTER, period: "365_days" });
  assert.equal(year.grain, "month");
  assert.ok(year.parts.length > 0 && year.totals.claims > 0 && (year.totals.cost ?? 0) > 0);
  const best = year.byTechnician[0]?.id ?? "";
  for (
    const filter of [
      { period: "this_month" },
      { technician: best, period: "90_days" },
      { category: "phone", period: "365_days" },
      { technician: best, category: "phone", branch: app.branchId },
      { period: null, range: { from: year.series[9]?.span + "-05", to: year.series[10]?.span + "-20" } },
    ] as const
  ) await assertFigures(ctx, counted, { ...USUAL_FILTER, ...filter });

  const orders = await database.db.selectFrom("order").select(["status", "overdue_at"]).execute();
  const { standing } = usual;
  assert.deepEqual(
    standing.open,
    OPEN_STATUSES.map((status) => ({ status, orders: orders.filter((one) => one.status === status).length })),
  );
  const ages = (groups: { orders: number }[]) => groups.reduce((sum, group) => sum + group.orders, 0);
  assert.equal(ages(standing.unclaimed), orders.filter(({ status }) => status === "ready").length);
  assert.deepEqual(await recountFigures(ctx), { orders: orders.length, wrong: [] });
  await assertChecked(ctx);

  const ids = [app.branchId];
  const place = { receivedAt: 1, seq: 1 };
  for (
    const query of [
      sheetQuery(ctx.db, { branches: ids, scope: "|", spans: ["2026-11", "2026-11-01"] }, "sums_json"),
      touchedQuery(ctx.db, "0", 10),
      nextOrdersQuery(ctx.db, place, 10),
      announcedQuery(ctx.db, 1, 10),
      standingQuery(ctx.db, { branchId: app.branchId, status: "ready", after: 1 }),
    ]
  ) await assertUsesIndex(database, query.compile());
});

/** What somebody changed behind our back is found, mended and told, once; the next night finds it right. */
async function assertChecked(ctx: Ctx): Promise<void> {
  const right = await readFigures(ctx, { ...USUAL_FILTER, period: "365_days" });
  const day = await ctx.db.selectFrom("figure_sheet").select(["branch_id", "span"])
    .where("scope", "=", "|").where("span", "like", "2026-0%-%")
    .orderBy("span").limit(1).executeTakeFirstOrThrow();
  await ctx.db.updateTable("figure_sheet").set({ sums_json: '{"received":999}' })
    .where("branch_id", "=", day.branch_id).where("span", "=", day.span).where("scope", "=", "|").execute();
  await ctx.db.deleteFrom("figure_sheet").where("span", "=", day.span.slice(0, 7)).execute();
  await checkFigures(ctx);
  const ours = async () => (await openAlerts(ctx.db)).filter(({ kind }) => kind === "figures_differ");
  assert.deepEqual((await ours()).map(({ subject, facts }) => [subject.id, facts.days]), [[
    day.branch_id,
    1,
  ]]);
  assert.deepEqual(await readFigures(ctx, { ...USUAL_FILTER, period: "365_days" }), right);
  await checkFigures(ctx);
  assert.deepEqual(await ours(), []);
  await refreshFigures(ctx);
  assert.deepEqual(await readFigures(ctx, { ...USUAL_FILTER, period: "365_days" }), right);
}

eachDatabase("counts that come at once wait for each other", async (_t, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx();
  await anOrder(app);
  await Promise.all([refreshFigures(ctx), checkFigures(ctx), refreshFigures(ctx), refreshFigures(ctx)]);
  await refreshFigures(ctx);
  assert.deepEqual((await recountFigures(ctx)).wrong, []);
  assert.equal((await readFigures(ctx, USUAL_FILTER)).totals.received, 1);
});

eachDatabase(
  "statistics are for those who run the shop, costs for who may see them",
  async (_t, database) => {
    await using app = await testApp(database);
    await seedShop(await app.ctx(), { orders: 40, clients: 12, seed: 5 });
    const admin = await asAdmin(app);
    const page = await admin.page("/estadisticas?periodo=90_days&categoria=phone");
    assert.match(page, /<svg[^>]+role="img"/);
    assert.match(page, /href="\/estadisticas\/tecnicos.csv\?periodo=90_days&amp;categoria=phone"/);
    assert.match(page, /Margen/);
    const typed = await admin.get("/estadisticas?periodo=free&desde=2026-11-20&hasta=2026-11-02");
    assert.equal(typed.status, 422);
    const again = await typed.text();
    assert.match(again, /La primera fecha es posterior a la última/);
    assert.match(again, /name="desde"[^>]+value="2026-11-20"|value="2026-11-20"[^>]+name="desde"/);
    assert.match(await admin.page("/estadisticas?periodo=nada&sucursal=x"), /Últimos 30 días/);

    const desk = await asReceptionist(app);
    assert.doesNotMatch(await desk.page("/estadisticas?periodo=90_days"), /Margen|Costo de repuestos/);
    const file = await desk.get("/estadisticas/resumen.csv?periodo=90_days");
    assert.match(file.headers.get("Content-Disposition") ?? "", /resumen-2026-\d\d-\d\d-2026-\d\d-\d\d\.csv/);
    const lines = (await file.text()).trim().split("\r\n");
    assert.match(lines[0] ?? "", /^Dato;Valor;Período anterior;Año pasado$/);
    assert.match(lines[1] ?? "", /^Recibidas;\d+;\d+;\d+$/);
    assert.ok(!lines.some((line) => line.startsWith("Margen")));
    assert.equal((await desk.get("/estadisticas/nada.csv")).status, 404);
    assert.equal((await (await asTechnician(app)).get("/estadisticas")).status, 404);

    const told = async (scopes: ApiScope[]) => {
      const { token } = await createToken(await app.ctx(), { name: "Prueba", scopes });
      const answer = await app.request("/api/estadisticas/?from=2026-08-01&to=2026-11-23", {
        headers: { Authorization: `Bearer ${token}` },
      });
      return await answer.json();
    };
    const [whole, narrow] = [await told(["statistics:read", "costs:read"]), await told(["statistics:read"])];
    assert.equal(
      whole.totals.margin.amount_minor,
      whole.totals.billed.amount_minor - whole.totals.parts_cost.amount_minor,
    );
    assert.equal(narrow.totals.margin, undefined);
    assert.equal(narrow.technicians[0].margin, undefined);
    assert.deepEqual(narrow.totals.paid, whole.totals.paid);
  },
  { engines: ["libsql"] },
);

const asked: string[] = [];

eachDatabase("who owns the shop and who repairs begin the day with their figures", async (_t, database) => {
  await using app = await testApp(database);
  await seedShop(await app.ctx(), { orders: 60, clients: 20, seed: 5 });
  const ctx = await app.ctx();
  const branch = { ...USUAL_FILTER, branch: app.branchId };
  asked.length = 0;
  const pulse = await readOwnerPulse(ctx, app.branchId);
  assert.equal(asked.length, 1);
  const { totals, before, lastYear, standing, byTechnician } = await readFigures(ctx, branch);
  assert.deepEqual(
    [pulse.totals, pulse.before, pulse.lastYear].map(({ paid }) => paid),
    [totals, before, lastYear].map(({ paid }) => paid),
  );
  assert.deepEqual(pulse.totals.inTime, totals.inTime);
  assert.equal(pulse.overdue, standing.overdue);
  assert.equal(pulse.backlog, standing.backlog.reduce((sum, { orders }) => sum + orders, 0));
  const technicianId = byTechnician.find(({ id }) => id !== "")?.id ?? "";
  asked.length = 0;
  const bench = await readBenchPulse(ctx, { branchId: app.branchId, technicianId });
  assert.equal(asked.length, 1);
  assert.equal(bench.totals.ready, byTechnician.find(({ id }) => id === technicianId)?.ready);
  assert.equal(bench.toCheck, standing.open.find(({ status }) => status === "quality_check")?.orders);

  assert.match(await (await asAdmin(app)).page("/"), /aria-label="Cómo va el taller"/);
  assert.doesNotMatch(await (await asReceptionist(app)).page("/"), /Cómo va el taller/);
  assert.match(await (await asTechnician(app)).page("/"), /aria-label="Cómo va su trabajo"/);
}, { engines: ["libsql"], open: { onQuery: ({ sql }) => asked.push(sql) } });
