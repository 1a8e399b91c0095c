import assert from "node:assert/strict";
import { takeDetours } from "../../src/printing/detours.ts";
import { chooseFallback, pausePrinter } from "../../src/printing/printer_commands.ts";
import { eachDatabase, type TestDatabase } from "../support/database.ts";
import { IDLE } from "./daemon_stage.ts";
import { HonestDaemon, type TwoPrinters, twoPrinters, WORKSHOP_IDLE } from "./two_printers.ts";

const OUT_OF_PAPER = { ...IDLE, ok: false, reason: "paper_out" } as const;

/** Two printers of which the second stands in for the first. */
async function withStandIn(
  database: TestDatabase,
  test: (shop: TwoPrinters) => Promise<void>,
): Promise<void> {
  await twoPrinters(database, async (shop) => {
    await chooseFallback(await shop.asAdmin(), shop.first, shop.second);
    await test(shop);
  });
}

/** Time goes by and both daemons are heard. */
async function later({ app, counter, workshop }: TwoPrinters, seconds: number): Promise<void> {
  app.now += seconds * 1000;
  await counter.answer({ take: 0, printers: [OUT_OF_PAPER] });
  await workshop.answer({ take: 0, printers: [WORKSHOP_IDLE] });
}

eachDatabase(
  "after a minute without paper what waits goes to the stand-in, and its history says so",
  async (_t, database) => {
    await withStandIn(database, async (shop) => {
      const { app, counter, workshop, second, ask, job, history } = shop;
      await counter.answer({ printers: [OUT_OF_PAPER] });
      const held = await ask();
      await counter.answer();
      await counter.answer({ take: 0, events: [counter.event(held, "custody", { attempt: 0 })] });
      const unseen = await ask();
      await later(shop, 59);
      assert.deepEqual(await takeDetours(await app.ctx()), { moved: 0, asked: 0, left: 0 }, "not yet");
      await later(shop, 1);
      assert.deepEqual(await takeDetours(await app.ctx()), { moved: 1, asked: 1, left: 0 });
      assert.deepEqual(
        await takeDetours(await app.ctx()),
        { moved: 0, asked: 0, left: 0 },
        "asking once is enough",
      );
      assert.deepEqual((await workshop.answer()).jobs.map((one) => one.id), [`${unseen}_1`]);
      await counter.answer({ take: 0, events: [counter.event(held, "cancelled", { attempt: 0 })] });
      assert.equal((await job(held)).printer_id, second);
      assert.deepEqual(await history(unseen), ["queued", "queued:fallback", "leased"]);
      assert.deepEqual(await history(held), [
        "queued",
        "leased",
        "custody",
        "custody:fallback_asked",
        "queued:moved",
      ]);
    });
  },
);

eachDatabase(
  "a silent daemon keeps what it may hold; only what it never saw goes to the stand-in",
  async (_t, database) => {
    await withStandIn(database, async ({ app, counter, workshop, first, ask, job }) => {
      const offered = await ask();
      const held = await ask();
      await counter.answer({ take: 2 });
      await counter.answer({ take: 0, events: [counter.event(held, "custody", { attempt: 0 })] });
      const unseen = await ask();
      app.now += 61_000;
      await workshop.answer({ take: 0, printers: [WORKSHOP_IDLE] });
      assert.deepEqual(await takeDetours(await app.ctx()), { moved: 1, asked: 0, left: 2 });
      assert.deepEqual((await workshop.answer()).jobs.map((one) => one.id), [`${unseen}_1`]);
      for (const id of [offered, held]) assert.equal((await job(id)).printer_id, first);
    });
  },
);

eachDatabase("a label of which a byte may have left takes no detour", async (_t, database) => {
  await withStandIn(database, async (shop) => {
    const { app, counter, workshop, first, ask, job } = shop;
    const ids = [await ask(), await ask()];
    await counter.answer();
    const [sending = "", resent = ""] = ids;
    await counter.answer({
      take: 0,
      printers: [OUT_OF_PAPER],
      events: [
        counter.event(sending, "custody", { attempt: 0 }),
        counter.event(sending, "sending"),
        counter.event(resent, "custody", { attempt: 0 }),
        counter.event(resent, "sending"),
        counter.event(resent, "custody", { attempt: 1, reason: "nothing_came_out" }),
      ],
    });
    await later(shop, 120);
    assert.deepEqual(await takeDetours(await app.ctx()), { moved: 0, asked: 0, left: 1 });
    assert.deepEqual((await counter.answer()).cancel, []);
    assert.deepEqual((await workshop.answer()).jobs, []);
    for (const id of ids) assert.equal((await job(id)).printer_id, first);
  });
});

eachDatabase(
  "nothing takes a detour to a printer in trouble, from one that staff hold, or to other stock",
  async (_t, database) => {
    await withStandIn(database, async (shop) => {
      const { app, counter, workshop, first, second, ask, asAdmin, database: { db } } = shop;
      await counter.answer({ printers: [OUT_OF_PAPER] });
      await ask();
      await later(shop, 61);
      const none = { moved: 0, asked: 0, left: 0 };
      await workshop.answer({ take: 0, printers: [{ ...WORKSHOP_IDLE, ok: false, reason: "head_open" }] });
      assert.deepEqual(await takeDetours(await app.ctx()), none, "the stand-in's lid is open");
      await workshop.answer({ take: 0, printers: [WORKSHOP_IDLE] });
      await db.updateTable("printer").set({ dpi: 300 }).where("id", "=", second).execute();
      assert.deepEqual(await takeDetours(await app.ctx()), none, "its labels are finer");
      await db.updateTable("printer").set({ dpi: 203 }).where("id", "=", second).execute();
      await pausePrinter(await asAdmin(), first, true);
      assert.deepEqual(await takeDetours(await app.ctx()), none, "somebody holds the queue on purpose");
      await pausePrinter(await asAdmin(), first, false);
      assert.equal((await takeDetours(await app.ctx())).moved, 1);
      await assert.rejects(chooseFallback(await asAdmin(), first, first), { message: "same_printer" });
    });
  },
);

eachDatabase(
  "many processes look at once while the daemon comes back: every label comes out once",
  async (_t, database) => {
    await withStandIn(database, async (shop) => {
      const { app, counter, workshop, ask, job } = shop;
      const ids: string[] = [];
      for (let n = 0; n < 8; n++) ids.push(await ask());
      await counter.answer({ take: 3 });
      app.now += 61_000;
      await workshop.answer({ take: 0, printers: [WORKSHOP_IDLE] });
      const daemons = [new HonestDaemon(counter), new HonestDaemon(workshop)];
      const looks = Array.from({ length: 4 }, async () => await takeDetours(await app.ctx()));
      await Promise.all([...looks, ...daemons.map((daemon) => daemon.poll(8))]);
      for (let round = 0; round < 12; round++) {
        app.now += 31_000;
        for (const daemon of daemons) {
          daemon.printOne();
          await daemon.poll(8);
        }
        await takeDetours(await app.ctx());
      }
      const out = daemons.flatMap((daemon) => daemon.printed);
      assert.deepEqual([...out].sort(), [...ids].sort());
      for (const id of ids) assert.equal((await job(id)).state, "printed");
    });
  },
);
