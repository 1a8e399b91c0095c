import assert from "node:assert/strict";
import { type TestApp, testApp } from "../support/app.ts";
import { aClient } from "../support/builders.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aCaller, type Caller } from "./caller.ts";

const WISH = {
  client: { name: "Marta Núñez", contacts: [{ kind: "phone", value: "11 4000 1234" }] },
  device: { category: "phone", brand: "Samsung", model: "Galaxy A54", serial: "R58N12ABCDE" },
  fault: "No carga",
  accessories: ["Funda"],
  unsigned_reason: "Ingreso por la web",
  preauthorised: { amount_minor: 500_000, currency: "ARS" },
};

async function codes(answer: Response): Promise<Record<string, string>> {
  const { errors = [] }: { errors?: { field: string; code: string }[] } = await answer.json();
  return Object.fromEntries(errors.map(({ field, code }) => [field, code]));
}

async function received(app: TestApp): Promise<{ caller: Caller; number: string; tag: string }> {
  const caller = await aCaller(app);
  const answer = await caller.send("POST", "/api/ordenes/", WISH, { "Idempotency-Key": "a" });
  assert.equal(answer.status, 201, await answer.clone().text());
  return { caller, number: (await answer.json()).number, tag: answer.headers.get("ETag") ?? "" };
}

eachDatabase("a device is taken in as at the counter, once", async (_t, database) => {
  await using app = await testApp(database);
  const { caller, number } = await received(app);
  const again = await caller.send("POST", "/api/ordenes", WISH, { "Idempotency-Key": "a" });
  const order = await again.json();
  assert.deepEqual([again.status, order.number], [201, number]);
  assert.equal((await database.db.selectFrom("order").select("id").execute()).length, 1);
  assert.deepEqual(order.accessories, ["Funda"]);
  assert.deepEqual(order.preauthorised, WISH.preauthorised);
  assert.equal(order.events.at(-1).actor, "Web");
  const event = await database.db.selectFrom("order_event").select("actor_kind").where(
    "kind",
    "=",
    "received",
  )
    .executeTakeFirstOrThrow();
  assert.equal(event.actor_kind, "token");
  const jobs = await database.db.selectFrom("tracking_link").select("order_id").execute();
  assert.equal(jobs.length, 1);

  const second = { ...WISH, client: undefined, client_id: order.client.id };
  const open = await caller.send("POST", "/api/ordenes", second);
  assert.deepEqual(await codes(open), { another_open_order: "device_has_order" });
  const draft = {
    ...second,
    device: undefined,
    device_id: order.device.id,
    another_open_order: true,
    status: "draft",
  };
  const announced = await caller.send("POST", "/api/ordenes", draft);
  assert.deepEqual([announced.status, (await announced.json()).status], [201, "draft"]);
});

eachDatabase("what a wish for an order lacks is named by its own fields", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const post = async (body: unknown) => await codes(await caller.send("POST", "/api/ordenes", body));
  assert.deepEqual(await post({ fault: "x" }), {
    client_id: "required",
    device_id: "required",
    unsigned_reason: "unsigned_reason_missing",
  });
  assert.deepEqual(await post({ ...WISH, serial: "x", device: { ...WISH.device, colour: "rojo" } }), {
    serial: "unknown_field",
    "device.colour": "unknown_field",
  });
  const signed = { ...WISH, signature_name: "Marta" };
  const dollars = { amount_minor: 1, currency: "USD" };
  assert.deepEqual(await post({ ...signed, preauthorised: dollars }), {
    "preauthorised.currency": "currency_other",
  });
  assert.deepEqual(await post({ ...signed, preauthorised: { amount_minor: 1.5, currency: "ARS" } }), {
    "preauthorised.amount_minor": "invalid",
  });
  const nowhere = "0190a0b0-0000-7000-8000-000000000000";
  assert.deepEqual(await post({ ...signed, branch_id: nowhere }), { branch_id: "branch_unknown" });
  assert.deepEqual(await post({ ...signed, promised_at: "2020-01-01T00:00:00Z" }), {
    promised_at: "date_past",
  });
  assert.deepEqual(await post({ ...signed, client: undefined, client_id: nowhere }), {
    client_id: "client_unknown",
  });
  assert.deepEqual(await post({ ...signed, device: undefined, device_id: nowhere }), {
    device_id: "device_unknown",
  });
  assert.deepEqual(await database.db.selectFrom("order").select("id").execute(), []);
});

eachDatabase("an order goes its way by the same rules as on the screens", async (_t, database) => {
  await using app = await testApp(database);
  const { caller, number, tag } = await received(app);
  const path = `/api/ordenes/${number}`;
  const post = async (act: string, body: unknown) => {
    const answer = await caller.send("POST", `${path}/${act}`, body);
    return { status: answer.status, told: await answer.json() };
  };
  const unlisted = await post("estado", { to: "delivered" });
  assert.deepEqual([unlisted.status, unlisted.told.code], [409, "move_not_listed"]);
  const nobody = await post("estado", { to: "diagnosing" });
  assert.deepEqual([nobody.status, nobody.told.errors[0].field], [422, "technician_id"]);
  const technician_id = app.users.technician.id;
  const assigned = await post("asignacion", { technician_id });
  assert.equal(assigned.told.technician.name, "Tomás Técnico");
  const moved = await post("estado", { to: "diagnosing", from: "received" });
  assert.deepEqual([moved.status, moved.told.status], [200, "diagnosing"]);
  const diagnosis = await post("diagnostico", { text: "Pin de carga", finding: "needs_parts" });
  assert.equal(diagnosis.told.diagnosis.text, "Pin de carga");
  const note = await post("notas", { text: "Llega el martes", visibility: "public" });
  assert.deepEqual([note.status, note.told.visibility], [201, "public"]);
  const notes = await (await caller.get(`${path}/notas`)).json();
  assert.equal(notes[0].text, "Llega el martes");
  const form = await post("estado", { to: "approved" });
  assert.deepEqual([form.status, form.told.code], [409, "move_has_own_form"]);
  const forced = await post("estado", { to: "repairing", force: true, reason: "Precio fijo" });
  assert.equal(forced.status, 200, JSON.stringify(forced.told));
  const ready = await post("estado", { to: "ready", outcome: "repaired" });
  assert.equal(ready.told.status, "ready", JSON.stringify(ready.told));
  const { repaired_by } = await database.db.selectFrom("order").select("repaired_by")
    .executeTakeFirstOrThrow();
  assert.equal(repaired_by, technician_id);
  const charge = await post("cargos", {
    description: "Pin de carga",
    amount: { amount_minor: 400_000, currency: "ARS" },
  });
  assert.equal(charge.status, 201);
  const stale = await caller.send("PATCH", path, { priority: "high" }, { "If-Match": tag });
  assert.equal(stale.status, 412);
  const edited = await caller.send("PATCH", path, { condition: "Rayado" }, { "If-Match": "*" });
  assert.equal((await edited.json()).condition, "Rayado");
  const owed = await post("entrega", { taken_by: "Marta", unsigned_reason: "web" });
  assert.deepEqual(owed.told.errors.map(({ field }: { field: string }) => field), ["debt_reason"]);
  const payment = { amount: { amount_minor: 400_000, currency: "ARS" }, method: "transfer" };
  const gone = await post("entrega", { taken_by: "Marta", unsigned_reason: "web", payment });
  assert.deepEqual([gone.told.status, gone.told.payment_state], ["delivered", "paid"]);
});

eachDatabase("without their scopes amounts, prices and force stay away", async (_t, database) => {
  await using app = await testApp(database);
  const order = await anOrder(app, { status: "received", charges: [100_000], payments: [50_000] });
  const writer = await aCaller(app, ["orders:write"]);
  const path = `/api/ordenes/${order.number}`;
  const told = await (await writer.get(path)).json();
  for (const name of ["charged", "paid", "balance", "payment_state"]) assert.ok(!(name in told), name);
  assert.ok(!JSON.stringify(told).includes("100000"));
  assert.equal((await writer.get(`${path}/cargos`)).status, 403);
  const preauthorised = { amount_minor: 1, currency: "ARS" };
  const priced = await writer.send("PATCH", path, { preauthorised }, { "If-Match": "*" });
  assert.equal((await priced.json()).code, "price_not_yours");
  const forced = await writer.send("POST", `${path}/estado`, {
    to: "ready",
    force: true,
    reason: "x",
    outcome: "repaired",
  });
  assert.equal(forced.status, 403);
  const forcing = await aCaller(app, ["orders:write", "orders:force"]);
  const done = await forcing.send("POST", `${path}/estado`, {
    to: "ready",
    force: true,
    reason: "x",
    outcome: "repaired",
  });
  assert.equal(done.status, 200, await done.clone().text());
});

eachDatabase("lists are narrowed, sorted and paged, and their cursors hold", async (_t, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx();
  await aClient(ctx, { name: "Nadie" });
  for (let made = 0; made < 5; made++) {
    app.now += 1000;
    await anOrder(app, { status: made % 2 ? "received" : "repairing" });
  }
  const caller = await aCaller(app);
  const follow = async (first: string) => {
    const numbers: string[] = [];
    let path = first;
    for (let pages = 0; path !== "" && pages < 6; pages++) {
      const answer = await caller.get(path);
      assert.equal(answer.status, 200, await answer.clone().text());
      for (const { number } of await answer.json()) numbers.push(number);
      path = /<([^>]+)>; rel="next"/.exec(answer.headers.get("Link") ?? "")?.[1] ?? "";
    }
    return numbers.map((number) => Number(number.slice(-2)));
  };
  assert.deepEqual(await follow("/api/ordenes?limit=2"), [5, 4, 3, 2, 1]);
  assert.deepEqual(await follow("/api/ordenes?limit=2&sort=oldest"), [1, 2, 3, 4, 5]);
  assert.deepEqual(await follow("/api/ordenes?limit=2&status=repairing"), [5, 3, 1]);
  assert.deepEqual(await follow("/api/ordenes?limit=2&received_from=2026-11-01"), [5, 4, 3, 2, 1]);
  assert.deepEqual(await follow("/api/ordenes?limit=2&q=samsung"), [5, 4, 3, 2, 1]);
  const events = await caller.get("/api/ordenes/S01-000001/eventos?limit=1");
  assert.equal((await events.json()).length, 1);
  const wrong = await caller.get("/api/ordenes?sort=oldest&q=x&colour=1&limit=0");
  assert.deepEqual(await codes(wrong), { colour: "unknown_field", limit: "too_small" });
});
