import assert from "node:assert/strict";
import { openAlerts } from "../../src/alerts/queries.ts";
import { watchShop } from "../../src/alerts/shop_watch.ts";
import { takeBackup } from "../../src/backups/commands.ts";
import { backupTools } from "../../src/backups/tools.ts";
import { parseConfig } from "../../src/config.ts";
import { jobHandlers } from "../../src/jobs/handlers.ts";
import { PermanentFailure } from "../../src/jobs/handler.ts";
import { paths } from "../../src/paths.ts";
import { until, working } from "../jobs/stage.ts";
import { backupReason } from "../../views/backups/reason.ts";
import { asAdmin, asReceptionist, testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";

const HOUR = 3_600_000;

Deno.test("an owner makes the key, takes a backup, tries it, and is told when it goes wrong", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { db } = database;
  await anOrder(app);
  let admin = await asAdmin(app);
  assert.equal((await (await asReceptionist(app)).get(paths.backups())).status, 404);
  assert.match(await admin.page("/"), /Respaldo[^]*sin configurar/);
  assert.match(await admin.page(paths.backups()), /Falta la clave de los respaldos/);
  assert.equal(await watchShop(await app.ctx()), 0, "who has not begun is not alarmed");

  const made = await (await admin.post(paths.backupKey())).text();
  const [identity = ""] = /AGE-SECRET-KEY-1[0-9A-Z]+/.exec(made) ?? [];
  assert.ok(identity.length > 50);
  const everywhere = JSON.stringify([
    await db.selectFrom("backup_key").selectAll().execute(),
    await db.selectFrom("audit_event").selectAll().execute(),
  ]);
  assert.ok(!everywhere.includes(identity), "the server keeps the public half alone");
  assert.match(await admin.page(paths.backups()), /age1[^]*Todavía no hay respaldos/);

  const tools = backupTools(
    parseConfig({ DATA_DIR: app.services.config.DATA_DIR, DATABASE_URL: database.url }),
    "1",
  );
  const handlers = jobHandlers({ sessions: app.services.sessions, mail: null, backups: tools });
  {
    await using _workers = working(app, handlers);
    const form_key = crypto.randomUUID();
    for (let click = 0; click < 2; click++) {
      assert.equal((await admin.post(paths.backups(), { form_key })).status, 303);
    }
    const backedUp = async () =>
      (await db.selectFrom("task_run").select("state").where("state", "=", "ok").execute()).length > 0;
    await until(backedUp, "the backup is taken");
    assert.equal((await admin.post(paths.backupDrill(), { form_key: crypto.randomUUID() })).status, 303);
    await until(
      async () => (await db.selectFrom("backup_drill").select("id").execute()).length > 0,
      "it is tried",
    );
  }
  assert.match(await admin.page(paths.backups()), /Se restauró bien[^]*Guardado/);
  const drilledAt = await db.selectFrom("backup_drill").select("at").executeTakeFirstOrThrow();
  const drillDate = new RegExp(`simulacro bien, <time datetime="${new Date(drilledAt.at).toISOString()}"`);
  assert.match(await admin.page("/"), drillDate, "the dashboard tells when the drill was");
  assert.match(
    await admin.page(paths.audit()),
    /Probó un respaldo[^]*Hizo un respaldo[^]*Creó una clave de respaldos/,
  );
  assert.equal(await watchShop(await app.ctx()), 0);

  /** Long enough for what goes wrong to be told, and what goes well to be over. */
  const looked = async () => {
    for (const minutes of [0, 5, 10]) {
      app.now += minutes * 60_000;
      await watchShop(await app.ctx());
    }
  };
  app.now += 40 * HOUR;
  admin = await asAdmin(app);
  await looked();
  const open = async () => (await openAlerts(db)).map(({ kind }) => kind).sort();
  assert.deepEqual(await open(), ["backup_old", "drill_old"]);
  assert.match(await admin.page("/"), /No hay un respaldo nuevo desde/);
  await takeBackup(await app.ctx(), tools);
  const attempt = { number: 1, signal: new AbortController().signal };
  await handlers.drill_backup.run(await app.ctx(), {}, attempt);
  await looked();
  assert.deepEqual(await open(), []);

  app.now += HOUR;
  const unreachable = { ...tools, databaseUrl: `file:${tools.dir}/none/reparo.db` };
  await assert.rejects(takeBackup(await app.ctx(), unreachable));
  const bad = jobHandlers({
    sessions: app.services.sessions,
    mail: null,
    backups: { ...tools, dir: `${tools.dir}/other` },
  });
  await assert.rejects(
    async () => await bad.drill_backup.run(await app.ctx(), {}, attempt),
    PermanentFailure,
  );
  await watchShop(await app.ctx());
  assert.deepEqual(await open(), ["backup_failed", "drill_failed"]);
  assert.match(
    await admin.page(paths.backups()),
    /No se pudo restaurar[^]*El respaldo \d{8}T\d{6}Z-[0-9a-f]{8} ya no está en su lugar[^]*Falló/,
  );
  assert.equal(
    await handlers.check_audit.run(await app.ctx(), {}, attempt),
    (await db.selectFrom("audit_event").select("id").execute()).length,
  );
});

Deno.test("what a backup fails of is told in the words of who reads", () => {
  const told = [
    ["No space left on device (os error 28)", /El disco está lleno/, /The disk is full/],
    [
      "The store answered 403 AccessDenied to PUT /b/x",
      /rechaza la clave.*403 AccessDenied\)/,
      /refuses the key/,
    ],
    ["The store did not answer to GET /b: nothing for 300 ms", /no respondió\./, /did not answer\./],
    [
      `the attachment ${"ab".repeat(32)} is damaged`,
      /adjunto abababab… falta o está/,
      /abababab… is missing or/,
    ],
    ["database.age is damaged", /database\.age falta o está dañado/, /database\.age is missing or damaged/],
    ["order has 3 rows, 5 were backed up", /La tabla order .* las 5 .*\(3\)/, /The table order/],
    ["the audit log was tampered with", /auditoría .* no cierra/, /does not hold/],
    [
      "the manifest of 20261101T031200Z-00000000 is damaged: remove it",
      /de 20261101T031200Z-00000000 está dañado.*Borre/,
      /of 20261101T031200Z-00000000 is damaged.*Remove/,
    ],
    ["interrupted", /se detuvo antes/, /stopped before/],
  ] as const;
  for (const [reason, es, en] of told) {
    assert.match(backupReason("es", reason), es);
    assert.match(backupReason("en", reason), en);
  }
  assert.equal(backupReason("es", "something new"), "something new");
});
