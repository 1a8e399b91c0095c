import assert from "node:assert/strict";
import { pairDaemon } from "../../src/printing/pairing.ts";
import { PairAnswer } from "../../src/printing/protocol.ts";
import { type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";

const MINUTE = 60_000;

async function aCode(app: TestApp): Promise<string> {
  const ctx = await app.ctx(userActor(app, "admin"));
  return await pairDaemon(ctx, { name: "Mostrador", branchId: app.branchId });
}

function redeem(app: TestApp, code: string): Promise<Response> {
  return app.request("/api/daemon/pair", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ code, instance: "spool-1" }),
  });
}

eachDatabase("a code becomes a token once, and only its hash is kept", async (_t, database) => {
  await using app = await testApp(database);
  const code = await aCode(app);
  const answer = PairAnswer.parse(await (await redeem(app, code)).json());
  assert.equal(answer.agent.name, "Mostrador");
  assert.equal((await redeem(app, code)).status, 401);
  const agent = await database.db.selectFrom("agent").selectAll().executeTakeFirstOrThrow();
  assert.equal(agent.branch_id, app.branchId);
  const kept = JSON.stringify([
    agent,
    await database.db.selectFrom("one_time_code").selectAll().execute(),
    await database.db.selectFrom("audit_event").selectAll().execute(),
  ]);
  assert.ok(!kept.includes(answer.token));
  assert.ok(!kept.includes(code));
});

eachDatabase("a code dies after ten minutes", async (_t, database) => {
  await using app = await testApp(database);
  const code = await aCode(app);
  app.now += 10 * MINUTE;
  assert.equal((await redeem(app, code)).status, 401);
});

eachDatabase("five wrong tries end the code and the guessing", async (_t, database) => {
  await using app = await testApp(database);
  const code = await aCode(app);
  for (let guess = 0; guess < 5; guess++) {
    assert.equal((await redeem(app, `AAAAAA2${guess + 3}`)).status, 401);
  }
  const refused = await redeem(app, code);
  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get("Retry-After"), "600");
  app.now += 10 * MINUTE;
  const fresh = await aCode(app);
  assert.equal((await redeem(app, fresh)).status, 200, "a new code works again");
});

eachDatabase("twenty computers that type one code at the same time make one agent", async (_t, database) => {
  await using app = await testApp(database);
  const code = await aCode(app);
  const answers = await Promise.all(Array.from({ length: 20 }, () => redeem(app, code)));
  assert.equal(answers.filter((answer) => answer.status === 200).length, 1);
  assert.equal((await database.db.selectFrom("agent").select("id").execute()).length, 1);
});

eachDatabase("only an administrator makes codes, and only for an open branch", async (_t, database) => {
  await using app = await testApp(database);
  for (const role of ["technician", "receptionist"] as const) {
    const ctx = await app.ctx(userActor(app, role));
    await assert.rejects(pairDaemon(ctx, { name: "x", branchId: app.branchId }), { message: "forbidden" });
  }
  const ctx = await app.ctx(userActor(app, "admin"));
  await assert.rejects(pairDaemon(ctx, { name: "x", branchId: "nowhere" }), { message: "not_found" });
});
