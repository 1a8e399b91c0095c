import assert from "node:assert/strict";
import { recentAlertRows } from "../../src/alerts/queries.ts";
import { watchShop } from "../../src/alerts/shop_watch.ts";
import { SYSTEM } from "../../src/context.ts";
import { asAdmin, asReceptionist, testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { assertUsesIndex } from "../support/plan.ts";

const HOUR = 3_600_000;
const GB = 1e9;

Deno.test("administrators are told before the shop's files come to all they may, and once there is room", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database, { SMTP_URL: "smtp://127.0.0.1:1" });
  let used = 0;
  const files = { ...app.services.files, used: () => used };
  const look = async (limit: number | null) => {
    for (const minutes of [0, 5, 5, 5]) {
      app.now += minutes * 60_000;
      const ctx = { ...await app.ctx(SYSTEM), files };
      const shop = { ...ctx.shop, settings: { ...ctx.shop.settings, files_limit_mb: limit } };
      await watchShop({ ...ctx, shop });
    }
    const rows = await database.db.selectFrom("message").select("subject").orderBy("id").execute();
    return rows.map(({ subject }) => subject.replace("Service Norte: ", ""));
  };
  used = 9 * GB;
  assert.deepEqual(await look(null), [], "no limit but the disk");
  assert.deepEqual(await look(10_001), []);
  const told = ["Queda poco lugar para archivos: 1 GB (se usa el 90 % de lo permitido)"];
  assert.deepEqual(await look(10_000), told);
  used = 8.5 * GB;
  assert.deepEqual(await look(10_000), told, "around the limit nothing begins or ends");
  used = 8.4 * GB;
  assert.deepEqual(await look(10_000), [...told, "Hay lugar para archivos de nuevo"]);
});

Deno.test(
  "administrators are told once of what is wrong with the shop, and once it is over",
  async () => {
    await using database = await freshDatabase();
    await using app = await testApp(database, { SMTP_URL: "smtp://127.0.0.1:1" });
    let free = 50 * GB;
    const files = { ...app.services.files, space: () => Promise.resolve({ free, total: 100 * GB }) };
    /** Looks every five minutes for a quarter of an hour, by two processes at once. */
    const look = async () => {
      for (const minutes of [0, 5, 5, 5]) {
        app.now += minutes * 60_000;
        const ctx = { ...await app.ctx(SYSTEM), files };
        await Promise.all([watchShop(ctx), watchShop(ctx)]);
      }
      const rows = await database.db.selectFrom("message").select(["subject", "to_address"]).orderBy("id")
        .execute();
      return rows.map(({ subject, to_address }) =>
        `${to_address}: ${subject.replace("Service Norte: ", "")}`
      );
    };
    assert.deepEqual(await look(), []);
    free = 9 * GB;
    assert.deepEqual(await look(), ["ana@example.com: Queda poco disco: 9 GB libres (9 %)"]);
    free = 12 * GB;
    assert.equal((await look()).length, 1, "around the limit nothing begins or ends");
    assert.match(await (await asReceptionist(app)).page("/"), /Queda poco disco: 9 GB libres/);
    free = 16 * GB;
    assert.deepEqual((await look()).slice(1), ["ana@example.com: Hay disco libre de nuevo"]);

    const failure = { failures: 12, last_failed_at: app.now, blocked_until: app.now };
    for (const key of ["account:tomas@example.com", "account:nadie@example.com", "network:203.0.113.7"]) {
      await database.db.insertInto("login_failure").values({ key, ...failure }).execute();
    }
    const [account, ...others] = (await look()).slice(2);
    assert.match(
      account ?? "",
      /12 ingresos fallidos seguidos de tomas@example\.com, el último a las \d\d:\d\d/,
    );
    assert.deepEqual(others, [], "neither an address that nobody has nor a network with few");
    app.now += HOUR + 1;
    assert.match((await look())[3] ?? "", /Ya no hay ingresos fallidos de tomas/);

    const job = { payload_json: "{}", run_at: app.now, attempts: 12, max_attempts: 12, created_at: app.now };
    const dead = {
      ...job,
      state: "dead",
      lease_token: null,
      lease_until: null,
      unique_key: null,
      errors_json: "[]",
    } as const;
    for (const kind of ["send_message", "allot_parts"]) {
      const id = crypto.randomUUID();
      await database.db.insertInto("job").values({ id, kind, ...dead, finished_at: app.now }).execute();
    }
    assert.match((await look())[4] ?? "", /Un trabajo en segundo plano se abandonó/);
    const admin = await asAdmin(app);
    assert.equal((await admin.post("/preferencias/correos", { alerts: "" })).status, 303);
    app.now += 24 * HOUR + 1;
    assert.equal((await look()).length, 5, "who switched it off is not written to");
    const open = await database.db.selectFrom("alert").select("id").where("closed_at", "is", null).execute();
    assert.equal(open.length, 0);
  },
);

Deno.test("what comes and goes is one alert; nobody is reminded of what somebody took on", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database, { SMTP_URL: "smtp://127.0.0.1:1" });
  let free = 4 * GB;
  const files = { ...app.services.files, space: () => Promise.resolve({ free, total: 100 * GB }) };
  const look = async (minutes: number) => {
    app.now += minutes * 60_000;
    await watchShop({ ...await app.ctx(SYSTEM), files });
    const rows = await database.db.selectFrom("message").select("subject").orderBy("id").execute();
    return rows.map(({ subject }) => subject.replace("Service Norte: ", ""));
  };
  const told = async () => {
    const rows = await database.db.selectFrom("event").select("type").where("subject_kind", "=", "alert")
      .orderBy("id").execute();
    return rows.map(({ type }) => type);
  };
  assert.deepEqual(await look(0), [], "not yet");
  free = 50 * GB;
  await look(5);
  free = 4 * GB;
  assert.deepEqual(await look(20), [], "it was well meanwhile: it begins anew");
  assert.equal((await look(5)).length, 1);
  for (const well of [true, false, true, false]) {
    free = well ? 50 * GB : 4 * GB;
    assert.equal((await look(5)).length, 1, "well for less than a quarter of an hour");
  }
  assert.deepEqual((await look(25 * 60)).slice(1), [
    "Sigue sin resolver: Queda poco disco: 4 GB libres (4 %)",
  ]);
  assert.equal((await look(5)).length, 2, "a reminder a day");

  const { id } = await database.db.selectFrom("alert").select("id").executeTakeFirstOrThrow();
  const desk = await asReceptionist(app);
  assert.equal((await desk.post(`/admin/estado/avisos/${id}`)).status, 403);
  const admin = await asAdmin(app);
  assert.match(await admin.page("/admin/estado"), /Queda poco disco[^]*Me ocupo/);
  assert.equal((await admin.post(`/admin/estado/avisos/${id}`)).status, 303);
  assert.match(await admin.page("/admin/estado"), /Se ocupa Ana Administradora, desde/);
  assert.equal((await admin.post("/admin/estado/avisos/none")).status, 404);
  assert.equal((await look(3 * 24 * 60)).length, 2, "it is in good hands");
  assert.deepEqual(await told(), ["alert.raised"]);
  free = 50 * GB;
  await look(5);
  assert.deepEqual((await look(15)).slice(2), ["Hay disco libre de nuevo"]);
  assert.deepEqual(await told(), ["alert.raised", "alert.cleared"]);
  assert.match(
    await (await asAdmin(app)).page("/admin/estado"),
    /No hay avisos abiertos[^]*Resueltos en los últimos siete días[^]*Queda poco disco/,
  );
  await assertUsesIndex(database, recentAlertRows(database.db, 0).compile());
});
