import assert from "node:assert/strict";
import { jobHandlers } from "../../src/jobs/handlers.ts";
import { tick } from "../../src/jobs/schedule.ts";
import { TIMED_TASKS } from "../../src/tasks/task.ts";
import { startWorkers } from "../../src/jobs/workers.ts";
import { purgeDueSecrets } from "../../src/orders/secret_purge.ts";
import { testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { allJobs, until } from "./stage.ts";

const DAY = 86_400_000;

eachDatabase(
  "what unlocks a device is forgotten when its time has come, and the history says so",
  async (_t, database) => {
    await using app = await testApp(database);
    const due = await anOrder(app, { pin: "1234" });
    const later = await anOrder(app, { pin: "9876" });
    await database.db.updateTable("secret").set({ purge_at: app.now }).where("order_id", "=", due.id)
      .execute();
    await database.db.updateTable("secret").set({ purge_at: app.now + DAY }).where("order_id", "=", later.id)
      .execute();
    assert.equal(await purgeDueSecrets(await app.ctx()), 1);
    assert.equal(await purgeDueSecrets(await app.ctx()), 0);
    const rows = await database.db.selectFrom("secret").select(["order_id", "sealed", "purged_at"]).execute();
    assert.equal(rows.find((row) => row.order_id === due.id)?.sealed, "");
    assert.notEqual(rows.find((row) => row.order_id === later.id)?.sealed, "");
    const events = await database.db.selectFrom("order_event").select("order_id").where(
      "kind",
      "=",
      "secret_purged",
    )
      .execute();
    assert.deepEqual(events, [{ order_id: due.id }]);
  },
);

eachDatabase("every timed task runs through its handler", async (_t, database) => {
  await using app = await testApp(database);
  const handlers = jobHandlers({ sessions: app.services.sessions, mail: null });
  await tick(app.services, TIMED_TASKS);
  app.now += DAY;
  await tick(app.services, TIMED_TASKS);
  const workers = startWorkers(app.services, handlers, { pollMs: 20 });
  await until(
    async () => (await allJobs(database.db)).every((job) => job.state === "done"),
    "all are done",
    10_000,
  );
  await workers.stop();
  assert.equal((await allJobs(database.db)).length, TIMED_TASKS.length);
});
