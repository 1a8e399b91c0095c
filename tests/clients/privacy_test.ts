import { deepEqual, doesNotMatch, equal, match } from "node:assert/strict";
import { sql } from "kysely";
import { ERASED_NAME } from "../../src/clients/erasure.ts";
import { receiveIntake } from "../../src/intakes/commands.ts";
import { paths } from "../../src/paths.ts";
import { trackingUrl } from "../../src/tracking/queries.ts";
import { aDevice, anIntake } from "../intakes/an_intake.ts";
import { asAdmin, asReceptionist, type Browser, type TestApp, testApp, userActor } from "../support/app.ts";
import { aClient } from "../support/builders.ts";
import { eachDatabase, type TestDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

/** How the person would be known, in any form. */
const PERSON = /Quiroga|20\.?111\.?222|5550-?0177|ines@|Alsina 1234|Prefiere la tarde/i;
const PIN = "773391";

eachDatabase("an administrator hands a client all that the shop keeps about them", async (_t, database) => {
  await using app = await testApp(database);
  const { clientId, number } = await received(app);
  const admin = await asAdmin(app);
  await admin.post(paths.orderNotes(number), {
    text: "Cliente difícil",
    visibility: "internal",
    form_key: crypto.randomUUID(),
  });
  await admin.post(paths.orderNotes(number), {
    text: "Ya está en el banco",
    visibility: "public",
    form_key: crypto.randomUUID(),
  });
  const answer = await admin.post(paths.clientData(clientId));
  equal(answer.status, 200);
  match(answer.headers.get("Content-Disposition") ?? "", /^attachment; filename="reparo-/);
  const body = await answer.text();
  const data = JSON.parse(body);
  deepEqual(data.client.contacts, [
    { kind: "phone", value: "+5491155500177" },
    { kind: "email", value: "ines@example.com" },
  ]);
  equal(data.client.name, "Inés Quiroga");
  equal(data.devices[0].serial, "356938035643809");
  const [order] = data.orders;
  deepEqual([order.number, order.fault, order.currency], [number, "No carga", "ARS"]);
  deepEqual(order.accessories.map((one: { description: string }) => one.description), ["Funda", "Cargador"]);
  deepEqual(order.notes.map((one: { text: string }) => one.text), ["Ya está en el banco"]);
  deepEqual(order.mails.map((one: { to_address: string }) => one.to_address), ["ines@example.com"]);
  doesNotMatch(body, new RegExp(`${PIN}|Cliente difícil`));
  deepEqual(await audited(database), [["client_exported", clientId, app.users.admin.name, "{}"]]);
});

eachDatabase("a client is forgotten, and orders, money and papers stay", async (_t, database) => {
  await using app = await testApp(database);
  const { clientId, number, orderId } = await received(app);
  const admin = await asAdmin(app);
  const url = paths.clientErasure(clientId);
  match(await admin.page(url), /Todavía no se pueden borrar sus datos[^]*S01-000001/);
  const form = { reason: "Lo pidió por correo", sure: "1", version: "1" };
  equal((await admin.post(url, form)).status, 409, "an order is open");
  await cancel(admin, number);

  const link = await trackingUrl(database.db, await app.ctx(), orderId);
  equal((await app.request(link ?? "")).status, 200);
  const unsure = await admin.post(url, { reason: "Lo pidió por correo", version: "1" });
  equal(unsure.status, 422);
  match(await unsure.text(), /value="Lo pidió por correo"[^]*Marque la casilla/);
  equal((await admin.post(url, { ...form, version: "0" })).status, 409, "somebody edited it meanwhile");
  match(await admin.page(paths.client(clientId)), PERSON);
  const done = await admin.post(url, form);
  equal(done.status, 303);
  equal((await admin.post(url, form)).status, 303, "a second click changes nothing");

  deepEqual(await audited(database), [
    ["client_erased", clientId, app.users.admin.name, JSON.stringify({ reason: "Lo pidió por correo" })],
  ]);
  const told = await database.db.selectFrom("event").select("subject_id").where("type", "=", "client.erased")
    .execute();
  deepEqual(told.map(({ subject_id }) => subject_id), [clientId], "other programs are told");
  // Papers and history are kept as they were; nothing else in the database knows the person.
  deepEqual(await tablesNaming(database, PERSON), ["intake", "signature"]);
  equal(await secretsLeft(database), 0);
  equal((await app.request(link ?? "")).status, 404);
  const pages = [
    paths.client(clientId),
    url,
    paths.order(number),
    paths.orders(),
    paths.clients(),
    "/admin/mensajes",
    paths.search("Núñez"),
  ];
  for (const path of pages) doesNotMatch(await admin.page(path), PERSON, path);
  for (const text of ["quiroga", "5550-0177", "ines@example.com", "20111222"]) {
    doesNotMatch(await admin.page(paths.search(text)), /S01-000001|Cliente borrado/, text);
  }
  equal((await admin.get(paths.search(number))).headers.get("Location"), paths.order(number));
  match(await admin.page(paths.client(clientId)), /Los datos de este cliente se borraron el/);
});

eachDatabase("who was forgotten is no client to be chosen or edited any more", async (_t, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const client = await aClient(ctx, { name: "Inés Quiroga" });
  const admin = await asAdmin(app);
  const form = { reason: "Lo pidió", sure: "1", version: "1" };
  equal((await admin.post(paths.clientErasure(client.id), form)).status, 303);
  const edit = await admin.post(paths.clientEdit(client.id), { name: "Otra", version: "2" });
  equal(edit.status, 409);
  match(await edit.text(), /Los datos de este cliente se borraron/);
  const row = await database.db.selectFrom("client").select(["name", "erased_at"]).executeTakeFirstOrThrow();
  deepEqual(row, { name: ERASED_NAME.es, erased_at: app.now });
  let refused = {};
  await receiveIntake(ctx, await anIntake(ctx, { client: { id: client.id } })).catch((error) => {
    refused = error.detail.fields;
  });
  deepEqual(refused, { client_id: { code: "client_unknown" } });
});

eachDatabase(
  "who owes, or is owed, is not forgotten; nor does the desk forget anybody",
  async (_t, database) => {
    await using app = await testApp(database);
    const order = await anOrder(app, { status: "delivered", outcome: "repaired", charges: [5_000_00] });
    const url = paths.clientErasure(order.clientId);
    const form = { reason: "Lo pidió", sure: "1", version: "1" };
    const desk = await asReceptionist(app);
    equal((await desk.get(url)).status, 404);
    equal((await desk.post(url, form)).status, 403);
    equal((await desk.post(paths.clientData(order.clientId))).status, 403);
    doesNotMatch(await desk.page(paths.client(order.clientId)), /\/borrado"|datos\.json/);
    const admin = await asAdmin(app);
    match(await admin.page(url), /la cuenta sin saldar:[^]*S01-000001/);
    const refused = await admin.post(url, form);
    equal(refused.status, 409);
    match(await refused.text(), /cuenta sin saldar/);
  },
);

/** One order of Inés Quiroga, of whom everything is known, with a code and a mail that waits. */
async function received(app: TestApp): Promise<{ clientId: string; orderId: string; number: string }> {
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const made = await receiveIntake(
    ctx,
    await anIntake(ctx, {
      client: {
        input: {
          kind: "person",
          name: "Inés Quiroga",
          document: "20.111.222",
          address: "Alsina 1234",
          notes: "Prefiere la tarde",
          locale: "es",
          contacts: [
            { kind: "phone", value: "+5491155500177", display: "+54 9 11 5550-0177" },
            { kind: "email", value: "ines@example.com", display: "ines@example.com" },
          ],
        },
        duplicateAccepted: false,
      },
      devices: [aDevice({ secret: { kind: "pin", text: PIN } })],
      signature: { image: "", name: "Inés Quiroga" },
    }),
  );
  const orderId = made.orders[0]?.id ?? "";
  const order = await ctx.db.selectFrom("order").select(["client_id", "number"]).where("id", "=", orderId)
    .executeTakeFirstOrThrow();
  return { clientId: order.client_id, orderId, number: order.number };
}

async function cancel(who: Browser, number: string): Promise<void> {
  const answer = await who.post(paths.orderStatus(number), {
    from: "received",
    to: "cancelled",
    reason: "No quiso esperar",
  });
  equal(answer.status, 303);
}

/** Which tables still hold text that fits. */
async function tablesNaming(database: TestDatabase, pattern: RegExp): Promise<string[]> {
  const tables = await database.db.introspection.getTables();
  const naming: string[] = [];
  for (const { name } of tables) {
    if (/_fts/.test(name)) continue;
    const { rows } = await sql`select * from ${sql.table(name)}`.execute(database.db);
    if (pattern.test(JSON.stringify(rows))) naming.push(name);
  }
  return naming.sort();
}

async function secretsLeft(database: TestDatabase): Promise<number> {
  const kept = await database.db.selectFrom("secret").select("id").where("sealed", "!=", "").execute();
  return kept.length;
}

async function audited(database: TestDatabase): Promise<[string, string, string, string][]> {
  const rows = await database.db.selectFrom("audit_event").selectAll().where("subject_kind", "=", "client")
    .orderBy("id").execute();
  return rows.map((row) => [row.kind, row.subject_id, row.actor_name, row.data_json]);
}
