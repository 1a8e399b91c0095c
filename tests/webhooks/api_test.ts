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
  assert.equal((await ask("/api/webhooks/", json("POST", wish, key))).status, 409, "made once");
  const [listed] = await (await ask("/api/webhooks")).json();
  assert.deepEqual(Object.keys(listed).filter((name) => /secret/.test(name)), ["old_secret_until"]);

  const since = new Date(app.now).toISOString();
  await happen(await app.ctx());
  await using _deliverer = delivering(app);
  await until(() => receiver.requests.length === 1, "it arrived");
  assert.equal((await ask(`/api/webhooks/${id}/prueba`, { method: "POST" })).status, 202);
  await until(() => receiver.requests.length === 2, "the test arrived");
  assert.deepEqual(await (await ask(`/api/webhooks/${id}/reenvio`, json("POST", { since }))).json(), {
    resent: 1,
  });
  await until(() => receiver.requests.length === 3, "it arrived again");
  const deliveries = await (await ask(`/api/webhooks/${id}/entregas`)).json();
  assert.deepEqual(deliveries.map(({ type }: { type: string }) => type), ["webhook.test", "client.created"]);

  const etag = (await ask(`/api/webhooks/${id}`)).headers.get("ETag") ?? "";
  const changed = await ask(
    `/api/webhooks/${id}`,
    json("PATCH", { description: "Contable" }, { "If-Match": etag }),
  );
  assert.deepEqual((await changed.json()).description, "Contable");
  const late = await ask(`/api/webhooks/${id}`, json("PATCH", { active: false }, { "If-Match": etag }));
  assert.equal(late.status, 409);
  assert.equal((await ask(`/api/webhooks/${id}/secreto`, { method: "POST" })).status, 200);
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
