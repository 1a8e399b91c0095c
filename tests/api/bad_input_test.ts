import assert from "node:assert/strict";
import fc from "fast-check";
import { testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { aCaller } from "./caller.ts";

const TARGETS = [["POST", "/api/clientes"], ["POST", "/api/ordenes"], [
  "POST",
  "/api/clientes/lote",
]] as const;
const REFUSALS = [400, 413, 415, 422];

const WRONG: [string | Uint8Array, string, number, string][] = [
  ['{"name":', "application/json", 400, "not_json"],
  ["", "application/json", 400, "not_json"],
  ['{"name":"a","name":"b"}', "application/json", 400, "duplicate_key"],
  ['{"name":"a","n\\u0061me":"b"}', "application/json", 400, "duplicate_key"],
  ["[".repeat(50) + "]".repeat(50), "application/json", 400, "too_deep"],
  ["[".repeat(200_000) + "]".repeat(200_000), "application/json", 400, "too_deep"],
  [new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), "application/json", 400, "not_utf8"],
  ['{"name":"a"}', "text/plain", 415, "unsupported"],
  ["name=a", "application/x-www-form-urlencoded", 415, "unsupported"],
  [`{"name":"${"x".repeat(1_100_000)}"}`, "application/json", 413, "too_large"],
  ['{"name":"a","__proto__":{"x":1}}', "application/json", 422, "invalid"],
  ["null", "application/json", 422, "invalid"],
];

Deno.test("each kind of bad body has its status and its code", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const caller = await aCaller(app);
  for (const [body, type, status, code] of WRONG) {
    const answer = await caller.send("POST", "/api/clientes", body, { "Content-Type": type });
    const told = await answer.json();
    assert.deepEqual([answer.status, told.code], [status, code], String(body).slice(0, 60));
    assert.equal(answer.headers.get("Content-Type"), "application/problem+json");
    assert.equal(told.request_id, answer.headers.get("X-Request-Id"));
  }
  assert.deepEqual(await database.db.selectFrom("client").select("id").execute(), []);
});

Deno.test("no bytes and no text make the API fail", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database, { API_RATE_LIMIT: "1000000" });
  const caller = await aCaller(app);
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.json({ maxDepth: 6 }),
    fc.json({ maxDepth: 3 }).map((text) => `{"name":"a","extra":${text}}`),
  );
  const types = fc.constantFrom("application/json", "application/json; charset=utf-8", "text/html", "");
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...TARGETS), bodies, types, async ([method, path], body, type) => {
      const answer = await caller.send(method, path, body, { "Content-Type": type });
      const text = await answer.text();
      assert.ok(REFUSALS.includes(answer.status), `${answer.status} ${text}`);
      assert.equal(JSON.parse(text).status, answer.status);
    }),
    { numRuns: 250 },
  );
});

Deno.test("what an operation cannot answer with is not made", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const html = { Accept: "text/html" };
  for (
    const answer of [
      await caller.send("POST", "/api/clientes", { name: "Marta" }, html),
      await caller.get("/api/ordenes/S01-000001/fotos/0190a0b0-0000-7000-8000-000000000000", html),
      await caller.get("/api/pagos/0190a0b0-0000-7000-8000-000000000000/recibo", {
        Accept: "application/json",
      }),
    ]
  ) {
    assert.equal(answer.status, 406, answer.url);
    assert.equal((await answer.json()).code, "not_acceptable");
  }
  assert.equal((await caller.get("/api/clientes", { Accept: "text/html, */*;q=0.1" })).status, 200);
  assert.equal(await (await caller.get("/api/clientes")).text(), "[]");
});

Deno.test("a token's minute has an end, and says when the next begins", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database, { API_RATE_LIMIT: "2" });
  const caller = await aCaller(app);
  const first = await caller.get("/api/tecnicos");
  assert.equal(first.headers.get("RateLimit-Policy"), '"default";q=2;w=60');
  assert.equal(first.headers.get("RateLimit"), '"default";r=1;t=60');
  assert.equal((await caller.get("/api/tecnicos")).status, 200);
  app.now += 20_000;
  const refused = await caller.get("/api/tecnicos");
  assert.deepEqual([refused.status, refused.headers.get("Retry-After")], [429, "40"]);
  assert.equal((await (await aCaller(app)).get("/api/tecnicos")).status, 200, "another token");
  app.now += 40_000;
  assert.equal((await caller.get("/api/tecnicos")).status, 200);
});

Deno.test("pages of other origins get in only where they are named", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const origin = { Origin: "https://shop.example" };
  const closed = await (await aCaller(app)).get("/api/tecnicos", origin);
  assert.equal(closed.headers.get("Access-Control-Allow-Origin"), null);
  await using other = await freshDatabase();
  await using open = await testApp(other, { API_CORS_ORIGINS: "https://shop.example" });
  const answer = await (await aCaller(open)).get("/api/tecnicos", origin);
  assert.equal(answer.headers.get("Access-Control-Allow-Origin"), "https://shop.example");
  const asked = await open.request("/api/clientes", {
    method: "OPTIONS",
    headers: { ...origin, "Access-Control-Request-Method": "PATCH" },
  });
  assert.equal(asked.status, 204, "a preflight carries no token");
  assert.match(asked.headers.get("Access-Control-Allow-Methods") ?? "", /PATCH/);
  assert.match(asked.headers.get("Access-Control-Allow-Headers") ?? "", /Idempotency-Key,If-Match/);
  assert.match(answer.headers.get("Access-Control-Expose-Headers") ?? "", /RateLimit.*X-Request-Id/);
  const foreign = await (await aCaller(open)).get("/api/tecnicos", { Origin: "https://evil.example" });
  assert.equal(foreign.headers.get("Access-Control-Allow-Origin"), null);
});
