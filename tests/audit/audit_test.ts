import assert from "node:assert/strict";
import { sectionVersion } from "../../src/admin/settings.ts";
import { recordAudit } from "../../src/audit/record.ts";
import { planTask } from "../../src/tasks/commands.ts";
import { revokeToken } from "../../src/tokens/commands.ts";
import { createEndpoint } from "../../src/webhooks/commands.ts";
import { aCaller } from "../api/caller.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";
import { asAdmin, asTechnician, PASSWORD, testApp, userActor, visitor } from "../support/app.ts";

eachDatabase("the log tells who did what to whom, with before and after", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const version = sectionVersion((await app.ctx()).shop.settings, "privacidad");
  await admin.post("/admin/ajustes/privacidad", { tracking_days: "30", secret_purge_days: "7", version });
  const { id, email, name } = app.users.technician;
  await admin.post(`/admin/usuarios/${id}`, {
    name,
    email,
    role: "receptionist",
    branch_id: app.branchId,
    locale: "es",
    active: "1",
    version: "1",
  });
  const page = await admin.page("/admin/auditoria");
  assert.match(page, /Cambió un ajuste/);
  assert.match(page, /Duración del enlace de seguimiento \(días\): <del>180<\/del> → <ins>30<\/ins>/);
  assert.match(page, /Rol: <del>Técnico<\/del> → <ins>Recepcionista<\/ins>/);
  assert.match(page, new RegExp(`href="/admin/usuarios/${id}">Tomás Técnico<`));
});

eachDatabase("what others are told and when is logged in words", async (_t, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "admin"));
  await createEndpoint(ctx, { url: "https://books.example/hook", description: "Contabilidad", types: [] });
  await planTask(ctx, "reckon_deadlines", { version: 0, pattern: "30 3 * * *", enabled: false });
  const page = await (await asAdmin(app)).page("/admin/auditoria");
  assert.match(page, /Dirección: https:\/\/books\.example\/hook/);
  assert.match(page, /Descripción: Contabilidad/);
  assert.match(page, /Eventos: \(vacío\)/);
  assert.match(page, /Encendido: <del>sí<\/del> → <ins>no<\/ins>/);
});

eachDatabase(
  "sign-ins stand under the name of who signed in, failures under nobody's",
  async (_t, database) => {
    await using app = await testApp(database);
    const door = visitor(app);
    await door.get("/ingresar");
    await door.post("/ingresar", { email: "tomas@example.com", password: "no es esta clave" });
    await door.post("/ingresar", { email: "tomas@example.com", password: PASSWORD });
    const admin = await asAdmin(app);
    const own = await admin.page(`/admin/auditoria?persona=${app.users.technician.id}`);
    const rows = (page: string) => page.slice(page.indexOf("<tbody"), page.indexOf("</tbody"));
    assert.match(rows(own), /Ingresó/);
    assert.doesNotMatch(rows(own), /Ingreso fallido/);
    const filtered = await admin.page("/admin/auditoria?tipo=login_failed");
    const failed = rows(filtered);
    const [, choices = ""] = /<select[^>]*name="tipo"[^>]*>([^]*?)<\/select>/.exec(filtered) ?? [];
    const words = [...choices.matchAll(/<option value="\w+"[^>]*>([^<]+)</g)].map(([, one = ""]) => one);
    assert.ok(words.length > 50);
    assert.deepEqual(words, words.toSorted((one, other) => one.localeCompare(other, "es")));
    assert.match(failed, /Ingreso fallido[\s\S]*Tomás Técnico/);
    assert.doesNotMatch(failed, />Ingresó</);
  },
);

eachDatabase(
  "what a program did is found by its token's name, also once that is revoked",
  async (_t, database) => {
    await using app = await testApp(database);
    const admin = await asAdmin(app);
    const caller = await aCaller(app, ["orders:read", "lists:export"]);
    await (await caller.get("/api/ordenes/", { Accept: "text/csv" })).text();
    const { id } = await database.db.selectFrom("api_token").select("id").executeTakeFirstOrThrow();
    await revokeToken(await app.ctx(userActor(app, "admin")), id);
    const choices = await admin.page("/admin/auditoria");
    assert.match(choices, new RegExp(`<option value="${id}"[^>]*>Web \\(clave de API\\)</option>`));
    const own = await admin.page(`/admin/auditoria?persona=${id}`);
    const rows = own.slice(own.indexOf("<tbody"), own.indexOf("</tbody"));
    assert.equal(rows.split("<tr").length - 1, 1);
    assert.match(rows, /Web<br><small class="muted">clave de API/);
  },
);

eachDatabase("pages follow each other without a gap or a double", async (_t, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "admin"));
  for (let event = 0; event < 120; event++) {
    const subject = { kind: "setting", id: `s${event}` };
    await recordAudit(database.db, ctx, {
      kind: "setting_changed",
      subject,
      data: { version: `n${event}.` },
    });
  }
  const admin = await asAdmin(app);
  const seen: string[] = [];
  let path: string | undefined = "/admin/auditoria?tipo=setting_changed";
  while (path) {
    const page = await admin.page(path);
    seen.push(...[...page.matchAll(/Versión: (n\d+)\./g)].map(([, one = ""]) => one));
    path = /<a[^>]*href="([^"]*)"[^>]*rel="next"/.exec(page)?.[1]?.replaceAll("&amp;", "&");
  }
  assert.deepEqual(seen, Array.from({ length: 120 }, (_, index) => `n${119 - index}`));
});

Deno.test("days bound the log by the shop's clock, and each event says its request and its place", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const note = async (at: number, version: string) => {
    app.now = at;
    const ctx = await app.ctx(userActor(app, "admin"));
    await recordAudit(database.db, { ...ctx, requestId: `req-${version}` }, {
      kind: "setting_changed",
      subject: { kind: "setting", id: "x" },
      data: { version },
    });
  };
  // Buenos Aires is three hours behind.
  await note(Date.UTC(2026, 10, 25, 2, 59), "n24");
  await note(Date.UTC(2026, 10, 25, 3, 0), "n25");
  await note(Date.UTC(2026, 10, 26, 3, 0), "n26");
  const admin = await asAdmin(app);
  const page = await admin.page("/admin/auditoria?tipo=setting_changed&desde=2026-11-25&hasta=2026-11-25");
  assert.match(page, /#\d+ · req-n25/);
  assert.doesNotMatch(page, /req-n24|req-n26/);
  assert.match(page, /auditoria\.csv\?tipo=setting_changed&amp;desde=2026-11-25&amp;hasta=2026-11-25/);
});

eachDatabase("what is recorded is shown as text, whatever it holds", async (_t, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "admin"));
  await recordAudit(database.db, ctx, {
    kind: "setting_changed",
    subject: { kind: "setting", id: "x" },
    data: { before: { name: "<script>alert(1)</script>" }, after: { name: null }, ...{ "<b>": { a: 1 } } },
  });
  const admin = await asAdmin(app);
  const page = await admin.page("/admin/auditoria?antes=nonsense&tipo=%3Cscript");
  assert.doesNotMatch(page, /<script>alert/);
  assert.match(page, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
});

eachDatabase("only administrators read the log", async (_t, database) => {
  await using app = await testApp(database);
  const technician = await asTechnician(app);
  assert.equal((await technician.get("/admin/auditoria")).status, 404);
  assert.equal((await technician.get("/admin")).status, 404);
});
