import assert from "node:assert/strict";
import { SYSTEM } from "../../src/context.ts";
import { remindPickups } from "../../src/pickups/reminders.ts";
import { dueReminders } from "../../src/pickups/queries.ts";
import { instantOf } from "../../src/lib/dates.ts";
import { asReceptionist } from "../support/app.ts";
import { eachDatabase, freshDatabase, type TestDatabase } from "../support/database.ts";
import { assertUsesIndex } from "../support/plan.ts";
import { NO_MAIL, type Pickups, pickups } from "./pickup_stage.ts";

const ZONE = "America/Argentina/Buenos_Aires";
const HOUR = 3_600_000;

/** Two processes look every few hours from now on until a local time. */
async function look(shop: Pickups, until: string, timeZone = ZONE): Promise<void> {
  const { app } = shop;
  for (const end = instantOf(until, timeZone); app.now < end;) {
    app.now = Math.min(app.now + 3 * HOUR, end);
    const ctx = await app.ctx(SYSTEM);
    await Promise.all([remindPickups(ctx, { atOnce: 1 }), remindPickups(ctx)]);
  }
}

function given(database: TestDatabase, orderId: string) {
  return database.db.selectFrom("pickup_reminder").select(["day", "message_id", "given_at"])
    .where("order_id", "=", orderId).orderBy("given_at").execute();
}

const localTimes = (rows: readonly { given_at: number }[], timeZone = ZONE) =>
  rows.map(({ given_at }) =>
    Temporal.Instant.fromEpochMilliseconds(given_at).toZonedDateTimeISO(timeZone).toPlainDateTime()
      .toString({ smallestUnit: "minute" })
  );

Deno.test(
  "a client is reminded once on each day of the setting, while the branch is open, and no longer once it has left the shelf",
  async () => {
    await using database = await freshDatabase();
    await using shop = await pickups(database);
    const { app } = shop;
    app.now = instantOf("2026-11-24T18:50", ZONE);
    const { id, number } = await shop.ready({ charges: [4_850_000], payments: [850_000] });
    await look(shop, "2026-12-10T20:00");
    // All at the first look of the open branch, however late in the day it became ready.
    assert.deepEqual(localTimes(await given(database, id)), [
      "2026-11-27T09:50",
      "2026-12-01T09:50",
      "2026-12-09T09:50",
    ]);
    app.now -= 5 * 24 * HOUR;
    await look(shop, "2026-12-09T12:00");
    assert.equal((await given(database, id)).length, 3, "a clock set back repeats nothing");

    const [text = "", ...others] = await shop.post();
    assert.equal(others.length, 2);
    assert.match(text, /Su Samsung Galaxy A54 sigue listo para retirar\./);
    assert.match(text, /Está listo desde el 24 nov[^]*Queda por pagar \$\s40\.000,00/);
    const rocio = await asReceptionist(app);
    const story = await rocio.page(`/ordenes/${number}?historial=todo`);
    assert.match(story, /Correo enviado: recordatorio de retiro/);
    const back = { to: "repairing", force: "1", reason: "Se volvió a apagar" };
    assert.equal((await (await shop.admin()).post(`/ordenes/${number}/estado`, back)).status, 303);
    await look(shop, "2027-01-10T12:00");
    assert.equal((await given(database, id)).length, 3);
  },
);

Deno.test("a booked pick-up postpones, holidays and month ends count as on the calendar, and late ones are left", async () => {
  await using database = await freshDatabase();
  await using shop = await pickups(database);
  const { app } = shop;
  app.now = instantOf("2027-01-29T10:00", ZONE);
  const { id, number } = await shop.ready();
  const rocio = await asReceptionist(app);
  const booked = await rocio.post("/agenda/nuevo", {
    kind: "pick_up",
    order: number,
    starts: "2027-02-05T11:00",
    minutes: "30",
    form_key: crypto.randomUUID(),
  });
  assert.equal(booked.status, 303);
  await look(shop, "2027-02-05T10:00");
  assert.deepEqual(await given(database, id), [], "the third day is one of those before the appointment");
  await look(shop, "2027-03-02T20:00");
  assert.deepEqual(localTimes(await given(database, id)), [
    "2027-02-05T13:00",
    "2027-02-13T10:00",
    "2027-03-01T10:00",
  ]);
  const old = await shop.ready();
  app.now = instantOf("2027-06-01T12:00", ZONE);
  await remindPickups(await app.ctx(SYSTEM));
  assert.deepEqual(await given(database, old.id), []);
});

Deno.test("days are those of the branch's calendar where clocks move", async () => {
  await using database = await freshDatabase();
  await using shop = await pickups(database);
  const { app } = shop;
  const zone = "Europe/Madrid";
  await database.db.updateTable("branch").set({ time_zone: zone }).execute();
  app.now = instantOf("2026-10-22T18:59", zone);
  const { id } = await shop.ready();
  await look(shop, "2026-10-30T12:00", zone);
  // Three days on, the 25th, is a Sunday and the night on which the hour between two and three comes twice.
  assert.deepEqual(localTimes(await given(database, id), zone), ["2026-10-26T11:59", "2026-10-29T11:59"]);
});

Deno.test("who has no e-mail is to be told by hand, once, and no days mean no reminders", async () => {
  await using database = await freshDatabase();
  await using shop = await pickups(database);
  const { app } = shop;
  const { id, number } = await shop.ready({ client: NO_MAIL });
  await look(shop, "2026-12-01T12:00");
  assert.deepEqual((await given(database, id)).map(({ day, message_id }) => [day, message_id]), [[3, null], [
    7,
    null,
  ]]);
  const rocio = await asReceptionist(app);
  assert.match(await rocio.page("/por-avisar"), /Elsa Sosa[^]*Recordatorio de retiro[^]*No tiene correo/);
  assert.equal((await database.db.selectFrom("to_tell").select("about").execute()).length, 1);
  await rocio.post(`/por-avisar/${number}/aviso`, { how: "phone", note: "" });

  const admin = await shop.admin();
  const page = await admin.page("/admin/ajustes");
  const version = /id="form-recordatorios"[^]*?name="version" value="([^"]*)"/.exec(page)?.[1] ?? "";
  const others = { version, appointment_reminder_hour: "10", digest_hour: "8" };
  const wrong = await admin.post("/admin/ajustes/recordatorios", { ...others, pickup_reminders: "7, 3" });
  assert.equal(wrong.status, 422);
  assert.match(await wrong.text(), /value="7, 3"[^]*Hasta doce días en orden creciente/);
  assert.equal(
    (await admin.post("/admin/ajustes/recordatorios", { ...others, pickup_reminders: "" })).status,
    303,
  );
  await look(shop, "2027-01-10T12:00");
  assert.equal((await given(database, id)).length, 2);
});

eachDatabase("of many that look at once one reminds, and an index finds whom", async (_, database) => {
  await using shop = await pickups(database);
  const { id } = await shop.ready();
  shop.app.now += 3 * 24 * HOUR;
  const ctx = await shop.app.ctx(SYSTEM);
  await Promise.all(Array.from({ length: 4 }, () => remindPickups(ctx)));
  assert.equal((await given(database, id)).length, 1);
  const window = { branchId: "b", day: 3, readyBefore: 2, readyFrom: 1, now: 3 };
  for (const after of [undefined, { number: "", seq: 1, status_since: 1 }]) {
    await assertUsesIndex(database, dueReminders(database.db, { ...window, after }).compile());
  }
});
