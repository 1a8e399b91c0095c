import assert from "node:assert/strict";
import { announceThroughLink } from "../../src/preintakes/commands.ts";
import { parsePreintake } from "../../src/preintakes/input.ts";
import { followLink } from "../../src/preintakes/link_queries.ts";
import { moveStatus } from "../../src/orders/moves.ts";
import { writeMessage } from "../../src/tracking/message_commands.ts";
import { SYSTEM } from "../../src/context.ts";
import { aGateway, aReview } from "../gateways/gateway_stage.ts";
import { mercadoPagoServer, MP_SECRET, MP_TOKEN } from "../support/gateways/mercado_pago.ts";
import { testApp, userActor } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aCaller } from "./caller.ts";

const refused = async (answer: Response) => {
  const { code, errors } = await answer.json();
  return [answer.status, errors?.[0]?.field ?? code];
};

Deno.test("a client's links are made, read, sent and ended, and what was announced by them is told", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database, { SMTP_URL: "smtp://127.0.0.1:1" });
  const caller = await aCaller(app);
  const { number, clientId } = await anOrder(app, {
    status: "received",
    client: { name: "Marta Núñez", email: "marta@example.com", whatsapp: "11 4000 1234" },
  });
  const path = `/api/ordenes/${number}/seguimiento`;
  assert.equal((await caller.get(path)).status, 404);
  const made = await caller.send("POST", path, undefined, { "Idempotency-Key": "a" });
  const link = await made.json();
  assert.deepEqual([made.status, await (await caller.get(path)).json()], [201, link]);
  const again = await caller.send("POST", path, undefined, { "Idempotency-Key": "a" });
  assert.deepEqual(await again.json(), link, "the same link, not another one");
  assert.equal((await app.request(new URL(link.url).pathname)).status, 200);
  assert.deepEqual(await (await caller.send("POST", `${path}/correo`)).json(), { queued: true });
  const chat = await (await caller.send("POST", `${path}/whatsapp`)).json();
  assert.deepEqual([chat.phone, chat.text.includes(link.url)], ["5491140001234", true]);
  assert.equal((await caller.send("DELETE", path)).status, 204);
  assert.equal((await app.request(new URL(link.url).pathname)).status, 404);
  const orders = await aCaller(app, ["orders:write", "payments:read"]);
  assert.deepEqual(await refused(await orders.get(path)), [403, "scope_missing"]);

  const preintake = `/api/clientes/${clientId}/pre-ingreso`;
  const own = await (await caller.send("POST", preintake)).json();
  const read = `/api/ordenes/${number}/mensajes/lectura`;
  const { id: orderId } = await database.db.selectFrom("order").select("id").where("number", "=", number)
    .executeTakeFirstOrThrow();
  await writeMessage(await app.ctx(), orderId, { text: "¿Está listo?", form_key: crypto.randomUUID() });
  assert.equal((await caller.send("POST", read)).status, 204);
  const seen = await database.db.selectFrom("client_message").select("seen_by").execute();
  assert.deepEqual(seen, [{ seen_by: app.users.admin.id }], "whoever answers for the token has read it");
  const token = new URL(own.url).pathname.split("/").at(-1) ?? "";
  const ctx = { ...await app.ctx(), actor: SYSTEM };
  const followed = await followLink(ctx, token);
  assert.ok(followed);
  const form = parsePreintake({
    form_key: crypto.randomUUID(),
    contact_ok: "1",
    devices: [{ category: "phone", brand: "Nokia", model: "3310", fault: "No prende" }],
  }, { clientId, locale: "es", country: "AR", currency: "ARS", timeZone: "UTC", now: ctx.now });
  assert.ok(form.ok, JSON.stringify(form));
  await announceThroughLink(ctx, followed, form.data);
  const [announced, ...more] = await (await caller.get("/api/pre-ingresos/?limit=1")).json();
  assert.deepEqual([announced.device, announced.state, announced.by, more.length], [
    "Nokia 3310",
    "awaited",
    "client",
    0,
  ]);
  const turnedDown = { to: "cancelled", from: "draft", reason: "No lo reparamos" };
  const out = await caller.send("POST", `/api/ordenes/${announced.order_number}/estado`, turnedDown);
  assert.equal(out.status, 200, await out.text());
  const [gone] = await (await caller.get("/api/pre-ingresos/?state=cancelled")).json();
  assert.equal(gone.order_number, announced.order_number);
  assert.deepEqual(await (await caller.send("POST", `${preintake}/correo`)).json(), { queued: true });
  assert.equal((await caller.send("DELETE", preintake)).status, 204);
  assert.equal((await caller.get(preintake)).status, 404);
  const shown = `/api/sucursales/${app.branchId}/pre-ingreso`;
  assert.equal((await caller.send("POST", shown)).status, 201);
  assert.equal((await caller.get(shown)).status, 200);
});

Deno.test("those to tell are listed, put off and noted as told; messages are read and sent again", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database, { SMTP_URL: "smtp://127.0.0.1:1" });
  const caller = await aCaller(app);
  const client = { name: "Elsa Sosa", phone: "11 5555-0101" };
  const { number } = await anOrder(app, { status: "repairing", client, diagnosis: "x" });
  const done = { to: "ready" as const, outcome: "repaired" as const };
  await moveStatus(await app.ctx(userActor(app, "admin")), number, done);
  const [untold] = await (await caller.get("/api/por-avisar/")).json();
  assert.deepEqual([untold.order_number, untold.reason, untold.about], [number, "no_email", "order_ready"]);
  const path = `/api/ordenes/${number}/aviso`;
  const later = { act: "later", until: "2030-01-01T00:00:00Z" };
  assert.equal((await caller.send("POST", `${path}/espera`, later)).status, 204);
  assert.deepEqual(await (await caller.get("/api/por-avisar/")).json(), []);
  assert.equal((await (await caller.get("/api/por-avisar/?state=later")).json()).length, 1);
  assert.deepEqual(await refused(await caller.send("POST", `${path}/espera`, { act: "leave" })), [
    422,
    "note",
  ]);
  const chat = await caller.send("POST", `${path}/whatsapp`);
  assert.deepEqual([chat.status, (await chat.json()).phone], [200, "5491155550101"]);
  assert.equal((await caller.send("POST", path, { how: "phone" })).status, 204);
  assert.deepEqual(await refused(await caller.send("POST", path, { how: "counter" })), [
    409,
    "nobody_to_tell",
  ]);
  const notices = `/api/ordenes/${number}/avisos-de-retiro`;
  assert.deepEqual(await refused(await caller.send("POST", notices)), [409, "notice_not_due"]);
  assert.deepEqual(await (await caller.get(notices)).json(), []);

  const marta = await anOrder(app, {
    status: "received",
    client: { name: "Marta", email: "marta@example.com" },
  });
  const papers = await (await caller.get(`/api/ordenes/${marta.number}/documentos`)).json();
  assert.deepEqual(papers, [{ key: "intake_receipt" }]);
  const paper = await caller.get(`/api/ordenes/${marta.number}/documentos/worksheet`);
  assert.match(await paper.text(), /^%PDF-/);
  const mail = `/api/ordenes/${marta.number}/correo`;
  const wish = { documents: ["intake_receipt"], note: "Lo que nos pidió" };
  const sent = async () => await caller.send("POST", mail, wish, { "Idempotency-Key": "m" });
  assert.deepEqual([(await sent()).status, await (await sent()).json()], [202, { sends: true }]);
  assert.deepEqual(await refused(await caller.send("POST", mail, { documents: ["warranty"] })), [
    422,
    "documents",
  ]);
  const listed = await (await caller.get(`/api/mensajes/?order_number=${marta.number}`)).json();
  const documents = listed.filter(({ kind }: { kind: string }) => kind === "documents");
  assert.equal(documents.length, 1, "written once");
  const [{ id }] = documents;
  const message = await (await caller.get(`/api/mensajes/${id}`)).json();
  assert.deepEqual([message.to.address, message.attachments.length], ["marta@example.com", 1]);
  assert.equal((await caller.send("POST", `/api/mensajes/${id}/envio`)).status, 200);
  const reader = await aCaller(app, ["messages:read", "orders:write"]);
  assert.equal((await reader.get("/api/mensajes/")).status, 200);
  for (const refusal of [`/api/mensajes/${id}/envio`, mail]) {
    assert.equal((await reader.send("POST", refusal, refusal === mail ? wish : undefined)).status, 403);
  }
  assert.deepEqual(await (await caller.get("/api/mensajes/direcciones")).json(), []);
  const address = { address: "nadie@example.com" };
  assert.equal((await caller.send("POST", "/api/mensajes/direcciones", address)).status, 204);
});

Deno.test("a client pays online and over several orders; what a provider brought is decided", async () => {
  await using database = await freshDatabase();
  await using provider = mercadoPagoServer();
  await using app = await testApp(database, {
    PAYMENT_PROVIDERS: "mercado_pago",
    MERCADO_PAGO_URL: provider.url,
    SMTP_URL: "smtp://127.0.0.1:1",
  });
  const caller = await aCaller(app);
  const { number, clientId } = await anOrder(app, { status: "ready", charges: [1_000_00] });
  const path = `/api/ordenes/${number}/cobros`;
  const wish = { provider: "mercado_pago" };
  assert.deepEqual(await refused(await caller.send("POST", path, wish)), [409, "gateway_off"]);
  await aGateway(app, "mercado_pago", { token: MP_TOKEN, secret: MP_SECRET });
  const made = await caller.send("POST", path, wish, { "Idempotency-Key": "p" });
  const link = await made.json();
  assert.deepEqual([made.status, link.state, link.amount.amount_minor], [201, "open", 1_000_00]);
  const again = await caller.send("POST", path, wish, { "Idempotency-Key": "p" });
  assert.deepEqual([await again.json(), provider.preferences.size], [link, 1], "the provider was asked once");
  const other = await caller.send("POST", path, { provider: "stripe" }, { "Idempotency-Key": "p" });
  assert.deepEqual(await refused(other), [422, "idempotency_key_reused"]);
  const plain = await aCaller(app, ["payments:write"]);
  const [told] = await (await plain.get(path)).json();
  assert.deepEqual([link.url.includes("/seguimiento/"), "url" in told], [true, false]);
  assert.equal((await caller.send("POST", `${path}/${link.id}/correo`)).status, 200);

  const review = await aReview(app);
  const reviews = "/api/cobros/revision";
  assert.deepEqual(await refused(await plain.get(reviews)), [403, "scope_missing"]);
  const [open] = await (await caller.get(reviews)).json();
  assert.deepEqual([open.id, open.reason], [review, "unknown_reference"]);
  const nowhere = { order_number: "S01-999999" };
  assert.deepEqual(await refused(await caller.send("POST", `${reviews}/${review}/aceptacion`, nowhere)), [
    422,
    "order_number",
  ]);
  const accepted = await caller.send("POST", `${reviews}/${review}/aceptacion`, { order_number: number });
  assert.deepEqual([accepted.status, (await accepted.json()).state], [200, "accepted"]);
  assert.deepEqual(
    await refused(await caller.send("POST", `${reviews}/${review}/descarte`, { note: "No" })),
    [409, "review_resolved"],
  );
  const [online] = await (await caller.get("/api/cobros/?limit=1")).json();
  assert.deepEqual([online.order_number, online.state], [number, "recorded"]);

  const second = await anOrder(app, { status: "delivered", client: { id: clientId }, charges: [500_00] });
  const account = `/api/clientes/${clientId}`;
  const lines = await (await caller.get(`${account}/cuenta`)).json();
  assert.deepEqual(lines.map(({ balance }: { balance: object }) => balance), [
    { amount_minor: 900_00, currency: "ARS" },
    { amount_minor: 500_00, currency: "ARS" },
  ]);
  const [debtor] = await (await caller.get("/api/deudores/")).json();
  assert.deepEqual([debtor.client.id, debtor.owed.amount_minor], [clientId, 500_00]);
  const pay = (amount_minor: number, more = {}) =>
    caller.send("POST", `${account}/pago`, {
      amount: { amount_minor, currency: "ARS" },
      method: "transfer",
      ...more,
    });
  assert.deepEqual(await refused(await pay(2_000_00)), [422, "amount"]);
  const share = { order_number: second.number, amount: { amount_minor: 100_00, currency: "ARS" } };
  const part = await (await pay(100_00, { shares: [share] })).json();
  assert.deepEqual(part.map((one: { order_number: string }) => one.order_number), [second.number]);
  const all = await pay(1_300_00);
  assert.deepEqual([all.status, (await all.json()).length], [201, 2]);
  assert.deepEqual(await (await caller.get(`${account}/cuenta`)).json(), []);
});
