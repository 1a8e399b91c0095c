import assert from "node:assert/strict";
import { paths } from "../../src/paths.ts";
import { asAdmin, asReceptionist, asTechnician, type Browser, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

const DAY = 86_400_000;
const HTMX = { "HX-Request": "true", "HX-Request-Type": "partial" };

eachDatabase("an order goes from the counter to pick-up by its forms alone", async (_, database) => {
  await using app = await testApp(database);
  const { id, number } = await anOrder(app, { client: { name: "María Núñez" }, pin: "739182" });
  const desk = await asReceptionist(app);
  const bench = await asTechnician(app);
  const path = `/ordenes/${number}`;

  await sent(desk, `${path}/asignacion`, { technician_id: app.users.technician.id });
  await sent(bench, `${path}/estado`, { from: "received", to: "diagnosing" });
  await sent(bench, `${path}/diagnostico`, { text: "Pin de carga roto", form_key: uuid() });
  assert.match(await bench.page(`${path}?mover=awaiting_approval`), /hay que enviarle un presupuesto/);
  await sendByForms(bench, path, { description: "Cambio de pin de carga", price: "45.000" });
  const asking = await desk.page(`${path}?mover=approved`);
  assert.match(asking, /name="how"/);
  await sent(desk, `${path}/aprobacion`, { how: "phone", who: "María Núñez", form_key: uuid() });
  await sent(desk, `${path}/pagos`, { kind: "deposit", method: "cash", amount: "15000", form_key: uuid() });
  await sent(bench, `${path}/estado`, { to: "repairing" });
  await sent(bench, `${path}/estado`, { to: "ready", outcome: "repaired" });
  await sent(desk, `${path}/entrega`, {
    taken_by: "María Núñez",
    work: "Se cambió el pin de carga",
    amount: "30000",
    method: "transfer",
    signed_name: "María Núñez",
    form_key: uuid(),
  });

  const page = await desk.page(path);
  for (
    const words of ["Entregado", "Pin de carga roto", "Tomás Técnico", "Entregado a María Núñez", "Saldado"]
  ) {
    assert.ok(page.includes(words), words);
  }
  const row = await database.db.selectFrom("order").selectAll().where("id", "=", id)
    .executeTakeFirstOrThrow();
  assert.deepEqual([row.status, row.outcome, row.closed_at], ["delivered", "repaired", app.now]);
  const pdf = await desk.get(`${path}/comprobante.pdf?formato=a4`);
  assert.equal(pdf.headers.get("Content-Type"), "application/pdf");
  const bytes = new TextDecoder("latin1").decode(await pdf.arrayBuffer());
  assert.ok(bytes.startsWith("%PDF-"));
  for (const leak of [page, bytes, await desk.page("/ordenes"), await bench.page(path)]) {
    assert.ok(!leak.includes("739182"));
  }
  const secret = await database.db.selectFrom("secret").select("purge_at").where("order_id", "=", id)
    .executeTakeFirstOrThrow();
  assert.equal(secret.purge_at, app.now + 7 * DAY);
});

eachDatabase("a form that lacks something comes back with what was typed", async (_, database) => {
  await using app = await testApp(database);
  const { number } = await anOrder(app, { status: "approved" });
  const desk = await asReceptionist(app);
  const typed = { to: "on_hold", reason: "Espera <al> cliente", review_at: "2020-01-01" };
  for (const headers of [{}, HTMX]) {
    const response = await desk.post(`/ordenes/${number}/estado`, typed, headers);
    const body = await response.text();
    assert.equal(response.status, 422);
    assert.ok(body.includes("Espera &lt;al&gt; cliente"), body);
    assert.ok(body.includes("La fecha ya pasó."));
    assert.equal(body.includes("<html"), headers !== HTMX);
  }
  const note = await desk.post(`/ordenes/${number}/notas`, { text: " ", form_key: uuid() }, HTMX);
  assert.equal(note.status, 422);
  assert.match(await note.text(), /id="note-form"[^]*Complete este dato/);
});

eachDatabase("an answer to htmx brings every part that may have changed", async (_, database) => {
  await using app = await testApp(database);
  const { number } = await anOrder(app, { status: "approved" });
  const admin = await asAdmin(app);
  const response = await admin.post(
    `/ordenes/${number}/notas`,
    { text: "Llamó el cliente", visibility: "public", form_key: uuid() },
    HTMX,
  );
  const body = await response.text();
  assert.equal(response.status, 200);
  for (const part of ["order-head", "order-story", "order-facts", "order-money"]) {
    assert.ok(body.includes(`hx-target="#${part}"`), part);
  }
  assert.ok(body.includes("Llamó el cliente"));
  assert.match(response.headers.get("HX-Trigger") ?? "", /Nota agregada/);
});

eachDatabase("somebody who saves second sees both versions and loses nothing", async (_, database) => {
  await using app = await testApp(database);
  const { number } = await anOrder(app);
  const desk = await asReceptionist(app);
  const edit = { priority: "normal", condition: "", promised_at: "2026-12-01T18:00", preauthorised: "" };
  await sent(desk, `/ordenes/${number}/editar`, { ...edit, fault: "No carga", version: "1" });
  const late = await desk.post(`/ordenes/${number}/editar`, {
    ...edit,
    fault: "Pantalla rota",
    version: "1",
  });
  const body = await late.text();
  assert.equal(late.status, 409);
  assert.ok(body.includes("No carga") && body.includes("Pantalla rota"));
  assert.match(body, /name="version" value="2"/);
  await sent(desk, `/ordenes/${number}/editar`, { ...edit, fault: "Pantalla rota", version: "2" });
  const row = await database.db.selectFrom("order").select(["fault", "promised_at"])
    .where("number", "=", number).executeTakeFirstOrThrow();
  assert.deepEqual({ ...row }, { fault: "Pantalla rota", promised_at: Date.UTC(2026, 11, 1, 21) });
});

eachDatabase(
  "a form that came back for its errors still knows what it was made from",
  async (_, database) => {
    await using app = await testApp(database);
    const { number } = await anOrder(app);
    const desk = await asReceptionist(app);
    const path = `/ordenes/${number}/editar`;
    const edit = { priority: "normal", condition: "", promised_at: "2026-12-01T18:00", preauthorised: "" };
    await sent(desk, path, { ...edit, fault: "No carga", version: "1" });
    const wrong = await desk.post(path, {
      ...edit,
      fault: "Pantalla rota",
      preauthorised: "mucho",
      version: "1",
    });
    assert.equal(wrong.status, 422);
    const version = /name="version" value="(\d+)"/.exec(await wrong.text())?.[1] ?? "";
    const mended = await desk.post(path, { ...edit, fault: "Pantalla rota", version });
    assert.equal(mended.status, 409, "what the other one saved is not written over unseen");
    const panel = /<section class="conflict"[\s\S]*?<\/section>/.exec(await mended.text())?.[0] ?? "";
    assert.match(panel, /Falla informada[\s\S]*No carga[\s\S]*Pantalla rota/);
    assert.doesNotMatch(panel, /Prioridad/, "what is the same is not asked");
    assert.match(panel, /<button[^>]*form="order-form"/);
    const same = await desk.post(path, { ...edit, fault: "No carga", version: "1" });
    assert.equal(same.status, 303, "both wrote the same");
  },
);

eachDatabase("a secret shows only in the answer to a reason", async (_, database) => {
  await using app = await testApp(database);
  const { number } = await anOrder(app, { pin: "739182" });
  const bench = await asTechnician(app);
  const silent = await bench.post(`/ordenes/${number}/clave`, { reason: "" }, HTMX);
  assert.equal(silent.status, 422);
  const shown = await bench.post(`/ordenes/${number}/clave`, { reason: "Probar la pantalla" }, HTMX);
  assert.ok((await shown.text()).includes("739182"));
  assert.equal(shown.headers.get("Cache-Control"), "no-store");
  const page = await bench.page(`/ordenes/${number}`);
  assert.ok(page.includes("Probar la pantalla") && !page.includes("739182"));
  const desk = await asReceptionist(app);
  assert.equal((await desk.post(`/ordenes/${number}/clave`, { reason: "x" })).status, 403);
  assert.ok(!(await desk.page(`/ordenes/${number}`)).includes("/clave"));
});

eachDatabase("a technician sees offers, but neither the account nor its history", async (_, database) => {
  await using app = await testApp(database);
  const { number } = await anOrder(app, {
    status: "awaiting_approval",
    payments: [10_000_00],
    charges: [3_000_00],
  });
  const desk = await asReceptionist(app);
  await sent(desk, `/ordenes/${number}/aprobacion`, {
    how: "phone",
    who: "María",
    agreed: "45000",
    agreed_for: "Cambio de módulo",
    form_key: uuid(),
  });
  const account = await desk.page(`/ordenes/${number}`);
  for (const figure of ["45.000,00", "38.000,00", "10.000,00"]) assert.ok(account.includes(figure), figure);
  const page = await (await asTechnician(app)).page(`/ordenes/${number}`);
  assert.doesNotMatch(page, /38\.000|10\.000|3\.000/);
  assert.match(
    page,
    /Presupuesto 1 aprobado por María \(por teléfono\): \$\s45\.000,00/,
    "what it wrote it may read",
  );
  const refused = await (await asTechnician(app)).post(`/ordenes/${number}/pagos`, {});
  assert.equal(refused.status, 403);
});

eachDatabase("a technician neither agrees on prices nor reads what was paid", async (_, database) => {
  await using app = await testApp(database);
  const { db } = database;
  const technicianId = app.users.technician.id;
  const { id, number } = await anOrder(app, {
    status: "awaiting_parts",
    technicianId,
    preauthorisedMinor: 50_000,
  });
  const bench = await asTechnician(app);
  const price = { agreed: "1000", agreed_for: "Módulo", how: "phone", who: "María" };
  assert.equal((await bench.post(paths.orderStatus(number), { to: "approved", ...price })).status, 303);
  const kinds = await db.selectFrom("order_event").select("kind").where("order_id", "=", id).execute();
  assert.ok(kinds.every(({ kind }) => kind !== "quote_approved" && kind !== "charge_recorded"));
  assert.equal((await bench.post(paths.orderApproval(number), { ...price, form_key: uuid() })).status, 403);
  assert.equal((await db.selectFrom("charge").selectAll().execute()).length, 0);

  const { version } = await db.selectFrom("order").select("version").where("id", "=", id)
    .executeTakeFirstOrThrow();
  const edit = {
    fault: "No enciende",
    priority: "normal",
    preauthorised: "999999",
    version: String(version),
  };
  assert.equal((await bench.post(paths.orderEdit(number), edit)).status, 303);
  const edited = await db.selectFrom("order").select(["fault", "preauthorised_minor"]).where("id", "=", id)
    .executeTakeFirstOrThrow();
  assert.deepEqual({ ...edited }, { fault: "No enciende", preauthorised_minor: 50_000 });
  assert.equal((await bench.get(paths.orderReceipt(number, "a4"))).status, 404);
});

eachDatabase("an unknown number is not found, whatever is asked of it", async (_, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  for (const path of ["", "/editar", "/entrega", "/comprobante.pdf", "/en-vivo"]) {
    assert.equal((await admin.get(`/ordenes/S01-000999${path}`)).status, 404, path);
  }
  for (const path of ["estado", "notas", "asignacion", "cargos", "clave", "entrega", "editar"]) {
    const fields = { to: "ready", text: "x", reason: "x", form_key: uuid(), description: "x", amount: "1" };
    assert.equal((await admin.post(`/ordenes/S01-000999/${path}`, fields)).status, 404, path);
  }
});

eachDatabase(
  "the list is small, filters by its address and answers htmx with the rows alone",
  async (_, database) => {
    await using app = await testApp(database);
    for (let index = 0; index < 53; index++) {
      await anOrder(app, {
        fault: "No enciende y hace ruido al cargar",
        technicianId: app.users.technician.id,
      });
    }
    const desk = await asReceptionist(app);
    const page = await desk.page("/ordenes");
    assert.ok(new TextEncoder().encode(page).length < 60_000, `${page.length}`);
    assert.equal(page.match(/class="row-link/g)?.length, 50);
    const [, older] = /href="(\/ordenes\?antes=[^"]+)"/.exec(page) ?? [];
    assert.equal((await desk.page(older ?? "")).match(/class="row-link/g)?.length, 3);
    const part = await desk.get("/ordenes?estado=ready", HTMX);
    const body = await part.text();
    assert.equal(part.headers.get("HX-Push-Url"), "/ordenes?estado=ready");
    assert.ok(body.startsWith('<div id="order-list">') && body.includes("No hay órdenes aquí"));
  },
);

/** From the empty draft to an offer that is in force. */
async function sendByForms(browser: Browser, path: string, line: Record<string, string>): Promise<void> {
  const started = await browser.post(`${path}/presupuestos`, { form_key: uuid() });
  const draft = started.headers.get("Location") ?? "";
  const lines = Object.fromEntries(Object.entries(line).map(([name, value]) => [`lines.0.${name}`, value]));
  const form = {
    version: "1",
    valid_days: "15",
    deposit_percent: "0",
    form_key: uuid(),
    act: "review",
    ...lines,
  };
  await sent(browser, draft, form);
  const review = await browser.page(`${draft}/envio`);
  const [, version = ""] = /name="version" value="(\d+)"/.exec(review) ?? [];
  await sent(browser, `${draft}/envio`, { version, form_key: uuid() });
}

async function sent(browser: Browser, path: string, fields: Record<string, string>): Promise<void> {
  const response = await browser.post(path, fields);
  assert.equal(
    response.status,
    303,
    `${path}: ${(await response.text()).match(/<main[^]*<\/main>/)?.[0].slice(0, 1500)}`,
  );
}

function uuid(): string {
  return crypto.randomUUID();
}
