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

/** Sends one of the page's forms with some fields filled in otherwise. */
async function save(browser: Browser, part: string, changes: Record<string, string>): Promise<Response> {
  return await browser.post(`/admin/ajustes/${part}`, { ...await formOn(browser, part), ...changes });
}

/** What a browser would post of one of the page's forms, unchanged. */
async function formOn(browser: Browser, part: string): Promise<Record<string, string>> {
  return formIn(await browser.page("/admin/ajustes"), part);
}

function formIn(page: string, part: string): Record<string, string> {
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
    const saved = await save(admin, "mostrador", { signature_required: "1", warranty_days: "30" });
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
  for (
    const part of [
      "mostrador",
      "presupuestos",
      "correos",
      "recordatorios",
      "servicio",
      "vigilancia",
      "cuentas",
      "calidad",
      "privacidad",
      "etiquetas",
      "estados",
      "plazos",
      "conservacion",
      "aspecto",
      "negocio",
    ]
  ) {
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
  const days = (tracking_days: string) => save(admin, "privacidad", { tracking_days });
  await days("30");
  assert.equal((await settingsOf(database)).tracking_days, 30);
  await days("180");
  assert.deepEqual(await settingsOf(database), { country: "AR" });
});

eachDatabase("what is out of bounds comes back beside its field and saves nothing", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const answer = await save(admin, "privacidad", { tracking_days: "0", secret_purge_days: "muchos" });
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
  assert.equal(fields["status_hours.received"], "10");
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
  await save(admin, "aspecto", { own_accent: "1", accent: "#8A2BE2" });
  assert.match(await admin.page("/admin"), /<link rel="stylesheet" href="\/tema\/8a2be2\.css"/);
  await save(admin, "aspecto", { own_accent: "" });
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

eachDatabase("of two who edit a section the second sees both and decides", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const stale = await formOn(admin, "mostrador");
  assert.equal(
    (await save(admin, "mostrador", { warranty_days: "30", signature_required: "1" })).status,
    303,
  );
  const second = await admin.post("/admin/ajustes/mostrador", { ...stale, warranty_days: "60" });
  assert.equal(second.status, 409);
  const page = await second.text();
  const panel = /<section class="conflict"[\s\S]*?<\/section>/.exec(page)?.[0] ?? "";
  assert.match(panel, /En la parte «Mostrador»/);
  assert.match(panel, /Garantía[\s\S]*?>30<[\s\S]*?>60</);
  assert.match(panel, /Pedir firma al recibir[\s\S]*?>Sí<[\s\S]*?>No</);
  assert.doesNotMatch(panel, /abandono/, "what does not differ is not asked");
  assert.equal((await settingsOf(database)).warranty_days, 30, "nothing was written over");
  const again = formIn(page, "mostrador");
  assert.equal(again.warranty_days, "60");
  assert.equal((await admin.post("/admin/ajustes/mostrador", again)).status, 303);
  assert.equal((await settingsOf(database)).warranty_days, 60);
  assert.equal((await settingsOf(database)).signature_required, undefined);
});

eachDatabase(
  "saving one section makes no other one stale, and the same choice twice is no conflict",
  async (_t, database) => {
    await using app = await testApp(database);
    const admin = await asAdmin(app);
    const [counter, labels] = [await formOn(admin, "mostrador"), await formOn(admin, "etiquetas")];
    const chosen = { ...counter, warranty_days: "30" };
    assert.equal((await admin.post("/admin/ajustes/mostrador", chosen)).status, 303);
    assert.equal(
      (await admin.post("/admin/ajustes/etiquetas", { ...labels, label_per_accessory: "1" })).status,
      303,
    );
    assert.equal((await admin.post("/admin/ajustes/mostrador", chosen)).status, 303);
    const { version: _, ...without } = counter;
    assert.equal(
      (await admin.post("/admin/ajustes/mostrador", without)).status,
      409,
      "made from nothing known",
    );
  },
);

eachDatabase("of two who save a section in the same moment one is asked", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const form = await formOn(admin, "privacidad");
  const answers = await Promise.all(
    ["30", "60", "120"].map((tracking_days) =>
      admin.post("/admin/ajustes/privacidad", { ...form, tracking_days })
    ),
  );
  assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 409, 409]);
  assert.equal((await auditOf(database, "setting_changed")).length, 1);
});

/** Names of the parts, and of the fields, that a settings page shows. */
function shownIn(page: string) {
  const forms = [...page.matchAll(/<form[^>]*id="form-(\w+)"([^>]*)>([\s\S]*?)<\/form>/g)]
    .filter(([, , attributes]) => !/ hidden/.test(attributes ?? ""));
  const fields = forms.flatMap(([, , , inside = ""]) =>
    inside.replaceAll(/<li hidden[\s\S]*?<\/li>/g, "").split(/<div class="field\b/).slice(1)
      .filter((field) => !/^[^>]* hidden/.test(field))
      .flatMap((field) => / name="([^"]+)"/.exec(field)?.[1] ?? [])
  );
  return { parts: forms.map(([, part]) => part), fields };
}

eachDatabase(
  "a word finds its settings whatever its accents, and hides the rest without losing it",
  async (_t, database) => {
    await using app = await testApp(database);
    const admin = await asAdmin(app);
    const page = await admin.page("/admin/ajustes?q=GARANTIA");
    assert.deepEqual(shownIn(page), { parts: ["mostrador"], fields: ["warranty_days"] });
    assert.match(page, /<input[^>]*name="q"[^>]*>/);
    assert.match(page, /value="GARANTIA"/);
    assert.match(page, /href="\/admin\/ajustes#mostrador"[^>]*>Ver toda la parte «Mostrador»/);
    const hidden = formIn(page, "mostrador");
    assert.deepEqual(hidden, await formOn(admin, "mostrador"), "a form in part posts all of its fields");
    assert.deepEqual(shownIn(await admin.page("/admin/ajustes?q=firma+entregar")).fields, [
      "delivery_signature_required",
    ]);
    assert.deepEqual(shownIn(await admin.page("/admin/ajustes?q=control+de+calidad")), {
      parts: ["correos", "calidad", "estados"],
      fields: [
        "told_statuses.quality_check",
        "quality_control_used",
        "quality_control_by_another",
        "exit_checklist_required",
        "intake_checklist_required",
        "status_labels.quality_check",
        "status_hours.quality_check",
      ],
    });
    assert.equal(shownIn(await admin.page("/admin/ajustes?q=+")).parts.length, 17);
    const nothing = await admin.page("/admin/ajustes?q=%3Cb%3Ezapato");
    assert.deepEqual(shownIn(nothing).parts, []);
    assert.match(nothing, /Ningún ajuste coincide con «&lt;b&gt;zapato»/);
  },
  { engines: ["libsql"] },
);

eachDatabase("htmx gets the parts alone, and English is searched in English", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const part = await (await admin.get("/admin/ajustes?q=moneda", { "HX-Request": "true" })).text();
  assert.match(part, /^<div id="settings-parts"/);
  assert.deepEqual(shownIn(part), {
    parts: ["negocio", "presupuestos"],
    fields: ["currency", "diagnosis_fee"],
  });
  await admin.post("/preferencias", { locale: "en" });
  assert.deepEqual(shownIn(await admin.page("/admin/ajustes?q=warranty")).fields, ["warranty_days"]);
  assert.deepEqual(shownIn(await admin.page("/admin/ajustes?q=garantia")).parts, []);
}, { engines: ["libsql"] });

eachDatabase("what quotes begin with is typed as people write it", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const saved = await save(admin, "presupuestos", {
    tax_rates: "21; 10,5",
    diagnosis_fee: "6.000,50",
    deposit_percent: "30",
    quote_signature_required: "1",
  });
  assert.equal(saved.status, 303);
  const { settings } = (await app.ctx()).shop;
  assert.deepEqual(settings.tax_rates, [21_000, 10_500]);
  assert.deepEqual([settings.diagnosis_fee, settings.deposit_percent], [6_000_50, 30]);
  const page = await admin.page("/admin/ajustes");
  assert.match(page, /name="tax_rates"[^>]*|value="21; 10,5"/);
  assert.deepEqual((await formOn(admin, "presupuestos")).tax_rates, "21; 10,5");
  for (const [field, typed] of [["tax_rates", "mucho"], ["tax_rates", ""], ["diagnosis_fee", "x"]] as const) {
    const refused = await save(admin, "presupuestos", { [field]: typed });
    assert.equal(refused.status, 422, `${field} ${typed}`);
    assert.match(await refused.text(), new RegExp(`id="f-${field}-error"`));
  }
});
