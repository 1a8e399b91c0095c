import assert from "node:assert/strict";
import { eachDatabase, type TestDatabase } from "../support/database.ts";
import { asAdmin, type Browser, testApp } from "../support/app.ts";

async function auditOf(database: TestDatabase, kind: string) {
  const rows = await database.db.selectFrom("audit_event").select(["data_json", "subject_id", "actor_name"])
    .where("kind", "=", kind).orderBy("id").execute();
  return rows.map(({ data_json, ...row }) => ({ ...row, data: JSON.parse(data_json) }));
}

async function settingsOf(database: TestDatabase): Promise<Record<string, unknown>> {
  const rows = await database.db.selectFrom("setting").select(["key", "value_json"]).execute();
  return Object.fromEntries(rows.map((row) => [row.key, JSON.parse(row.value_json)]));
}

/** What a browser would post of one of the page's forms, unchanged. */
async function formOn(browser: Browser, part: string): Promise<Record<string, string>> {
  const page = await browser.page("/admin/ajustes");
  const form = new RegExp(`<form[^>]*id="form-${part}"[\\s\\S]*?</form>`).exec(page)?.[0] ?? "";
  const fields: Record<string, string> = {};
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(tag)?.[1];
    if (!name || name === "_csrf" || (/type="checkbox"/.test(tag) && !/ checked/.test(tag))) continue;
    fields[name] = (/value="([^"]*)"/.exec(tag)?.[1] ?? "").replaceAll("&#39;", "'").replaceAll("&amp;", "&");
  }
  for (const [select, name = ""] of form.matchAll(/<select[^>]*name="([^"]*)"[\s\S]*?<\/select>/g)) {
    fields[name] = /<option value="([^"]*)"[^>]* selected/.exec(select)?.[1] ?? "";
  }
  return fields;
}

eachDatabase(
  "a form saves its own settings, at once and for everybody, and leaves the others",
  async (_t, database) => {
    await using app = await testApp(database);
    const admin = await asAdmin(app);
    const saved = await admin.post("/admin/ajustes/mostrador", {
      signature_required: "1",
      warranty_days: "30",
      abandonment_days: "90",
    });
    assert.equal(saved.status, 303);
    assert.equal(saved.headers.get("Location"), "/admin/ajustes#mostrador");
    assert.deepEqual(await settingsOf(database), {
      country: "AR",
      signature_required: true,
      warranty_days: 30,
    });
    const { settings } = (await app.ctx()).shop;
    assert.equal(settings.warranty_days, 30);
    assert.equal(settings.tracking_days, 180);
    const changes = await auditOf(database, "setting_changed");
    assert.deepEqual(changes.map(({ subject_id, data }) => [subject_id, data]), [
      ["signature_required", { before: { signature_required: false }, after: { signature_required: true } }],
      ["warranty_days", { before: { warranty_days: 90 }, after: { warranty_days: 30 } }],
    ]);
    assert.equal(changes[0]?.actor_name, "Ana Administradora");
  },
);

eachDatabase("every form, sent as it is shown, changes nothing", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  for (const part of ["mostrador", "calidad", "privacidad", "etiquetas", "estados", "aspecto", "negocio"]) {
    const fields = await formOn(admin, part);
    assert.ok(Object.keys(fields).length > 0, part);
    assert.equal((await admin.post(`/admin/ajustes/${part}`, fields)).status, 303, part);
  }
  assert.deepEqual(await settingsOf(database), { country: "AR" });
  assert.equal((await auditOf(database, "setting_changed")).length, 0);
  assert.equal((await auditOf(database, "organization_edited")).length, 0);
});

eachDatabase("a setting that returns to its default leaves no row behind", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const days = (tracking_days: string) =>
    admin.post("/admin/ajustes/privacidad", { tracking_days, secret_purge_days: "7" });
  await days("30");
  assert.equal((await settingsOf(database)).tracking_days, 30);
  await days("180");
  assert.deepEqual(await settingsOf(database), { country: "AR" });
});

eachDatabase("what is out of bounds comes back beside its field and saves nothing", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const answer = await admin.post("/admin/ajustes/privacidad", {
    tracking_days: "0",
    secret_purge_days: "muchos",
  });
  assert.equal(answer.status, 422);
  const page = await answer.text();
  assert.match(page, /No puede ser menos de 1\./);
  assert.match(page, /Escriba un número entero/);
  assert.match(page, /value="muchos"/);
  assert.deepEqual(await settingsOf(database), { country: "AR" });
  assert.equal((await admin.post("/admin/ajustes/nada", {})).status, 404);
});

eachDatabase("statuses take the shop's names and limits", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const fields = await formOn(admin, "estados");
  assert.equal(fields["status_hours.received"], "24");
  const saved = await admin.post("/admin/ajustes/estados", {
    ...fields,
    "status_labels.received": "En recepción",
    "status_hours.received": "12",
    "status_hours.ready": "",
  });
  assert.equal(saved.status, 303);
  const { settings } = (await app.ctx()).shop;
  assert.deepEqual(settings.status_labels, { received: "En recepción" });
  assert.equal(settings.status_hours.received, 12);
  assert.equal(settings.status_hours.ready, undefined);
  assert.match(await admin.page("/admin/ajustes"), /value="En recepción"/);
  const foreign = await admin.post("/admin/ajustes/estados", { ...fields, "status_hours.received": "9999" });
  assert.equal(foreign.status, 422);
});

eachDatabase("the shop's colour reaches every page by its own stylesheet", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  await admin.post("/admin/ajustes/aspecto", { own_accent: "1", accent: "#8A2BE2" });
  assert.match(await admin.page("/admin"), /<link rel="stylesheet" href="\/tema\/8a2be2\.css"/);
  await admin.post("/admin/ajustes/aspecto", { accent: "#8a2be2" });
  assert.doesNotMatch(await admin.page("/admin"), /\/tema\//);
});

eachDatabase("of two who edit the shop's details the second sees both", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const stale = await formOn(admin, "negocio");
  const first = await admin.post("/admin/ajustes/negocio", { ...stale, name: "Service Sur", country: "UY" });
  assert.equal(first.status, 303);
  assert.equal((await app.ctx()).shop.settings.country, "UY");
  const second = await admin.post("/admin/ajustes/negocio", { ...stale, name: "Service Este" });
  assert.equal(second.status, 409);
  const page = await second.text();
  assert.match(page, /Service Sur/);
  assert.match(page, /value="Service Este"/);
  const version = /name="version" value="(\d+)"/.exec(page)?.[1] ?? "";
  assert.equal(version, "2");
  const again = await admin.post("/admin/ajustes/negocio", { ...stale, name: "Service Este", version });
  assert.equal(again.status, 303);
  assert.equal((await app.ctx()).shop.organization?.name, "Service Este");
  const [edited] = await auditOf(database, "organization_edited");
  assert.deepEqual(edited?.data, { before: { name: "Service Norte" }, after: { name: "Service Sur" } });
});
