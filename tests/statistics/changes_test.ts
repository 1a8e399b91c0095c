import assert from "node:assert/strict";
import { join } from "node:path";
import { branchOf } from "../../src/admin/shop.ts";
import { eraseClient } from "../../src/clients/erasure_commands.ts";
import type { Ctx } from "../../src/context.ts";
import { dumpToFile } from "../../src/dump/commands.ts";
import { loadDump } from "../../src/dump/load.ts";
import { importMapos } from "../../src/mapos/bring.ts";
import { OPEN_STATUSES } from "../../src/orders/status.ts";
import { seedShop } from "../../src/seed/seed.ts";
import type { Figures } from "../../src/statistics/figures.ts";
import { USUAL_FILTER } from "../../src/statistics/filter.ts";
import { readFigures } from "../../src/statistics/queries.ts";
import { recountFigures } from "../../src/statistics/recount_commands.ts";
import { refreshFigures } from "../../src/statistics/refresh_commands.ts";
import { importFile } from "../imports/import_stage.ts";
import { DUMP } from "../mapos/fixture.ts";
import { asAdmin, emptyApp, testApp, userActor } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { assertFigures, slowCount } from "./slow_count.ts";

const HOUR = 3_600_000;
const EVER = { ...USUAL_FILTER, period: null, range: { from: "2018-01-01", to: "2027-12-31" } };

/** Brings the figures up to date as the clock does, and holds them against a count by hand: the last year, and where old orders came. */
async function asCounted(ctx: Ctx): Promise<Figures> {
  await refreshFigures(ctx);
  const counted = await slowCount(ctx);
  for (const month of ["2020-02", "2024-04"]) {
    await assertFigures(ctx, counted, { ...EVER, range: { from: `${month}-01`, to: `${month}-28` } });
  }
  await assertFigures(ctx, counted, { ...USUAL_FILTER, period: "365_days" });
  assert.deepEqual((await recountFigures(ctx)).wrong, [], "the night finds nothing to mend");
  return await readFigures(ctx, EVER);
}

Deno.test("figures stay those of a slow count after imports, changed categories, erasures and in a loaded copy", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { db } = database;
  const ctx = () => app.ctx(userActor(app, "admin"));
  await seedShop(await app.ctx(), { orders: 24, clients: 10, seed: 7 });
  const begun = await asCounted(await ctx());

  app.now += HOUR;
  const { name } = await db.selectFrom("order").innerJoin("client", "client.id", "order.client_id")
    .select("client.name").orderBy("order.seq").limit(1).executeTakeFirstOrThrow();
  const lines = [
    "Número;Cliente;Tipo de equipo;Marca;Modelo;Problema;Estado;Fecha de ingreso;Fecha de entrega;Técnico",
    "9001;Marta Núñez;Celular;Samsung;A52;No enciende;Entregado;03/04/2024 10:30;10/04/2024;Tomás Técnico",
    "9002;Marta Núñez;Notebook;Lenovo;IdeaPad;Bisagra;En proceso;2026-11-20;;",
    `9003;${name};Celular;Motorola;G8;Pantalla;Entregado;03/02/2020;05/02/2020;`,
  ];
  const run = await importFile(app, await asAdmin(app), { kind: "orders", content: lines.join("\n") });
  assert.deepEqual([run.made, run.failed], [3, 0]);
  const imported = await asCounted(await ctx());
  assert.equal(imported.totals.received, begun.totals.received + 3);

  app.now += HOUR;
  const path = await Deno.makeTempFile({ suffix: ".sql" });
  await Deno.writeTextFile(path, DUMP);
  const branch = branchOf((await ctx()).shop, app.branchId);
  await importMapos(await app.ctx(), { path, branch, finished: "delivered", write: true });
  await Deno.remove(path);
  const mapos = await asCounted(await ctx());
  assert.equal(mapos.totals.received, imported.totals.received + 2);

  app.now += HOUR;
  const old = await db.selectFrom("order").innerJoin("device", "device.id", "order.device_id")
    .selectAll("device").where("order.reference", "=", "9001").executeTakeFirstOrThrow();
  const admin = await asAdmin(app);
  const changed = await admin.post(`/equipos/${old.id}/editar`, {
    category: "laptop",
    brand: old.brand,
    model: old.model,
    serial: old.serial,
    version: String(old.version),
  });
  assert.equal(changed.status, 303);
  const moved = await asCounted(await ctx());
  const laptops = ({ byCategory }: Figures) =>
    byCategory.find(({ category }) => category === "laptop")?.received ?? 0;
  assert.equal(laptops(moved), laptops(mapos) + 1);

  app.now += HOUR;
  const gone = await db.selectFrom("client").select(["id", "version"])
    .where((q) => q.exists(q.selectFrom("order").select("order.id").whereRef("client_id", "=", "client.id")))
    .where((q) =>
      q.not(q.exists(
        q.selectFrom("order").select("order.id").whereRef("client_id", "=", "client.id")
          .where("order.status", "in", OPEN_STATUSES),
      ))
    ).where((q) =>
      q.not(q.exists(
        q.selectFrom("order").innerJoin("order_balance", "order_balance.order_id", "order.id")
          .select("order.id").whereRef("client_id", "=", "client.id").where("balance_minor", "!=", 0),
      ))
    ).orderBy("client.seq").limit(1).executeTakeFirstOrThrow();
  await eraseClient(await ctx(), gone.id, { reason: "Lo pidió", sure: true, version: gone.version });
  const erased = await asCounted(await ctx());
  assert.deepEqual(erased.totals, moved.totals);

  const dir = await Deno.makeTempDir();
  const copy = join(dir, "shop.zip");
  await dumpToFile(await app.ctx(), copy);
  await using other = await freshDatabase();
  await using empty = await emptyApp(other);
  empty.now = app.now;
  await refreshFigures(await empty.ctx());
  await loadDump(await empty.ctx(), copy, { anotherKey: false });
  await Deno.remove(dir, { recursive: true });
  const loaded = await asCounted(await empty.ctx());
  assert.deepEqual(loaded.totals, erased.totals);
  assert.deepEqual(
    (await readFigures(await empty.ctx(), USUAL_FILTER)).totals,
    (await readFigures(await ctx(), USUAL_FILTER)).totals,
  );
});
