import assert from "node:assert/strict";
import { tokenList } from "../../src/tokens/queries.ts";
import { isToken } from "../../src/tokens/token.ts";
import { eachDatabase } from "../support/database.ts";
import { assertUsesIndex } from "../support/plan.ts";
import { asAdmin, asReceptionist, type Browser, type TestApp, testApp } from "../support/app.ts";

const DAY = 86_400_000;

async function formKey(admin: Browser): Promise<string> {
  return /name="form_key" value="([^"]+)"/.exec(await admin.page("/admin/claves"))?.[1] ?? "";
}

async function makeToken(admin: Browser, fields: { scopes: string | string[]; expires_in_days?: string }) {
  const form = { form_key: await formKey(admin), name: "Tablero", expires_in_days: "", ...fields };
  const answer = await admin.post("/admin/claves", form);
  const page = await answer.text();
  assert.equal(answer.status, 200, page.slice(0, 300));
  const token = /id="new-token-text">(rpo_\w+)</.exec(page)?.[1] ?? "";
  assert.ok(isToken(token));
  return { token, form };
}

function ask(app: TestApp, path: string, token?: string): Promise<Response> {
  return app.request(path, { headers: token === undefined ? {} : { Authorization: `Bearer ${token}` } });
}

eachDatabase(
  "a token is shown once, only its hash is kept, and it opens what its scopes say",
  async (_t, database) => {
    await using app = await testApp(database);
    const admin = await asAdmin(app);
    const { token } = await makeToken(admin, { scopes: ["clients:read", "technicians:read"] });
    const page = await admin.page("/admin/claves");
    assert.ok(!page.includes(token));
    assert.ok(page.includes(token.slice(0, 10)));
    const everything = JSON.stringify([
      await database.db.selectFrom("api_token").selectAll().execute(),
      await database.db.selectFrom("audit_event").selectAll().execute(),
    ]);
    assert.ok(!everything.includes(token));
    assert.equal((await ask(app, "/api/clientes/", token)).status, 200);
    assert.equal((await ask(app, "/api/tecnicos", token)).status, 200);
    const refused = await ask(app, "/api/ordenes/", token);
    assert.equal(refused.status, 403);
    assert.equal(refused.headers.get("Content-Type"), "application/problem+json");
    assert.match((await refused.json()).detail, /orders:read/);
  },
);

eachDatabase("tokens are found by their name and by how they begin", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const { token } = await makeToken(admin, { scopes: "orders:read" });
  const form = { form_key: await formKey(admin), name: "Facturación", expires_in_days: "", scopes: "print" };
  await admin.post("/admin/claves", form);
  const found = async (q: string) => {
    const page = await admin.page(`/admin/claves?q=${encodeURIComponent(q)}`);
    return ["Tablero", "Facturación"].filter((name) => page.includes(`<strong>${name}</strong>`));
  };
  assert.deepEqual(await found(""), ["Tablero", "Facturación"]);
  assert.deepEqual(await found("facturacion"), ["Facturación"]);
  assert.deepEqual(await found(token), ["Tablero"]);
  assert.deepEqual(await found(token.slice(0, 8)), ["Tablero"]);
  assert.deepEqual(await found(token.slice(4, 10)), ["Tablero"]);
  assert.match(await admin.page("/admin/claves?q=%3Cnadie%3E"), /Ninguna clave coincide con «&lt;nadie&gt;»/);
  const ctx = await app.ctx();
  for (const typed of ["", "rpo_Ab"]) await assertUsesIndex(database, tokenList(ctx, typed).compile());
});

eachDatabase("a form sent twice makes one token", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const { form } = await makeToken(admin, { scopes: "orders:read" });
  const again = await admin.post("/admin/claves", form);
  assert.equal(again.status, 409);
  assert.match(await again.text(), /Esta clave ya se creó/);
  assert.equal((await database.db.selectFrom("api_token").select("id").execute()).length, 1);
});

eachDatabase("a token without a name or a scope comes back with what was typed", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const form_key = await formKey(admin);
  const answer = await admin.post("/admin/claves", { form_key, name: "", expires_in_days: "90" });
  assert.equal(answer.status, 422);
  const page = await answer.text();
  assert.equal(page.match(/class="field-error"/g)?.length, 2);
  assert.ok(page.includes(form_key));
  const foreign = await admin.post("/admin/claves", {
    form_key,
    name: "Otra",
    scopes: "everything",
    expires_in_days: "90",
  });
  assert.equal(foreign.status, 422);
});

eachDatabase("no token, a wrong one, a revoked one and an ended one open nothing", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const missing = await ask(app, "/api/ordenes/");
  assert.equal(missing.status, 401);
  assert.equal(missing.headers.get("WWW-Authenticate"), 'Bearer realm="Reparo"');
  assert.equal(missing.headers.get("Content-Type"), "application/problem+json");
  assert.equal((await admin.get("/api/ordenes/")).status, 401, "a cookie is no token");
  const { token } = await makeToken(admin, { scopes: "orders:read", expires_in_days: "30" });
  const altered = token.slice(0, -1) + (token.endsWith("A") ? "B" : "A");
  assert.equal((await ask(app, "/api/ordenes/", altered)).status, 401);
  assert.equal((await ask(app, "/api/ordenes/", token)).status, 200);
  app.now += 31 * DAY;
  const ended = await ask(app, "/api/ordenes/", token);
  assert.equal(ended.status, 401);
  assert.match(ended.headers.get("WWW-Authenticate") ?? "", /invalid_token/);
  app.now -= 31 * DAY;
  const maker = (active: 0 | 1) =>
    database.db.updateTable("user").set({ active }).where("id", "=", app.users.admin.id).execute();
  await maker(0);
  assert.equal(
    (await ask(app, "/api/ordenes/", token)).status,
    401,
    "whoever made it has no access any more",
  );
  await maker(1);
  assert.equal((await ask(app, "/api/ordenes/", token)).status, 200);
  const { id } = await database.db.selectFrom("api_token").select("id").executeTakeFirstOrThrow();
  assert.equal((await admin.post(`/admin/claves/${id}/revocacion`)).status, 303);
  assert.equal((await ask(app, "/api/ordenes/", token)).status, 401);
  assert.equal((await admin.post(`/admin/claves/${id}/revocacion`)).status, 404);
  assert.match(await admin.page("/admin/claves"), /Revocada/);
});

eachDatabase("the last use is written once a minute, and from where", async (_t, database) => {
  await using app = await testApp(database, { TRUSTED_PROXY_HOPS: "1" });
  const admin = await asAdmin(app);
  const { token } = await makeToken(admin, { scopes: "orders:read" });
  const used = async () =>
    (await database.db.selectFrom("api_token").select("last_used_at").executeTakeFirstOrThrow()).last_used_at;
  assert.equal(await used(), null);
  await ask(app, "/api/ordenes/", token);
  const first = app.now;
  assert.equal(await used(), first);
  app.now += 59_000;
  await ask(app, "/api/ordenes/", token);
  assert.equal(await used(), first);
  app.now += 1_000;
  await app.request("/api/ordenes/", {
    headers: { "Authorization": `Bearer ${token}`, "X-Forwarded-For": "203.0.113.7" },
  });
  assert.equal(await used(), app.now);
  assert.match(await admin.page("/admin/claves"), /203\.0\.113\.7/);
});

eachDatabase("only administrators make tokens", async (_t, database) => {
  await using app = await testApp(database);
  const receptionist = await asReceptionist(app);
  assert.equal((await receptionist.get("/admin/claves")).status, 404);
  const fields = { form_key: crypto.randomUUID(), name: "Mía", scopes: "orders:read", expires_in_days: "" };
  assert.equal((await receptionist.post("/admin/claves", fields)).status, 403);
});
