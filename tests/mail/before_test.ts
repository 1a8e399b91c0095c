import assert from "node:assert/strict";
import { editSettings } from "../../src/admin/commands.ts";
import { sectionVersion, type Settings } from "../../src/admin/settings.ts";
import { anAppointment } from "../agenda/agenda_stage.ts";
import { aCaller } from "../api/caller.ts";
import { paths } from "../../src/paths.ts";
import { asReceptionist, type Browser, type TestApp, testApp, userActor } from "../support/app.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aSentQuote } from "../support/quote_builders.ts";

const CLIENT = { name: "Elsa Sosa", email: "elsa@example.com", phone: "+541155550123" };
const TOLD = /Se avisará a Elsa Sosa por correo a elsa@example\.com/;
const SWITCH = /name="silent"/;

/** What was written since the last look, and what the history of an order says of it. */
function written({ db }: TestDatabase) {
  let seen = 0;
  return async (orderId: string) => {
    const rows = await db.selectFrom("message").select("kind").where("client_id", "is not", null)
      .orderBy("created_at").orderBy("id").execute();
    const kinds = rows.slice(seen).map(({ kind }) => kind);
    seen = rows.length;
    const last = await db.selectFrom("order_event").select("data_json").where("order_id", "=", orderId)
      .where("kind", "=", "message_queued").orderBy("id", "desc").limit(1).executeTakeFirst();
    return { kinds, state: last && JSON.parse(last.data_json).state };
  };
}

async function told(app: TestApp, told_statuses: Settings["told_statuses"]): Promise<void> {
  const ana = await app.ctx(userActor(app, "admin"));
  const version = sectionVersion(ana.shop.settings, "correos");
  await editSettings(ana, { section: "correos", version, changes: { told_statuses } });
}

Deno.test("a form that writes to a client says so beforehand, and keeps it quiet where one wants that", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database, { SMTP_URL: "smtp://127.0.0.1:1" });
  const desk = await asReceptionist(app);
  const news = written(database);
  const { id, number, clientId } = await anOrder(app, { status: "ready", charges: [900_00], client: CLIENT });
  await news(id);

  const form = async (path: string) => {
    const page = await desk.page(path);
    assert.match(page, TOLD, path);
    assert.match(page, SWITCH, path);
  };
  await form(paths.orderPayments(number));
  const pay = async (fields: Record<string, string>) => {
    const typed = { kind: "payment", method: "transfer", amount: "100", form_key: crypto.randomUUID() };
    assert.equal((await desk.post(paths.orderPayments(number), { ...typed, ...fields })).status, 303);
    return await news(id);
  };
  assert.deepEqual(await pay({ silent: "1" }), { kinds: [], state: "silent" });
  assert.deepEqual(await pay({}), { kinds: ["payment_receipt"], state: "queued" });

  await form(paths.clientPayment(clientId, "ARS"));
  const share = {
    order: number,
    form_key: crypto.randomUUID(),
    amount: "",
    seen: { charged: "90000", paid: "20000" },
  };
  const account = {
    amount: "100",
    method: "transfer",
    silent: "1",
    "shares.0.order": share.order,
    "shares.0.form_key": share.form_key,
    "shares.0.seen.charged": share.seen.charged,
    "shares.0.seen.paid": share.seen.paid,
  };
  assert.equal((await desk.post(paths.clientPayment(clientId, "ARS"), account)).status, 303);
  assert.deepEqual(await news(id), { kinds: [], state: "silent" });

  const caller = await aCaller(app);
  const paying = {
    order_number: number,
    method: "transfer",
    amount: { amount_minor: 100_00, currency: "ARS" },
  };
  const silently = await caller.send("POST", paths.apiPayments(), { ...paying, notify: false });
  assert.equal(silently.status, 201);
  assert.deepEqual((await news(id)).kinds, []);
  assert.equal((await caller.send("POST", paths.apiPayments(), paying)).status, 201);
  assert.deepEqual((await news(id)).kinds, ["payment_receipt"]);

  await told(app, ["approved"]);
  for (const [silent, kinds] of [["1", []], ["", ["status_updated"]]] as const) {
    const order = await anOrder(app, {
      status: "diagnosing",
      diagnosis: "Pin roto",
      client: { id: clientId },
    });
    await aSentQuote(app, order.number);
    await news(order.id);
    await form(`${paths.order(order.number)}?mover=approved`);
    const approval = { form_key: crypto.randomUUID(), how: "phone", who: "Elsa", silent };
    assert.equal((await desk.post(paths.orderApproval(order.number), approval)).status, 303);
    assert.deepEqual((await news(order.id)).kinds, kinds);
  }
  const order = await anOrder(app, { status: "diagnosing", diagnosis: "Pin roto", client: { id: clientId } });
  await aSentQuote(app, order.number);
  await news(order.id);
  const body = { order_number: order.number, how: "phone", who: "Elsa", notify: false };
  assert.equal((await caller.send("POST", paths.apiQuoteApproval(), body)).status, 200);
  assert.deepEqual(await news(order.id), { kinds: [], state: "silent" });

  const ctx = await app.ctx(userActor(app, "receptionist"));
  const appointment = await anAppointment(ctx, { order: number, client_id: "", silent: "1" });
  assert.deepEqual(await news(id), { kinds: [], state: "silent" });
  await form(paths.appointment(appointment));
  const cancelled = { reason: "Viaja", silent: "1" };
  assert.equal((await desk.post(paths.appointmentCancel(appointment), cancelled)).status, 303);
  assert.deepEqual((await news(id)).kinds, []);
});

Deno.test("who refuses WhatsApp is offered no chat, and an address that does not exist no documents", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database, { SMTP_URL: "smtp://127.0.0.1:1" });
  const desk = await asReceptionist(app);
  const { number, clientId } = await anOrder(app, { client: { ...CLIENT, whatsapp: CLIENT.phone } });
  const chat = await desk.post(paths.clientChat(clientId), { number: CLIENT.phone });
  const opening = await chat.text();
  assert.match(opening, /https:\/\/wa\.me\/5491155550123\?text=Hola%2C%20Elsa%20Sosa/);
  const noted = await database.db.selectFrom("audit_event").select("subject_id")
    .where("kind", "=", "client_chat_opened").execute();
  assert.deepEqual(noted, [{ subject_id: clientId }]);
  assert.equal((await desk.post(paths.clientChat(clientId), { number: "+541100000000" })).status, 404);

  const refused = JSON.stringify({ whatsapp: { granted: false, at: 1, by: "Rocío" } });
  await database.db.updateTable("client").set({ consents_json: refused }).where("id", "=", clientId)
    .execute();
  for (const page of [paths.order(number), paths.client(clientId)]) {
    const shown = await desk.page(page);
    assert.match(shown, /No acepta WhatsApp/);
    assert.doesNotMatch(shown, /action="[^"]*\/whatsapp"/);
  }
  for (
    const path of [
      paths.clientChat(clientId),
      paths.orderTrackingChat(number),
      paths.clientPreintakeChat(clientId),
    ]
  ) {
    assert.equal((await desk.post(path, { number: CLIENT.phone })).status, 409, path);
  }

  const suppressed = { address: CLIENT.email, since: app.now, message_id: null, code: "550" };
  await database.db.insertInto("mail_suppression").values(suppressed).execute();
  const mailing = await desk.page(paths.orderMail(number));
  assert.doesNotMatch(mailing, /type="radio"[^>]*value="elsa@example\.com"/);
  assert.match(mailing, /elsa@example\.com[^]*No se le escribe/);
  const mail = {
    documents: "intake_receipt",
    to: "other",
    other: CLIENT.email,
    form_key: crypto.randomUUID(),
  };
  const answer = await postDocuments(desk, number, mail);
  assert.equal(answer.status, 422);
  assert.match(await answer.text(), /No se envía nada a esta dirección/);
});

async function postDocuments(
  desk: Browser,
  number: string,
  fields: Record<string, string>,
): Promise<Response> {
  return await desk.post(paths.orderMail(number), fields);
}
