import assert from "node:assert/strict";
import { API_SCOPES } from "../../src/tokens/scope.ts";
import { testApp } from "../support/app.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aPart } from "../support/part_builders.ts";
import { aCaller } from "./caller.ts";

const refused = async (answer: Response) => {
  const { code, errors } = await answer.json();
  return [answer.status, errors?.[0]?.field ?? code];
};

Deno.test("a program plans, uses, bills and returns the parts of an order as its page does", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const { id: part, sku } = await aPart(app, { price: "5.000", stock: 3 });
  const { number } = await anOrder(app, { status: "repairing" });
  const path = `/api/ordenes/${number}/repuestos`;
  const wish = { code: sku, quantity_thousandths: 2_000 };
  const added = await caller.send("POST", path, wish, { "Idempotency-Key": "r" });
  const used = await added.json();
  assert.deepEqual([added.status, used.used_thousandths, used.available_thousandths], [201, 2_000, 1_000]);
  assert.ok(!JSON.stringify(used).includes("cost"), "what it costs is no part of it");
  assert.deepEqual(await (await caller.send("POST", path, wish, { "Idempotency-Key": "r" })).json(), used);
  assert.deepEqual(await (await caller.get(path)).json(), [used], "once, whatever was sent again");

  const billed = await caller.send("POST", `${path}/${part}/cargo`);
  assert.equal((await billed.json()).charged_thousandths, 2_000);
  assert.deepEqual(await refused(await caller.send("POST", `${path}/${part}/cargo`)), [
    409,
    "nothing_to_bill",
  ]);
  const back = await caller.send("POST", `${path}/${part}/movimientos`, { kind: "return" });
  assert.deepEqual([back.status, (await back.json()).used_thousandths], [200, 1_000]);
  const scrap = await caller.send("POST", `${path}/${part}/movimientos`, { kind: "scrap" });
  assert.deepEqual(await refused(scrap), [422, "reason"]);
  const much = await caller.send("POST", path, { code: sku, quantity_thousandths: 9_000 });
  assert.deepEqual(await refused(much), [422, "code"]);
  const both = await caller.send("POST", path, { code: sku, part_id: part });
  assert.deepEqual(await refused(both), [422, "code"]);

  const { number: gone } = await anOrder(app, { status: "cancelled" });
  const late = await caller.send("POST", `/api/ordenes/${gone}/repuestos`, { code: sku });
  assert.deepEqual(await refused(late), [409, "order_closed"]);
  const reader = await aCaller(app, ["parts:read", "orders:write"]);
  assert.equal((await reader.get(path)).status, 200);
  assert.deepEqual(await refused(await reader.send("POST", path, wish)), [403, "scope_missing"]);
});

Deno.test("many orders change at once, each by itself and once, and their moves are taken back", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const [first, second, closed] = [
    await anOrder(app, { status: "repairing" }),
    await anOrder(app, { status: "repairing" }),
    await anOrder(app, { status: "cancelled" }),
  ].map(({ number }) => number);
  const numbers = [first, second, closed];
  const look = { act: "move", to: "on_hold", numbers };
  const preview = await (await caller.send("POST", "/api/ordenes/cambios/vista", look)).json();
  assert.deepEqual(
    preview.orders.map(({ number, obstacle }: { number: string; obstacle: unknown }) => [number, obstacle]),
    [[closed, "move_not_listed"], [second, null], [first, null]],
  );
  assert.deepEqual(preview.asks, ["reason", "review_date"]);

  const orders = numbers.map((number) => ({ number, from: number === closed ? "cancelled" : "repairing" }));
  const bare = await caller.send("POST", "/api/ordenes/cambios", {
    act: "move",
    orders,
    move: { to: "on_hold" },
  });
  assert.equal((await refused(bare))[0], 422, "what a move asks is asked before anything is done");
  const move = { to: "on_hold", reason: "Corte de luz", review_at: "2030-01-01T12:00:00Z" };
  const wish = { act: "move", orders, move };
  const statuses = async (key: string, body: unknown = wish) => {
    const answer = await caller.send("POST", "/api/ordenes/cambios", body, { "Idempotency-Key": key });
    const results: { status: number; problem?: { code: string } }[] = await answer.json();
    return results.map(({ status, problem }) => [status, problem?.code]);
  };
  const done = await statuses("uno");
  assert.deepEqual(done, [[200, undefined], [200, undefined], [409, "move_not_listed"]]);
  assert.deepEqual(await statuses("uno"), done, "the same again answers the same");
  const other = await caller.send("POST", "/api/ordenes/cambios", { ...wish, orders: [orders[0]] }, {
    "Idempotency-Key": "uno",
  });
  assert.deepEqual(await refused(other), [422, "idempotency_key_reused"]);
  const order = async () => await (await caller.get(`/api/ordenes/${first}`)).json();
  assert.equal((await order()).status, "on_hold");

  const undone = await caller.send("POST", `/api/ordenes/${first}/estado/reversion`);
  assert.deepEqual([undone.status, (await undone.json()).status], [200, "repairing"]);
  assert.equal((await caller.send("POST", `/api/ordenes/${first}/estado/reversion`)).status, 409);
  const rest = await (await caller.send("POST", "/api/ordenes/cambios/reversion", { numbers })).json();
  assert.deepEqual(rest.map(({ status }: { status: number }) => status), [409, 200, 409]);

  const paused = await anOrder(app, {
    status: "on_hold",
    heldFrom: "repairing",
    reviewAt: app.now + 3_600_000,
  });
  const plazo = `/api/ordenes/${paused.number}/plazo`;
  const later = { until: "2030-02-01T12:00:00Z", reason: "Viaja" };
  assert.equal((await caller.send("POST", plazo, later)).status, 200);
  assert.deepEqual(
    await refused(await caller.send("POST", plazo, { ...later, until: "2020-01-01T00:00:00Z" })),
    [
      422,
      "until",
    ],
  );
  const reader = await aCaller(app, ["orders:read"]);
  assert.deepEqual(await refused(await reader.send("POST", "/api/ordenes/cambios", wish)), [
    403,
    "scope_missing",
  ]);
  const many = {
    ...look,
    numbers: Array.from({ length: 101 }, (_, at) => `S01-${String(at).padStart(6, "0")}`),
  };
  assert.deepEqual(await refused(await caller.send("POST", "/api/ordenes/cambios/vista", many)), [
    422,
    "numbers",
  ]);
});

eachDatabase(
  "a quote begins with a job, the bench's parts or a copy, is shared and rejected",
  async (_t, database) => {
    await using app = await testApp(database);
    const caller = await aCaller(app);
    const ars = (amount_minor: number) => ({ amount_minor, currency: "ARS" });
    const job = {
      name: "Pantalla",
      lines: [{ description: "Cambio", unit_price: ars(900_00), tax_rate: 0 }],
    };
    const made = await caller.send("POST", "/api/trabajos-frecuentes/", job, { "Idempotency-Key": "j" });
    const known = await made.json();
    assert.equal(made.status, 201);
    const address = `/api/trabajos-frecuentes/${known.id}`;
    const tag = made.headers.get("ETag") ?? "";
    const named = await caller.send("PATCH", address, { name: "Pantalla y marco" }, { "If-Match": tag });
    assert.deepEqual([named.status, (await named.json()).version], [200, 2]);
    assert.equal((await caller.send("PATCH", address, { name: "Otra" }, { "If-Match": tag })).status, 412);
    const odd = { ...job, lines: [{ ...job.lines[0], tax_rate: 7 }] };
    assert.deepEqual(await refused(await caller.send("POST", "/api/trabajos-frecuentes/", odd)), [
      422,
      "lines.0.tax_rate",
    ]);
    const writer = await aCaller(app, ["quotes:write", "orders:write"]);
    assert.equal((await writer.get("/api/trabajos-frecuentes/")).status, 200);
    assert.deepEqual(await refused(await writer.send("POST", "/api/trabajos-frecuentes/", job)), [
      403,
      "scope_missing",
    ]);

    const { number } = await anOrder(app, { status: "diagnosing", diagnosis: "Pantalla rota" });
    const own = { description: "Limpieza", unit_price: ars(100_00), tax_rate: 0 };
    const wish = { order_number: number, job_id: known.id, lines: [own] };
    const quote = await (await caller.send("POST", "/api/presupuestos/", wish)).json();
    const texts = ({ lines }: { lines: { description: string }[] }) =>
      lines.map(({ description }) => description);
    assert.deepEqual(texts(quote), ["Cambio", "Limpieza"]);
    const path = `/api/presupuestos/${quote.id}`;
    assert.deepEqual(await refused(await caller.send("POST", `${path}/correo`)), [409, "quote_not_in_force"]);
    assert.equal((await caller.send("POST", `${path}/envio`, { by_mail: false })).status, 200);
    const mailed = await caller.send("POST", `${path}/correo`);
    assert.equal(mailed.status, 200, await mailed.clone().text());
    const chat = await (await caller.send("POST", `${path}/whatsapp`)).json();
    assert.match(chat.text, /\/seguimiento\/[\w-]+\/presupuesto/);
    assert.deepEqual(await refused(await writer.send("POST", `${path}/whatsapp`)), [403, "scope_missing"]);
    assert.equal((await caller.get(`${path}/constancia`)).status, 404);

    const no = { order_number: number, reason: "Le pareció caro" };
    const rejected = await caller.send("POST", "/api/presupuestos/rechazos", no, { "Idempotency-Key": "no" });
    const order = await rejected.json();
    assert.deepEqual([rejected.status, order.status, order.outcome], [200, "ready", "quote_rejected"]);
    assert.equal(
      (await caller.send("POST", "/api/presupuestos/rechazos", no, { "Idempotency-Key": "no" })).status,
      200,
    );
    app.now += 60_000;
    assert.deepEqual(await refused(await caller.send("POST", "/api/presupuestos/rechazos", no)), [
      409,
      "order_changed",
    ]);
    const told = await (await caller.get(path)).json();
    assert.deepEqual([told.status, told.decision.recorded_by === null], ["rejected", false]);

    const paper = await caller.get(`${path}/constancia`);
    const bytes = new Uint8Array(await paper.arrayBuffer());
    const asPdf = { "Content-Type": "application/pdf" };
    const verdict = await (await caller.send("POST", "/api/presupuestos/constancias", bytes, asPdf)).json();
    assert.deepEqual([paper.status, verdict.genuine, verdict.recorded], [200, true, true]);
    const junk = await caller.send("POST", "/api/presupuestos/constancias", new Uint8Array([1, 2, 3]), asPdf);
    assert.equal((await junk.json()).genuine, false);
    const blind = await aCaller(app, API_SCOPES.filter((scope) => scope !== "quotes:approve"));
    assert.equal((await blind.send("POST", "/api/presupuestos/rechazos", no)).status, 403);

    const next = await anOrder(app, { status: "diagnosing", diagnosis: "Pantalla rota" });
    const first =
      await (await caller.send("POST", "/api/presupuestos/", { ...wish, order_number: next.number })).json();
    await caller.send("POST", `/api/presupuestos/${first.id}/envio`, { by_mail: false });
    const copy = { order_number: next.number, copy_of: first.id, lines: [own] };
    const copied = await (await caller.send("POST", "/api/presupuestos/", copy)).json();
    assert.deepEqual([copied.revision, texts(copied)], [2, ["Cambio", "Limpieza", "Limpieza"]]);
  },
  { engines: ["libsql"] },
);
