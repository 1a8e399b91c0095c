import assert from "node:assert/strict";
import { Webhook } from "standardwebhooks";
import { editEndpoint, removeEndpoint, rotateSecret } from "../../src/webhooks/commands.ts";
import { MOST_ENDPOINTS } from "../../src/webhooks/endpoint.ts";
import { publicKeysOf } from "../../src/webhooks/queries.ts";
import { eachDatabase } from "../support/database.ts";
import { happen } from "../events/event_stage.ts";
import { until } from "../jobs/stage.ts";
import { answering, aReceiver, dripping, flooding, hanging, type Received, resetting } from "./receiver.ts";
import { admin, anEndpoint, deliveriesOf, delivering, endpointRow, hookApp } from "./webhook_stage.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Throws when the signature does not hold; the clock of the test is not that of the library. */
function verify({ body, headers }: Received, secret: string): unknown {
  const now = Date.now;
  Date.now = () => Number(headers["webhook-timestamp"]) * 1000;
  try {
    return new Webhook(secret).verify(body, headers);
  } finally {
    Date.now = now;
  }
}

eachDatabase(
  "an event arrives signed, in the order of events, over connections that are kept",
  async (_t, database) => {
    await using app = await hookApp(database);
    await using receiver = await aReceiver();
    const { id, secret } = await anEndpoint(app, { url: receiver.url });
    const ctx = await app.ctx();
    const events: string[] = [];
    for (let at = 0; at < 40; at++) events.push(await happen(ctx));
    await using _deliverer = delivering(app);
    const { db } = database;
    const done = async () =>
      (await deliveriesOf(db, id).execute()).every(({ state }) => state === "delivered");
    await until(done, "all were delivered");
    assert.deepEqual(
      receiver.requests.map(({ headers }) => headers["webhook-id"]).sort(),
      [...events].sort(),
    );
    const [first] = receiver.requests;
    assert.ok(first);
    assert.equal(first.headers["webhook-id"], events[0]);
    assert.equal(first.headers["content-type"], "application/json");
    assert.equal(first.headers["webhook-timestamp"], String(Math.floor(app.now / 1000)));
    const sent = JSON.parse(first.body);
    assert.deepEqual(Object.keys(sent), ["type", "timestamp", "data"]);
    assert.equal(sent.timestamp, new Date(app.now).toISOString());
    for (const request of receiver.requests) verify(request, secret);
    assert.throws(() => verify({ ...first, body: first.body.replace("created", "updated") }, secret));
    assert.throws(() => verify(first, `whsec_${btoa("x".repeat(32))}`));
    assert.ok(Math.max(...receiver.requests.map(({ connection }) => connection)) <= 8);
    assert.equal(receiver.requests.length, 40, "each once");
  },
);

eachDatabase("an endpoint gets the types it chose, another all", async (_t, database) => {
  await using app = await hookApp(database);
  await using chosen = await aReceiver();
  await using all = await aReceiver();
  await anEndpoint(app, { url: chosen.url, types: ["client.updated"] });
  await anEndpoint(app, { url: all.url });
  const ctx = await app.ctx();
  await happen(ctx, "client.created");
  const updated = await happen(ctx, "client.updated");
  await using _deliverer = delivering(app);
  await until(() => all.requests.length === 2 && chosen.requests.length === 1, "both were told");
  assert.equal(chosen.requests[0]?.headers["webhook-id"], updated);
}, { engines: ["libsql"] });

/** Pauses between tries, by the table of Standard Webhooks 1.0.0. */
const TABLE = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

eachDatabase(
  "ten tries in three days by the table, the id stays and the time is new; then it is given up",
  async (_t, database) => {
    await using app = await hookApp(database);
    await using receiver = await aReceiver(answering(500, {}, "no"));
    const { id, secret } = await anEndpoint(app, { url: receiver.url });
    const event = await happen(await app.ctx());
    await using _deliverer = delivering(app);
    const { db } = database;
    const settled = async (attempts: number) => {
      await until(
        async () => (await deliveriesOf(db, id).executeTakeFirst())?.attempts === attempts,
        `try ${attempts} is written down`,
      );
      return await deliveriesOf(db, id).executeTakeFirstOrThrow();
    };
    for (const [index, pause] of TABLE.entries()) {
      const row = await settled(index + 1);
      const ratio = (row.next_at - app.now) / pause;
      assert.ok(ratio >= 0.8 && ratio <= 1.2, `try ${index + 2} after ${ratio} of ${pause}`);
      app.now = row.next_at - 1;
      app.services.live.changed("jobs");
      app.now += 1;
    }
    const dead = await settled(10);
    assert.equal(dead.state, "dead");
    assert.equal(dead.last_status, 500);
    assert.deepEqual(
      new Set(receiver.requests.map(({ headers }) => headers["webhook-id"])),
      new Set([event]),
    );
    const times = receiver.requests.map(({ headers }) => Number(headers["webhook-timestamp"]));
    assert.equal(new Set(times).size, 10);
    for (const request of receiver.requests) verify(request, secret);
    const attempts = await db.selectFrom("webhook_attempt").selectAll().orderBy("number").execute();
    assert.deepEqual(
      attempts.map(({ number, status, body }) => [number, status, body]),
      TABLE.map((_, at) => [at + 1, 500, "no"]).concat([[10, 500, "no"]]),
    );
    assert.notEqual((await endpointRow(db, id)).failing_since, null);
  },
  { engines: ["libsql"] },
);

eachDatabase("what a receiver does wrong is a failure by its name", async (t, database) => {
  await using app = await hookApp(database);
  const { db } = database;
  const cases: [
    string,
    Parameters<typeof aReceiver>[0],
    { status: number | null; error: string; arrived: boolean },
  ][] = [
    ["hangs", hanging, { status: null, error: "timeout", arrived: false }],
    ["resets", resetting, { status: null, error: "reset", arrived: false }],
    ["redirects", answering(301, { location: "http://127.0.0.1:1/" }), {
      status: 301,
      error: "",
      arrived: false,
    }],
    ["answers garbage", (socket) => void socket.end("nonsense\r\n\r\n"), {
      status: null,
      error: "network",
      arrived: false,
    }],
    ["drips its answer's first line", dripping, { status: null, error: "timeout", arrived: false }],
    [
      "says yes and never ends",
      (socket) => void socket.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx"),
      { status: 200, error: "", arrived: true },
    ],
    ["says yes with 100 MB", flooding, { status: 200, error: "", arrived: true }],
  ];
  for (const [name, manner, expected] of cases) {
    await t.step(name, async () => {
      await using receiver = await aReceiver(manner);
      const { id } = await anEndpoint(app, { url: receiver.url });
      await happen(await app.ctx());
      await using _deliverer = delivering(app, { timeoutMs: 1_000 });
      const first = () => deliveriesOf(db, id).executeTakeFirst();
      await until(async () => (await first())?.attempts === 1, "it was tried");
      const row = await first();
      assert.equal(row?.state, expected.arrived ? "delivered" : "waiting");
      assert.equal(row?.last_status, expected.status);
      assert.equal(row?.last_error, expected.error);
      const attempt = await db.selectFrom("webhook_attempt").selectAll().orderBy("id", "desc").limit(1)
        .executeTakeFirstOrThrow();
      assert.ok(attempt.body.length <= 4_096);
      await db.updateTable("webhook_endpoint").set({ active: 0 }).where("id", "=", id).execute();
    });
  }
}, { engines: ["libsql"] });

eachDatabase("410 stops an endpoint at once, and the administrators are told", async (_t, database) => {
  await using app = await hookApp(database);
  await using receiver = await aReceiver(answering(410));
  const { id } = await anEndpoint(app, { url: receiver.url });
  await happen(await app.ctx());
  await using _deliverer = delivering(app);
  const { db } = database;
  await until(async () => (await endpointRow(db, id)).active === 0, "it was stopped");
  assert.equal((await endpointRow(db, id)).stopped_cause, "gone");
  const mails = await db.selectFrom("message").select(["kind", "to_address", "text"]).execute();
  assert.deepEqual(mails.map(({ kind, to_address }) => [kind, to_address]), [[
    "alert_opened",
    "ana@example.com",
  ]]);
  assert.ok(mails[0]?.text.includes(`/admin/webhooks/${id}`));
  await happen(await app.ctx());
  assert.equal((await deliveriesOf(db, id).execute()).length, 1, "what happens later is not queued");
  const audited = await db.selectFrom("audit_event").select("kind").where("subject_id", "=", id).execute();
  assert.deepEqual(audited.map(({ kind }) => kind), ["webhook_created", "webhook_stopped"]);
});

eachDatabase(
  "what is under way while an endpoint is changed or removed touches it no more",
  async (_t, database) => {
    await using app = await hookApp(database);
    const held: (() => void)[] = [];
    await using former = await aReceiver((...request) => void held.push(() => answering(410)(...request)));
    await using receiver = await aReceiver();
    const { id } = await anEndpoint(app, { url: former.url });
    const ctx = await admin(app);
    const { db } = database;
    const states = async () => (await deliveriesOf(db, id).execute()).map(({ state }) => state);
    await happen(ctx);
    await using _deliverer = delivering(app);
    await until(() => Promise.resolve(held.length === 1), "the former address has it");
    const edit = { url: receiver.url, description: "", types: [], active: true };
    await editEndpoint(ctx, id, { ...edit, version: (await endpointRow(db, id)).version });
    held[0]?.();
    await until(async () => (await states())[0] === "waiting", "its answer was written down");
    const { active, failing_since } = await endpointRow(db, id);
    assert.deepEqual({ active, failing_since }, { active: 1, failing_since: null });

    receiver.manner = (...request) => void held.push(() => answering(500)(...request));
    await happen(ctx);
    await until(() => Promise.resolve(held.length === 2), "another one is under way");
    await removeEndpoint(ctx, id);
    held[1]?.();
    const tries = () => db.selectFrom("webhook_attempt").select("id").execute();
    await until(async () => (await tries()).length === 2, "its answer was written down");
    assert.deepEqual(await states(), ["dead", "dead"]);
  },
);

eachDatabase(
  "five days without a success stop an endpoint; one success in between does not",
  async (_t, database) => {
    await using app = await hookApp(database);
    await using receiver = await aReceiver(answering(500));
    const { id } = await anEndpoint(app, { url: receiver.url });
    await using _deliverer = delivering(app);
    const { db } = database;
    const fail = async () => {
      const before = receiver.requests.length;
      await happen(await app.ctx());
      app.services.live.changed("jobs");
      await until(() => receiver.requests.length > before, "it was tried");
      await until(async () => (await endpointRow(db, id)).failing_since !== null, "and written down");
    };
    await fail();
    app.now += 4 * DAY;
    receiver.manner = answering(200);
    await until(async () => (await endpointRow(db, id)).failing_since === null, "one arrived");
    receiver.manner = answering(500);
    await fail();
    app.now += 5 * DAY - MINUTE;
    await fail();
    await until(
      async () => (await deliveriesOf(db, id).execute()).every(({ state }) => state !== "leased"),
      "settled",
    );
    assert.equal((await endpointRow(db, id)).active, 1);
    app.now += 2 * MINUTE;
    await fail();
    await until(async () => (await endpointRow(db, id)).active === 0, "it was stopped");
    assert.equal((await endpointRow(db, id)).stopped_cause, "failing");
    assert.equal(
      (await db.selectFrom("message").select("id").where("kind", "=", "alert_opened").execute()).length,
      1,
    );
  },
  { engines: ["libsql"] },
);

eachDatabase(
  "429 and 503 are left alone as long as they ask, in seconds or until a date",
  async (t, database) => {
    await using app = await hookApp(database);
    const { db } = database;
    for (const status of [429, 502, 503, 504]) {
      await t.step(String(status), async () => {
        const until_ = new Date(app.now + 10 * MINUTE).toUTCString();
        await using receiver = await aReceiver(
          answering(status, { "retry-after": status === 429 ? "600" : until_ }),
        );
        const { id } = await anEndpoint(app, { url: receiver.url });
        await happen(await app.ctx());
        await using _deliverer = delivering(app);
        await until(async () => (await endpointRow(db, id)).not_before > 0, "it asked");
        const asked = app.now + 10 * MINUTE;
        assert.ok(Math.abs((await endpointRow(db, id)).not_before - asked) < SECOND);
        assert.ok(((await deliveriesOf(db, id).executeTakeFirst())?.next_at ?? 0) >= asked - SECOND);
        receiver.manner = answering(204);
        await happen(await app.ctx());
        app.now += 9 * MINUTE;
        app.services.live.changed("jobs");
        await new Promise((resolve) => setTimeout(resolve, 150));
        assert.equal(receiver.requests.length, 1, "left alone");
        app.now += MINUTE + SECOND;
        await until(() => receiver.requests.length === 3, "both go out then");
        await until(async () => (await endpointRow(db, id)).failing_since === null, "and it works again");
        await db.updateTable("webhook_endpoint").set({ active: 0 }).where("id", "=", id).execute();
      });
    }
  },
  { engines: ["libsql"] },
);

eachDatabase("a flapping receiver gets everything in the end", async (_t, database) => {
  await using app = await hookApp(database);
  await using receiver = await aReceiver((socket, request, n) => {
    if (n % 3 === 1) resetting(socket, request, n);
    else answering(n % 3 === 2 ? 503 : 204)(socket, request, n);
  });
  const { id } = await anEndpoint(app, { url: receiver.url });
  const ctx = await app.ctx();
  for (let at = 0; at < 12; at++) await happen(ctx);
  await using _deliverer = delivering(app);
  const { db } = database;
  await until(async () => {
    app.now += MINUTE;
    const rows = await deliveriesOf(db, id).execute();
    return rows.every(({ state }) => state === "delivered");
  }, "all were delivered");
  assert.ok(receiver.requests.length > 12);
}, { engines: ["libsql"] });

/** Of 10 ms each: what takes the process away from this test lets none pass. */
const WITHIN_A_SECOND = 100;

eachDatabase("endpoints that hang, drip or flood keep no other waiting", async (_t, database) => {
  await using app = await hookApp(database);
  await using stuck = await aReceiver(hanging);
  await using slow = await aReceiver(dripping);
  await using huge = await aReceiver(flooding);
  await using quick = await aReceiver();
  const hung: string[] = [];
  for (let at = 0; at < MOST_ENDPOINTS - 4; at++) {
    const { url } = at % 2 ? stuck : slow;
    hung.push((await anEndpoint(app, { url: `${url}/${at}` })).id);
  }
  for (const at of [1, 2]) {
    await anEndpoint(app, { url: `${huge.url}/${at}` });
    await anEndpoint(app, { url: `${quick.url}/${at}` });
  }
  const ctx = await app.ctx();
  await using _deliverer = delivering(app, { timeoutMs: 600_000 });
  for (let at = 1; at <= 5; at++) {
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 10);
    await happen(ctx);
    await until(() => quick.requests.length === 2 * at, "both had it");
    clearInterval(ticking);
    assert.ok(ticks <= WITHIN_A_SECOND, `${ticks} times 10 ms`);
  }
  for (let at = 0; at < 60; at++) await happen(ctx);
  await until(() => quick.requests.length === 2 * 65, "both had everything");
  assert.ok(stuck.requests.length + slow.requests.length <= 8 * hung.length);
  const over = database.db.selectFrom("webhook_delivery").select("id").where("endpoint_id", "in", hung)
    .where("attempts", ">", 0);
  assert.deepEqual(await over.execute(), [], "not one of theirs is over");
}, { engines: ["libsql"] });

/** By the text of the specification alone: which of these public keys some `v1a` signature holds for. */
async function sealedBy({ body, headers }: Received, keys: readonly string[]): Promise<string[]> {
  const signed = new TextEncoder().encode(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`);
  const seals = (headers["webhook-signature"] ?? "").split(" ").filter((one) => one.startsWith("v1a,"));
  const holding: string[] = [];
  for (const text of keys) {
    const raw = Uint8Array.fromBase64(text.replace(/^whpk_/, ""));
    const key = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
    for (const seal of seals) {
      const bytes = Uint8Array.fromBase64(seal.slice(4));
      if (await crypto.subtle.verify("Ed25519", key, bytes, signed)) holding.push(text);
    }
  }
  return holding;
}

eachDatabase(
  "what is sent is verified without a secret, through a renewal of it too",
  async (_t, database) => {
    await using app = await hookApp(database);
    await using receiver = await aReceiver();
    const { id } = await anEndpoint(app, { url: receiver.url });
    const first = (await publicKeysOf(await admin(app), id)).current;
    assert.match(first, /^whpk_[\w+/]{43}=$/);
    await using _deliverer = delivering(app);
    const arrive = async (count: number) => {
      await happen(await app.ctx());
      app.services.live.changed("jobs");
      await until(() => receiver.requests.length === count, "it arrived");
      const request = receiver.requests[count - 1];
      assert.ok(request);
      return request;
    };
    const once = await arrive(1);
    assert.deepEqual(await sealedBy(once, [first]), [first]);
    assert.deepEqual(await sealedBy({ ...once, body: once.body.replace("created", "updated") }, [first]), []);
    await rotateSecret(await admin(app), id);
    const { current, former } = await publicKeysOf(await admin(app), id);
    assert.notEqual(current, first);
    assert.deepEqual(former, { key: first, until: app.now + DAY });
    assert.deepEqual(await sealedBy(await arrive(2), [first, current]), [first, current]);
    app.now += DAY + SECOND;
    assert.deepEqual(await sealedBy(await arrive(3), [first, current]), [current]);
    assert.equal((await publicKeysOf(await admin(app), id)).former, null);
    const other = await anEndpoint(app, { url: receiver.url });
    assert.notEqual((await publicKeysOf(await admin(app), other.id)).current, current);
  },
  { engines: ["libsql"] },
);

eachDatabase("both secrets sign for a day after a new one was made", async (_t, database) => {
  await using app = await hookApp(database);
  await using receiver = await aReceiver();
  const { id, secret } = await anEndpoint(app, { url: receiver.url });
  const renewed = await rotateSecret(await admin(app), id);
  assert.notEqual(renewed, secret);
  await using _deliverer = delivering(app);
  await happen(await app.ctx());
  await until(() => receiver.requests.length === 1, "it arrived");
  const [both] = receiver.requests;
  assert.ok(both);
  verify(both, secret);
  verify(both, renewed);
  app.now += DAY + SECOND;
  await happen(await app.ctx());
  app.services.live.changed("jobs");
  await until(() => receiver.requests.length === 2, "it arrived");
  const [, later] = receiver.requests;
  assert.ok(later);
  verify(later, renewed);
  assert.throws(() => verify(later, secret));
  const everything = JSON.stringify([
    await database.db.selectFrom("webhook_endpoint").selectAll().execute(),
    await database.db.selectFrom("audit_event").selectAll().execute(),
    await database.db.selectFrom("webhook_attempt").selectAll().execute(),
  ]);
  assert.ok(!everything.includes(secret.slice(6)) && !everything.includes(renewed.slice(6)));
}, { engines: ["libsql"] });
