import assert from "node:assert/strict";
import { createToken } from "../../src/tokens/commands.ts";
import { API_SCOPES } from "../../src/tokens/scope.ts";
import { aClient } from "../support/builders.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { type TestApp, testApp } from "../support/app.ts";

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

async function caller(app: TestApp): Promise<(path: string) => Promise<Response>> {
  const { token } = await createToken(await app.ctx(), { name: "Prueba", scopes: API_SCOPES });
  return (path) => app.request(path, { headers: { Authorization: `Bearer ${token}` } });
}

eachDatabase("orders are told with and without the trailing slash, one and all", async (_t, database) => {
  await using app = await testApp(database);
  const order = await anOrder(app, { status: "repairing" });
  const get = await caller(app);
  for (const path of ["/api/ordenes", "/api/ordenes/"]) {
    const answer = await get(path);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("Content-Type") ?? "", /^application\/json/);
    const [row] = await answer.json();
    assert.equal(row.number, order.number);
    assert.equal(row.status, "repairing");
    assert.match(row.received_at, INSTANT);
  }
  const one = await (await get(`/api/ordenes/${order.number}`)).json();
  assert.equal(one.number, order.number);
  assert.deepEqual(one.balance, { amount_minor: 0, currency: "ARS" });
  assert.match(one.status_since, INSTANT);
  assert.ok(one.events.length >= 1);
  assert.ok(!JSON.stringify(one).includes("secret"));
  const missing = await get("/api/ordenes/S01-999999");
  assert.equal(missing.status, 404);
  assert.equal(missing.headers.get("Content-Type"), "application/problem+json");
});

eachDatabase("the amounts of an order come with their currency", async (_t, database) => {
  await using app = await testApp(database);
  const order = await anOrder(app, { status: "ready", charges: [1_234_560], payments: [234_560] });
  const get = await caller(app);
  const told = await (await get(`/api/ordenes/${order.number}`)).json();
  assert.deepEqual(told.charged, { amount_minor: 1_234_560, currency: "ARS" });
  assert.deepEqual(told.paid, { amount_minor: 234_560, currency: "ARS" });
  assert.deepEqual(told.balance, { amount_minor: 1_000_000, currency: "ARS" });
});

eachDatabase(
  "a list goes on where its Link header points, and every row comes once",
  async (_t, database) => {
    await using app = await testApp(database);
    const ctx = await app.ctx();
    for (let made = 0; made < 61; made++) await aClient(ctx, { name: `Cliente ${made}` });
    const get = await caller(app);
    const names: string[] = [];
    let path: string | null = "/api/clientes/";
    for (let pages = 0; path && pages < 5; pages++) {
      const answer = await get(path);
      for (const { name } of await answer.json()) names.push(name);
      path = /^<(http:\/\/localhost:8000\/api\/clientes\/\?[^>]+)>; rel="next"$/
        .exec(answer.headers.get("Link") ?? "")?.[1] ?? null;
    }
    assert.equal(names.length, 61);
    assert.equal(new Set(names).size, 61);
    const marta = await aClient(ctx, { name: "Marta Quiñónez" });
    const found: { id: string }[] = await (await get("/api/clientes/?q=marta+quinon")).json();
    assert.deepEqual(found.map(({ id }) => id), [marta.id]);
  },
);

eachDatabase("technicians and figures are told", async (_t, database) => {
  await using app = await testApp(database);
  await anOrder(app, { status: "repairing" });
  const get = await caller(app);
  const technicians = await (await get("/api/tecnicos/")).json();
  assert.equal(technicians[0].name, "Tomás Técnico");
  assert.equal(typeof technicians[0].open_orders, "number");
  const figures = await (await get("/api/estadisticas/?period=7_days")).json();
  assert.equal(figures.series.length, 7);
  assert.equal(figures.totals.paid.currency, "ARS");
  assert.match(figures.to, /^\d{4}-\d\d-\d\d$/);
});

eachDatabase("what is not there is problem+json as well", async (_t, database) => {
  await using app = await testApp(database);
  const get = await caller(app);
  const answer = await get("/api/nada");
  assert.equal(answer.status, 404);
  assert.equal(answer.headers.get("Content-Type"), "application/problem+json");
});

eachDatabase("a HEAD has the headers of the GET, its ETag too", async (_t, database) => {
  await using app = await testApp(database);
  const { number } = await anOrder(app);
  const { token } = await createToken(await app.ctx(), { name: "Prueba", scopes: API_SCOPES });
  const ask = (method: string, path: string, headers = {}) =>
    app.request(path, { method, headers: { Authorization: `Bearer ${token}`, ...headers } });
  for (const path of ["/api/ordenes?limit=1", `/api/ordenes/${number}`]) {
    const [got, headed] = [await ask("GET", path), await ask("HEAD", path)];
    assert.equal(await headed.text(), "");
    assert.ok(got.headers.get("ETag"));
    assert.equal(headed.headers.get("ETag"), got.headers.get("ETag"));
    const known = await ask("HEAD", path, { "If-None-Match": got.headers.get("ETag") ?? "" });
    assert.equal(known.status, 304);
    await got.body?.cancel();
  }
});
