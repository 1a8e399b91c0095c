import assert from "node:assert/strict";
import { openAlert } from "../../src/alerts/commands.ts";
import { sample, totals } from "../../src/monitoring/sampling.ts";
import { samplesOfDay } from "../../src/monitoring/sample_queries.ts";
import { asAdmin, testApp } from "../support/app.ts";
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
    assert.match(later, /El más viejo espera hace/, "the mail about it has waited for two hours");

    const { id } = await database.db.selectFrom("alert").select("id").executeTakeFirstOrThrow();
    const from = { Referer: "http://localhost:8000/admin/estado" };
    const seen = await admin.post(`/impresion/avisos/${id}/visto`, {}, from);
    assert.equal(seen.headers.get("Location"), "/admin/estado");
    assert.match(await admin.page("/admin/estado"), /visto por Ana Administradora/);

    app.now += 26 * HOUR;
    await sample(app.services, totals(), totals());
    const kept = await database.db.selectFrom("status_sample").select("at").execute();
    assert.equal(kept.length, 1, "older than a day is forgotten");
    await assertUsesIndex(database, samplesOfDay(database.db, app.now).compile());
  },
);
