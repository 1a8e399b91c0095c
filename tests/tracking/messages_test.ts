import assert from "node:assert/strict";
import { receiveIntake } from "../../src/intakes/commands.ts";
import { paths } from "../../src/paths.ts";
import { unreadList } from "../../src/tracking/message_queries.ts";
import { trackingUrl } from "../../src/tracking/queries.ts";
import { textOf } from "../documents/paper.ts";
import { anIntake } from "../intakes/an_intake.ts";
import {
  asReceptionist,
  asTechnician,
  type Browser,
  type TestApp,
  testApp,
  userActor,
  visitor,
} from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { openTrackingLink } from "../../src/tracking/commands.ts";
import { assertUsesIndex } from "../support/plan.ts";

const HOUR = 3_600_000;

interface Tracked {
  id: string;
  number: string;
  token: string;
}

async function tracked(app: TestApp): Promise<Tracked> {
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const { orders: [order] } = await receiveIntake(ctx, await anIntake(ctx));
  assert.ok(order);
  const url = await trackingUrl(ctx.db, ctx, order.id);
  return { id: order.id, number: order.number, token: new URL(url ?? "").pathname.split("/").at(-1) ?? "" };
}

function message(text: string): Record<string, string> {
  return { text, form_key: crypto.randomUUID() };
}

async function aClient(app: TestApp, token: string): Promise<Browser> {
  const client = visitor(app);
  await client.page(paths.tracking(token));
  return client;
}

eachDatabase("what a client writes is unread until a public note answers it", async (_, database) => {
  await using app = await testApp(database);
  const { id, number, token } = await tracked(app);
  const client = await aClient(app, token);
  const form = message("¿Puede estar para el viernes? <b>");
  for (const _ of [1, 2]) {
    const sent = await client.post(paths.trackingMessages(token), form);
    assert.equal(sent.status, 303);
    assert.equal(sent.headers.get("Location"), `${paths.tracking(token)}?mensaje=enviado#tracking-messages`);
  }
  const page = await client.page(`${paths.tracking(token)}?mensaje=enviado`);
  assert.match(page, /role="status">Recibimos su mensaje/);
  assert.ok(page.includes("¿Puede estar para el viernes? &lt;b&gt;"));

  const desk = await asReceptionist(app);
  const order = await desk.page(paths.order(number));
  assert.match(order, /Mensaje del cliente sin leer[^]*para el viernes/);
  const counter = await desk.page(paths.counter());
  assert.match(counter, new RegExp(`Mensajes de clientes[^]*${number}[^]*para el viernes`));
  const events = await database.db.selectFrom("order_event").select(["actor_kind", "actor_name"])
    .where("order_id", "=", id).where("kind", "=", "client_message").execute();
  assert.deepEqual(events.map((one) => ({ ...one })), [{ actor_kind: "client", actor_name: "José Núñez" }]);

  const note = { text: "Sí, el viernes a las 17", form_key: crypto.randomUUID() };
  await desk.post(paths.orderNotes(number), {
    ...note,
    visibility: "internal",
    form_key: crypto.randomUUID(),
  });
  assert.match(
    await desk.page(paths.order(number)),
    /Mensaje del cliente sin leer/,
    "an inner note answers nothing",
  );
  await desk.post(paths.orderNotes(number), { ...note, visibility: "public" });
  assert.doesNotMatch(await desk.page(paths.order(number)), /sin leer/);
  assert.doesNotMatch(await desk.page(paths.counter()), /Mensajes de clientes/);
  assert.ok((await client.page(paths.tracking(token))).includes("Sí, el viernes a las 17"));
  const row = await database.db.selectFrom("client_message").select("seen_by").executeTakeFirstOrThrow();
  assert.equal(row.seen_by, app.users.receptionist.id);
});

eachDatabase("a message is marked as read without an answer", async (_, database) => {
  await using app = await testApp(database);
  const { number, token } = await tracked(app);
  const client = await aClient(app, token);
  for (const text of ["Hola", "¿Hay novedades?"]) {
    await client.post(paths.trackingMessages(token), message(text));
  }
  const bench = await asTechnician(app);
  assert.match(await bench.page(paths.order(number)), /2 mensajes del cliente sin leer/);
  assert.equal((await bench.post(paths.orderMessagesSeen(number))).status, 303);
  const page = await bench.page(paths.order(number));
  assert.doesNotMatch(page, /sin leer/);
  assert.match(page, /Mensaje del cliente leído/);
});

eachDatabase("a link is no way to flood the shop", async (_, database) => {
  await using app = await testApp(database);
  const { token } = await tracked(app);
  const client = await aClient(app, token);
  const send = (text: string) => client.post(paths.trackingMessages(token), message(text));
  assert.equal((await send(" ")).status, 422);
  assert.equal((await send("x".repeat(1001))).status, 422);
  for (let sent = 0; sent < 5; sent++) assert.equal((await send(`Mensaje ${sent}`)).status, 303);
  const refused = await send("Uno más");
  assert.equal(refused.status, 429);
  const body = await refused.text();
  assert.match(body, /Ya recibimos varios mensajes suyos/);
  assert.match(body, />Uno más<\/textarea>/, "what was typed is kept");
  app.now += HOUR;
  const all = await Promise.all(["a", "b", "c", "d", "e", "f", "g"].map(send));
  assert.equal(
    all.filter(({ status }) => status === 303).length,
    5,
    "five more an hour later, however they come",
  );
  const rows = await database.db.selectFrom("client_message").select("id").execute();
  assert.equal(rows.length, 10);
});

eachDatabase("only our own page writes, and staff do not write as the client", async (_, database) => {
  await using app = await testApp(database);
  const { number, token } = await tracked(app);
  const client = await aClient(app, token);
  const foreign = await client.post(paths.trackingMessages(token), message("Hola"), {
    Origin: "https://evil.example",
  });
  assert.equal(foreign.status, 403);
  const desk = await asReceptionist(app);
  assert.match(await desk.page(paths.tracking(token)), /Usted está dentro del sistema/);
  assert.equal((await desk.post(paths.trackingMessages(token), message("Hola"))).status, 409);
  await desk.post(paths.orderTrackingEnd(number));
  assert.equal(
    (await client.post(paths.trackingMessages(token), message("Hola"))).status,
    404,
    "a revoked link",
  );
  assert.equal((await database.db.selectFrom("client_message").select("id").execute()).length, 0);
});

eachDatabase("a photo is shown to the client, and hidden again", async (_, database) => {
  await using app = await testApp(database);
  const { id, number, token } = await tracked(app);
  const photo = "00000000-0000-7000-8000-000000000001";
  await database.db.insertInto("attachment").values({
    id: photo,
    order_id: id,
    visibility: "internal",
    name: "frente.jpg",
    type: "image/jpeg",
    size: 1,
    width: 1,
    height: 1,
    file_hash: "a".repeat(64),
    thumb_hash: "b".repeat(64),
    created_at: app.now,
    created_by: app.users.admin.id,
  }).execute();
  const bench = await asTechnician(app);
  const seen = async () => (await (await aClient(app, token)).page(paths.tracking(token))).includes(photo);
  assert.equal(await seen(), false);
  assert.match(await bench.page(paths.order(number)), /Solo interna/);
  const at = paths.orderPhotoSharing(number, photo);
  for (const _ of [1, 2]) assert.equal((await bench.post(at, { visibility: "public" })).status, 303);
  assert.equal(await seen(), true);
  const page = await bench.page(paths.order(number));
  assert.match(page, /La ve el cliente/);
  assert.equal(page.split("Una foto se muestra al cliente").length, 2, "told once");
  await bench.post(at, { visibility: "internal" });
  assert.equal(await seen(), false);
  const other = await anOrder(app);
  assert.equal(
    (await bench.post(paths.orderPhotoSharing(other.number, photo), { visibility: "public" })).status,
    404,
  );
});

eachDatabase("the client sees what is owed and takes the papers along", async (_, database) => {
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const order = await anOrder(app, {
    status: "ready",
    outcome: "repaired",
    charges: [30_000_00],
    payments: [10_000_00],
    serial: "356938035643809",
    client: { name: "María Núñez", document: "28.456.123", phone: "11 4567-1234" },
  });
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const { url } = await ctx.db.transaction().execute((trx) => openTrackingLink(trx, ctx, order.id));
  const token = new URL(url).pathname.split("/").at(-1) ?? "";
  const client = await aClient(app, token);
  const before = await client.page(paths.tracking(token));
  assert.match(before, /Saldo a pagar[^]*20\.000,00/);
  const [deposit] = receiptsOn(before);
  assert.ok(deposit);
  assert.match(before, new RegExp(`href="${deposit}"[^]*?Seña de \\$[^]10\\.000,00 \\(23 nov 2026\\)`));
  for (const path of [paths.trackingDelivery(token), paths.trackingWarranty(token)]) {
    assert.ok(!before.includes(path));
    assert.equal((await client.get(path)).status, 404, path);
  }
  const delivered = await desk.post(paths.orderDelivery(order.number), {
    taken_by: "Juan Núñez",
    taken_by_document: "40.111.222",
    amount: "20000",
    method: "transfer",
    signed_name: "Juan Núñez",
    form_key: crypto.randomUUID(),
  });
  assert.equal(delivered.status, 303);
  const after = await client.page(paths.tracking(token));
  assert.doesNotMatch(after, /Saldo a pagar/);
  const receipts = receiptsOn(after);
  assert.equal(receipts.length, 2);
  for (const path of [paths.trackingDelivery(token), paths.trackingWarranty(token), ...receipts]) {
    assert.ok(after.includes(path));
    const response = await client.get(path);
    assert.equal(response.headers.get("Content-Type"), "application/pdf");
    assert.equal(response.headers.get("Cache-Control"), "no-store");
    const text = await textOf(new Uint8Array(await response.arrayBuffer()));
    assert.ok(text.includes("María Núñez"), text);
    assert.ok(receipts.includes(path) || text.includes("…3809"), text);
    for (const inside of ["356938035643809", "28.456.123", "40.111.222", "4567-1234", "Rocío"]) {
      assert.ok(!text.includes(inside), `${path} has ${inside}`);
    }
  }
  const other = await anOrder(app, { payments: [100] });
  const { id: foreign } = await app.services.database.db.selectFrom("payment").select("id")
    .where("order_id", "=", other.id).executeTakeFirstOrThrow();
  for (const id of [foreign, "nonsense"]) {
    assert.equal((await client.get(paths.trackingPayment(token, id))).status, 404, "none of this order's");
  }
  await desk.post(paths.orderTrackingEnd(order.number));
  assert.equal((await client.get(deposit)).status, 404);
  assert.equal((await client.get(paths.trackingDelivery(token))).status, 404, "papers end with the link");
});

eachDatabase("unread messages are found by an index", async (_, database) => {
  await assertUsesIndex(database, unreadList(database.db, "x").compile());
});

/** The addresses of payments' receipts on a client's page. */
function receiptsOn(page: string): string[] {
  return [...page.matchAll(/href="([^"]+\/pagos\/[^"]+\/recibo\.pdf)"/g)].map(([, href = ""]) => href);
}
