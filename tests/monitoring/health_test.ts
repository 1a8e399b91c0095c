import assert from "node:assert/strict";
import { dueJobs } from "../../src/monitoring/readiness.ts";
import { enqueue } from "../../src/jobs/queue.ts";
import { createApp } from "../../src/app.ts";
import { testApp } from "../support/app.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";
import { assertUsesIndex } from "../support/plan.ts";

const TOKEN = "a token of the watchers";
const WATCHER = { Authorization: `Bearer ${TOKEN.replaceAll(" ", "-")}` };
const env = { METRICS_TOKEN: TOKEN.replaceAll(" ", "-") };

eachDatabase("whether it is ready is told with reasons to who may know them", async (_, database) => {
  await using app = await testApp(database, env);
  const ask = async (headers: HeadersInit = WATCHER) => {
    const response = await app.request("/salud/listo", { headers });
    return { status: response.status, body: await response.json() };
  };
  const well = await ask();
  assert.equal(well.status, 200);
  assert.equal(well.body.checks.database.status, "ok", JSON.stringify(well.body));
  assert.equal(well.body.checks.migrations.status, "ok");
  assert.equal(well.body.checks.draining.detail, "It accepts requests.");
  const strangers: HeadersInit[] = [{}, { Authorization: "Bearer guessed" }];
  for (const headers of strangers) {
    assert.deepEqual(await ask(headers), { status: 200, body: { status: "ok" } });
  }

  app.services.draining = true;
  const leaving = await ask({ ...WATCHER, "Accept-Language": "es" });
  assert.equal(leaving.status, 503);
  assert.match(leaving.body.checks.draining.detail, /deteniendo/);
  assert.deepEqual(await ask({}), { status: 503, body: { status: "not_ok" } });
  const lives = async (headers: HeadersInit) => {
    const response = await app.request("/salud", { headers });
    return [response.status, await response.json()];
  };
  assert.deepEqual(await lives({}), [503, { status: "not_ok" }]);
  app.services.draining = false;
  assert.deepEqual(await lives({}), [200, { status: "ok" }]);
  assert.deepEqual(await lives(WATCHER), [200, { status: "ok", version: "0.0.0-test" }]);
  await assertUsesIndex(database, dueJobs(database.db, app.now).compile());
});

Deno.test("a disk with less than 64 MB free turns everybody away, a low one is told", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database, env);
  const MB = 1_048_576;
  const asked = async (free: number) => {
    const files = { ...app.services.files, space: () => Promise.resolve({ free, total: 100_000 * MB }) };
    // Its own services: an answer is kept for two seconds.
    const server = await createApp({ ...app.services, files });
    const answer = await server.request("http://localhost:8000/salud/listo", {
      headers: { Host: "localhost:8000", ...WATCHER },
    });
    return [answer.status, (await answer.json()).checks.disk.status];
  };
  assert.deepEqual(await asked(64 * MB - 1), [503, "not_ok"]);
  assert.deepEqual(await asked(64 * MB), [200, "degraded"]);
  assert.deepEqual(await asked(90_000 * MB), [200, "ok"]);
});

Deno.test("whoever asks on the machine itself knows more, but not through a proxy there", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database, env);
  const server = await createApp(app.services);
  const told = async (hostname: string, headers: Record<string, string> = {}) => {
    const asked = { headers: { Host: "localhost:8000", ...headers } };
    const answer = await server.request("http://localhost:8000/salud", asked, {
      remoteAddr: { transport: "tcp", hostname, port: 40_000 },
    });
    return "version" in await answer.json();
  };
  assert.ok(await told("127.0.0.1"));
  assert.ok(await told("::1"));
  for (const header of ["X-Forwarded-For", "Forwarded", "Via"]) {
    assert.equal(await told("127.0.0.1", { [header]: "127.0.0.1" }), false, header);
  }
  assert.equal(await told("127.0.0.1", { Authorization: "Bearer guessed" }), false);
  for (const other of ["192.168.1.20", "1127.0.0.1", "127.0.0.1.example", "::2"]) {
    assert.equal(await told(other), false, other);
  }
});

eachDatabase(
  "an old queue is told and turns nobody away; a schema of another version does",
  async (_, database) => {
    await using app = await testApp(database, env);
    const ctx = await app.ctx();
    await enqueue(ctx.db, ctx, { kind: "forget_answers", payload: { clientId: "none" } });
    app.now += 10 * 60_000;
    await database.db.deleteFrom("schema_migration" as "job").execute();
    const response = await app.request("/salud/listo", { headers: WATCHER });
    const { status, checks } = await response.json();
    assert.equal(response.status, 503);
    assert.equal(response.headers.get("Retry-After"), "5");
    assert.equal(status, "not_ok");
    assert.equal(checks.queue.status, "degraded");
    assert.ok(checks.queue.value >= 10 * 60_000, `${checks.queue.value}`);
    assert.match(checks.migrations.detail, /another version/);
  },
  { engines: ["libsql"] },
);

eachDatabase("a database that is gone is an answer, not an error page", async (_, database) => {
  await using app = await testApp(database, env);
  await database.db.schema.dropTable("schema_migration").execute();
  const response = await app.request("/salud/listo", { headers: WATCHER });
  assert.equal(response.status, 503);
  assert.equal((await response.json()).checks.database.status, "not_ok");
}, { engines: ["libsql"] });
