import assert from "node:assert/strict";
import { requestLabel, requestLabels } from "../../src/printing/commands.ts";
import {
  cancelPrintJob,
  dismissPrintJob,
  expirePrintJobs,
  reprint,
  resolveUnknown,
} from "../../src/printing/job_commands.ts";
import { revokeAgent } from "../../src/printing/pairing.ts";
import {
  calibratePrinter,
  makeDefault,
  pausePrinter,
  printTestLabel,
} from "../../src/printing/printer_commands.ts";
import { openTrackingLink } from "../../src/tracking/commands.ts";
import { type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase, type TestDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aDaemon, COUNTER_PRINTER, type FakeDaemon, serving } from "./daemon_stage.ts";

interface Shop {
  app: TestApp;
  daemon: FakeDaemon & { agentId: string };
}

async function shop(database: TestDatabase, test: (shop: Shop) => Promise<void>): Promise<void> {
  await using app = await testApp(database);
  await using server = await serving(app);
  await test({ app, daemon: await aDaemon(app, server) });
}

const asStaff = (app: TestApp) => app.ctx(userActor(app, "receptionist"));
const asAdmin = (app: TestApp) => app.ctx(userActor(app, "admin"));

function jobs(database: TestDatabase) {
  return database.db.selectFrom("print_job").selectAll().orderBy("seq").execute();
}

async function theJob(database: TestDatabase, id: string) {
  return await database.db.selectFrom("print_job").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
}

/** A label whose end is not known: the daemon lost sight of it. */
async function anUnknown({ app, daemon }: Shop): Promise<string> {
  const { number } = await anOrder(app);
  const [id = ""] = await requestLabel(await asStaff(app), number, { idemKey: crypto.randomUUID() });
  await daemon.answer();
  const events = (["custody", "sending", "unknown"] as const).map((state) => daemon.event(id, state));
  await daemon.answer({ events });
  return id;
}

eachDatabase("a label says what is on the device, never what unlocks it", async (_t, database) => {
  await shop(database, async ({ app }) => {
    const order = await anOrder(app, {
      client: { name: "María Laura Núñez" },
      fault: "No carga",
      accessories: ["Cargador", "Funda"],
      pin: "4321-secret",
    });
    const ctx = await asStaff(app);
    const { url } = await ctx.db.transaction().execute((trx) => openTrackingLink(trx, ctx, order.id));
    await requestLabel(ctx, order.number, { idemKey: "click-1", copies: 2 });
    const [job] = await jobs(database);
    assert.match(job?.content ?? "", /\^PQ2\^XZ/);
    assert.ok(job?.content.includes(`MA,${url}`), "the tracking link is in the QR code");
    assert.match(job?.svg ?? "", /María Laura,.*Samsung Galaxy A54/);
    assert.doesNotMatch(job?.svg ?? "", /Núñez/);
    assert.doesNotMatch(`${job?.svg}${job?.content}`, /4321/);
    assert.equal(job?.expires_at, app.now + 12 * 3_600_000);
    assert.equal(job?.created_by_name, app.users.receptionist.name);
  });
});

eachDatabase("a click that arrives twenty times makes one label", async (_t, database) => {
  await shop(database, async ({ app }) => {
    const { number } = await anOrder(app);
    const ctx = await asStaff(app);
    const made = await Promise.all(
      Array.from({ length: 20 }, () => requestLabel(ctx, number, { idemKey: "click-1" })),
    );
    assert.equal(new Set(made.flat()).size, 1);
    assert.equal((await jobs(database)).length, 1);
    const events = await database.db.selectFrom("order_event").select("id").where(
      "kind",
      "=",
      "label_requested",
    )
      .execute();
    assert.equal(events.length, 1);
  });
});

const asked: string[] = [];

eachDatabase("a click that comes again draws nothing while others wait to write", async (_t, database) => {
  await shop(database, async ({ app }) => {
    const { number } = await anOrder(app);
    const ctx = await asStaff(app);
    const statementsOf = async (idemKey: string) => {
      asked.length = 0;
      await requestLabel(ctx, number, { idemKey });
      return asked.filter((sql) => /label_layout|insert into/.test(sql)).length;
    };
    assert.ok(await statementsOf("click-1") > 0);
    assert.equal(await statementsOf("click-1"), 0);
    assert.ok(await statementsOf("click-2") > 0);
  });
}, { open: { onQuery: ({ sql }) => void asked.push(sql) } });

eachDatabase("each accessory gets a label of its own when asked for", async (_t, database) => {
  await shop(database, async ({ app }) => {
    const { number } = await anOrder(app, { accessories: ["Cargador", "Funda"] });
    await requestLabel(await asStaff(app), number, { idemKey: "c", templates: ["device", "accessory"] });
    assert.deepEqual((await jobs(database)).map((job) => job.title), [
      number,
      `${number} · Cargador`,
      `${number} · Funda`,
    ]);
  });
});

eachDatabase(
  "without a printer an order is received all the same, and a click is told why",
  async (_t, database) => {
    await using app = await testApp(database);
    const { id, number } = await anOrder(app);
    const ctx = await asStaff(app);
    const asked = await ctx.db.transaction().execute((trx) =>
      requestLabels(trx, ctx, { orderId: id, idemKey: "a" })
    );
    assert.deepEqual(asked, { jobIds: [], refusal: "no_printer" });
    await assert.rejects(requestLabel(ctx, number, { idemKey: "b" }), { message: "no_printer" });
  },
);

eachDatabase("a label that no daemon has seen is cancelled at once", async (_t, database) => {
  await shop(database, async ({ app, daemon }) => {
    const { number } = await anOrder(app);
    const ctx = await asStaff(app);
    const [id = ""] = await requestLabel(ctx, number, { idemKey: "c" });
    assert.equal(await cancelPrintJob(ctx, id), "cancelled");
    assert.deepEqual((await daemon.answer()).jobs, []);
    await assert.rejects(cancelPrintJob(ctx, id), { message: "print_job_moved" });
  });
});

eachDatabase("a label in the daemon's hands is cancelled by its word only", async (_t, database) => {
  await shop(database, async ({ app, daemon }) => {
    const { number } = await anOrder(app);
    const ctx = await asStaff(app);
    const [id = ""] = await requestLabel(ctx, number, { idemKey: "c" });
    await daemon.answer();
    await daemon.answer({ events: [daemon.event(id, "custody", { attempt: 0 })] });
    const waiting = daemon.answer({ wait: 10 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(await cancelPrintJob(ctx, id), "asked");
    assert.deepEqual((await waiting).cancel, [id], "the daemon hears of it at once");
    assert.equal((await theJob(database, id)).state, "custody");
    const started = performance.now();
    assert.deepEqual((await daemon.answer({ wait: 1 })).cancel, [id], "and again until it is settled");
    assert.ok(performance.now() - started > 900, "a repeated wish ends no wait");
    await daemon.answer({ events: [daemon.event(id, "cancelled")] });
    const after = await theJob(database, id);
    assert.deepEqual([after.state, after.cancel_requested_at], ["cancelled", null]);
  });
});

eachDatabase("staff settle an unknown label: it came out", async (_t, database) => {
  await shop(database, async (shop) => {
    const id = await anUnknown(shop);
    await resolveUnknown(await asStaff(shop.app), id, { saw: "printed", idemKey: "r" });
    const job = await theJob(database, id);
    assert.deepEqual([job.state, job.reason], ["printed", "staff_confirmed"]);
    const { commands } = await shop.daemon.answer();
    assert.deepEqual(commands.map(({ id: _, ...command }) => command), [{ do: "printed", job: id }]);
    await shop.daemon.answer({ results: [{ id: commands[0]?.id ?? "", ok: true, detail: null }] });
    assert.deepEqual((await shop.daemon.answer()).commands, []);
  });
});

eachDatabase(
  "staff settle an unknown label: the daemon prints it again under the same id",
  async (_t, database) => {
    await shop(database, async (shop) => {
      const id = await anUnknown(shop);
      const ctx = await asStaff(shop.app);
      await resolveUnknown(ctx, id, { saw: "again", idemKey: "r" });
      await resolveUnknown(ctx, id, { saw: "again", idemKey: "r" });
      const { commands } = await shop.daemon.answer();
      assert.deepEqual(commands.map(({ id: _, ...command }) => command), [{ do: "reprint", job: id }]);
      await shop.daemon.answer({
        events: [
          shop.daemon.event(id, "custody", { reason: "staff_reprint" }),
          shop.daemon.event(id, "printed"),
        ],
        results: [{ id: commands[0]?.id ?? "", ok: true, detail: null }],
      });
      assert.equal((await theJob(database, id)).state, "custody", "printed needs sending first");
      await shop.daemon.answer({
        events: [shop.daemon.event(id, "sending"), shop.daemon.event(id, "printed")],
      });
      assert.equal((await theJob(database, id)).state, "printed");
      assert.equal((await jobs(database)).length, 1);
    });
  },
);

eachDatabase(
  "when the daemon is gone for good, printing again is a new label for another one",
  async (_t, database) => {
    await shop(database, async (shop) => {
      const { app } = shop;
      const id = await anUnknown(shop);
      await revokeAgent(await asAdmin(app), shop.daemon.agentId);
      const ctx = await asStaff(app);
      await assert.rejects(resolveUnknown(ctx, id, { saw: "again", idemKey: "r" }), {
        message: "no_printer",
      });
      const second = await aDaemon(app, shop.daemon.server);
      await resolveUnknown(ctx, id, { saw: "again", idemKey: "r" });
      const offered = (await second.answer()).jobs;
      const again = await theJob(database, offered[0]?.id ?? "");
      assert.equal(again.reprint_of, id);
      assert.equal((await theJob(database, id)).state, "cancelled");
    });
  },
);

eachDatabase("a reprint is a new label that names the first, once per click", async (_t, database) => {
  await shop(database, async ({ app, daemon }) => {
    const { number } = await anOrder(app);
    const ctx = await asStaff(app);
    const [id = ""] = await requestLabel(ctx, number, { idemKey: "c" });
    await assert.rejects(reprint(ctx, id, "r-1"), { message: "print_job_running" });
    await daemon.answer();
    const events = (["custody", "sending", "printed"] as const).map((state) => daemon.event(id, state));
    await daemon.answer({ events });
    const [first, second] = await Promise.all([reprint(ctx, id, "r-1"), reprint(ctx, id, "r-1")]);
    assert.equal(first, second);
    assert.notEqual(await reprint(ctx, id, "r-2"), first);
    assert.deepEqual((await jobs(database)).map((job) => job.reprint_of), [null, id, id]);
  });
});

eachDatabase(
  "a label that waited too long expires, and can be dismissed or printed anew",
  async (_t, database) => {
    await shop(database, async ({ app, daemon }) => {
      const first = await anOrder(app);
      const second = await anOrder(app);
      const ctx = await asStaff(app);
      const [stale = ""] = await requestLabel(ctx, first.number, { idemKey: "a" });
      const [other = ""] = await requestLabel(ctx, second.number, { idemKey: "b" });
      app.now += 12 * 3_600_000;
      assert.deepEqual((await daemon.answer()).jobs, [], "stale labels are not handed out");
      assert.equal(await expirePrintJobs(await app.ctx()), 2);
      const later = await asStaff(app);
      await dismissPrintJob(later, stale);
      const again = await reprint(later, other, "r");
      assert.deepEqual((await daemon.answer()).jobs.map((job) => job.id), [again]);
      const settled = await database.db.selectFrom("print_job").select("id").where(
        "settled_at",
        "is not",
        null,
      )
        .orderBy("seq").execute();
      assert.deepEqual(settled.map((row) => row.id), [stale, other]);
    });
  },
);

eachDatabase("a paused printer is handed nothing until it goes on", async (_t, database) => {
  await shop(database, async ({ app, daemon }) => {
    const printer = await database.db.selectFrom("printer").select("id").executeTakeFirstOrThrow();
    const admin = await asAdmin(app);
    const { number } = await anOrder(app);
    await pausePrinter(admin, printer.id, true);
    await requestLabel(await asStaff(app), number, { idemKey: "c" });
    const held = await daemon.answer();
    assert.deepEqual(held.jobs, []);
    assert.deepEqual(held.commands.map((command) => command.do), ["pause"]);
    await pausePrinter(admin, printer.id, false);
    const going = await daemon.answer();
    assert.equal(going.jobs.length, 1);
    assert.deepEqual(going.commands.map((command) => command.do), ["resume"], "the pause was withdrawn");
  });
});

eachDatabase(
  "test labels go to the printer that was asked, labels to the branch's chosen one",
  async (_t, database) => {
    await shop(database, async ({ app, daemon }) => {
      const second = { ...COUNTER_PRINTER, key: "taller", widthMm: 100, heightMm: 50, dpi: 300 };
      await (await daemon.hello([COUNTER_PRINTER, second])).body?.cancel();
      const taller = await database.db.selectFrom("printer").select("id").where("key", "=", "taller")
        .executeTakeFirstOrThrow();
      const admin = await asAdmin(app);
      await printTestLabel(admin, taller.id, "t-1");
      await printTestLabel(admin, taller.id, "t-1");
      await calibratePrinter(admin, taller.id);
      const { jobs: tests, commands } = await daemon.answer();
      assert.deepEqual(tests.map((job) => job.printer), ["taller"]);
      assert.match(tests[0]?.content ?? "", /\^PW1200\^LL600/);
      assert.deepEqual(commands.map(({ id: _, ...command }) => command), [{
        do: "calibrate",
        printer: "taller",
      }]);
      await makeDefault(admin, taller.id);
      const { number } = await anOrder(app);
      await requestLabel(await asStaff(app), number, { idemKey: "c" });
      assert.deepEqual((await daemon.answer()).jobs.map((job) => job.printer), ["taller"]);
    });
  },
);

eachDatabase("a revoked daemon's labels are neither lost nor printed by chance", async (_t, database) => {
  await shop(database, async ({ app, daemon }) => {
    const ctx = await asStaff(app);
    const ids: string[] = [];
    for (const key of ["a", "b"]) {
      const { number } = await anOrder(app);
      ids.push(...await requestLabel(ctx, number, { idemKey: key }));
    }
    await daemon.answer({ take: 1 });
    await revokeAgent(await asAdmin(app), daemon.agentId);
    const rows = await jobs(database);
    assert.deepEqual(rows.map((job) => [job.state, job.reason]), [
      ["unknown", "agent_revoked"],
      ["expired", "agent_revoked"],
    ]);
    await cancelPrintJob(ctx, ids[0] ?? "");
    assert.equal((await theJob(database, ids[0] ?? "")).state, "cancelled");
  });
});
