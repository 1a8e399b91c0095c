import assert from "node:assert/strict";
import { sql } from "kysely";
import { loanInput } from "../../src/loaners/input.ts";
import { lend } from "../../src/loaners/commands.ts";
import { loanerRows, orderLoans } from "../../src/loaners/queries.ts";
import { paths } from "../../src/paths.ts";
import { asAdmin, asReceptionist, asTechnician, type Browser, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";
import { aLoaner, loanForm } from "./loaner_stage.ts";

const DAY = 86_400_000;

function handOver(desk: Browser, number: string, more: Record<string, string> = {}): Promise<Response> {
  return desk.post(paths.orderDelivery(number), {
    taken_by: "María Núñez",
    unsigned_reason: "Apurada",
    form_key: crypto.randomUUID(),
    ...more,
  });
}

eachDatabase("a device is added to the stock, lent with an order and taken back", async (_, database) => {
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  assert.match(await desk.page(paths.loaners()), /Todavía no hay equipos de préstamo/);
  const added = {
    name: "Moto G de préstamo",
    serial: "MG-1",
    condition: "Impecable",
    form_key: crypto.randomUUID(),
  };
  for (const _ of [1, 2]) assert.equal((await desk.post(paths.newLoaner(), added)).status, 303);
  const list = await desk.page(paths.loaners());
  assert.equal(list.split("Moto G de préstamo").length, 2, "one form adds one");
  assert.match(list, /Disponible/);

  const { id, number } = await anOrder(app);
  const loan = loanForm(added.form_key);
  const form = await desk.page(paths.orderLoans(number));
  assert.match(form, /Moto G de préstamo \(MG-1\) · Impecable/);
  for (const _ of [1, 2]) assert.equal((await desk.post(paths.orderLoans(number), loan)).status, 303);
  const page = await desk.page(paths.order(number));
  for (
    const words of [
      "Se prestó Moto G de préstamo (MG-1)",
      "Vuelve el 30 nov 2026",
      "Deja: DNI",
      "Acuerdo: firmado",
    ]
  ) {
    assert.ok(page.includes(words), words);
  }
  const lent = await desk.page(paths.loaners("?estado=prestados"));
  assert.ok(lent.includes("María Núñez") && lent.includes(number));
  assert.match(await desk.page(paths.loaners("?estado=disponibles")), /No hay equipos en esta lista/);
  assert.match(await desk.page(paths.orderLoans(number)), /No queda ningún equipo disponible/);
  const retire = { ...added, active: "", version: "1" };
  const refused = await desk.post(paths.loaner(added.form_key), retire);
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /Está prestado: primero tiene que volver/);

  const back = paths.loanReturn(added.form_key, loan.form_key ?? "");
  assert.equal((await desk.post(back, { condition: " ", form_key: crypto.randomUUID() })).status, 422);
  const returned = { condition: "Con un golpe en la esquina", form_key: crypto.randomUUID() };
  for (const _ of [1, 2]) assert.equal((await desk.post(back, returned)).status, 303);
  const again = await desk.post(back, { ...returned, form_key: crypto.randomUUID() });
  assert.equal(again.status, 409);
  assert.match(await again.text(), /Ese equipo ya volvió/);
  const story = await desk.page(paths.order(number));
  assert.ok(story.includes("Volvió Moto G de préstamo (MG-1)"));
  assert.ok(story.includes("Estado: Con un golpe en la esquina"));
  const row = await database.db.selectFrom("loaner").select("condition").executeTakeFirstOrThrow();
  assert.equal(row.condition, "Con un golpe en la esquina", "the stock knows how it came back");
  const events = await database.db.selectFrom("order_event").select("kind").where("order_id", "=", id)
    .where("kind", "in", ["loaner_lent", "loaner_returned"]).orderBy("id").execute();
  assert.deepEqual(events.map((one) => one.kind), ["loaner_lent", "loaner_returned"]);
});

eachDatabase(
  "what a loan lacks is told beside its field, and what was typed is kept",
  async (_, database) => {
    await using app = await testApp(database);
    const desk = await asReceptionist(app);
    const loaner = await aLoaner(await app.ctx(userActor(app, "admin")));
    const { number } = await anOrder(app);
    const response = await desk.post(
      paths.orderLoans(number),
      loanForm(loaner, { agreement: "", condition: "", due_on: "2026-11-22", deposit: "Su reloj" }),
    );
    const body = await response.text();
    assert.equal(response.status, 422);
    assert.match(body, /La fecha ya pasó/);
    assert.ok(body.includes('value="Su reloj"'));
    assert.match(body, new RegExp(`<option value="${loaner}" selected`));
  },
);

eachDatabase("a loan that is not back in time is overdue", async (_, database) => {
  await using app = await testApp(database);
  const overdue = async () => await (await asReceptionist(app)).page(paths.loaners("?estado=vencidos"));
  const loaner = await aLoaner(await app.ctx(userActor(app, "admin")));
  const { number } = await anOrder(app);
  await (await asReceptionist(app)).post(paths.orderLoans(number), loanForm(loaner));
  assert.match(await overdue(), /No hay equipos en esta lista/);
  app.now += 7 * DAY;
  assert.match(await overdue(), /No hay equipos en esta lista/, "its last day");
  app.now += DAY;
  assert.ok((await overdue()).includes(number));
  const desk = await asReceptionist(app);
  assert.match(await desk.page(paths.order(number)), /Vencido: tenía que volver el 30 nov 2026/);
  assert.match(await desk.page(paths.counter()), /1 equipo de préstamo vencido/);
});

eachDatabase("a delivery asks for what is still lent", async (_, database) => {
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const admin = await app.ctx(userActor(app, "admin"));
  const [kept, back] = [await aLoaner(admin, "Moto G"), await aLoaner(admin, "Cargador rápido")];
  const { number } = await anOrder(app, { status: "ready", outcome: "repaired" });
  const [first, second] = [loanForm(kept), loanForm(back)];
  await desk.post(paths.orderLoans(number), first);
  await desk.post(paths.orderLoans(number), second);
  assert.match(await desk.page(paths.orderDelivery(number)), /El cliente todavía lo tiene/);

  const bare = await handOver(desk, number);
  assert.equal(bare.status, 422);
  assert.match(await bare.text(), /Márquelo si lo devuelve ahora, o escriba por qué no/);
  const ids = { "loans.0.id": first.form_key ?? "", "loans.1.id": second.form_key ?? "" };
  const silent = await handOver(desk, number, {
    ...ids,
    "loans.0.note": "Lo trae mañana",
    "loans.1.returned": "1",
  });
  assert.equal(silent.status, 422);
  const body = await silent.text();
  assert.match(body, /Escriba en qué estado vuelve/);
  assert.ok(body.includes('value="Lo trae mañana"'));
  const open = await database.db.selectFrom("loan_return").select("id").execute();
  assert.equal(open.length, 0, "nothing came back with a form that was refused");

  const done = await handOver(desk, number, {
    ...ids,
    "loans.0.note": "Lo trae mañana",
    "loans.1.returned": "1",
    "loans.1.note": "Sin novedades",
  });
  assert.equal(done.status, 303, await done.text());
  const page = await desk.page(paths.order(number));
  assert.ok(page.includes("Sigue afuera Moto G: Lo trae mañana"));
  assert.ok(page.includes("Volvió Cargador rápido (RPR-77)"));
  assert.match(await desk.page(paths.loaners("?estado=prestados")), /Moto G/);
  const later = await desk.post(paths.loanReturn(kept, first.form_key ?? ""), {
    condition: "Bien",
    form_key: crypto.randomUUID(),
  });
  assert.equal(later.status, 303, "a closed order still takes it back");
});

eachDatabase("of several who lend one device at once, one does", async (_, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const loaner = await aLoaner(ctx);
  const orders = [await anOrder(app), await anOrder(app), await anOrder(app), await anOrder(app)];
  const input = loanInput({ timeZone: "America/Argentina/Buenos_Aires", now: app.now });
  const lending = await Promise.allSettled(
    orders.map(({ number }) => lend(ctx, number, input.parse(loanForm(loaner)))),
  );
  assert.equal(lending.filter(({ status }) => status === "fulfilled").length, 1);
  for (const one of lending) {
    if (one.status === "rejected") assert.equal(one.reason.detail.fields.loaner_id.code, "loaner_lent");
  }
  assert.equal((await database.db.selectFrom("loan").select("id").execute()).length, 1);
});

eachDatabase("loans never change, and two people see each other's edits", async (_, database) => {
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const loaner = await aLoaner(await app.ctx(userActor(app, "admin")));
  const { number } = await anOrder(app);
  const loan = loanForm(loaner);
  await desk.post(paths.orderLoans(number), loan);
  await desk.post(paths.loanReturn(loaner, loan.form_key ?? ""), {
    condition: "Bien",
    form_key: crypto.randomUUID(),
  });
  for (const table of ["loan", "loan_return"] as const) {
    const of = sql.table(table);
    await assert.rejects(sql`update ${of} set condition = 'otro'`.execute(database.db), /append-only/);
    await assert.rejects(sql`delete from ${of}`.execute(database.db), /append-only/);
  }
  const admin = await asAdmin(app);
  const edit = { name: "Otro nombre", serial: "", condition: "", active: "1", version: "1" };
  const late = await admin.post(paths.loaner(loaner), edit);
  assert.equal(late.status, 409);
  const body = await late.text();
  assert.ok(body.includes("Otro nombre") && body.includes("Samsung A12 de préstamo"));
  assert.equal((await admin.post(paths.loaner(loaner), { ...edit, version: "2" })).status, 303);
});

eachDatabase("a technician sees what is lent and lends nothing", async (_, database) => {
  await using app = await testApp(database);
  const loaner = await aLoaner(await app.ctx(userActor(app, "admin")));
  const { number } = await anOrder(app);
  const bench = await asTechnician(app);
  assert.ok((await bench.page(paths.loaners())).includes("Samsung A12"));
  assert.doesNotMatch(await bench.page(paths.loaner(loaner)), /<form[^>]*prestamos/);
  assert.equal((await bench.post(paths.orderLoans(number), loanForm(loaner))).status, 403);
});

eachDatabase("loans are found by an index", async (_, database) => {
  await assertUsesIndex(database, orderLoans(database.db, "x").compile());
  await assertUsesIndex(database, loanerRows(database.db).where("loaner.branch_id", "=", "x").compile());
});
