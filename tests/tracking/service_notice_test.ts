import assert from "node:assert/strict";
import { closeAlert, openAlert } from "../../src/alerts/commands.ts";
import { openAlerts } from "../../src/alerts/queries.ts";
import { receiveIntake } from "../../src/intakes/commands.ts";
import { sectionVersion } from "../../src/admin/settings.ts";
import { oldestMail } from "../../src/tracking/service_notice.ts";
import { trackingUrl } from "../../src/tracking/queries.ts";
import { anIntake } from "../intakes/an_intake.ts";
import { asAdmin, testApp, userActor } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { assertUsesIndex } from "../support/plan.ts";

Deno.test("clients read one sentence while the service is degraded, where the shop tells them", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "admin"));
  const { orders: [order] } = await receiveIntake(ctx, await anIntake(ctx, {}));
  const url = await trackingUrl(ctx.db, ctx, order?.id ?? "");
  const page = async (language = "es") => {
    const answer = await app.request(new URL(url ?? "").pathname, {
      headers: { "Accept-Language": language },
    });
    assert.equal(answer.status, 200);
    return await answer.text();
  };
  const admin = await asAdmin(app);
  const tell = async (fields: Record<string, string>) => {
    const version = sectionVersion((await app.ctx()).shop.settings, "servicio");
    const form = { service_notice_es: "", service_notice_en: "", ...fields, version };
    assert.equal((await admin.post("/admin/ajustes/servicio", form)).status, 303);
  };
  const begin = (kind: "whatsapp_refused" | "task_failing", id: string) =>
    ctx.db.transaction().execute((trx) =>
      openAlert(trx, ctx, {
        kind,
        branchId: app.branchId,
        subject: { kind: kind === "task_failing" ? "task" : "channel", id, name: id },
        facts: { reason: "190" },
      })
    );

  await begin("whatsapp_refused", "whatsapp");
  assert.doesNotMatch(await page(), /pueden llegar con demora/, "off unless the shop wants it");
  await tell({ service_notice: "1" });
  assert.match(await page(), /Nuestros mensajes pueden llegar con demora/);
  await begin("task_failing", "mind_gateways");
  const worst = await page();
  assert.match(worst, /Los pagos en línea pueden tardar/);
  assert.doesNotMatch(worst, /con demora/, "one sentence, the worst");
  await tell({ service_notice: "1", service_notice_es: "Hoy cerramos a las 15 por un corte de luz." });
  assert.match(await page(), /Hoy cerramos a las 15 por un corte de luz/);
  assert.doesNotMatch(await page(), /Los pagos en línea/);
  await tell({ service_notice: "1" });
  await database.db.updateTable("alert").set({ right_since: 0 }).execute();
  for (const alert of await openAlerts(ctx.db)) {
    await ctx.db.transaction().execute((trx) => closeAlert(trx, ctx, alert));
  }
  assert.doesNotMatch(await page(), /pueden (tardar|llegar)/);
  await database.db.updateTable("client").set({ locale: "en" }).execute();
  await tell({ service_notice: "1", service_notice_es: "Sin luz", service_notice_en: "No power today" });
  assert.match(await page("en"), /No power today/);
  const long = { service_notice_es: "x".repeat(201), service_notice_en: "", version: "1" };
  const refused = await admin.post("/admin/ajustes/servicio", long);
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /x{201}/);
  await assertUsesIndex(database, oldestMail(database.db).compile());
});
