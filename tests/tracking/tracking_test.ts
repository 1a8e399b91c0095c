import assert from "node:assert/strict";
import { receiveIntake } from "../../src/intakes/commands.ts";
import { addNote } from "../../src/orders/commands.ts";
import { qrModules, qrPath } from "../../src/printing/barcodes.ts";
import { progressOf, stepDates } from "../../src/tracking/progress.ts";
import { trackedReceipt, trackingUrl } from "../../src/tracking/queries.ts";
import { trackingToken } from "../../src/tracking/token.ts";
import { aDevice, anIntake } from "../intakes/an_intake.ts";
import { asReceptionist, asTechnician, type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";

const DAY = 86_400_000;

eachDatabase("the client sees the order in plain words and nothing of the inside", async (_, database) => {
  await using app = await testApp(database);
  const { number, path } = await tracked(app);
  const desk = await app.ctx(userActor(app, "admin"));
  await addNote(desk, number, {
    form_key: crypto.randomUUID(),
    visibility: "public",
    text: "Llegó el repuesto",
  });
  await addNote(desk, number, {
    form_key: crypto.randomUUID(),
    visibility: "internal",
    text: "MARKED-INTERNAL",
  });
  const { id: orderId } = await database.db.selectFrom("order").select("id").executeTakeFirstOrThrow();
  for (const visibility of ["public", "internal"] as const) {
    await database.db.insertInto("attachment").values({
      id: `00000000-0000-7000-8000-00000000000${visibility === "public" ? 1 : 2}`,
      order_id: orderId,
      visibility,
      name: "MARKED-NAME",
      type: "image/jpeg",
      size: 1,
      width: 1,
      height: 1,
      file_hash: "a".repeat(64),
      thumb_hash: "b".repeat(64),
      created_at: app.now,
      created_by: app.users.admin.id,
    }).execute();
  }
  await database.db.insertInto("diagnosis").values({
    id: crypto.randomUUID(),
    order_id: orderId,
    text: "MARKED-DIAGNOSIS",
    written_by: app.users.admin.id,
    written_at: app.now,
  }).execute();

  const answer = await app.request(path);
  assert.equal(answer.status, 200);
  const html = await answer.text();
  assert.match(html, /<strong>Recibido<\/strong><p class="hint">[^]*23 nov 2026/, "since when");
  for (const seen of [number, "Recibimos su equipo", "Samsung Galaxy A54", "No carga", "Llegó el repuesto"]) {
    assert.ok(html.includes(seen), seen);
  }
  for (const seen of ["termina en 3809", "Service Norte", "Av. Corrientes 1234", "+54 11 4321-0000"]) {
    assert.ok(html.includes(seen), seen);
  }
  const inside = [
    "MARKED",
    "4711",
    "356938035643809",
    "Rocío",
    "Ana Administradora",
    "jose@example.com",
    "5555-0142",
    "28.456.123",
    "45.000",
    app.users.receptionist.id,
    orderId,
  ];
  for (const hidden of inside) assert.ok(!html.includes(hidden), `${hidden} is on the page`);
  assert.match(html, /fotos\/00000000-0000-7000-8000-000000000001/);
  assert.doesNotMatch(html, /fotos\/00000000-0000-7000-8000-000000000002/);
  const secret = await app.request(`${path}/fotos/00000000-0000-7000-8000-000000000002`);
  assert.equal(secret.status, 404);
});

Deno.test("a link is kept out of indexes, caches and referrers", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { path } = await tracked(app);
  for (const address of [path, `${path}/comprobante.pdf`, "/seguimiento/aaaaaaaaaaaaaaaaaaaaaa"]) {
    const { headers } = await app.request(address);
    assert.equal(headers.get("Referrer-Policy"), "no-referrer");
    assert.equal(headers.get("Cache-Control"), "no-store");
    assert.match(headers.get("X-Robots-Tag") ?? "", /noindex/);
  }
});

eachDatabase("unknown, expired and revoked links answer alike", async (_, database) => {
  await using app = await testApp(database);
  const { number, path } = await tracked(app);
  const unknown = await gone(app, "/seguimiento/aaaaaaaaaaaaaaaaaaaaaa");
  const desk = await asReceptionist(app);
  assert.equal((await desk.post(`/ordenes/${number}/seguimiento/baja`)).status, 303);
  assert.equal(await gone(app, path), unknown);
  assert.equal((await app.request(`${path}/comprobante.pdf`)).status, 404);
  assert.equal((await desk.get(`/ordenes/${number}/seguimiento/qr.svg`)).status, 404);

  const { id } = await database.db.selectFrom("order").select("id").executeTakeFirstOrThrow();
  const renew = async (form_key: string) => {
    assert.equal((await desk.post(`/ordenes/${number}/seguimiento`, { form_key })).status, 303);
    const ctx = await app.ctx();
    return new URL(await trackingUrl(ctx.db, ctx, id) ?? "").pathname;
  };
  const ctx = await app.ctx();
  const key = ctx.random.id(app.now);
  const fresh = await renew(key);
  assert.equal(await renew(key), fresh, "a form sent twice leaves the client's new link alone");
  assert.notEqual(fresh, path);
  const picture = await desk.get(`/ordenes/${number}/seguimiento/qr.svg`);
  assert.equal(picture.headers.get("Content-Type"), "image/svg+xml; charset=utf-8");
  const modules = qrPath(qrModules(new URL(fresh, ctx.baseUrl).href));
  assert.ok((await picture.text()).includes(`d="${modules}"`), "the QR holds the link in force");
  assert.equal((await app.request(fresh)).status, 200);
  app.now += 181 * DAY;
  assert.equal(await gone(app, fresh), unknown);
  assert.equal(await gone(app, "/seguimiento/short"), unknown);
  assert.equal(await gone(app, `/seguimiento/${"%F0%9F%92%A9".repeat(3)}`), unknown);
});

Deno.test("only who manages links renews, revokes and mails them", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { number, path } = await tracked(app);
  const bench = await asTechnician(app);
  for (const end of ["", "/baja", "/envio", "/whatsapp"]) {
    assert.equal((await bench.post(`/ordenes/${number}/seguimiento${end}`)).status, 403);
  }
  assert.equal((await app.request(path)).status, 200);
  const desk = await asReceptionist(app);
  await desk.post(`/ordenes/${number}/seguimiento/envio`, { form_key: crypto.randomUUID() });
  assert.equal((await database.db.selectFrom("message").select("id").execute()).length, 2);
});

Deno.test("an address that asks too often has to wait", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { path } = await tracked(app);
  for (let time = 0; time < 120; time++) await app.request("/seguimiento/aaaaaaaaaaaaaaaaaaaaaa");
  const refused = await app.request(path);
  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get("Retry-After"), "60");
  app.now += 60_000;
  assert.equal((await app.request(path)).status, 200);
});

eachDatabase(
  "the receipt behind a link is of one order, without serial, contacts or staff",
  async (_, database) => {
    await using app = await testApp(database);
    const ctx = await app.ctx(userActor(app, "receptionist"));
    const laptop = { category: "laptop", brand: "Lenovo", model: "T14", serial: "PF-3K9ZQ1" } as const;
    await receiveIntake(ctx, await anIntake(ctx, { devices: [aDevice(), aDevice({ device: laptop })] }));
    const { id } = await database.db.selectFrom("order").select("id").where("number", "=", "S01-000002")
      .executeTakeFirstOrThrow();
    const path = new URL(await trackingUrl(ctx.db, ctx, id) ?? "").pathname;
    const receipt = JSON.stringify(await trackedReceipt(ctx, path.split("/").at(-1) ?? ""));
    assert.match(receipt, /Lenovo.*…9ZQ1/);
    for (
      const hidden of [
        "Samsung",
        "PF-3K9ZQ1",
        "S01-000001",
        "Rocío",
        "jose@example.com",
        "5555-0142",
        "28.456",
      ]
    ) {
      assert.ok(!receipt.includes(hidden), hidden);
    }
    const pdf = await app.request(`${path}/comprobante.pdf`);
    assert.equal(pdf.headers.get("Content-Type"), "application/pdf");
  },
);

Deno.test("a token is 132 bits that only the key can make", () => {
  const token = trackingToken("one key", "link");
  assert.match(token, /^[\w-]{22}$/);
  assert.equal(token, trackingToken("one key", "link"));
  assert.notEqual(token, trackingToken("another key", "link"));
  assert.notEqual(token, trackingToken("one key", "link2"));
});

Deno.test("a step has the date at which it was reached, until the order goes back before it", () => {
  const moves = [
    ...[{ to: "received", at: 1 }, { to: "diagnosing", at: 2 }, { to: "awaiting_approval", at: 3 }],
    ...[{ to: "on_hold", at: 4 }, { to: "awaiting_approval", at: 5 }, { to: "approved", at: 6 }],
    ...[{ to: "repairing", at: 7 }, { to: "ready", at: 8 }],
  ] as const;
  assert.deepEqual(stepDates(moves), [1, 2, 3, 6, 8]);
  assert.deepEqual(stepDates([...moves, { to: "repairing", at: 9 }]), [1, 2, 3, 6, null]);
  assert.deepEqual(stepDates([{ to: "received", at: 1 }, { to: "approved", at: 2 }]), [
    1,
    null,
    null,
    2,
    null,
  ]);
});

Deno.test("a paused order stands at the step where it was paused", () => {
  assert.deepEqual(progressOf({ status: "on_hold", heldFrom: "diagnosing" }), { moment: "paused", step: 1 });
  assert.deepEqual(progressOf({ status: "delivered", heldFrom: null }), { moment: "delivered", step: 5 });
  assert.deepEqual(progressOf({ status: "cancelled", heldFrom: null }), { moment: "cancelled", step: -1 });
});

async function tracked(app: TestApp): Promise<{ number: string; path: string }> {
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const device = aDevice({ secret: { kind: "pin", text: "4711" } });
  const { orders: [order] } = await receiveIntake(ctx, await anIntake(ctx, { devices: [device] }));
  assert.ok(order);
  const url = await trackingUrl(ctx.db, ctx, order.id);
  return { number: order.number, path: new URL(url ?? "").pathname };
}

/** The page of a link that leads nowhere, without what differs from request to request. */
async function gone(app: TestApp, path: string): Promise<string> {
  const answer = await app.request(path);
  assert.equal(answer.status, 404);
  const html = await answer.text();
  assert.match(html, /Este enlace no está disponible/);
  return html;
}
