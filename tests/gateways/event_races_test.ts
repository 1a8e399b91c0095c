import assert from "node:assert/strict";
import { keepEvent, sweepPaymentEvents } from "../../src/gateways/event_commands.ts";
import { testApp } from "../support/app.ts";
import { Between } from "../support/between.ts";
import { eachDatabase } from "../support/database.ts";

const YEAR = 365 * 86_400_000;
const between = new Between();

// A database file has one writer at a time.
eachDatabase(
  "a hint that comes again while its event is swept is looked into all the same",
  async (_, database) => {
    await using app = await testApp(between.of(database));
    const ctx = await app.ctx();
    const event = { eventId: "hint-1", signed: false, subject: { kind: "payment", id: "77" } } as const;
    const hint = () => keepEvent({ ...ctx, now: app.now }, "mercado_pago", { event, body: "{}" });
    await hint();
    await database.db.updateTable("payment_event").set({ processed_at: app.now }).execute();
    await database.db.deleteFrom("job").execute();
    app.now += YEAR;
    let sweep: Promise<number> = Promise.resolve(0);
    between.after(/insert into "payment_event"/, async () => {
      sweep = sweepPaymentEvents({ ...ctx, db: database.db, now: app.now });
      // It is done by then, or waits for the hint.
      await Promise.race([sweep, new Promise((resolve) => setTimeout(resolve, 300))]);
    });
    await hint();
    assert.equal(await sweep, 0);
    const kept = await database.db.selectFrom("payment_event").select("processed_at").execute();
    assert.deepEqual(kept, [{ processed_at: null }]);
    const jobs = await database.db.selectFrom("job").select("kind").execute();
    assert.deepEqual(jobs, [{ kind: "read_payment_event" }]);
  },
  { engines: ["postgres"], ...between },
);
