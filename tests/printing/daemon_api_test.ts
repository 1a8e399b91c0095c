import assert from "node:assert/strict";
import { requestLabel } from "../../src/printing/commands.ts";
import { revokeAgent } from "../../src/printing/pairing.ts";
import { routesOf } from "../../src/printing/routing.ts";
import { POLL_WAIT_SECONDS } from "../../src/printing/agent.ts";
import { HelloAnswer, PollAnswer } from "../../src/printing/protocol.ts";
import { sha256 } from "../../src/lib/token.ts";
import { until } from "../jobs/stage.ts";
import { type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase, freshDatabase, type TestDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aDaemon, anAgent, COUNTER_PRINTER, FakeDaemon, IDLE, serving } from "./daemon_stage.ts";

interface Shop {
  app: TestApp;
  daemon: FakeDaemon & { agentId: string };
  /** Asks for the label of a new order; answers the job's id. */
  ask(): Promise<string>;
  state(jobId: string): Promise<string>;
  history(jobId: string): Promise<string[]>;
}

async function shop(database: TestDatabase, test: (shop: Shop) => Promise<void>): Promise<void> {
  await using app = await testApp(database);
  await using server = await serving(app);
  const daemon = await aDaemon(app, server);
  const { db } = database;
  await test({
    app,
    daemon,
    async ask() {
      const { number } = await anOrder(app);
      const [id] = await requestLabel(await app.ctx(userActor(app, "receptionist")), number, {
        idemKey: crypto.randomUUID(),
      });
      assert.ok(id);
      return id;
    },
    async state(id) {
      return (await db.selectFrom("print_job").select("state").where("id", "=", id).executeTakeFirstOrThrow())
        .state;
    },
    async history(id) {
      const rows = await db.selectFrom("print_job_event").select("state").where("print_job_id", "=", id)
        .orderBy("id").execute();
      return rows.map((row) => row.state);
    },
  });
}

eachDatabase(
  "a label goes from the click to printed, and the order's history says so",
  async (_t, database) => {
    await shop(database, async ({ app, daemon, ask, state, history }) => {
      const id = await ask();
      const answer = PollAnswer.parse(await daemon.answer());
      const [job] = answer.jobs;
      assert.equal(job?.id, id);
      assert.equal(job?.printer, "mostrador");
      assert.equal(job?.sha256, sha256(job?.content ?? ""));
      assert.match(job?.content ?? "", /\^PW456\^LL256[\s\S]*S01-000001[\s\S]*\^PQ1\^XZ/);
      assert.equal(await state(id), "leased");
      const evidence = { odoBefore: 100, odoAfter: 101, bytes: 900 };
      await daemon.answer({
        events: [daemon.event(id, "custody", { attempt: 0 }), daemon.event(id, "sending")],
      });
      assert.equal(await state(id), "sending");
      await daemon.answer({ events: [daemon.event(id, "printed", { evidence })] });
      assert.deepEqual(await history(id), ["queued", "leased", "custody", "sending", "printed"]);
      const events = await database.db.selectFrom("order_event").select(["kind", "actor_name"])
        .where("kind", "in", ["label_requested", "label_printed"]).orderBy("id").execute();
      assert.deepEqual(events, [
        { kind: "label_requested", actor_name: app.users.receptionist.name },
        { kind: "label_printed", actor_name: "Mostrador" },
      ]);
    });
  },
);

/** Its last request is with the server, which has stored what it told. */
async function untilHeard({ db }: TestDatabase, daemon: FakeDaemon & { agentId: string }): Promise<void> {
  await until(
    async () => {
      const agent = await db.selectFrom("agent").select("last_beat").where("id", "=", daemon.agentId)
        .executeTakeFirstOrThrow();
      return agent.last_beat === daemon.beat;
    },
    "the server hears",
    30_000,
  );
}

eachDatabase("a label wakes the waiting daemon in a quarter of a second", async (_t, database) => {
  await shop(database, async ({ daemon, ask }) => {
    const times: number[] = [];
    for (let round = 0; round < 5; round++) {
      const poll = daemon.answer({ wait: 10 });
      await untilHeard(database, daemon);
      let asked = 0;
      const id = await ask().then((id) => {
        asked = performance.now();
        return id;
      });
      const { jobs } = await poll;
      times.push(performance.now() - asked);
      assert.deepEqual(jobs.map((job) => job.id), [id]);
      await daemon.answer({ events: [daemon.event(id, "custody", { attempt: 0 })] });
    }
    const [, , usual = Infinity] = times.toSorted((one, other) => one - other);
    assert.ok(usual < 250, times.map(Math.round).join(" "));
  });
});

eachDatabase(
  "an offered job is offered again after its lease, and never after custody",
  async (_t, database) => {
    await shop(database, async ({ app, daemon, ask, state }) => {
      const id = await ask();
      assert.equal((await daemon.answer()).jobs.length, 1);
      assert.equal((await daemon.answer()).jobs.length, 0, "the lease stands");
      app.now += 30_000;
      assert.equal((await daemon.answer()).jobs.length, 1, "the first answer may have been lost");
      app.now += 1_000;
      await daemon.answer({ events: [daemon.event(id, "custody", { attempt: 0 })] });
      app.now += 3_600_000;
      assert.equal((await daemon.answer()).jobs.length, 0);
      assert.equal(await state(id), "custody");
    });
  },
);

eachDatabase("a custody that arrives after the lease keeps the job with the daemon", async (_t, database) => {
  await shop(database, async ({ app, daemon, ask, state }) => {
    const id = await ask();
    await daemon.answer();
    app.now += 31_000;
    const { jobs } = await daemon.answer({ events: [daemon.event(id, "custody", { attempt: 0 })] });
    assert.deepEqual(jobs, []);
    assert.equal(await state(id), "custody");
  });
});

eachDatabase(
  "a report that is sent twice counts once, and a final job stays as it is",
  async (_t, database) => {
    await shop(database, async ({ daemon, ask, history }) => {
      const id = await ask();
      await daemon.answer();
      const events = [
        daemon.event(id, "custody", { attempt: 0 }),
        daemon.event(id, "sending"),
        daemon.event(id, "printed"),
      ];
      await daemon.answer({ events });
      await daemon.answer({ events });
      await daemon.answer({ events: [daemon.event(id, "unknown"), daemon.event(id, "sending")] });
      assert.deepEqual(await history(id), ["queued", "leased", "custody", "sending", "printed"]);
      const printed = await database.db.selectFrom("order_event").select("id").where(
        "kind",
        "=",
        "label_printed",
      )
        .execute();
      assert.equal(printed.length, 1);
    });
  },
);

eachDatabase("a daemon cannot report on another one's jobs", async (_t, database) => {
  await shop(database, async ({ app, daemon, ask, state }) => {
    const id = await ask();
    await daemon.answer();
    const { token } = await anAgent(app, "Taller");
    const other = new FakeDaemon(daemon.server, token, "spool-2");
    await (await other.hello([{ ...COUNTER_PRINTER, key: "taller" }])).body?.cancel();
    const { jobs } = await other.answer({ events: [other.event(id, "printed")] });
    assert.deepEqual(jobs, []);
    assert.equal(await state(id), "leased");
  });
});

eachDatabase(
  "a second computer with the same token is refused until the first is silent",
  async (_t, database) => {
    await shop(database, async ({ app, daemon }) => {
      const stranger = new FakeDaemon(daemon.server, daemon.token, "spool-2");
      const refused = await stranger.hello();
      assert.equal(refused.status, 409);
      assert.equal(refused.headers.get("Content-Type"), "application/problem+json");
      assert.equal((await refused.json()).code, "other_instance");
      app.now += 14_000;
      await daemon.answer();
      app.now += 14_000;
      assert.equal((await discard(await stranger.poll())).status, 409);
      app.now += 1_000;
      assert.equal((await discard(await stranger.hello())).status, 200);
      assert.equal((await discard(await daemon.poll())).status, 409);
    });
  },
);

eachDatabase("a daemon that starts again goes on with the same spool", async (_t, database) => {
  await shop(database, async ({ daemon, ask, state }) => {
    const id = await ask();
    await daemon.answer();
    daemon.bootId = "boot-2";
    assert.equal((await discard(await daemon.hello())).status, 200);
    await daemon.answer({ events: [daemon.event(id, "custody", { attempt: 0 })] });
    assert.equal(await state(id), "custody");
  });
});

eachDatabase("a revoked token opens nothing, and ends the poll that waits", async (_t, database) => {
  await shop(database, async ({ app, daemon, ask, state }) => {
    const inHand = await ask();
    await daemon.answer();
    await daemon.answer({ events: [daemon.event(inHand, "custody", { attempt: 0 })] });
    const poll = daemon.poll({ wait: 10 });
    await untilHeard(database, daemon);
    await revokeAgent(await app.ctx(userActor(app, "admin")), daemon.agentId);
    const revoked = performance.now();
    assert.equal((await discard(await poll)).status, 401);
    assert.ok(performance.now() - revoked < POLL_WAIT_SECONDS * 500, "it does not wait to its end");
    assert.equal((await discard(await daemon.hello())).status, 401);
    assert.equal((await discard(await daemon.poll())).status, 401);
    assert.equal(await state(inHand), "unknown");
  });
});

Deno.test("a request without a token, with a wrong one or out of shape is refused with a code", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  await using server = await serving(app);
  const { token } = await anAgent(app);
  const nobody = new FakeDaemon(server, "x".repeat(40));
  assert.equal((await discard(await nobody.poll())).status, 401);
  assert.equal((await discard(await nobody.send("/api/daemon/poll", {}, { Authorization: "" }))).status, 401);
  const daemon = new FakeDaemon(server, token);
  assert.equal((await discard(await daemon.send("/api/daemon/poll", "{"))).status, 400);
  assert.equal((await discard(await daemon.send("/api/daemon/poll", { extra: 1 }))).status, 422);
  assert.equal((await discard(await daemon.poll({ take: 21 }))).status, 422);
  const plain = { "Content-Type": "text/plain" };
  assert.equal((await discard(await daemon.send("/api/daemon/poll", "{}", plain))).status, 415);
  const big = JSON.stringify({ filler: "x".repeat(300_000) });
  assert.equal((await discard(await daemon.send("/api/daemon/poll", big))).status, 413);
  const greeted = await daemon.hello();
  assert.equal(greeted.headers.get("Set-Cookie"), null);
  HelloAnswer.parse(await greeted.json());
});

eachDatabase("a daemon that is full is answered at once, without jobs", async (_t, database) => {
  await shop(database, async ({ daemon, ask, state }) => {
    const id = await ask();
    const started = performance.now();
    assert.deepEqual((await daemon.answer({ take: 0, wait: 10 })).jobs, []);
    assert.ok(performance.now() - started < POLL_WAIT_SECONDS * 500, "it does not wait");
    assert.equal(await state(id), "queued");
  });
});

eachDatabase("what a daemon tells late carries the time at which it happened", async (_t, database) => {
  await using app = await testApp(database);
  await using server = await serving(app);
  const daemon = await aDaemon(app, server);
  const { number } = await anOrder(app);
  const [id = ""] = await requestLabel(await app.ctx(userActor(app, "receptionist")), number, {
    idemKey: "c",
  });
  await daemon.answer();
  const asked = app.now;
  app.now += 3_600_000;
  await daemon.answer({
    events: [
      daemon.event(id, "custody", { at: asked - 60_000 }),
      daemon.event(id, "sending", { at: asked + 1_000 }),
      daemon.event(id, "printed", { at: asked + 2_000 }),
    ],
  });
  const told = await database.db.selectFrom("print_job_event").select(["state", "at"])
    .where("print_job_id", "=", id).orderBy("id").execute();
  assert.deepEqual(told.slice(-3).map(({ state, at }) => [state, at - asked]), [
    ["custody", 0],
    ["sending", 1_000],
    ["printed", 2_000],
  ], "never before it was asked for");
  const job = await database.db.selectFrom("print_job").select(["finished_at", "updated_at"])
    .where("id", "=", id).executeTakeFirstOrThrow();
  assert.deepEqual(job, { finished_at: asked + 2_000, updated_at: app.now });
  const event = await database.db.selectFrom("order_event").select("at").where("kind", "=", "label_printed")
    .executeTakeFirstOrThrow();
  assert.equal(event.at, asked + 2_000);
  const ahead = await requestLabel(await app.ctx(userActor(app, "receptionist")), number, { idemKey: "d" });
  await daemon.answer();
  await daemon.answer({ events: [daemon.event(ahead[0] ?? "", "custody", { at: app.now + 3_600_000 })] });
  const last = await database.db.selectFrom("print_job_event").select("at").where("state", "=", "custody")
    .orderBy("id", "desc").executeTakeFirstOrThrow();
  assert.equal(last.at, app.now, "nor in the future, whatever its clock says");
});

eachDatabase("a newer poll ends an older one, which takes no job away with it", async (_t, database) => {
  await shop(database, async ({ daemon, ask }) => {
    const older = daemon.answer({ wait: 10 });
    await untilHeard(database, daemon);
    const newer = daemon.answer({ wait: 10 });
    assert.deepEqual((await older).jobs, []);
    const id = await ask();
    assert.deepEqual((await newer).jobs.map((job) => job.id), [id]);
  });
});

eachDatabase("a printer's trouble is stored with the moment at which it began", async (_t, database) => {
  await shop(database, async ({ app, daemon }) => {
    const printer = () => database.db.selectFrom("printer").selectAll().executeTakeFirstOrThrow();
    await daemon.answer({ printers: [IDLE] });
    assert.deepEqual(await shown(), [1, "", app.now]);
    app.now += 5_000;
    const began = app.now;
    const out = { ...IDLE, ok: false, reason: "paper_out", inside: 1 } as const;
    await daemon.answer({ printers: [out] });
    app.now += 60_000;
    await daemon.answer({ printers: [out] });
    assert.deepEqual(await shown(), [0, "paper_out", began]);
    await daemon.poll({ beat: 2, printers: [IDLE] }).then(discard);
    assert.deepEqual(await shown(), [0, "paper_out", began], "a late report does not overwrite a newer one");

    async function shown() {
      const { ok, reason, since } = await printer();
      return [ok, reason, since];
    }
  });
});

Deno.test("a printer that left the daemon's configuration takes no more labels", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  await using server = await serving(app);
  const daemon = await aDaemon(app, server);
  const second = { ...COUNTER_PRINTER, key: "taller", widthMm: 100.5, heightMm: 50, dpi: 300 };
  await discard(await daemon.hello([COUNTER_PRINTER, second]));
  await discard(await daemon.hello([second]));
  const rows = await database.db.selectFrom("printer").select(["key", "active", "width_um"])
    .orderBy("key").execute();
  assert.deepEqual(rows, [
    { key: "mostrador", active: 0, width_um: 57_000 },
    { key: "taller", active: 1, width_um: 100_500 },
  ]);
  const routed = await routesOf(database.db, app.branchId, "label_device");
  assert.deepEqual(
    routed.map((printer) => printer.name),
    ["taller"],
    "the one that is left takes the labels",
  );
});

async function discard(response: Response): Promise<Response> {
  await response.body?.cancel();
  return response;
}
