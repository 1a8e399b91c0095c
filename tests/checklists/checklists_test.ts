import assert from "node:assert/strict";
import { withChecks } from "../../src/intakes/receipt_checks.ts";
import {
  asAdmin,
  asReceptionist,
  asTechnician,
  type Browser,
  type TestApp,
  testApp,
  userActor,
} from "../support/app.ts";
import { eachDatabase, type TestDatabase } from "../support/database.ts";
import { anOrder, type BuiltOrder, type OrderWish } from "../support/order_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";
import { undoMove } from "../../src/orders/undo_commands.ts";
import { checkRows } from "../../src/checklists/queries.ts";
import { aPhoto } from "../e2e/support/photo.ts";

const POINTS = ["Enciende", "Cámara", "Micrófono"];

eachDatabase("an administrator writes what is checked, a point to a line", async (_, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  assert.match(await admin.page("/admin"), /Listas de revisión/);
  const empty = await admin.page("/admin/listas/phone/salida");
  assert.match(empty, /Celular: revisión de salida/i);
  const proposed = await admin.post("/admin/listas/phone/salida", { suggest: "1", items: "", version: "0" });
  assert.match(await proposed.text(), /Lista sugerida[^]*Pantalla y táctil/);
  assert.deepEqual(await pointsOf(database), [], "proposing saves nothing");

  await listed(app, "salida", " Enciende \n\nCámara\nEnciende\nMicrófono  y   parlante");
  assert.deepEqual(await pointsOf(database), ["Enciende", "Cámara", "Micrófono y parlante"]);
  assert.match(await admin.page("/admin/listas"), /3 puntos/);
  assert.match(await admin.page("/admin/auditoria"), /Editó una lista de revisión/);

  const long = await admin.post("/admin/listas/phone/salida", { items: `${"x".repeat(130)}`, version: "1" });
  assert.equal(long.status, 422);
  assert.match(await long.text(), /es muy largo: como máximo 120 letras[^]*x{130}/);

  const stale = await admin.post("/admin/listas/phone/salida", { items: "Carga", version: "0" });
  const told = await stale.text();
  assert.equal(stale.status, 409);
  assert.match(told, /Micrófono y parlante/);
  assert.match(told, /name="version" value="1"/);
  const same = await admin.post("/admin/listas/phone/salida", {
    items: "Enciende\nCámara\nMicrófono y parlante",
    version: "0",
  });
  assert.equal(same.status, 303, "what is saved already is no conflict");
});

eachDatabase(
  "a run keeps the points that it began with, and takes answers bit by bit",
  async (_, database) => {
    await using app = await testApp(database);
    await listed(app, "salida", POINTS.join("\n"));
    const order = await onTheBench(app);
    const path = `/ordenes/${order.number}/revisiones/salida`;
    const bench = await asTechnician(app);
    assert.match(await bench.page(`/ordenes/${order.number}`), /Revisión de salida[^]*Sin empezar/);
    assert.match(await bench.page(path), /Empezar la revisión/);
    assert.equal((await bench.post(`${path}/inicio`)).headers.get("Location"), path);
    await bench.post(`${path}/inicio`);
    await listed(app, "salida", "Otra cosa", "1");

    const run = await openRunOf(database, order);
    assert.deepEqual(run.items.map((item) => item.text), POINTS, "one run, with its own words");
    const unexplained = await answered(bench, path, run, [["ok"], ["untestable"]]);
    assert.equal(unexplained.status, 422);
    const kept = await unexplained.text();
    assert.match(kept, /Escriba por qué no se puede probar/);
    assert.match(kept, /name="items.0.result" value="ok" checked/);

    await done(answered(bench, path, run, [["ok"], ["untestable", "Sin lente"]]));
    const page = await bench.page(`/ordenes/${order.number}`);
    assert.match(page, /Falta 1 punto/);
    assert.match(page, /Revisión de salida: 1 bien, 1 sin poder probar, 1 sin responder/);
    await done(answered(bench, path, run, [["ok"], ["untestable", "Sin lente"]]));
    const again = await openRunOf(database, order);
    assert.equal(again.version, 2, "the same form again changes nothing");

    const stale = await answered(await asReceptionist(app), path, run, [["fail", "No arranca"]]);
    assert.equal(stale.status, 409);
    assert.match(await stale.text(), /No arranca/);
    await done(answered(bench, path, again, [], { rest_ok: "1" }));
    assert.match(await bench.page(`/ordenes/${order.number}`), /Todo bien/);
    await assertUsesIndex(database, checkRows(database.db, [order.id]).compile());
  },
);

eachDatabase("a photo hangs on the point that it shows, sent with the form", async (_, database) => {
  await using app = await testApp(database);
  await listed(app, "salida", POINTS.join("\n"));
  const order = await onTheBench(app);
  const path = `/ordenes/${order.number}/revisiones/salida`;
  const bench = await asTechnician(app);
  await bench.post(`${path}/inicio`);
  const run = await openRunOf(database, order);
  const picture = new File([new Uint8Array(await aPhoto())], "lente.jpg", { type: "image/jpeg" });
  await done(answered(bench, path, run, [["ok"], ["fail", "Rayada"]], { "items.1.files[]": picture }));
  const photo = await database.db.selectFrom("attachment").select(["order_id", "checklist_item_id"])
    .executeTakeFirstOrThrow();
  assert.deepEqual({ ...photo }, { order_id: order.id, checklist_item_id: run.items[1]?.id });
  assert.match(await bench.page(path), /1 foto/);
  const text = new File(["hola"], "nota.txt", { type: "text/plain" });
  const next = await openRunOf(database, order);
  const refused = await answered(bench, path, next, [["ok"]], { "items.0.files[]": text });
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /Elija una foto JPG/);
});

eachDatabase("a repaired device does not leave the bench unchecked, a dead one does", async (_, database) => {
  await using app = await testApp(database);
  await listed(app, "salida", POINTS.join("\n"));
  const order = await onTheBench(app);
  const path = `/ordenes/${order.number}`;
  const bench = await asTechnician(app);
  for (const to of ["ready", "quality_check"]) {
    const refused = await bench.post(`${path}/estado`, { to, outcome: "repaired" });
    assert.equal(refused.status, 422, to);
    assert.match(await refused.text(), /Falta la revisión de salida/);
  }
  await bench.post(`${path}/revisiones/salida/inicio`);
  const run = await openRunOf(database, order);
  await done(answered(bench, `${path}/revisiones/salida`, run, [["ok"], ["fail"], ["ok"]]));
  const faulty = await bench.post(`${path}/estado`, { to: "ready", outcome: "repaired" });
  assert.match(await faulty.text(), /La revisión de salida tiene fallas/);
  const part = await bench.post(`${path}/estado`, { to: "ready", outcome: "partially_repaired" });
  assert.equal(part.status, 422, "a fault without a note");
  const explained = await openRunOf(database, order);
  await done(
    answered(bench, `${path}/revisiones/salida`, explained, [["ok"], ["fail", "La deja así"], ["ok"]]),
  );
  await done(bench.post(`${path}/estado`, { to: "ready", outcome: "partially_repaired" }));

  const dead = await onTheBench(app);
  await done(bench.post(`/ordenes/${dead.number}/estado`, { to: "ready", outcome: "not_repairable" }));

  const lenient = await onTheBench(app);
  const admin = await asAdmin(app);
  const page = await admin.page("/admin/ajustes");
  const version = /action="\/admin\/ajustes\/calidad"[^]*?name="version" value="([^"]+)"/.exec(page)?.[1] ??
    "";
  await done(admin.post("/admin/ajustes/calidad", { version, quality_control_used: "1" }));
  await done(bench.post(`/ordenes/${lenient.number}/estado`, { to: "ready", outcome: "repaired" }));
});

eachDatabase(
  "what fails in quality control goes back with its faults, and is checked anew",
  async (_, database) => {
    await using app = await testApp(database);
    await listed(app, "salida", POINTS.join("\n"));
    const order = await onTheBench(app);
    const path = `/ordenes/${order.number}`;
    const bench = await asTechnician(app);
    const admin = await asAdmin(app);
    await bench.post(`${path}/revisiones/salida/inicio`);
    const run = await openRunOf(database, order);
    await done(answered(bench, `${path}/revisiones/salida`, run, [["ok"], ["ok"], ["ok"]]));
    await done(bench.post(`${path}/estado`, { to: "quality_check", outcome: "repaired" }));

    const found = await openRunOf(database, order);
    await done(answered(admin, `${path}/revisiones/salida`, found, [["ok"], ["fail", "No enfoca"], ["ok"]]));
    const passed = await admin.post(`${path}/estado`, { to: "ready" });
    assert.equal(passed.status, 409);
    assert.match(await passed.text(), /La revisión de salida tiene fallas/);
    assert.match(await admin.page(`${path}?mover=repairing`), /Qué falló[^]*Cámara: No enfoca<\/textarea>/);
    await done(admin.post(`${path}/estado`, { to: "repairing", reason: "Cámara: No enfoca" }));

    const page = await bench.page(path);
    assert.match(page, /Reprocesos<\/dt>\s*<dd[^>]*>1/);
    assert.match(page, /Volvió del control por:[^]*Cámara/);
    assert.match(page, /Falla: Cámara: No enfoca/);
    const refused = await bench.post(`${path}/estado`, { to: "quality_check", outcome: "repaired" });
    assert.equal(refused.status, 422, "the first check is over");
    await bench.post(`${path}/revisiones/salida/inicio`);
    const second = await openRunOf(database, order);
    assert.notEqual(second.id, run.id);
    await done(answered(bench, `${path}/revisiones/salida`, second, [["ok"], ["ok"], ["ok"]]));
    await done(bench.post(`${path}/estado`, { to: "quality_check", outcome: "repaired" }));
    await done(admin.post(`${path}/estado`, { to: "ready" }));
    assert.match(await bench.page(`${path}/revisiones/salida`), /Ya no se cambia[^]*Revisiones anteriores/);
  },
);

eachDatabase(
  "the intake is checked before the diagnosis where the shop wants it, and printed",
  async (_, database) => {
    await using app = await testApp(database);
    await listed(app, "ingreso", POINTS.join("\n"));
    const order = await anOrder(app, { technicianId: app.users.technician.id });
    const path = `/ordenes/${order.number}`;
    const desk = await asReceptionist(app);
    const bench = await asTechnician(app);
    const admin = await asAdmin(app);
    const { intake_id } = await database.db.selectFrom("order").select("intake_id").where("id", "=", order.id)
      .executeTakeFirstOrThrow();
    assert.match(await desk.page(`/ingresos/${intake_id}`), new RegExp(`${path}/revisiones/ingreso`));

    const page = await admin.page("/admin/ajustes");
    const version = /action="\/admin\/ajustes\/calidad"[^]*?name="version" value="([^"]+)"/.exec(page)?.[1] ??
      "";
    await done(admin.post("/admin/ajustes/calidad", { version, intake_checklist_required: "1" }));
    const early = await bench.post(`${path}/estado`, { to: "diagnosing" });
    assert.match(await early.text(), /Falta completar la revisión de ingreso/);

    await desk.post(`${path}/revisiones/ingreso/inicio`);
    const run = await openRunOf(database, order);
    assert.equal(
      await checksOnReceipt(database, intake_id, order),
      undefined,
      "not before every point is answered",
    );
    await done(answered(desk, `${path}/revisiones/ingreso`, run, [["ok"], ["fail", "Rajada"], ["ok"]]));
    assert.deepEqual(await checksOnReceipt(database, intake_id, order), [
      { text: "Enciende", result: "ok", note: "" },
      { text: "Cámara", result: "fail", note: "Rajada" },
      { text: "Micrófono", result: "ok", note: "" },
    ]);
    for (const paper of [`/ingresos/${intake_id}/comprobante.pdf`, `${path}/hoja-de-trabajo.pdf`]) {
      for (const format of ["a4", "80mm"]) {
        const response = await desk.get(`${paper}?formato=${format}`);
        assert.equal(response.status, 200, paper);
        assert.equal(response.headers.get("Content-Type"), "application/pdf");
        await response.body?.cancel();
      }
    }
    await done(bench.post(`${path}/estado`, { to: "diagnosing" }));
    const late = await anOrder(app, { status: "approved" });
    const refused = await desk.post(`/ordenes/${late.number}/revisiones/ingreso/inicio`);
    assert.equal(refused.status, 409);
  },
);

async function checksOnReceipt(database: TestDatabase, intakeId: string, order: BuiltOrder) {
  const row = await database.db.selectFrom("intake").select("receipt_json").where("id", "=", intakeId)
    .executeTakeFirstOrThrow();
  const receipt = await withChecks(database.db, JSON.parse(row.receipt_json), [order]);
  return receipt.orders[0]?.checks;
}

eachDatabase(
  "a move that is undone opens its check again, and what was worked stays worked",
  async (_, database) => {
    await using app = await testApp(database);
    await listed(app, "salida", POINTS.join("\n"));
    const order = await onTheBench(app);
    const path = `/ordenes/${order.number}/revisiones/salida`;
    const bench = await asTechnician(app);
    await bench.post(`/ordenes/${order.number}/tiempo`, { act: "start" });
    await bench.post(`${path}/inicio`);
    const run = await openRunOf(database, order);
    assert.equal((await answered(bench, path, run, [["ok"], ["ok"], ["ok"]])).status, 303);
    app.now += 60_000;
    const move = { from: "repairing", to: "ready", outcome: "repaired" };
    assert.equal((await bench.post(`/ordenes/${order.number}/estado`, move)).status, 303);
    const closed = await database.db.selectFrom("checklist_run").select("closed_at")
      .executeTakeFirstOrThrow();
    assert.equal(Number(closed.closed_at), app.now);
    app.now += 5_000;
    const back = await undoMove(await app.ctx(userActor(app, "technician")), order.number);
    assert.equal(back, "repairing");
    assert.equal((await openRunOf(database, order)).id, run.id);
    const worked = await database.db.selectFrom("work_time").select("ms").execute();
    assert.deepEqual(worked.map(({ ms }) => Number(ms)), [60_000]);
  },
);

async function listed(app: TestApp, slug: string, items: string, version = "0"): Promise<void> {
  await done((await asAdmin(app)).post(`/admin/listas/phone/${slug}`, { items, version }));
}

async function pointsOf({ db }: TestDatabase): Promise<string[]> {
  const rows = await db.selectFrom("checklist_template_item").select("text").orderBy("position").execute();
  return rows.map((row) => row.text);
}

interface OpenRun {
  id: string;
  version: number;
  items: { id: string; text: string }[];
}

async function openRunOf({ db }: TestDatabase, order: BuiltOrder): Promise<OpenRun> {
  const run = await db.selectFrom("checklist_run").select(["id", "version"]).where("order_id", "=", order.id)
    .where("closed_at", "is", null).executeTakeFirstOrThrow();
  const items = await db.selectFrom("checklist_item").select(["id", "text"]).where("run_id", "=", run.id)
    .orderBy("position").execute();
  return { ...run, items };
}

/** Posts the answers of the first points; the others stay open. */
function answered(
  browser: Browser,
  path: string,
  run: OpenRun,
  answers: [string, string?][],
  more: Record<string, string | File> = {},
): Promise<Response> {
  const fields: Record<string, string | File> = { run: run.id, version: String(run.version), ...more };
  for (const [index, item] of run.items.entries()) {
    const [result, note = ""] = answers[index] ?? [];
    fields[`items.${index}.id`] = item.id;
    fields[`items.${index}.note`] = note;
    if (result) fields[`items.${index}.result`] = result;
  }
  return browser.post(path, fields);
}

function onTheBench(app: TestApp, wish: OrderWish = {}): Promise<BuiltOrder> {
  return anOrder(app, { status: "repairing", technicianId: app.users.technician.id, ...wish });
}

async function done(sending: Promise<Response>): Promise<void> {
  const response = await sending;
  assert.equal(
    response.status,
    303,
    `${response.url} ${response.status} ${(await response.text()).slice(0, 500)}`,
  );
}
