import assert from "node:assert/strict";
import sharp from "sharp";
import { aLoaner } from "../loaners/loaner_stage.ts";
import { testApp, userActor } from "../support/app.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aCaller } from "./caller.ts";

const ANNOUNCED = {
  status: "draft",
  client: { name: "Marta Núñez", contacts: [{ kind: "whatsapp", value: "11 4000 1234" }] },
  device: { category: "phone", brand: "Samsung", model: "Galaxy A54", serial: "R58N12ABCDE" },
  fault: "No carga",
  accessories: ["Funda"],
};

eachDatabase("an announced device is received into its order, once", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const { number } = await (await caller.send("POST", "/api/ordenes", ANNOUNCED)).json();
  const path = `/api/ordenes/${number}/recepcion`;
  const bare = await caller.send("POST", path, {});
  assert.deepEqual([bare.status, (await bare.json()).errors[0].field], [422, "unsigned_reason"]);
  const late = { signature_name: "Marta", promised_at: "2020-01-01T00:00:00Z" };
  assert.equal((await (await caller.send("POST", path, late)).json()).errors[0].field, "promised_at");
  const wish = { condition: "Pantalla rayada", signature_name: "Marta Núñez" };
  const received = await caller.send("POST", path, wish, { "Idempotency-Key": "uno" });
  const order = await received.json();
  assert.deepEqual([received.status, order.number, order.status], [200, number, "received"]);
  assert.deepEqual([order.fault, order.condition], ["No carga", "Pantalla rayada"]);
  const again = await caller.send("POST", path, wish, { "Idempotency-Key": "uno" });
  assert.deepEqual(await again.json(), order);
  const over = await caller.send("POST", path, wish);
  assert.deepEqual((await over.json()).errors.map(({ field }: { field: string }) => field), ["number"]);
  const { db } = database;
  const accessories = await db.selectFrom("order_accessory").select("description").execute();
  assert.deepEqual(accessories, [{ description: "Funda" }]);
  const labels = await db.selectFrom("tracking_link").select("order_id").execute();
  assert.equal(labels.length, 1, "and the client is told as at the counter");
  const nobody = await caller.send("POST", "/api/ordenes/S01-999999/recepcion", wish);
  assert.equal(nobody.status, 404);
});

Deno.test("all that somebody brings at once is one visit, with one receipt, once", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const { status: _, device, fault, accessories, ...visit } = ANNOUNCED;
  const other = { device: { category: "laptop", brand: "Lenovo" }, fault: "No prende" };
  const wish = {
    ...visit,
    devices: [{ device, fault, accessories }, other],
    signature_name: "Marta Núñez",
  };
  const made = await caller.send("POST", "/api/ingresos/", wish, { "Idempotency-Key": "v" });
  const orders: { number: string; intake_id: string }[] = await made.json();
  assert.deepEqual([made.status, orders.length], [201, 2], JSON.stringify(orders));
  assert.equal(orders[0]?.intake_id, orders[1]?.intake_id);
  const again = await caller.send("POST", "/api/ingresos", wish, { "Idempotency-Key": "v" });
  assert.deepEqual(await again.json(), orders);
  const address = made.headers.get("Location") ?? "";
  const told = await (await caller.get(address)).json();
  assert.deepEqual(
    told.orders.map(({ number }: { number: string }) => number),
    orders.map(({ number }) => number),
  );
  assert.match(await (await caller.get(`${address}/comprobante`)).text(), /^%PDF-/);
  const refused = async (wrong: object) => {
    const answer = await caller.send("POST", "/api/ingresos/", {
      ...wish,
      is_another_client: true,
      ...wrong,
    });
    const { errors = [] } = await answer.json();
    return [answer.status, ...errors.map(({ field }: { field: string }) => field)];
  };
  assert.deepEqual(
    await refused({ devices: [{ device, fault, another_open_order: true }, { device, fault }] }),
    [
      422,
      "devices.1.serial",
    ],
  );
  assert.deepEqual(await refused({}), [422, "devices.0.another_open_order"]);
  assert.deepEqual(await refused({ devices: [other, { fault: "Nada" }] }), [422, "devices.1.device_id"]);
  assert.deepEqual(await refused({ devices: [] }), [422, "devices"]);
  const count = await database.db.selectFrom("order").select("id").execute();
  assert.equal(count.length, 2, "what is refused in part makes nothing");
});

eachDatabase("a photo is added as it is, encoded anew, and shown to whom it is for", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const { number } = await anOrder(app, { status: "received" });
  const path = `/api/ordenes/${number}/fotos`;
  const canvas = sharp({ create: { width: 900, height: 700, channels: 3, background: "#357" } });
  const jpeg = new Uint8Array(await canvas.jpeg().withExif({ IFD0: { Copyright: "secreto" } }).toBuffer());
  const type = { "Content-Type": "image/jpeg", "Idempotency-Key": "foto-1" };
  const made = await caller.send("POST", `${path}?visibility=public&name=frente.jpg`, jpeg, type);
  const photo = await made.json();
  assert.deepEqual([made.status, photo.name, photo.visibility], [201, "frente.jpg", "public"]);
  const again = await caller.send("POST", `${path}?visibility=public&name=frente.jpg`, jpeg, type);
  assert.deepEqual(await again.json(), photo);
  const kept = await caller.get(made.headers.get("Location") ?? "");
  const bytes = new Uint8Array(await kept.arrayBuffer());
  assert.equal((await sharp(bytes).metadata()).exif, undefined);
  assert.deepEqual(await (await caller.get(path)).json(), [photo]);
  const refused = async (body: Uint8Array, type: string) => {
    const answer = await caller.send("POST", path, body, { "Content-Type": type });
    return [answer.status, (await answer.json()).code];
  };
  const text = new TextEncoder().encode("<svg xmlns='http://www.w3.org/2000/svg'/>");
  assert.deepEqual(await refused(text, "image/svg+xml"), [415, "unsupported"]);
  assert.deepEqual(await refused(text, "image/png"), [422, "photo_type"]);
  assert.deepEqual(await refused(new Uint8Array(12_500_000), "image/png"), [422, "photo_too_large"]);
  assert.deepEqual(await refused(new Uint8Array(14_000_000), "image/png"), [413, "too_large"]);
  const reader = await aCaller(app, ["orders:read"]);
  assert.equal((await reader.send("POST", path, jpeg, type)).status, 403);
  const rows = await database.db.selectFrom("attachment").select("created_by").execute();
  assert.deepEqual(rows, [{ created_by: app.users.admin.id }]);
}, { engines: ["libsql"] });

eachDatabase("a device is lent with an order and taken back", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const loaner_id = await aLoaner(await app.ctx(userActor(app, "admin")));
  const { number } = await anOrder(app, { status: "received" });
  const path = `/api/ordenes/${number}/prestamos`;
  const [free] = await (await caller.get("/api/prestamos?show=free")).json();
  assert.deepEqual([free.id, free.state, free.out], [loaner_id, "free", null]);
  const wish = { loaner_id, condition: "Sin rayas", agreement: "signed", due_on: "2026-12-15" };
  const past = await caller.send("POST", path, { ...wish, due_on: "2026-01-01" });
  const [wrong] = (await past.json()).errors;
  assert.deepEqual([wrong.field, wrong.code], ["due_on", "date_past"]);
  const lent = await caller.send("POST", path, wish, { "Idempotency-Key": "uno" });
  const loan = await lent.json();
  assert.deepEqual([lent.status, loan.order_number, loan.returned], [201, number, null]);
  assert.deepEqual(await (await caller.send("POST", path, wish, { "Idempotency-Key": "uno" })).json(), loan);
  const twice = await caller.send("POST", path, wish);
  assert.equal((await twice.json()).errors[0].code, "loaner_lent");
  const [out] = await (await caller.get("/api/prestamos?show=lent")).json();
  assert.deepEqual([out.state, out.out.order_number], ["lent", number]);
  const other = await anOrder(app);
  const back = { condition: "Igual" };
  const elsewhere = `/api/ordenes/${other.number}/prestamos/${loan.id}/devolucion`;
  assert.equal((await caller.send("POST", elsewhere, back)).status, 404);
  const returned = await caller.send("POST", `${path}/${loan.id}/devolucion`, back);
  assert.equal((await returned.json()).returned.condition, "Igual");
  assert.equal((await caller.send("POST", `${path}/${loan.id}/devolucion`, back)).status, 409);
  assert.equal((await (await caller.get(path)).json()).length, 1);
}, { engines: ["libsql"] });
