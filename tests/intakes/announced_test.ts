import assert from "node:assert/strict";
import { receiveIntake } from "../../src/intakes/commands.ts";
import { moveStatus } from "../../src/orders/moves.ts";
import { paths } from "../../src/paths.ts";
import { aDaemon, serving } from "../printing/daemon_stage.ts";
import {
  asReceptionist,
  asTechnician,
  type Browser,
  type Fields,
  type TestApp,
  testApp,
  userActor,
} from "../support/app.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { anArrival } from "./an_intake.ts";
import { arrival, blankForm, SECOND, second, valueOf } from "./form_fields.ts";

const MAIL = { SMTP_URL: "smtp://127.0.0.1:1" };

/** What somebody says on the phone. */
const SAID: Fields = {
  announce: "1",
  client_id: "new",
  "client.name": "José Núñez",
  "client.contacts.0.kind": "phone",
  "client.contacts.0.value": "11 5555-0142",
  "client.contacts.1.kind": "email",
  "client.contacts.1.value": "jose@example.com",
  "devices.0.category": "phone",
  "devices.0.brand": "Samsung",
  "devices.0.model": "Galaxy A54",
  "devices.0.fault": "No carga",
};

async function announced(desk: Browser, more: Fields = {}): Promise<{ typed: Fields; to: string }> {
  const typed = { ...await blankForm(desk), ...SAID, ...more };
  const sent = await desk.post(paths.intakes(), typed);
  assert.equal(sent.status, 303, await sent.text());
  return { typed, to: sent.headers.get("Location") ?? "" };
}

async function rows(app: TestApp) {
  const { db } = app.services.database;
  const count = async (table: "print_job" | "message" | "tracking_link" | "signature") =>
    (await db.selectFrom(table).select("id").execute()).length;
  return {
    orders: await db.selectFrom("order").selectAll().orderBy("seq").execute(),
    jobs: await count("print_job"),
    messages: await count("message"),
    links: await count("tracking_link"),
  };
}

eachDatabase("a device that is announced has a number and nothing else", async (_, database) => {
  await using app = await testApp(database, MAIL);
  await using server = await serving(app);
  await aDaemon(app, server);
  const desk = await asReceptionist(app);
  const { typed, to } = await announced(desk);
  assert.equal(to, paths.order("S01-000001"));
  const { orders: [order], ...none } = await rows(app);
  assert.deepEqual([order?.status, order?.fault, order?.version], ["draft", "No carga", 1]);
  assert.deepEqual(none, { jobs: 0, messages: 0, links: 0 });
  const events = await database.db.selectFrom("order_event").select(["kind", "from_status", "to_status"])
    .execute();
  assert.deepEqual(events, [{ kind: "announced", from_status: null, to_status: "draft" }]);
  const counts = await database.db.selectFrom("order_count").select(["status", "orders"]).execute();
  assert.deepEqual(counts.map((one) => [one.status, Number(one.orders)]), [["draft", 1]]);
  const days = await database.db.selectFrom("order_day").select("received").execute();
  assert.deepEqual(days, [], "nothing was received today");

  const page = await desk.page(to);
  assert.match(page, /Pre-ingreso anotado/);
  assert.match(page, /Recibir el equipo/);
  assert.ok(page.includes(`href="${paths.orderIntake("S01-000001")}"`));
  assert.doesNotMatch(page, /Comprobante de ingreso/, "there is no receipt of what has not come");
  const receipt = paths.intakeReceipt(order?.intake_id ?? "", "a4");
  assert.equal((await desk.get(receipt)).status, 404);
  assert.doesNotMatch(await desk.page(paths.intakes()), /S01-000001/);

  const again = await desk.post(paths.intakes(), typed);
  assert.equal(again.headers.get("Location"), to, "the same form answers as the first time");
  assert.equal((await rows(app)).orders.length, 1);
});

eachDatabase("an announced device is received as any other, into the order it has", async (_, database) => {
  await using app = await testApp(database, MAIL);
  await using server = await serving(app);
  await aDaemon(app, server);
  const desk = await asReceptionist(app);
  await announced(desk, { "devices.0.accessory_lines": "Cargador original" });
  app.now += 3_600_000;
  const form = await desk.page(paths.orderIntake("S01-000001"));
  for (
    const known of ["José Núñez", "Galaxy A54", "No carga", "Cargador original", "Pre-ingreso S01-000001"]
  ) {
    assert.ok(form.includes(known), `the form says ${known}`);
  }
  assert.doesNotMatch(form, /Guardar como pre-ingreso/);
  assert.doesNotMatch(form, /Tiene la orden S01-000001 abierta/, "its own order does not stand in its way");

  const typed = await arrival(desk, "S01-000001");
  const sent = await desk.post(paths.intakes(), typed);
  assert.equal(sent.status, 303, await sent.text());
  const made = sent.headers.get("Location") ?? "";
  assert.match(made, /^\/ingresos\/[0-9a-f-]{36}$/);
  const { orders, ...followed } = await rows(app);
  const [order] = orders;
  assert.equal(orders.length, 1);
  assert.deepEqual(
    [order?.number, order?.status, order?.fault, order?.condition, order?.received_at, order?.status_since],
    ["S01-000001", "received", "No carga ni prende", "Pantalla astillada", app.now, app.now],
  );
  assert.deepEqual(followed, { jobs: 1, messages: 1, links: 1 });
  assert.match(order?.search_fold ?? "", /prende/);
  const accessories = await database.db.selectFrom("order_accessory").select("description").execute();
  assert.deepEqual(accessories, [{ description: "Funda" }], "what came counts, not what was expected");
  const [event] = await database.db.selectFrom("order_event").selectAll().where("kind", "=", "received")
    .execute();
  assert.deepEqual([event?.from_status, event?.to_status], ["draft", "received"]);
  const devices = await database.db.selectFrom("device").select("id").execute();
  assert.equal(devices.length, 1);
  const [message] = await database.db.selectFrom("message").select(["kind", "to_address"]).execute();
  assert.deepEqual(message, { kind: "order_received", to_address: "jose@example.com" });
  assert.match(await desk.page(made), /S01-000001/);
  assert.equal((await desk.get(paths.intakeReceipt(made.split("/").at(-1) ?? "", "a4"))).status, 200);
  const counts = await database.db.selectFrom("order_count").select(["status", "orders"])
    .orderBy("status").execute();
  assert.deepEqual(counts.map((one) => [one.status, Number(one.orders)]), [["draft", 0], ["received", 1]]);
  const days = await database.db.selectFrom("order_day").select("received").execute();
  assert.deepEqual(days.map(({ received }) => Number(received)), [1]);

  const again = await desk.post(paths.intakes(), typed);
  assert.equal(again.headers.get("Location"), made);
  const since = await rows(app);
  assert.deepEqual([since.orders.length, since.jobs, since.messages, since.links], [1, 1, 1, 1]);
  const late = await desk.get(paths.orderIntake("S01-000001"));
  assert.equal(late.headers.get("Location"), paths.order("S01-000001"));
});

Deno.test("what the counter demands is asked, and nothing that was typed is lost", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const blank = await blankForm(desk);
  const wrong = await desk.post(paths.intakes(), { ...blank, ...SAID, "devices.0.fault": "" });
  const html = await wrong.text();
  assert.equal(wrong.status, 422);
  assert.match(html, /Falla que informa el cliente: /);
  assert.ok(html.includes("Galaxy A54") && html.includes("José Núñez"));
  assert.doesNotMatch(html, /El cliente debe aceptar los términos/);

  await announced(desk);
  const typed = await arrival(desk, "S01-000001");
  const unsigned = { ...typed, terms_accepted: "", signature_name: "" };
  const refused = await desk.post(paths.intakes(), unsigned);
  assert.equal(refused.status, 422);
  const kept = await refused.text();
  assert.match(kept, /El cliente debe aceptar los términos/);
  assert.ok(kept.includes("Pantalla astillada"));
  assert.equal(valueOf(kept, "devices.0.order"), "S01-000001");
});

eachDatabase("of two who receive one announced device one wins, the other is told", async (_, database) => {
  await using app = await testApp(database);
  const { number } = await anOrder(app, { status: "draft" });
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const inputs = await Promise.all(Array.from({ length: 6 }, () => anArrival(ctx, { number })));
  const outcomes = await Promise.allSettled(inputs.map((input) => receiveIntake(ctx, input)));
  const refusals = outcomes.flatMap((one) => one.status === "rejected" ? [one.reason.detail.fields] : []);
  assert.equal(refusals.length, 5);
  for (const fields of refusals) assert.equal(fields["devices.0.order"].code, "draft_over");
  const { orders, links } = await rows(app);
  assert.deepEqual([orders.length, orders[0]?.status, links], [1, "received", 1]);
});

Deno.test("what somebody changed meanwhile is told before it is overwritten", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  await announced(desk);
  const typed = await arrival(desk, "S01-000001");
  await database.db.updateTable("order").set({ version: 2, fault: "No suena" }).execute();
  const refused = await desk.post(paths.intakes(), typed);
  assert.equal(refused.status, 422);
  const html = await refused.text();
  assert.match(html, /Otra persona cambió la orden S01-000001/);
  assert.ok(html.includes("No carga ni prende"));
  const version = valueOf(html, "devices.0.order_version");
  assert.equal(version, "2");
  const sent = await desk.post(paths.intakes(), { ...typed, "devices.0.order_version": version });
  assert.equal(sent.status, 303, await sent.text());
});

Deno.test("a second device comes along under the next number", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  await announced(desk);
  const sent = await desk.post(paths.intakes(), { ...await arrival(desk, "S01-000001"), ...SECOND });
  assert.equal(sent.status, 303, await sent.text());
  const { orders } = await rows(app);
  assert.deepEqual(orders.map(({ number, status }) => [number, status]), [
    ["S01-000001", "received"],
    ["S01-000002", "received"],
  ]);
  assert.equal(orders[0]?.intake_id, orders[1]?.intake_id);
});

Deno.test("several are announced at once, and each has a way to its own form", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const { to } = await announced(desk, SECOND);
  assert.equal(to, "/ordenes?estado=draft");
  assert.match(await desk.page(to), /S01-000001[^]*S01-000002|S01-000002[^]*S01-000001/);
  const preview = await desk.page("/ordenes/lote?accion=estado&pasar_a=received&orden=S01-000001");
  assert.ok(preview.includes(`href="${paths.orderIntake("S01-000001")}"`));
});

eachDatabase("what was announced together is received together, with one signature", async (_, database) => {
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  await announced(desk, SECOND);
  const html = await desk.page(paths.orderIntake("S01-000002"));
  assert.match(html, /Recibir S01-000001, S01-000002/);
  assert.match(html, /Se anunciaron juntos/);
  const typed = { ...await arrival(desk, "S01-000001"), ...second(html) };
  const sent = await desk.post(paths.intakes(), typed);
  assert.equal(sent.status, 303, await sent.text());
  const { orders, signatures } = {
    ...await rows(app),
    signatures: await database.db.selectFrom("signature").select("id").execute(),
  };
  assert.deepEqual(orders.map(({ number, status }) => [number, status]), [
    ["S01-000001", "received"],
    ["S01-000002", "received"],
  ]);
  assert.equal(orders[0]?.intake_id, orders[1]?.intake_id);
  assert.equal(signatures.length, 1);
});

Deno.test("what was announced together and has not come stays as it was", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  await announced(desk, SECOND);
  const whole = {
    ...await arrival(desk, "S01-000001"),
    ...second(await desk.page(paths.orderIntake("S01-000001"))),
  };
  const without = await (await desk.post(paths.intakes(), { ...whole, remove: "devices.1" })).text();
  assert.match(without, /Recibir S01-000001</);
  const sent = await desk.post(paths.intakes(), await arrival(desk, "S01-000001"));
  assert.equal(sent.status, 303, await sent.text());
  assert.deepEqual((await rows(app)).orders.map(({ status }) => status), ["received", "draft"]);
  assert.match(await desk.page(paths.orderIntake("S01-000002")), /Recibir S01-000002</);
});

Deno.test("no plain move receives a device, and no technician does", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { number } = await anOrder(app, { status: "draft" });
  const ctx = await app.ctx(userActor(app, "receptionist"));
  await assert.rejects(moveStatus(ctx, number, { to: "received" }), { message: "move_has_own_form" });
  const desk = await asReceptionist(app);
  const dragged = await desk.post(paths.boardMoves(number), { to: "received", from: "draft" }, {
    "HX-Request": "true",
  });
  assert.equal(dragged.headers.get("HX-Redirect"), paths.orderIntake(number));
  const bench = await asTechnician(app);
  assert.equal((await bench.get(paths.orderIntake(number))).status, 404);
  assert.doesNotMatch(await bench.page(paths.order(number)), /Recibir el equipo/);
  const tomas = await app.ctx(userActor(app, "technician"));
  await assert.rejects(receiveIntake(tomas, await anArrival(ctx, { number })), { code: "forbidden" });
});
