import assert from "node:assert/strict";
import { sweepIdempotencyKeys } from "../../src/http/idempotency_keys.ts";
import { createToken } from "../../src/tokens/commands.ts";
import { aDaemon, serving } from "../printing/daemon_stage.ts";
import { type TestApp, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";

const JOBS = "/api/trabajos-impresion";
const STICKER = { printer: "mostrador", template: "text", data: { code: "CAJA-7", lines: [] } };
const DAY = 86_400_000;

type Post = (key: string, body?: object) => Promise<Response>;

async function aProgram(app: TestApp): Promise<Post> {
  const { token } = await createToken(await app.ctx(), { name: "Depósito", scopes: ["print"] });
  return (key, body = STICKER) =>
    app.request(JOBS, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${token}`,
        "Content-Type": "application/json",
        "Idempotency-Key": key,
      },
      body: JSON.stringify(body),
    });
}

async function told(answer: Response) {
  return { status: answer.status, location: answer.headers.get("Location"), body: await answer.text() };
}

async function countJobs(app: TestApp): Promise<number> {
  return (await app.services.database.db.selectFrom("print_job").select("id").execute()).length;
}

eachDatabase("a repeated post gets the first answer for a day, quoted or not", async (_t, database) => {
  await using app = await testApp(database);
  await using server = await serving(app);
  await aDaemon(app, server);
  const post = await aProgram(app);
  const first = await told(await post('"pedido 1"'));
  assert.equal(first.status, 201);
  await (await post("pedido-2")).body?.cancel();
  app.now += DAY - 1;
  assert.deepEqual(await told(await post('"pedido 1"')), first);
  assert.equal((await post('"pedido-2"')).status, 201);
  assert.equal(await countJobs(app), 2);
  const other = await post("pedido-2", { ...STICKER, copies: 2 });
  assert.equal(other.status, 422);
  assert.equal((await other.json()).code, "idempotency_key_reused");
  app.now += 1;
  assert.notEqual((await told(await post('"pedido 1"'))).location, first.location);
  app.now += DAY;
  await sweepIdempotencyKeys(await app.ctx());
  assert.deepEqual(await database.db.selectFrom("idempotency_key").select("id").execute(), []);
});

eachDatabase("a refusal is repeated as well, and a key is a token's own", async (_t, database) => {
  await using app = await testApp(database);
  await using server = await serving(app);
  const post = await aProgram(app);
  const refused = await told(await post("a"));
  assert.equal(refused.status, 422);
  await aDaemon(app, server);
  assert.deepEqual(await told(await post("a")), refused);
  assert.equal((await (await aProgram(app))("a")).status, 201);
});

eachDatabase("a post with a broken key is malformed", async (_t, database) => {
  await using app = await testApp(database);
  const post = await aProgram(app);
  for (const key of ["", '"a', "a b"]) {
    const answer = await post(key);
    assert.equal(answer.status, 400, key);
    assert.equal((await answer.json()).code, "idempotency_key_malformed");
  }
});

eachDatabase("twenty at once with one key print one label", async (_t, database) => {
  await using app = await testApp(database);
  await using server = await serving(app);
  await aDaemon(app, server);
  const post = await aProgram(app);
  const answers = await Promise.all(Array.from({ length: 20 }, () => post("carrera")));
  const statuses = new Set(answers.map(({ status }) => status));
  assert.ok(statuses.has(201));
  for (const answer of answers.filter(({ status }) => status !== 201)) {
    assert.equal(answer.status, 409);
    assert.equal(answer.headers.get("Retry-After"), "1");
    assert.equal((await answer.json()).code, "idempotency_key_busy");
  }
  assert.equal(new Set(answers.map((one) => one.headers.get("Location")).filter(Boolean)).size, 1);
  assert.equal(await countJobs(app), 1);
});

eachDatabase("a key that another process is at is waited for", async (_t, database) => {
  await using app = await testApp(database);
  const { token } = await createToken(await app.ctx(), { name: "Depósito", scopes: ["clients:write"] });
  const add = (key: string) =>
    app.request("/api/clientes", {
      method: "POST",
      headers: {
        Authorization: `Bearer ${token}`,
        "Content-Type": "application/json",
        "Idempotency-Key": key,
      },
      body: JSON.stringify({ name: "Marta Núñez" }),
    });
  const first = await add("uno");
  const { db } = database;
  const kept = await db.selectFrom("idempotency_key").selectAll().executeTakeFirstOrThrow();
  const elsewhere = await db.startTransaction().execute();
  await elsewhere.insertInto("idempotency_key").values({ ...kept, id: "other", key: "dos" }).execute();
  const waiting = add("dos");
  await elsewhere.commit().execute();
  assert.equal(await (await waiting).text(), await first.text());
  assert.equal((await db.selectFrom("client").select("id").execute()).length, 1);
}, { engines: ["postgres"] });
