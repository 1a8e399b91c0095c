import assert from "node:assert/strict";
import {
  claimDeliveries,
  LEASE_MS,
  rescueDeliveries,
  settleDeliveries,
} from "../../src/webhooks/deliveries.ts";
import { eachDatabase } from "../support/database.ts";
import { happen } from "../events/event_stage.ts";
import { until } from "../jobs/stage.ts";
import { answering, aReceiver, hanging } from "./receiver.ts";
import { anEndpoint, deliveriesOf, delivering, hookApp } from "./webhook_stage.ts";

eachDatabase(
  "what a killed server was delivering is delivered again, under the same id",
  async (_t, database) => {
    await using app = await hookApp(database);
    await using receiver = await aReceiver(hanging);
    const { id } = await anEndpoint(app, { url: receiver.url });
    const ctx = await app.ctx();
    const events = [await happen(ctx), await happen(ctx), await happen(ctx)];
    const server = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--node-modules-dir=manual",
        "--allow-all",
        "--no-check",
        new URL("./dying_deliverer.ts", import.meta.url).pathname,
        database.url,
        String(app.now),
      ],
      stdout: "null",
      stderr: "inherit",
    }).spawn();
    await until(() => receiver.requests.length === 3, "all are under way");
    server.kill("SIGKILL");
    await server.status;

    receiver.manner = answering(204);
    await using _deliverer = delivering(app);
    app.now += LEASE_MS - 1_000;
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(receiver.requests.length, 3, "its lease still stands");
    app.now += 2_000;
    await until(() => receiver.requests.length === 6, "they went out again");
    const ids = receiver.requests.map(({ headers }) => headers["webhook-id"]);
    assert.deepEqual(ids.slice(0, 3).sort(), [...events].sort());
    assert.deepEqual(ids.slice(3).sort(), [...events].sort());
    const { db } = database;
    const done = async () =>
      (await deliveriesOf(db, id).execute()).every(({ state }) => state === "delivered");
    await until(done, "all are delivered");
  },
);

eachDatabase(
  "a delivery goes to one worker, and who comes back too late changes nothing",
  async (_t, database) => {
    await using app = await hookApp(database);
    const { id } = await anEndpoint(app, { url: "https://uno.example/" });
    const ctx = await app.ctx();
    for (let at = 0; at < 30; at++) await happen(ctx);
    const { db } = database;
    const claims = await Promise.all(
      ["a", "b", "c"].map((token) => claimDeliveries(db, { endpointId: id, now: app.now, token, limit: 10 })),
    );
    const taken = claims.flat();
    assert.equal(taken.length, 30);
    assert.equal(new Set(taken.map((one) => one.id)).size, 30);
    const [first] = taken;
    assert.ok(first);
    await rescueDeliveries(db, app.now + LEASE_MS).execute();
    const [again] = await claimDeliveries(db, { endpointId: id, now: app.now, token: "d", limit: 30 });
    assert.equal(again?.id, first.id);
    const outcome = { status: 204, error: "", headers: {}, body: "", ms: 1 };
    await settleDeliveries(ctx, id, [{ delivery: first, url: "https://uno.example/", at: app.now, outcome }]);
    const row = await db.selectFrom("webhook_delivery").selectAll().where("id", "=", first.id)
      .executeTakeFirstOrThrow();
    assert.deepEqual([row.state, row.lease_token], ["leased", "d"]);
  },
);
