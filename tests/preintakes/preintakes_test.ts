import assert from "node:assert/strict";
import { paths } from "../../src/paths.ts";
import { announceThroughLink } from "../../src/preintakes/commands.ts";
import { parsePreintake } from "../../src/preintakes/input.ts";
import { LINK_DAYS } from "../../src/preintakes/link.ts";
import { followLink } from "../../src/preintakes/link_queries.ts";
import { arrival, second } from "../intakes/form_fields.ts";
import {
  asAdmin,
  asReceptionist,
  type Browser,
  type Fields,
  type TestApp,
  testApp,
  visitor,
} from "../support/app.ts";
import { aClient } from "../support/builders.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** Where the link of a page's panel leads. */
async function linkOn(desk: Browser, page: string): Promise<string> {
  const html = await desk.page(page);
  return /class="tracking-link" href="http:\/\/localhost:8000([^"]+)"/.exec(html)?.[1] ?? "";
}

async function branchLink(app: TestApp): Promise<string> {
  const desk = await asAdmin(app);
  const made = await desk.post(paths.branchPreintake(app.branchId), { form_key: crypto.randomUUID() });
  assert.equal(made.status, 303, await made.text());
  return await linkOn(desk, paths.branch(app.branchId));
}

async function clientLink(app: TestApp, clientId: string): Promise<string> {
  const desk = await asReceptionist(app);
  await desk.post(paths.clientPreintake(clientId), { form_key: crypto.randomUUID() });
  return await linkOn(desk, paths.client(clientId));
}

const PHONE: Fields = {
  "devices.0.category": "phone",
  "devices.0.brand": "Samsung",
  "devices.0.model": "Galaxy A54",
  "devices.0.fault": "No carga",
  "devices.0.accessory_lines": "Cargador\nFunda",
  contact_ok: "1",
};
const NOTEBOOK: Fields = {
  "devices.1.category": "laptop",
  "devices.1.brand": "Lenovo",
  "devices.1.fault": "No prende",
};
const WHO: Fields = {
  "client.name": "José Núñez",
  "client.contacts.0.value": "11 5555-0142",
  "client.contacts.1.value": "jose@example.com",
};

/** Somebody on their phone who has opened the link. */
async function onTheirPhone(app: TestApp, link: string): Promise<{ phone: Browser; formKey: string }> {
  const phone = visitor(app);
  const html = await phone.page(link);
  return { phone, formKey: /name="form_key" value="([^"]+)"/.exec(html)?.[1] ?? "" };
}

async function announced(
  app: TestApp,
  link: string,
  fields: Fields,
): Promise<{ phone: Browser; to: string }> {
  const { phone, formKey } = await onTheirPhone(app, link);
  const sent = await phone.post(link, { form_key: formKey, ...fields });
  assert.equal(sent.status, 303, await sent.text());
  return { phone, to: sent.headers.get("Location") ?? "" };
}

eachDatabase(
  "a client announces two devices and the counter receives them with one signature",
  async (_, database) => {
    await using app = await testApp(database);
    const link = await branchLink(app);
    assert.match(link, /^\/pre-ingreso\/[\w-]{22}$/);
    const { phone, to } = await announced(app, link, { ...WHO, ...PHONE, ...NOTEBOOK });
    assert.match(to, /^\/pre-ingreso\/[\w-]{22}$/);
    assert.notEqual(to, link);
    const page = await phone.page(to);
    for (const said of ["Listo, lo esperamos", "S01-000001", "S01-000002", "Samsung Galaxy A54", "Lenovo"]) {
      assert.ok(page.includes(said), said);
    }

    const orders = await database.db.selectFrom("order")
      .select(["number", "status", "by_client", "created_by", "fault"]).orderBy("seq").execute();
    assert.deepEqual(orders.map((one) => [one.number, one.status, Number(one.by_client)]), [
      ["S01-000001", "draft", 1],
      ["S01-000002", "draft", 1],
    ]);
    const events = await database.db.selectFrom("order_event").select(["kind", "actor_kind", "actor_name"])
      .execute();
    assert.deepEqual(events.map((one) => ({ ...one })), [
      { kind: "announced", actor_kind: "client", actor_name: "José Núñez" },
      { kind: "announced", actor_kind: "client", actor_name: "José Núñez" },
    ]);
    assert.equal((await database.db.selectFrom("message").select("id").execute()).length, 0);

    const desk = await asReceptionist(app);
    assert.match(await desk.page("/ordenes?estado=draft"), /S01-000001[^]*Por el cliente/);
    assert.match(await desk.page(paths.order("S01-000001")), /Por el cliente/);
    const form = await desk.page(paths.orderIntake("S01-000002"));
    assert.match(form, /Recibir S01-000001, S01-000002/);
    assert.match(form, /confirme con él sus datos/);
    const typed = { ...await arrival(desk, "S01-000001"), ...second(form) };
    const received = await desk.post(paths.intakes(), typed);
    assert.equal(received.status, 303, await received.text());
    const made = received.headers.get("Location") ?? "";
    assert.match(await desk.page(made), /S01-000001[^]*S01-000002/);
    const receipt = await desk.get(paths.intakeReceipt(made.split("/").at(-1) ?? "", "a4"));
    assert.equal(receipt.status, 200);
    const visits = await database.db.selectFrom("order").select(["status", "intake_id"]).execute();
    assert.deepEqual(visits.map(({ status }) => status), ["received", "received"]);
    assert.equal(new Set(visits.map(({ intake_id }) => intake_id)).size, 1);
    assert.equal((await database.db.selectFrom("signature").select("id").execute()).length, 1);
    assert.match(await phone.page(to), /Ya recibimos lo que trajo/);
    assert.doesNotMatch(await desk.page(paths.order("S01-000001")), /Por el cliente</);
  },
);

eachDatabase("one form announces once, however often and at once it is sent", async (_, database) => {
  await using app = await testApp(database);
  const token = (await branchLink(app)).split("/").at(-1) ?? "";
  const ctx = await app.ctx();
  const link = await followLink(ctx, token);
  assert.ok(link);
  const form = parsePreintake({
    form_key: crypto.randomUUID(),
    client: { name: "José Núñez", contacts: [{ value: "11 5555-0142" }] },
    devices: [{ category: "phone", brand: "Samsung", fault: "No carga" }],
    contact_ok: "1",
  }, { clientId: null, locale: "es", country: "AR", currency: "ARS", timeZone: "UTC", now: ctx.now });
  assert.ok(form.ok);
  const urls = await Promise.all(
    Array.from({ length: 5 }, async () => (await announceThroughLink(ctx, link, form.data)).url),
  );
  assert.equal(new Set(urls).size, 1);
  const count = async (table: "order" | "client" | "preintake_order") =>
    (await database.db.selectFrom(table).selectAll().execute()).length;
  assert.deepEqual([await count("order"), await count("client"), await count("preintake_order")], [1, 1, 1]);
});

Deno.test("a link that is unknown, over or revoked leads nowhere, all alike", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const unknown = await visitor(app).get(paths.preintake("a".repeat(22)));
  assert.equal(unknown.status, 404);
  const gone = await unknown.text();
  assert.match(gone, /Este enlace no está disponible/);
  assert.equal(unknown.headers.get("X-Robots-Tag"), "noindex, nofollow");
  const blind = (html: string) => html.replace(/name="csrf-token" content="[^"]*"/, "");

  const first = await branchLink(app);
  const { phone, formKey } = await onTheirPhone(app, first);
  const next = await branchLink(app);
  assert.notEqual(next, first, "a renewed link is another one");
  const revoked = await phone.get(first);
  assert.equal(revoked.status, 404);
  assert.equal(blind(await revoked.text()), blind(gone));
  const late = await phone.post(first, { form_key: formKey, ...WHO, ...PHONE });
  assert.equal(late.status, 404);

  const desk = await asAdmin(app);
  await desk.post(paths.branchPreintakeEnd(app.branchId));
  assert.equal((await phone.get(next)).status, 404);
  assert.match(await desk.page(paths.branch(app.branchId)), /nadie puede anunciar equipos/);
  assert.equal((await desk.get(paths.branchPreintakeQr(app.branchId))).status, 404);

  const last = await branchLink(app);
  const qr = await desk.get(paths.branchPreintakeQr(app.branchId));
  assert.match(qr.headers.get("Content-Type") ?? "", /svg/);
  app.now += LINK_DAYS.branch * DAY;
  assert.equal((await visitor(app).get(last)).status, 404);
  assert.equal((await database.db.selectFrom("order").select("id").execute()).length, 0);
  const stored = await database.db.selectFrom("preintake_link").select("token_hash").execute();
  for (const { token_hash } of stored) assert.match(token_hash, /^[0-9a-f]{64}$/);
});

Deno.test("a known client is not asked who they are, and their link is nobody else's", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const marta = await aClient(await app.ctx(), { name: "Marta Ruiz" });
  const link = await clientLink(app, marta.id);
  const html = await visitor(app).page(link);
  assert.match(html, /Hola, Marta Ruiz/);
  assert.doesNotMatch(html, /client\.name/);
  // What another client's form brings is not believed.
  await announced(app, link, { ...WHO, ...PHONE, client_id: crypto.randomUUID() });
  const [order] = await database.db.selectFrom("order").select(["client_id", "status"]).execute();
  assert.deepEqual({ ...order }, { client_id: marta.id, status: "draft" });
  const clients = await database.db.selectFrom("client").select("id").execute();
  assert.equal(clients.length, 1);
});

Deno.test("what only the counter may say is dropped, whatever the form brings", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  await announced(app, await branchLink(app), {
    ...WHO,
    ...PHONE,
    "devices.0.priority": "urgent",
    "devices.0.preauthorised": "999999",
    "devices.0.secret_kind": "pin",
    "devices.0.secret": "4711",
    "devices.0.warranty_of": "S01-000001",
    "devices.0.order": "S01-000001",
    "devices.0.photos": crypto.randomUUID(),
  });
  const [order] = await database.db.selectFrom("order")
    .select(["priority", "preauthorised_minor", "warranty_of_order_id"]).execute();
  assert.deepEqual({ ...order }, {
    priority: "normal",
    preauthorised_minor: null,
    warranty_of_order_id: null,
  });
  assert.equal((await database.db.selectFrom("secret").select("id").execute()).length, 0);
});

Deno.test("a wrong form comes back with what was typed, escaped, and a sentence beside each field", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const link = await branchLink(app);
  const { phone, formKey } = await onTheirPhone(app, link);
  const evil = `<script>alert(1)</script>" onfocus="x`;
  const wrong = await phone.post(link, {
    form_key: formKey,
    "client.name": evil,
    "devices.0.category": "phone",
    "devices.0.model": evil,
    "devices.0.fault": evil,
  });
  const html = await wrong.text();
  assert.equal(wrong.status, 422);
  assert.doesNotMatch(html, /<script>alert/);
  assert.ok(html.includes("&lt;script&gt;alert(1)&lt;/script&gt;&quot; onfocus=&quot;x"));
  for (const said of [/Equipo 1, Marca: /, /Teléfono: /, /Marque que podemos contactarlo/]) {
    assert.match(html, said);
  }
  assert.ok(html.includes(`value="${formKey}"`));

  const more = await phone.post(link, { form_key: formKey, ...WHO, ...PHONE, add: "devices" });
  const two = await more.text();
  assert.equal(more.status, 200);
  assert.match(two, /name="devices\.1\.brand"/);
  assert.ok(two.includes("Galaxy A54") && two.includes("José Núñez"));
  const less = await phone.post(link, {
    form_key: formKey,
    ...WHO,
    ...PHONE,
    ...NOTEBOOK,
    remove: "devices.0",
  });
  const one = await less.text();
  assert.ok(one.includes('value="Lenovo"') && !one.includes("Galaxy A54"));
  const { to } = await announced(app, link, {
    ...WHO,
    ...PHONE,
    "devices.0.model": evil,
    "devices.0.fault": evil,
  });
  assert.doesNotMatch(await phone.page(to), /<script>alert/);
});

Deno.test("there is an end to how much is announced: by network, by link and by form", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const marta = await aClient(await app.ctx(), { name: "Marta Ruiz" });
  const own = await clientLink(app, marta.id);
  for (const _ of Array(5).keys()) await announced(app, own, PHONE);
  const { phone, formKey } = await onTheirPhone(app, own);
  const full = await phone.post(own, { form_key: formKey, ...PHONE });
  assert.equal(full.status, 429);
  assert.ok(full.headers.has("Retry-After"));
  const html = await full.text();
  assert.match(html, /Ya recibimos varios pre-ingresos/);
  assert.ok(html.includes("Galaxy A54"), "what was typed is kept");
  app.now += HOUR;
  const later = await phone.post(own, { form_key: formKey, ...PHONE });
  assert.equal(later.status, 303);

  const open = await branchLink(app);
  const statuses = [];
  for (const at of Array(12).keys()) {
    const form = await onTheirPhone(app, open);
    const who = { ...WHO, "client.contacts.0.value": `11 5555-01${String(at).padStart(2, "0")}` };
    statuses.push((await form.phone.post(open, { form_key: form.formKey, ...who, ...PHONE })).status);
  }
  assert.deepEqual(statuses.slice(0, 11), Array(11).fill(303));
  assert.equal(statuses[11], 429);

  const six = Object.fromEntries(
    Array.from({ length: 6 }, (_, at) => [
      [`devices.${at}.category`, "phone"],
      [`devices.${at}.brand`, "Samsung"],
      [`devices.${at}.fault`, "No carga"],
    ]).flat(),
  );
  const many = await phone.post(own, { form_key: crypto.randomUUID(), contact_ok: "1", ...six });
  assert.equal(many.status, 422);
  assert.match(await many.text(), /Como máximo 5 equipos/);
  const huge = await phone.post(own, {
    form_key: formKey,
    ...PHONE,
    "devices.0.fault": "x".repeat(1_100_000),
  });
  assert.equal(huge.status, 413);
});

Deno.test("whom somebody claims to be, and whose device, is confirmed at the counter", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const link = await branchLink(app);
  const imei = "356938035643809";
  const marta = await aClient(await app.ctx(), { name: "Marta Ruiz", phone: "11 5555-0142" });
  const own = await clientLink(app, marta.id);
  await announced(app, own, { ...PHONE, "devices.0.serial": imei });
  const { phone, to } = await announced(app, link, {
    ...WHO,
    ...PHONE,
    "devices.0.model": "",
    "devices.0.serial": imei,
  });
  assert.doesNotMatch(await phone.page(to), /A54/, "what the shop knows of the device is not told");
  const owners = await database.db.selectFrom("device_owner").select(["client_id", "until"]).execute();
  assert.deepEqual(owners.map((one) => ({ ...one })), [{ client_id: marta.id, until: null }]);
  const form = await desk.page(paths.orderIntake("S01-000002"));
  assert.match(form, /Puede que ya sea cliente[^]*Marta Ruiz/);
  assert.match(form, /Tiene la orden S01-000001 abierta/);

  // The same name with the same phone is the client whom the shop has.
  await announced(app, link, { ...WHO, "client.name": "marta ruíz", ...PHONE });
  const last = await database.db.selectFrom("order").select("client_id").orderBy("seq", "desc").limit(1)
    .executeTakeFirst();
  assert.equal(last?.client_id, marta.id);
});

Deno.test("a client's link goes by mail and WhatsApp in their language, and the audit log says so", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database, { SMTP_URL: "smtp://127.0.0.1:1" });
  const marta = await aClient(await app.ctx(), {
    name: "Marta Ruiz",
    phone: "11 5555-0142",
    email: "marta@example.com",
    locale: "en",
  });
  const desk = await asReceptionist(app);
  const key = crypto.randomUUID();
  for (const _ of [1, 2]) await desk.post(paths.clientPreintakeMail(marta.id), { form_key: key });
  const mails = await database.db.selectFrom("message").select(["kind", "to_address", "text", "client_id"])
    .execute();
  assert.equal(mails.length, 1);
  const link = await linkOn(desk, paths.client(marta.id));
  assert.ok(mails[0]?.text.includes(`http://localhost:8000${link}`));
  assert.match(mails[0]?.text ?? "", /Tell us about the device you will bring/);
  const chat = await (await desk.post(paths.clientPreintakeChat(marta.id))).text();
  assert.match(chat, /wa\.me\/5491155550142\?text=Hello%20Marta/);
  const kinds = await database.db.selectFrom("audit_event").select("kind")
    .where("kind", "like", "preintake%").orderBy("id").execute();
  assert.deepEqual(kinds.map(({ kind }) => kind), [
    "preintake_link_made",
    "preintake_link_mailed",
    "preintake_link_in_whatsapp",
  ]);
  await database.db.updateTable("client").set({ channel: "none" }).where("id", "=", marta.id).execute();
  await desk.post(paths.clientPreintakeMail(marta.id), { form_key: crypto.randomUUID() });
  const { length } = await database.db.selectFrom("message").select("id").execute();
  assert.equal(length, 1, "who wants no messages gets none");
  assert.match(await visitor(app).page(link), /Hello, Marta Ruiz/);
});

Deno.test("who is signed in announces nothing as the client", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const link = await branchLink(app);
  const desk = await asReceptionist(app);
  assert.match(await desk.page(link), /Usted está dentro del sistema/);
  const sent = await desk.post(link, { form_key: crypto.randomUUID(), ...WHO, ...PHONE });
  assert.equal(sent.status, 409);
});
