import assert from "node:assert/strict";
import { cancelPrintJob, reprint, resolveUnknown } from "../../src/printing/job_commands.ts";
import { movePrintJob, moveQueue } from "../../src/printing/move_commands.ts";
import { AppError } from "../../src/lib/app_error.ts";
import { seededRandom } from "../../src/lib/random.ts";
import { eachDatabase } from "../support/database.ts";
import { COUNTER_PRINTER } from "./daemon_stage.ts";
import { HonestDaemon, twoPrinters } from "./two_printers.ts";

eachDatabase(
  "a label that no daemon has seen goes to the other printer at once, as the same job",
  async (_t, database) => {
    await twoPrinters(database, async ({ counter, workshop, second, asDesk, ask, job, history }) => {
      const id = await ask();
      assert.equal(await movePrintJob(await asDesk(), id, second), "moved");
      assert.deepEqual((await counter.answer()).jobs, []);
      const { jobs } = await workshop.answer();
      assert.deepEqual(jobs.map((one) => [one.id, one.printer]), [[`${id}_1`, "taller"]]);
      const at = (state: "custody" | "sending" | "printed") => workshop.event(`${id}_1`, state);
      await workshop.answer({ events: [at("custody"), at("sending"), at("printed")] });
      assert.equal((await job(id)).state, "printed");
      assert.deepEqual(await history(id), [
        "queued",
        "queued:moved",
        "leased",
        "custody",
        "sending",
        "printed",
      ]);
    });
  },
);

eachDatabase("what a daemon holds is asked back first, and moves by its word", async (_t, database) => {
  await twoPrinters(database, async (shop) => {
    const { counter, workshop, second, asDesk, ask, job } = shop;
    const id = await ask();
    await counter.answer();
    await counter.answer({ events: [counter.event(id, "custody", { attempt: 0 })] });
    assert.equal(await movePrintJob(await asDesk(), id, second), "asked");
    assert.equal(await movePrintJob(await asDesk(), id, second), "asked", "a second click asks for the same");
    assert.deepEqual((await workshop.answer()).jobs, [], "until then nobody else gets it");
    assert.deepEqual((await counter.answer()).cancel, [id]);
    await counter.answer({ events: [counter.event(id, "cancelled", { attempt: 0 })] });
    const moved = await job(id);
    assert.deepEqual([moved.state, moved.reason, moved.printer_id], ["queued", "moved", second]);
    assert.deepEqual((await counter.answer()).cancel, []);
    assert.deepEqual((await workshop.answer()).jobs.map((one) => one.id), [`${id}_1`]);
    const late = (["custody", "sending", "printed"] as const).map((state) => counter.event(id, state));
    await counter.answer({ events: late });
    assert.equal((await job(id)).state, "leased", "what the former daemon says of it changes nothing");
  });
});

eachDatabase(
  "two printers of one computer: the daemon knows a label that comes back by another name",
  async (_t, database) => {
    await twoPrinters(database, async ({ counter, first, asDesk, ask, job, database: { db } }) => {
      const both = [COUNTER_PRINTER, { ...COUNTER_PRINTER, key: "vidriera" }];
      await (await counter.hello(both)).body?.cancel();
      const { id: window } = await db.selectFrom("printer").select("id").where("key", "=", "vidriera")
        .executeTakeFirstOrThrow();
      const id = await ask();
      await counter.answer();
      await counter.answer({ events: [counter.event(id, "custody", { attempt: 0 })] });
      await movePrintJob(await asDesk(), id, window);
      const { jobs } = await counter.answer({ events: [counter.event(id, "cancelled", { attempt: 0 })] });
      assert.deepEqual(jobs.map((one) => [one.id, one.printer]), [[`${id}_1`, "vidriera"]]);
      await counter.answer({ events: [counter.event(`${id}_1`, "custody", { attempt: 0 })] });
      await movePrintJob(await asDesk(), id, first);
      assert.deepEqual((await counter.answer()).cancel, [`${id}_1`]);
      const back = await counter.answer({ events: [counter.event(`${id}_1`, "cancelled", { attempt: 0 })] });
      assert.deepEqual(back.jobs.map((one) => [one.id, one.printer]), [[`${id}_2`, "mostrador"]]);
      assert.equal((await job(id)).moves, 2);
    });
  },
);

eachDatabase(
  "a label that left before the daemon heard of the move ends where it is",
  async (_t, database) => {
    await twoPrinters(database, async ({ counter, workshop, second, asDesk, ask, job, history }) => {
      const id = await ask();
      await counter.answer();
      await counter.answer({ events: [counter.event(id, "custody", { attempt: 0 })] });
      await movePrintJob(await asDesk(), id, second);
      await counter.answer({ events: [counter.event(id, "sending"), counter.event(id, "printed")] });
      assert.equal((await job(id)).state, "printed");
      assert.deepEqual((await workshop.answer()).jobs, []);
      assert.ok((await history(id)).includes("custody:moved_asked"));
    });
  },
);

eachDatabase(
  "a byte may have left when it was given back: then staff are asked, and nothing moves",
  async (_t, database) => {
    await twoPrinters(database, async ({ counter, workshop, second, asDesk, ask, job, database: { db } }) => {
      const id = await ask();
      await counter.answer();
      await counter.answer({ events: [counter.event(id, "custody", { attempt: 0 })] });
      await movePrintJob(await asDesk(), id, second);
      const events = (["sending", "unknown", "cancelled"] as const).map((state) => counter.event(id, state));
      const answer = await counter.answer({ events });
      assert.deepEqual(answer.cancel, []);
      const asked = await job(id);
      assert.deepEqual([asked.state, asked.reason], ["unknown", "move_too_late"]);
      assert.deepEqual((await workshop.answer()).jobs, []);
      await assert.rejects(movePrintJob(await asDesk(), id, second), { message: "print_job_cannot_move" });
      await resolveUnknown(await asDesk(), id, { saw: "again", idemKey: "r" });
      const again = (await counter.answer()).jobs;
      assert.equal(again.length, 1, "the daemon has ended the old one: printing it again is a new label");
      const made = await db.selectFrom("print_job").select("reprint_of").where("id", "=", again[0]?.id ?? "")
        .executeTakeFirstOrThrow();
      assert.equal(made.reprint_of, id);
    });
  },
);

eachDatabase(
  "a label on its way to another printer can still be taken back for good",
  async (_t, database) => {
    await twoPrinters(database, async ({ counter, workshop, second, asDesk, ask, job }) => {
      const id = await ask();
      await counter.answer();
      await movePrintJob(await asDesk(), id, second);
      assert.equal(await cancelPrintJob(await asDesk(), id), "asked");
      await assert.rejects(movePrintJob(await asDesk(), id, second), { message: "print_job_cannot_move" });
      await counter.answer({ events: [counter.event(id, "cancelled", { attempt: 0 })] });
      assert.equal((await job(id)).state, "cancelled");
      assert.deepEqual((await workshop.answer()).jobs, []);
    });
  },
);

eachDatabase(
  "a target that is gone by then sends the label back to its own printer",
  async (_t, database) => {
    await twoPrinters(database, async ({ counter, second, first, asDesk, ask, job, database: { db } }) => {
      const id = await ask();
      await counter.answer();
      await movePrintJob(await asDesk(), id, second);
      await db.updateTable("printer").set({ active: 0 }).where("id", "=", second).execute();
      await counter.answer({ take: 0, events: [counter.event(id, "cancelled", { attempt: 0 })] });
      const back = await job(id);
      assert.deepEqual([back.state, back.reason, back.printer_id], ["queued", "move_undone", first]);
      assert.deepEqual((await counter.answer()).jobs.map((one) => one.id), [`${id}_1`]);
    });
  },
);

eachDatabase("a label only goes where its stock is, and the refusal names both", async (_t, database) => {
  await twoPrinters(database, async ({ second, first, asDesk, asAdmin, ask, database: { db } }) => {
    const id = await ask();
    await db.updateTable("printer").set({ width_um: 62_000, height_um: 29_000 }).where("id", "=", second)
      .execute();
    await assert.rejects(movePrintJob(await asDesk(), id, second), (error) => {
      assert.ok(error instanceof AppError);
      assert.deepEqual(error.detail.params, { label: "57×32", printer: "62×29" });
      return error.message === "label_does_not_fit";
    });
    await db.updateTable("printer").set({ width_um: 62_000, height_um: 29_000 }).where("id", "=", first)
      .execute();
    await assert.rejects(
      movePrintJob(await asDesk(), id, second),
      { message: "label_does_not_fit" },
      "what counts is what the label was drawn for",
    );
    await cancelPrintJob(await asDesk(), id);
    await assert.rejects(reprint(await asDesk(), id, "again"), (error) => {
      assert.ok(error instanceof AppError);
      assert.deepEqual(error.detail.params, { label: "57×32", printer: "62×29" });
      return true;
    });
    await assert.rejects(moveQueue(await asAdmin(), first, first), { message: "same_printer" });
    await assert.rejects(moveQueue(await asDesk(), first, second), { code: "forbidden" });
  });
});

eachDatabase(
  "the whole queue of a printer moves: what was not seen at once, the rest when it is given back",
  async (_t, database) => {
    await twoPrinters(database, async ({ counter, workshop, first, second, asAdmin, ask, job }) => {
      const ids = [await ask(), await ask(), await ask()];
      await counter.answer({ take: 2 });
      const [sent = "", held = ""] = ids;
      await counter.answer({
        take: 0,
        events: [
          counter.event(sent, "custody", { attempt: 0 }),
          counter.event(held, "custody", { attempt: 0 }),
          counter.event(sent, "sending"),
        ],
      });
      assert.deepEqual(await moveQueue(await asAdmin(), first, second), { moved: 1, asked: 1, left: 0 });
      assert.equal((await workshop.answer()).jobs.length, 1);
      await counter.answer({ take: 0, events: [counter.event(held, "cancelled", { attempt: 0 })] });
      assert.deepEqual((await workshop.answer()).jobs.map((one) => one.id), [`${held}_1`]);
      assert.equal((await job(sent)).printer_id, first);
    });
  },
);

for (const seed of [11, 12, 13]) {
  eachDatabase(
    `labels that are moved about while two daemons print come out once each (seed ${seed})`,
    async (_t, database) => {
      await twoPrinters(database, async (shop) => {
        const { first, second, asAdmin } = shop;
        const random = seededRandom(seed);
        const dice = (sides: number) => (random.bytes(1)[0] ?? 0) % sides;
        const ids: string[] = [];
        for (let n = 0; n < 12; n++) ids.push(await shop.ask());
        const daemons = [new HonestDaemon(shop.counter), new HonestDaemon(shop.workshop)];
        const move = async () => {
          const target = dice(2) === 0 ? first : second;
          const one = ids[dice(ids.length)] ?? "";
          const act = dice(6) === 0
            ? moveQueue(await asAdmin(), target === first ? second : first, target)
            : movePrintJob(await asAdmin(), one, target);
          await act.catch((error) => {
            if (!(error instanceof AppError)) throw error;
          });
        };
        for (let round = 0; round < 60; round++) {
          // A few things at the same time, of whatever kind: what they leave is where the next round begins.
          const [daemon = daemons[0], other] = dice(2) === 0 ? daemons : daemons.toReversed();
          if (dice(4) === 0) daemon?.printOne();
          await Promise.all([
            move(),
            ...(dice(2) === 0 ? [move()] : []),
            daemon?.poll(dice(4)),
            ...(dice(2) === 0 ? [other?.poll(dice(4))] : []),
          ]);
        }
        for (let rest = 0; rest < 40; rest++) {
          shop.app.now += 1_000;
          for (const daemon of daemons) {
            await daemon.poll(20);
            daemon.printOne();
          }
        }
        for (const daemon of daemons) await daemon.poll(0);
        const out = daemons.flatMap((daemon) => daemon.printed);
        assert.deepEqual([...out].sort(), [...ids].sort(), "none twice, none lost");
        for (const id of ids) assert.equal((await shop.job(id)).state, "printed");
      });
    },
  );
}
