import assert from "node:assert/strict";
import { openAlert } from "../../src/alerts/commands.ts";
import { sample, totals } from "../../src/monitoring/sampling.ts";
import { samplesOfDay } from "../../src/monitoring/sample_queries.ts";
import { aDaemon, IDLE, serving } from "../printing/daemon_stage.ts";
import { asAdmin, asReceptionist, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { assertUsesIndex } from "../support/plan.ts";

const HOUR = 3_600_000;

eachDatabase(
  "the state of the system says in words what is well, what is not and what to do",
  async (_, database) => {
    await using app = await testApp(database, { SMTP_URL: "smtp://127.0.0.1:1" });
    const admin = await asAdmin(app);
    const first = await admin.page("/admin/estado");
    assert.match(first, /Algo no anda/, "nobody has taken a backup");
    assert.match(first, /No hay un respaldo bueno y probado/);
    assert.match(first, /Salen a tiempo/);
    assert.match(first, /La primera medida sale a los cinco minutos/);

    const before = totals();
    await admin.page("/clientes");
    await sample(app.services, before, totals());
    app.now += HOUR;
    await sample(app.services, totals(), totals());
    for (const minutes of [0, 5]) {
      app.now += minutes * 60_000;
      const ctx = await app.ctx();
      await ctx.db.transaction().execute((trx) =>
        openAlert(trx, ctx, {
          kind: "disk_low",
          branchId: app.branchId,
          subject: { kind: "disk", id: "data", name: "" },
          facts: { percent: 3, free: 1e9 },
        })
      );
    }
    app.now += 2 * HOUR;
    const later = await admin.page("/admin/estado");
    assert.match(later, /Queda poco disco/);
    assert.match(later, /Pedidos cada 5 minutos: 0 · máximo 1"/);
    assert.equal(later.match(/<svg class="sparkline"/g)?.length, 6);
    const [, curve = ""] = /<svg class="sparkline"[^>]*><path d="([^"]+)"/.exec(later) ?? [];
    assert.match(
      curve,
      /^M\d+ \d+h1M\d+ \d+h1$/,
      "an hour without a sample is a gap, and each of them shows",
    );
    assert.match(later, /El más viejo espera hace/, "the mail about it has waited for two hours");

    const strip = /Queda poco disco[^]*?<div class="row">(.*?)<button/;
    assert.match(strip.exec(await admin.page("/"))?.[1] ?? "", /href="\/admin"/);
    const desk = strip.exec(await (await asReceptionist(app)).page("/"))?.[1];
    assert.ok(desk !== undefined && !desk.includes("<a "), "nobody is sent to a page that stays shut");

    const { id } = await database.db.selectFrom("alert").select("id").executeTakeFirstOrThrow();
    const from = { Referer: "http://localhost:8000/admin/estado" };
    const seen = await admin.post(`/impresion/avisos/${id}/visto`, {}, from);
    assert.equal(seen.headers.get("Location"), "/admin/estado");
    assert.match(await admin.page("/admin/estado"), /Visto por Ana Administradora/);

    app.now += 26 * HOUR;
    await sample(app.services, totals(), totals());
    const kept = await database.db.selectFrom("status_sample").select("at").execute();
    assert.equal(kept.length, 1, "older than a day is forgotten");
    await assertUsesIndex(database, samplesOfDay(database.db, app.now).compile());
  },
);

eachDatabase(
  "what somebody has to be told of is never called well",
  async (_, database) => {
    await using app = await testApp(database);
    await using server = await serving(app);
    const admin = await asAdmin(app);
    const { db } = database;
    const key = app.services.random.id(app.now);
    const kept = { id: key, name: "20261123T130000Z-4f2a91c0", by_name: "", error: "", store_error: "" };
    const times = { started_at: app.now, finished_at: app.now, stored_at: null, removed_at: null };
    const figures = { bytes: 1, rows: 1, files: 0, new_files: 0, drill_key_sealed: null };
    await db.insertInto("backup").values({ ...kept, ...times, ...figures, state: "ok" }).execute();
    const drill = { id: key, backup_id: key, at: app.now, ms: 1, state: "ok" as const, error: "" };
    await db.insertInto("backup_drill").values({ ...drill, rows: 1, files: 0, audit_events: 0 }).execute();
    const daemon = await aDaemon(app, server);
    await daemon.answer({ printers: [IDLE] });
    assert.match(await admin.page("/admin/estado"), /Todo anda bien[^]*Todo lo vinculado imprime/);

    await db.updateTable("printer").set({ paused: 1 }).execute();
    assert.match(await admin.page("/admin/estado"), /Hay algo para mirar[^]*No imprimen o no dan señales: 1/);
    await db.updateTable("printer").set({ paused: 0 }).execute();

    const ctx = await app.ctx();
    const subject = { kind: "database", id: "file", name: "" } as const;
    const facts = { reason: "row 1 missing from index" };
    const alert = { kind: "database_damaged", branchId: app.branchId, subject, facts } as const;
    await db.transaction().execute((trx) => openAlert(trx, ctx, alert));
    const damaged = await admin.page("/admin/estado");
    assert.match(damaged, /Hay algo para mirar/);
    assert.match(damaged, /<a href="\/admin\/respaldos">Ver qué pasa<\/a>/);
  },
);

eachDatabase("what cannot be measured gets no figure", async (_, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  await Deno.remove(`${app.services.config.DATA_DIR}/files`, { recursive: true });
  const page = await admin.page("/admin/estado");
  assert.match(page, /Algo no anda[^]*El disco de los archivos no responde/);
  assert.doesNotMatch(page, /Quedan 0 MB/);
}, { engines: ["libsql"] });
