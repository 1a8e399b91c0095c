import assert from "node:assert/strict";
import { SYSTEM } from "../../src/context.ts";
import { answersAbout, forgetAnswers } from "../../src/http/forgotten_answers.ts";
import { sweepIdempotencyKeys } from "../../src/http/idempotency_keys.ts";
import { paths } from "../../src/paths.ts";
import { asAdmin, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { assertUsesIndex } from "../support/plan.ts";
import { aCaller } from "./caller.ts";
import { keyed } from "./keyed.ts";

eachDatabase("who is erased is told to no program again, and made by none", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const post = (path: string, key: string, body: object) =>
    caller.send("POST", path, body, { "Idempotency-Key": key });
  const marta = { name: "Marta Quiroga" };
  const { id } = await (await post("/api/clientes", "uno", marta)).json();
  const phone = { kind: "phone", value: "11 5550 0177" };
  const many = { items: [{ name: "Otra" }, marta] };
  const made = await (await post("/api/clientes/lote", "lote", many)).json();
  assert.equal((await post(`/api/clientes/${id}/contactos`, "fono", phone)).status, 201);

  const admin = await asAdmin(app);
  for (const clientId of [id, made[1].made.id]) {
    const { version } = await (await caller.get(`/api/clientes/${clientId}`)).json();
    const form = { reason: "Lo pidió", sure: "1", version: String(version) };
    assert.equal((await admin.post(paths.clientErasure(clientId), form)).status, 303);
  }
  const jobs = await database.db.selectFrom("job").select("payload_json").where("kind", "=", "forget_answers")
    .execute();
  assert.equal(jobs.length, 2);
  for (const { payload_json } of jobs) {
    await forgetAnswers(await app.ctx(SYSTEM), JSON.parse(payload_json).clientId);
  }

  for (
    const [path, key, body] of [["/api/clientes", "uno", marta], [
      `/api/clientes/${id}/contactos`,
      "fono",
      phone,
    ]] as const
  ) {
    const again = await post(path, key, body);
    assert.deepEqual([again.status, again.headers.get("Location")], [404, null], path);
    assert.equal(again.headers.get("Content-Type"), "application/problem+json");
    assert.equal((await again.json()).code, "not_found");
  }
  const lote = await (await post("/api/clientes/lote", "lote", many)).json();
  assert.deepEqual(lote.map(({ status }: { status: number }) => status), [201, 404]);
  assert.deepEqual(lote[0].made, made[0].made, "of another client it is told as before");
  assert.equal((await database.db.selectFrom("client").select("id").execute()).length, 3);
  const left = () => database.db.selectFrom("answer_client").select("client_id").execute();
  assert.deepEqual((await left()).map(({ client_id }) => client_id), [made[0].made.id]);
  app.now += 2 * 86_400_000;
  await sweepIdempotencyKeys(await app.ctx(SYSTEM));
  assert.deepEqual(await left(), []);
  await assertUsesIndex(database, answersAbout(database.db, id).compile());
});

eachDatabase("a server killed between post and answer makes each client once", async (_t, database) => {
  await using app = await testApp(database);
  const { token } = await aCaller(app);
  const server = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--node-modules-dir=manual",
      "--allow-all",
      "--no-check",
      new URL("./dying_api.ts", import.meta.url).pathname,
      database.url,
      String(app.now),
      token,
    ],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let answered = 0;
  for await (const text of server.stdout.pipeThrough(new TextDecoderStream())) {
    answered += text.match(/201/g)?.length ?? 0;
    if (answered >= 5) server.kill("SIGKILL");
  }
  await server.status;

  const { db } = database;
  const there = (await db.selectFrom("client").select("name").execute()).length;
  assert.ok(there >= answered && answered >= 5, `${answered} were answered, ${there} are there`);
  for (let at = 0; at <= there; at++) {
    assert.equal((await app.request("/api/clientes", keyed(token, at))).status, 201);
  }
  const names = (await db.selectFrom("client").select("name").execute()).map(({ name }) => name);
  assert.equal(names.length, there + 1, "those that were made and the one after them");
  assert.equal(new Set(names).size, names.length);
});
