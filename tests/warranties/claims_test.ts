import assert from "node:assert/strict";
import { moveStatus } from "../../src/orders/moves.ts";
import { paths } from "../../src/paths.ts";
import { tiedOrders, warrantyList } from "../../src/warranties/queries.ts";
import { hiddenFields } from "../intakes/form_fields.ts";
import { textOf } from "../documents/paper.ts";
import {
  asAdmin,
  asReceptionist,
  asTechnician,
  type Browser,
  type Fields,
  type TestApp,
  testApp,
  userActor,
} from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder, type BuiltOrder } from "../support/order_builders.ts";
import { aDraft, approveByPhone, aSentQuote, send } from "../support/quote_builders.ts";
import { assertUsesIndex } from "../support/plan.ts";

const DAY = 86_400_000;
const IMEI = "356938035643809";

async function delivered(app: TestApp, desk: Browser): Promise<BuiltOrder> {
  const order = await anOrder(app, { status: "ready", outcome: "repaired", serial: IMEI, fault: "No carga" });
  await handOver(desk, order.number);
  return order;
}

async function handOver(desk: Browser, number: string): Promise<void> {
  const response = await desk.post(paths.orderDelivery(number), {
    taken_by: "María Núñez",
    unsigned_reason: "Apurada",
    form_key: crypto.randomUUID(),
  });
  assert.equal(response.status, 303, await response.text());
}

/** The claim's form as the page fills it in. */
async function claimForm(desk: Browser, order: BuiltOrder, changes: Fields = {}): Promise<Fields> {
  const page = await desk.page(paths.newClaim(order.number));
  assert.match(page, new RegExp(`<option value="${order.number}" selected`));
  assert.match(page, new RegExp(`name="client_id"[^>]*value="${order.clientId}"[^>]*checked`));
  return {
    ...hiddenFields(page),
    client_id: order.clientId,
    "devices.0.device_id": order.deviceId,
    "devices.0.category": "phone",
    "devices.0.brand": "Samsung",
    "devices.0.model": "Galaxy A54",
    "devices.0.serial": IMEI,
    "devices.0.fault": "Otra vez no carga",
    "devices.0.warranty_of": order.number,
    terms_accepted: "1",
    unsigned_reason: "Apurada",
    ...changes,
  };
}

async function claimOf(
  app: TestApp,
  desk: Browser,
  order: BuiltOrder,
  changes: Fields = {},
): Promise<string> {
  const made = await desk.post(paths.intakes(), await claimForm(desk, order, changes));
  assert.equal(made.status, 303, (await made.text()).slice(0, 2000));
  const { number } = await app.services.database.db.selectFrom("order").select("number")
    .orderBy("seq", "desc").limit(1).executeTakeFirstOrThrow();
  return number;
}

eachDatabase("a delivered order comes back as a new one that claims its warranty", async (_, database) => {
  await using app = await testApp(database);
  const order = await delivered(app, await asReceptionist(app));
  app.now += 45 * DAY;
  const desk = await asReceptionist(app);
  const page = await desk.page(paths.order(order.number));
  assert.match(page, /Quedan 45 días de garantía, hasta el 21 feb 2027/);
  assert.ok(page.includes(paths.newClaim(order.number)));
  for (
    const path of [paths.client(order.clientId), paths.device(order.deviceId), paths.search("Galaxy A54")]
  ) {
    const list = await desk.page(path);
    assert.match(list, /Quedan 45 días de garantía/, path);
    assert.ok(list.includes(paths.newClaim(order.number)), path);
  }

  const number = await claimOf(app, desk, order);
  const row = await database.db.selectFrom("order").select(["status", "warranty_of_order_id", "device_id"])
    .where("number", "=", number).executeTakeFirstOrThrow();
  assert.deepEqual({ ...row }, {
    status: "received",
    warranty_of_order_id: order.id,
    device_id: order.deviceId,
  });
  const old = await database.db.selectFrom("order").select("status").where("id", "=", order.id)
    .executeTakeFirstOrThrow();
  assert.equal(old.status, "delivered");
  const before = await desk.page(paths.order(order.number));
  assert.ok(before.includes(`Volvió por garantía: ${number}`), "in the history of the old one");
  assert.match(before, new RegExp(`Volvió por garantía</span><a href="${paths.order(number)}"`));
  const after = await desk.page(paths.order(number));
  assert.ok(after.includes(`Reclamo de la garantía de ${order.number}`));
  assert.ok(after.includes(`href="${paths.order(order.number)}"`));
  assert.ok(after.includes("No se cobra, salvo que se explique por qué"));

  const { intake_id } = await database.db.selectFrom("order").select("intake_id").where("number", "=", number)
    .executeTakeFirstOrThrow();
  for (const format of ["a4", "80mm"] as const) {
    const pdf = await desk.get(paths.intakeReceipt(intake_id, format));
    const text = await textOf(new Uint8Array(await pdf.arrayBuffer()));
    assert.ok(text.includes("Reclamo de garantía de"), text);
  }
  const links = await database.db.selectFrom("tracking_link").innerJoin("order", "order.id", "order_id")
    .select("tracking_link.id").where("order.number", "=", number).execute();
  assert.equal(links.length, 1, "tracked like any order");
});

eachDatabase("a claim never resets the term", async (_, database) => {
  await using app = await testApp(database);
  const order = await delivered(app, await asReceptionist(app));
  app.now += 45 * DAY;
  const desk = await asReceptionist(app);
  const number = await claimOf(app, desk, order);
  await database.db.updateTable("order").set({ status: "ready", outcome: "repaired", ready_at: app.now })
    .where("number", "=", number).execute();
  const form = await desk.page(paths.orderDelivery(number));
  assert.ok(form.includes(`Es un reclamo: sigue corriendo la garantía de ${order.number}.`));
  await handOver(desk, number);
  const rows = await database.db.selectFrom("warranty").select(["order_id", "days"]).execute();
  assert.deepEqual(rows.map((row) => ({ ...row })), [{ order_id: order.id, days: 90 }]);
  const receipt = await desk.get(paths.orderReceipt(number, "a4"));
  assert.match(await textOf(new Uint8Array(await receipt.arrayBuffer())), /\(45 días\)/);

  app.now += 10 * DAY;
  const later = await asReceptionist(app);
  assert.match(await later.page(paths.order(number)), /Quedan 35 días de garantía/);
  const again = await claimOf(app, later, order);
  const claims = await database.db.selectFrom("order").select("warranty_of_order_id")
    .where("number", "in", [number, again]).execute();
  assert.deepEqual(claims.map((one) => one.warranty_of_order_id), [order.id, order.id]);
});

eachDatabase("a warranty that is over says since when and leads to a normal intake", async (_, database) => {
  await using app = await testApp(database);
  const before = await asReceptionist(app);
  const order = await delivered(app, before);
  const typed = await claimForm(before, order);
  app.now += 91 * DAY;
  const desk = await asReceptionist(app);
  const page = await desk.page(paths.order(order.number));
  assert.match(page, /La garantía venció el 21 feb 2027 \(/);
  assert.ok(!page.includes(paths.newClaim(order.number)));
  assert.ok(page.includes(paths.newIntake(order.clientId, order.deviceId).replaceAll("&", "&amp;")));
  const intake = await desk.page(paths.newClaim(order.number));
  assert.match(intake, /La garantía venció el/);
  assert.doesNotMatch(intake, /name="devices\.0\.warranty_of"/);
  const late = await desk.post(paths.intakes(), typed);
  assert.equal(late.status, 422);
  assert.match(await late.text(), /La garantía venció el 21 feb 2027\. Recíbalo como un ingreso normal\./);
  const orders = await database.db.selectFrom("order").select("id").execute();
  assert.equal(orders.length, 1);
});

eachDatabase("a warranty covers its own device and no other", async (_, database) => {
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const order = await delivered(app, desk);
  const typed = await claimForm(desk, order, {
    "devices.0.device_id": "",
    "devices.0.serial": "490154203237518",
  });
  const other = await desk.post(paths.intakes(), typed);
  assert.equal(other.status, 422);
  assert.ok((await other.text()).includes(`La garantía de ${order.number} es de otro equipo.`));
  const unknown = await desk.post(paths.intakes(), { ...typed, "devices.0.warranty_of": "S01-999999" });
  assert.equal(unknown.status, 422);
  assert.match(await unknown.text(), /Esa orden no tiene garantía/);
});

eachDatabase("a claim costs nothing unless somebody says why", async (_, database) => {
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const order = await delivered(app, desk);
  const number = await claimOf(app, desk, order);
  const admin = await asAdmin(app);
  const free = await admin.post(paths.orderApproval(number), { form_key: crypto.randomUUID() });
  assert.equal(free.status, 303, "no price has to be agreed on");

  const charge = { description: "Pantalla rota por golpe", amount: "30000", form_key: crypto.randomUUID() };
  const refused = await desk.post(paths.orderCharges(number), charge);
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /Es un reclamo de garantía: escriba por qué se cobra\./);
  const explained = { ...charge, reason: "El golpe no lo cubre la garantía" };
  assert.equal((await desk.post(paths.orderCharges(number), explained)).status, 303);
  const page = await desk.page(paths.order(number));
  assert.match(page, /Motivo: El golpe no lo cubre la garantía/);
  const rows = await database.db.selectFrom("charge").select("amount_minor").execute();
  assert.deepEqual(rows.map((one) => one.amount_minor), [3_000_000]);
  const discount = { description: "Atención", amount: "-100", form_key: crypto.randomUUID() };
  assert.equal((await desk.post(paths.orderCharges(number), discount)).status, 303);
});

eachDatabase("an offer for a claim that costs something says why", async (_, database) => {
  await using app = await testApp(database);
  const { id } = await anOrder(app, { status: "delivered" });
  const claim = (preauthorisedMinor: number | null = null) =>
    anOrder(app, { status: "diagnosing", diagnosis: "Golpe", claimOf: id, preauthorisedMinor });
  const desk = await asReceptionist(app);
  const why = "El golpe no lo cubre la garantía";

  const { number } = await claim();
  const quote = await aDraft(app, number);
  const sending = paths.quoteSending(number, quote);
  assert.match(await desk.page(sending), /Por qué se cobra/);
  const form = { form_key: crypto.randomUUID(), version: "2", by_mail: "1" };
  const refused = await desk.post(sending, { ...form, claim_reason: " " });
  assert.equal(refused.status, 422);
  const again = await refused.text();
  assert.match(again, /name="claim_reason"[^]*?escriba por qué se cobra/);
  assert.match(again, /<input type="checkbox"[^>]*checked/);
  const unmailed = await desk.post(sending, { form_key: form.form_key, version: "2" });
  assert.doesNotMatch(await unmailed.text(), /<input type="checkbox"[^>]*checked/, "what was typed is kept");
  assert.equal((await desk.post(sending, { ...form, claim_reason: why })).status, 303);
  const page = await desk.page(paths.order(number));
  assert.match(page, new RegExp(`Por qué se cobra: ${why}`));
  assert.match(page, new RegExp(`Motivo: ${why}`), "and in the history");
  await approveByPhone(app, number);
  assert.equal((await desk.page(paths.order(number))).match(new RegExp(`Motivo: ${why}`, "g"))?.length, 2);

  const free = await claim();
  const gratis = await aDraft(app, free.number, { lines: [{ description: "Pin de carga", price: "0" }] });
  assert.doesNotMatch(await desk.page(paths.quoteSending(free.number, gratis)), /Por qué se cobra/);
  await send(app, free.number, gratis);

  const haggled = await claim();
  const agreed = { form_key: crypto.randomUUID(), agreed: "30.000", agreed_for: "Pantalla", how: "phone" };
  const unexplained = await desk.post(paths.orderApproval(haggled.number), agreed);
  assert.equal(unexplained.status, 422);
  assert.match(
    await unexplained.text(),
    /value="30.000"[^]*name="claim_reason"[^]*?escriba por qué se cobra/,
  );
  const explained = await desk.post(paths.orderApproval(haggled.number), { ...agreed, claim_reason: why });
  assert.equal(explained.status, 303);
  assert.match(await desk.page(paths.order(haggled.number)), new RegExp(`Motivo: ${why}`));

  const within = await claim(10_000_000);
  await aDraft(app, within.number);
  const simple = { form_key: crypto.randomUUID() };
  assert.equal((await desk.post(paths.orderApproval(within.number), simple)).status, 422);
  const said = await desk.post(paths.orderApproval(within.number), { ...simple, claim_reason: why });
  assert.equal(said.status, 303);
  const charged = await database.db.selectFrom("charge").innerJoin("order", "order.id", "charge.order_id")
    .select(["order.number", "charge.amount_minor"]).orderBy("order.seq").execute();
  assert.deepEqual(charged.map((one) => [one.number, one.amount_minor]), [
    [number, 4_850_000],
    [haggled.number, 3_000_000],
    [within.number, 4_850_000],
  ]);
});

eachDatabase("a rejected offer of a claim bills no diagnosis", async (_, database) => {
  await using app = await testApp(database);
  await database.db.insertInto("setting")
    .values({
      branch_id: "",
      key: "diagnosis_fee",
      value_json: "500000",
      updated_at: app.now,
      updated_by: app.users.admin.id,
    })
    .execute();
  app.services.live.changed("shop");
  const { id } = await anOrder(app, { status: "delivered" });
  const bills: number[] = [];
  for (const claimOf of [undefined, id]) {
    const { number } = await anOrder(app, { status: "diagnosing", diagnosis: "Golpe", claimOf });
    await aSentQuote(app, number, { claimReason: "Golpe" });
    const ctx = await app.ctx(userActor(app, "receptionist"));
    await moveStatus(ctx, number, { to: "ready", outcome: "quote_rejected", reason: "Caro" });
    const rows = await database.db.selectFrom("charge").select("id").execute();
    bills.push(rows.length);
  }
  assert.deepEqual(bills, [1, 1]);
}, { engines: ["libsql"] });

eachDatabase("of two claims at once for one device the second has to be meant", async (_, database) => {
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const order = await delivered(app, desk);
  const forms = [await claimForm(desk, order), await claimForm(desk, order)];
  const answers = await Promise.all(forms.map((form) => desk.post(paths.intakes(), form)));
  const statuses = answers.map(({ status }) => status);
  assert.ok(statuses.includes(303));
  const claims = await database.db.selectFrom("order").select("id").where(
    "warranty_of_order_id",
    "=",
    order.id,
  )
    .execute();
  assert.equal(claims.length, statuses.filter((status) => status === 303).length);
});

eachDatabase("a technician sees the term but takes no claim in", async (_, database) => {
  await using app = await testApp(database);
  const order = await delivered(app, await asReceptionist(app));
  const bench = await asTechnician(app);
  const page = await bench.page(paths.order(order.number));
  assert.match(page, /Quedan 90 días de garantía/);
  assert.ok(!page.includes(paths.newClaim(order.number)));
  assert.equal((await bench.get(paths.newClaim(order.number))).status, 404);
});

eachDatabase("a device's warranties and an order's claims are found by an index", async (_, database) => {
  const { db } = database;
  await assertUsesIndex(database, warrantyList(db, "x").compile());
  await assertUsesIndex(database, tiedOrders(db, { id: "x", claimedId: "y" }).compile());
});
