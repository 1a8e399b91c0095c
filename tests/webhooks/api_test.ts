import assert from "node:assert/strict";
import { eachDatabase } from "../support/database.ts";
import { happen, program } from "../events/event_stage.ts";
import { until } from "../jobs/stage.ts";
import { aReceiver } from "./receiver.ts";
import { delivering, hookApp } from "./webhook_stage.ts";

const json = (method: string, body: unknown, headers: Record<string, string> = {}) => ({
  method,
  body: JSON.stringify(body),
  headers: { "Content-Type": "application/json", ...headers },
});

eachDatabase("a program makes an endpoint, changes it, resends and removes it", async (_t, database) => {
  await using app = await hookApp(database);
  await using receiver = await aReceiver();
  const ask = await program(app, ["webhooks:read", "webhooks:write"]);
  const key = { "Idempotency-Key": `"${crypto.randomUUID()}"` };
  const wish = { url: receiver.url, types: ["client.created"] };
  const made = await ask("/api/webhooks/", json("POST", wish, key));
  assert.equal(made.status, 201);
  const { id, secret, active } = await made.json();
  assert.equal(made.headers.get("Location"), `/api/webhooks/${id}`);
  assert.match(secret, /^whsec_/);
  assert.equal(active, true);
  const again = await ask("/api/webhooks", json("POST", wish, key));
  assert.deepEqual([again.status, (await again.json()).secret], [201, secret], "made once");
  const kept = JSON.stringify(await database.db.selectFrom("idempotency_key").selectAll().execute());
  assert.ok(!kept.includes(secret.slice(6)), "an answer that is kept is sealed");
  const [listed] = await (await ask("/api/webhooks")).json();
  assert.deepEqual(Object.keys(listed).filter((name) => /secret/.test(name)), ["old_secret_until"]);

  const since = new Date(app.now).toISOString();
  await happen(await app.ctx());
  await using _deliverer = delivering(app);
  await until(() => receiver.requests.length === 1, "it arrived");
  const pressed = { method: "POST", headers: { "Idempotency-Key": "prueba-1" } };
  const tested = await ask(`/api/webhooks/${id}/prueba`, pressed);
  const { event_id } = await tested.json();
  assert.equal(tested.status, 202);
  await until(() => receiver.requests.length === 2, "the test arrived");
  assert.equal(receiver.requests[1]?.headers["webhook-id"], event_id);
  assert.deepEqual(await (await ask(`/api/webhooks/${id}/prueba`, pressed)).json(), { event_id });
  assert.deepEqual(await (await ask(`/api/webhooks/${id}/reenvio`, json("POST", { since }))).json(), {
    resent: 1,
  });
  await until(() => receiver.requests.length === 3, "it arrived again");
  const deliveries = await (await ask(`/api/webhooks/${id}/entregas`)).json();
  assert.deepEqual(deliveries.map(({ type }: { type: string }) => type), ["webhook.test", "client.created"]);
  const one = `/api/webhooks/${id}/entregas/${deliveries[1].id}`;
  const read = async () => await (await ask(one)).json();
  await until(async () => (await read()).history.length === 2, "both tries are written down");
  const story = await read();
  assert.deepEqual([story.sent.type, story.history.length, story.history[0].status], [
    "client.created",
    2,
    204,
  ]);
  assert.equal((await ask(`${one}/reenvio`, { method: "POST" })).status, 202);
  await until(() => receiver.requests.length === 4, "it arrived once more");
  assert.equal(receiver.requests[3]?.headers["webhook-id"], deliveries[1].event_id);
  const page = await ask(`/api/webhooks/${id}/entregas?limit=1`);
  const next = /<http:\/\/localhost:8000([^>]+)>; rel="next"/.exec(page.headers.get("Link") ?? "")?.[1];
  const [older] = await (await ask(next ?? "")).json();
  assert.equal(older.id, deliveries[1].id);
  assert.deepEqual(await (await ask(`/api/webhooks/${id}/entregas?state=dead`)).json(), []);

  const etag = (await ask(`/api/webhooks/${id}`)).headers.get("ETag") ?? "";
  const changed = await ask(
    `/api/webhooks/${id}`,
    json("PATCH", { description: "Contable" }, { "If-Match": etag }),
  );
  assert.deepEqual((await changed.json()).description, "Contable");
  const late = await ask(`/api/webhooks/${id}`, json("PATCH", { active: false }, { "If-Match": etag }));
  assert.equal(late.status, 412);
  const blind = await ask(`/api/webhooks/${id}`, json("PATCH", { active: false }));
  assert.equal(blind.status, 428);
  const off = await ask(`/api/webhooks/${id}`, json("PATCH", { active: false }, { "If-Match": "*" }));
  assert.equal((await off.json()).active, false);
  assert.equal((await ask(`/api/webhooks/${id}/prueba`, { method: "POST" })).status, 409);
  const restarted = await ask(`/api/webhooks/${id}/reactivacion`, { method: "POST" });
  assert.equal((await restarted.json()).active, true);
  const rotated = await (await ask(`/api/webhooks/${id}/secreto`, { method: "POST" })).json();
  assert.notEqual(rotated.secret, secret);
  assert.equal((await ask(`/api/webhooks/${id}`, { method: "DELETE" })).status, 204);
  assert.equal((await ask(`/api/webhooks/${id}`)).status, 404);
});

eachDatabase("what a program may not, or says wrongly, is a problem", async (_t, database) => {
  await using app = await hookApp(database, { REPARO_ENV: "production" });
  const reader = await program(app, ["webhooks:read"]);
  const writer = await program(app, ["webhooks:read", "webhooks:write"]);
  const wish = { url: "https://hooks.example/" };
  assert.equal((await reader("/api/webhooks", json("POST", wish))).status, 403);
  assert.equal((await (await program(app, ["events:read"]))("/api/webhooks")).status, 403);
  for (
    const wrong of [{}, { url: "http://hooks.example/" }, { url: "https://10.0.0.1/" }, {
      ...wish,
      types: ["x"],
    }, {
      ...wish,
      secret: "mine",
    }]
  ) {
    const answer = await writer("/api/webhooks", json("POST", wrong));
    assert.equal(answer.status, 422, JSON.stringify(wrong));
    assert.equal(answer.headers.get("Content-Type"), "application/problem+json");
  }
}, { engines: ["libsql"] });
