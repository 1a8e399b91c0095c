import assert from "node:assert/strict";
import { CALM } from "../../src/alerts/alert.ts";
import { watchShop } from "../../src/alerts/shop_watch.ts";
import { PermanentFailure } from "../../src/jobs/handler.ts";
import { enqueue } from "../../src/jobs/queue.ts";
import { tick } from "../../src/jobs/schedule.ts";
import { paths } from "../../src/paths.ts";
import { TIMED_TASKS } from "../../src/tasks/task.ts";
import { jobHandlers } from "../../src/jobs/handlers.ts";
import { until, working } from "../jobs/stage.ts";
import { asAdmin, type Browser, type TestApp, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const TASK = TIMED_TASKS.filter(({ kind }) => kind === "sweep_sessions");
const PAGE = paths.task("sweep_sessions");

async function formKey(admin: Browser): Promise<string> {
  return /name="form_key" value="([^"]+)"/.exec(await admin.page(PAGE))?.[1] ?? "";
}

async function allOver(app: TestApp): Promise<void> {
  const { db } = app.services.database;
  await until(
    async () =>
      await db.selectFrom("task_run").select("id").where("finished_at", "is", null).executeTakeFirst() ===
        undefined,
    "every run is over",
  );
}

eachDatabase(
  "a task has its own times, runs by clock and by hand, and tells of its failures",
  async (
    _t,
    database,
  ) => {
    await using app = await testApp(database);
    const { db } = database;
    const admin = await asAdmin(app);
    assert.match(await admin.page(paths.tasks()), /Borrar sesiones vencidas[^]*Todavía no corrió/);

    const plan = (pattern: string, version: string, more = {}) =>
      admin.post(paths.taskPlan("sweep_sessions"), { pattern, version, enabled: "1", ...more });
    const wrong = await plan("cada hora", "0");
    assert.equal(wrong.status, 422);
    assert.match(await wrong.text(), /expresión de cinco campos[^]*value="cada hora"/);
    assert.match(await (await plan("0 0 31 2 *", "0")).text(), /no llega nunca/);
    const tried = await plan("30 9 * * 1-5", "0", { act: "preview" });
    assert.match(await tried.text(), /A las 09:30, de lunes a viernes[^]*24 nov 2026, 09:30/);
    assert.equal(await db.selectFrom("task_plan").selectAll().executeTakeFirst(), undefined);

    app.now += 30 * MINUTE;
    assert.equal((await plan("15 * * * *", "0")).status, 303, "10:15 is over already");
    assert.equal((await plan("45 * * * *", "0")).status, 409, "the form is that of before");
    assert.deepEqual(
      await tick(app.services, TASK),
      [],
      "what new times would have named before is not made up for",
    );
    assert.match(await admin.page(PAGE), /A los 15 minutos de la hora[^]*Lo cambió Ana Administradora/);

    app.now += HOUR;
    let fails = false;
    const { sweep_sessions } = jobHandlers({ sessions: app.services.sessions, mail: null });
    const run: typeof sweep_sessions.run = async (...given) => {
      if (fails) throw new PermanentFailure("no hay disco");
      return await sweep_sessions.run(...given);
    };
    await using _workers = working(app, { sweep_sessions: { ...sweep_sessions, run } });
    assert.deepEqual(await tick(app.services, TASK), ["sweep_sessions"]);
    await allOver(app);
    const key = await formKey(admin);
    const hand = () => admin.post(paths.taskRun("sweep_sessions"), { form_key: key });
    assert.equal((await hand()).status, 303);
    await allOver(app);
    assert.equal((await hand()).status, 303);
    const runs = await db.selectFrom("task_run").select(["state", "due_at", "by_name"]).orderBy("id")
      .execute();
    assert.deepEqual(runs.map(({ state, by_name }) => [state, by_name]), [["ok", ""], [
      "ok",
      "Ana Administradora",
    ]]);
    assert.equal(runs[0]?.due_at, Date.parse("2026-11-23T11:15-03:00"));
    assert.match(await admin.page(PAGE), /A mano, Ana Administradora[^]*Por reloj/);

    fails = true;
    for (let hour = 0; hour < 3; hour++) {
      app.now += HOUR;
      await tick(app.services, TASK);
      await allOver(app);
    }
    assert.match(await admin.page(paths.tasks()), /Piden atención[^]*Falló 3 veces seguidas/);
    assert.match(await admin.page(`${PAGE}?ver=fallidas`), /no hay disco/);
    assert.match(await admin.page("/"), /falla una y otra vez: no hay disco/);
    const mails = () => db.selectFrom("message").select("kind").orderBy("id").execute();
    assert.deepEqual((await mails()).map(({ kind }) => kind), ["alert_opened"]);
    fails = false;
    await admin.post(paths.taskRun("sweep_sessions"), { form_key: await formKey(admin) });
    await allOver(app);
    app.now += CALM.task_failing.clearMs;
    await watchShop(await app.ctx());
    assert.deepEqual((await mails()).map(({ kind }) => kind), ["alert_opened", "alert_closed"]);

    await admin.post(paths.taskRestore("sweep_sessions"), { version: "1" });
    assert.match(await admin.page(PAGE), /A los 17 minutos de la hora/);
    const audited = await db.selectFrom("audit_event").select("kind").where(
      "subject_id",
      "=",
      "sweep_sessions",
    )
      .orderBy("id").execute();
    assert.deepEqual(audited.map(({ kind }) => kind), [
      "task_planned",
      "task_run",
      "task_run",
      "task_planned",
    ]);
  },
);

eachDatabase(
  "a job that was given up is queued anew or discarded by an administrator",
  async (_t, database) => {
    await using app = await testApp(database);
    const { db } = database;
    const admin = await asAdmin(app);
    assert.match(await admin.page(paths.deadJobs()), /Ningún trabajo fracasó/);
    const ctx = await app.ctx();
    for (const eventId of ["one", "two"]) {
      await enqueue(db, ctx, { kind: "read_payment_event", payload: { eventId }, uniqueKey: eventId });
    }
    await db.updateTable("job").set({ state: "dead", finished_at: app.now, attempts: 40 }).execute();
    const [first, second] = await db.selectFrom("job").select("id").orderBy("id").execute();
    assert.match(await admin.page(paths.tasks()), /Trabajos fallidos: 2/);
    assert.match(await admin.page(paths.deadJobs()), /Leer un aviso de cobro/);
    assert.equal((await admin.post(paths.deadJobRetry(first?.id ?? ""))).status, 303);
    assert.equal((await admin.post(paths.deadJobRetry(first?.id ?? ""))).status, 404);
    assert.equal((await admin.post(paths.deadJobDiscard(second?.id ?? ""))).status, 303);
    const jobs = await db.selectFrom("job").select(["state", "unique_key", "attempts"]).execute();
    assert.deepEqual(jobs, [{ state: "waiting", unique_key: "one", attempts: 0 }]);
  },
);
