import assert from "node:assert/strict";
import { dayStart } from "../../src/lib/dates.ts";
import { moveStatus } from "../../src/orders/moves.ts";
import { paths } from "../../src/paths.ts";
import { lowQuery } from "../../src/reports/figures_queries.ts";
import { activeRows, issueRows } from "../../src/reports/queries.ts";
import { reportDays, reportPattern } from "../../src/reports/report.ts";
import { sendDueReports } from "../../src/reports/sending.tsx";
import { aCaller } from "../api/caller.ts";
import { asAdmin, testApp, userActor, visitor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";

const HOUR = 3_600_000;

Deno.test("a report tells of the day, the seven days or the month that are over", () => {
  assert.deepEqual(reportDays("daily", "2026-03-01"), { from: "2026-02-28", to: "2026-02-28" });
  assert.deepEqual(reportDays("weekly", "2026-03-01"), { from: "2026-02-22", to: "2026-02-28" });
  assert.deepEqual(reportDays("monthly", "2026-03-15"), { from: "2026-02-01", to: "2026-02-28" });
  const plan = {
    branchId: "",
    hour: 7,
    weekday: 1,
    monthDay: 3,
    locale: "es",
    active: true,
    dueAt: 0,
    version: 1,
  } as const;
  assert.equal(reportPattern({ ...plan, period: "weekly" }), "0 7 * * 1");
  assert.equal(reportPattern({ ...plan, period: "monthly" }), "0 7 3 * *");
});

eachDatabase(
  "a report goes out once at its hour, as mail and PDF, to whom the shop chose and who still wants it",
  async (
    _t,
    database,
  ) => {
    await using app = await testApp(database, { SMTP_URL: "smtp://127.0.0.1:9" });
    const { db } = database;
    const admin = await asAdmin(app);
    const { number } = await anOrder(app, { status: "repairing", charges: [100_00], payments: [60_00] });
    const ana = await app.ctx(userActor(app, "admin"));
    await moveStatus(ana, number, { to: "ready", outcome: "repaired", notify: false });
    assert.match(await admin.page(paths.reports()), /Todavía no se envía ningún informe/);
    const form = /name="form_key" value="([^"]+)"/.exec(await admin.page(paths.newReport()))?.[1] ?? "";
    const fields = {
      form_key: form,
      branch_id: app.branchId,
      period: "daily",
      hour: "7",
      weekday: "1",
      month_day: "1",
      locale: "es",
      users: app.users.admin.id,
      addresses: "Contador@Example.com\nno es correo",
      active: "1",
    };
    const wrong = await admin.post(paths.newReport(), fields);
    assert.equal(wrong.status, 422);
    assert.match(await wrong.text(), /«no» no es una dirección de correo[^]*no es correo/);
    const addresses = "Contador@Example.com";
    assert.equal((await admin.post(paths.newReport(), { ...fields, addresses })).status, 303);
    assert.match(await admin.page(paths.report(form)), /contador@example\.com/);
    assert.deepEqual(await sendDueReports(await app.ctx()), { done: 0, failed: 0, error: "" });

    app.now = dayStart("2026-11-24", "America/Argentina/Buenos_Aires") + 7 * HOUR;
    const [one, other] = await Promise.all([
      sendDueReports(await app.ctx()),
      sendDueReports(await app.ctx()),
    ]);
    assert.deepEqual([one.failed, other.failed], [0, 0]);
    const mails = await db.selectFrom("message").selectAll().where("kind", "=", "report").orderBy(
      "to_address",
    ).execute();
    assert.deepEqual(mails.map(({ to_address }) => to_address), ["ana@example.com", "contador@example.com"]);
    const mail = mails[1];
    assert.equal(mail?.subject, "Service Norte: Informe del día, Casa central, 23 nov 2026");
    assert.match(mail?.html ?? "", /Listas[^]*<strong>1<\/strong>[^]*Listas para retirar/);
    assert.match(mail?.text ?? "", /Listas: 1 \(antes 0\)/);
    assert.deepEqual(mails.map(({ unsubscribe_path }) => /^\/informes\/baja\/./.test(unsubscribe_path)), [
      true,
      true,
    ]);
    const days = `branch_id=${app.branchId}&from=2026-11-23&to=2026-11-23`;
    const caller = await aCaller(app);
    const shown = await (await caller.get(`${paths.apiStatistics()}?${days}`)).json();
    const { totals, totals_before: before, standing } = shown;
    const open = standing.open_orders.reduce((sum: number, one: { orders: number }) => sum + one.orders, 0);
    assert.deepEqual([totals.received, totals.ready, open], [1, 1, 1]);
    const line = (words: string, now: number, then: number) =>
      assert.match(mail?.text ?? "", new RegExp(`${words}: ${now} \\(antes ${then}\\)`));
    line("Recibidas", totals.received, before.received);
    line("Listas", totals.ready, before.ready);
    line("Entregadas", totals.delivered, before.delivered);
    line("Anuladas", totals.cancelled, before.cancelled);
    assert.match(
      mail?.text ?? "",
      new RegExp(`Órdenes abiertas: ${open}\\nVencidas: ${standing.overdue}\\n`),
    );
    assert.match(mail?.text ?? "", /Pagos menos devoluciones: \$\s60,00/);
    assert.equal(totals.paid.amount_minor, 60_00);
    const files = await db.selectFrom("message_attachment").select(["name", "file_hash"]).execute();
    assert.equal(files[0]?.name, "Informe del día 2026-11-23.pdf");
    const [first, second] = files;
    assert.equal(first?.file_hash, second?.file_hash, "the same bytes for everybody");
    const pdf = await app.services.files.read(first?.file_hash ?? "");
    assert.equal(new TextDecoder().decode(pdf?.slice(0, 5)), "%PDF-");

    const head = await database.db.selectFrom("audit_link").select(["seq", "hash"]).where(
      "seq",
      "=",
      Number(/: (\d+) [0-9a-f]{64}\n$/.exec(mail?.text ?? "")?.[1]),
    ).executeTakeFirstOrThrow();
    assert.ok(
      mail?.text.endsWith(`\n\nSello del registro de auditoría: ${head.seq} ${head.hash}\n`),
      mail?.text,
    );
    const link = /\/informes\/baja\/\S+/.exec(mail?.text ?? "")?.[0] ?? "";
    const nobody = visitor(app);
    assert.equal((await nobody.get(`${link}x`)).status, 404);
    assert.match(await nobody.page(link), /deja de llegar a contador@example\.com/);
    assert.match(await (await nobody.post(link)).text(), /ya no lo recibe/);
    const back = await asAdmin(app);
    const key = /name="form_key" value="([^"]+)"/.exec(await back.page(paths.report(form)))?.[1] ?? "";
    for (let click = 0; click < 2; click++) {
      assert.equal((await back.post(paths.reportSend(form), { form_key: key })).status, 303);
    }
    const all = await db.selectFrom("message").select("to_address").where("kind", "=", "report").orderBy("id")
      .execute();
    assert.deepEqual(all.slice(2).map(({ to_address }) => to_address), ["ana@example.com"]);
    const page = await back.page(paths.report(form));
    assert.match(
      page,
      /Se dieron de baja: contador@example\.com[^]*Ana Administradora/,
    );
    assert.match(await back.page(paths.reportPreview(form)), /Órdenes[^]*En texto simple/);
    const issue = /informes\/[^"]+\/enviados\/[^"]+/.exec(page)?.[0] ?? "";
    assert.equal((await back.get(`/admin/${issue}`)).headers.get("Content-Type"), "application/pdf");
    assert.equal((await back.post(paths.reportRemoval(form))).status, 303);
    assert.match(await back.page(paths.reports()), /Todavía no se envía ningún informe/);
    for (const query of [activeRows(db), issueRows(db, form), lowQuery(await app.ctx(), app.branchId)]) {
      await assertUsesIndex(database, query.compile());
    }
  },
);
