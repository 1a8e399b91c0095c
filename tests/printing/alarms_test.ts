import assert from "node:assert/strict";
import { CALM } from "../../src/alerts/alert.ts";
import { openSince } from "../../src/admin/opening.ts";
import { watchPrinting } from "../../src/printing/alarms.ts";
import { revokeAgent } from "../../src/printing/pairing.ts";
import { paths } from "../../src/paths.ts";
import { asAdmin, asReceptionist, MONDAY, type TestApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { IDLE } from "./daemon_stage.ts";
import { type TwoPrinters, twoPrinters, WORKSHOP_IDLE } from "./two_printers.ts";

const HOUR = 3_600_000;
const ZONE = "America/Argentina/Buenos_Aires";

Deno.test("a branch is open on its days, from its first minute to its last", () => {
  const opening = { days: [1, 2, 3, 4, 5, 6], from: "09:00", to: "19:00" };
  const branch = { opening, holidays: [], timeZone: ZONE };
  const at = (now: number) => openSince(branch, now);
  assert.equal(at(MONDAY), MONDAY - HOUR);
  assert.equal(at(MONDAY - HOUR), MONDAY - HOUR);
  assert.equal(at(MONDAY - HOUR - 1), null);
  assert.equal(at(MONDAY + 9 * HOUR), null);
  assert.equal(at(MONDAY - 24 * HOUR), null, "Sunday");
  assert.equal(openSince({ ...branch, opening: { ...opening, days: [] } }, MONDAY), null);
  const holidays = [{ date: "2025-11-23", name: "Aniversario", yearly: true }];
  assert.equal(openSince({ ...branch, holidays }, MONDAY), null, "a holiday");
});

async function look(app: TestApp): Promise<string> {
  const { opened, closed } = await watchPrinting(await app.ctx());
  return `${opened} opened, ${closed} closed`;
}

async function mails({ database: { db } }: TwoPrinters) {
  const rows = await db.selectFrom("message").select(["kind", "to_address", "subject", "text"]).orderBy("id")
    .execute();
  return rows;
}

eachDatabase(
  "a daemon that is silent for a minute in business hours is told once, and once when it is back",
  async (_t, database) => {
    await twoPrinters(database, async (shop) => {
      const { app, counter, workshop } = shop;
      const heard = async (seconds: number) => {
        app.now += seconds * 1000;
        await workshop.answer({ take: 0, printers: [WORKSHOP_IDLE] });
      };
      await heard(59);
      assert.equal(await look(app), "0 opened, 0 closed");
      await heard(1);
      const looks = await Promise.all(Array.from({ length: 5 }, () => look(app)));
      assert.deepEqual(
        looks.filter((one) => one.startsWith("1 opened")).length,
        1,
        "five processes, one alert",
      );
      await heard(30);
      assert.equal(await look(app), "0 opened, 0 closed");
      const [opened, ...others] = await mails(shop);
      assert.deepEqual(others, []);
      assert.equal(opened?.to_address, app.users.admin.email);
      assert.match(
        opened?.subject ?? "",
        /El servicio de impresión «Mostrador» no da señales desde las 10:00/,
      );
      assert.match(opened?.text ?? "", /http:\/\/localhost:8000\/impresion/);

      const desk = await asReceptionist(app);
      assert.match(await desk.page(paths.counter()), /«Mostrador» no da señales desde las 10:00/);
      assert.match(await desk.page(paths.printing()), /«Mostrador» no da señales[\s\S]*Visto/);
      const { id } = await database.db.selectFrom("alert").select("id").executeTakeFirstOrThrow();
      assert.equal((await desk.post(paths.alertSeen(id))).status, 303);
      assert.doesNotMatch(await desk.page(paths.counter()), /no da señales/);
      assert.match(await desk.page(paths.printing()), /Visto por Rocío Recepción/);
      assert.equal((await desk.post(paths.alertSeen("no-such-alert"))).status, 404);

      await counter.answer({ take: 0, printers: [IDLE] });
      assert.equal(await look(app), "0 opened, 0 closed", "two minutes of quiet before it is over");
      app.now += CALM.agent_silent.clearMs - 60_000;
      await counter.answer({ take: 0, printers: [IDLE] });
      await workshop.answer({ take: 0, printers: [WORKSHOP_IDLE] });
      app.now += 60_000 - 1;
      assert.equal(await look(app), "0 opened, 0 closed");
      app.now += 1;
      await counter.answer({ take: 0, printers: [IDLE] });
      await workshop.answer({ take: 0, printers: [WORKSHOP_IDLE] });
      assert.equal(await look(app), "0 opened, 1 closed");
      assert.equal(await look(app), "0 opened, 0 closed");
      const over = (await mails(shop)).at(-1);
      assert.equal(over?.kind, "alert_closed");
      assert.match(over?.subject ?? "", /Mostrador funciona de nuevo/);
      assert.equal((await mails(shop)).length, 2);
      assert.doesNotMatch(await desk.page(paths.printing()), /no da señales/);
      const admin = await asAdmin(app);
      assert.match(
        await admin.page(paths.messages()),
        /Aviso resuelto[\s\S]*Aviso a administradores|no da señales/,
      );
    });
  },
);

eachDatabase("nobody is told at night; what still is off a minute after opening is", async (_t, database) => {
  await twoPrinters(database, async ({ app }) => {
    app.now = MONDAY + 9 * HOUR;
    assert.equal(await look(app), "0 opened, 0 closed", "19:00, closed");
    app.now = MONDAY + 23 * HOUR + 59_000;
    assert.equal(await look(app), "0 opened, 0 closed", "Tuesday 9:00:59");
    app.now += 1_000;
    assert.equal(await look(app), "2 opened, 0 closed");
  });
});

eachDatabase("a branch's own hours count", async (_t, database) => {
  await twoPrinters(database, async ({ app }) => {
    const admin = await asAdmin(app);
    const wrong = await admin.post(paths.branchOpening(app.branchId), {
      days: ["1"],
      from: "12:00",
      to: "09:00",
    });
    assert.equal(wrong.status, 422);
    assert.match(await wrong.text(), /La hora de cierre es anterior/);
    const saved = await admin.post(paths.branchOpening(app.branchId), {
      days: ["2", "3"],
      from: "10:00",
      to: "13:00",
    });
    assert.equal(saved.status, 303);
    const page = await admin.page(paths.branch(app.branchId));
    assert.match(page, /value="10:00"[\s\S]*value="13:00"/);
    assert.deepEqual((await app.ctx()).shop.branches[0]?.opening, {
      days: [2, 3],
      from: "10:00",
      to: "13:00",
    });
    app.now += HOUR;
    assert.equal(await look(app), "0 opened, 0 closed", "Monday is closed");
    app.now = MONDAY + 24 * HOUR + 60_000;
    assert.equal(await look(app), "2 opened, 0 closed", "Tuesday 10:01");
  });
});

eachDatabase(
  "a printer that does not print for five minutes is told with its reason",
  async (_t, database) => {
    await twoPrinters(database, async (shop) => {
      const { app, counter, workshop, first } = shop;
      const state = async (printer: typeof IDLE, seconds: number) => {
        app.now += seconds * 1000;
        await counter.answer({ take: 0, printers: [printer] });
        await workshop.answer({ take: 0, printers: [WORKSHOP_IDLE] });
      };
      const out = { ...IDLE, ok: false, reason: "paper_out" } as const;
      await state(out, 0);
      await state(out, 299);
      assert.equal(await look(app), "0 opened, 0 closed");
      await state(out, 1);
      assert.equal(await look(app), "1 opened, 0 closed");
      const admin = await asAdmin(app);
      assert.match(
        await admin.page(paths.printer(first)),
        /Fallas[\s\S]*mostrador: sin papel, desde las 10:00/,
      );
      await state({ ...IDLE, ok: false, reason: "held" }, 10);
      assert.equal(await look(app), "0 opened, 0 closed");
      await state({ ...IDLE, ok: false, reason: "held" }, 59);
      await state({ ...IDLE, ok: false, reason: "held" }, 61);
      assert.equal(await look(app), "0 opened, 1 closed", "held by staff is no fault");
      assert.deepEqual((await mails(shop)).map((mail) => mail.kind), ["alert_opened", "alert_closed"]);
    });
  },
);

eachDatabase("a daemon that is revoked leaves no alert behind", async (_t, database) => {
  await twoPrinters(database, async ({ app, workshop, asAdmin: admin }) => {
    app.now += 60_000;
    await workshop.answer({ take: 0 });
    assert.equal(await look(app), "1 opened, 0 closed");
    const silent = await database.db.selectFrom("alert").select("subject_id").executeTakeFirstOrThrow();
    await revokeAgent(await admin(), silent.subject_id);
    assert.equal(await look(app), "0 opened, 0 closed");
    app.now += CALM.agent_silent.clearMs;
    await workshop.answer({ take: 0 });
    assert.equal(await look(app), "0 opened, 1 closed");
  });
});
