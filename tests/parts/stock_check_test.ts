import assert from "node:assert/strict";
import { isConsoleCommand, runConsoleCommand } from "../../src/cli/commands.ts";
import { jobHandlers } from "../../src/jobs/handlers.ts";
import { TIMED_TASKS } from "../../src/tasks/task.ts";
import { asAdmin, asReceptionist, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { aPart, stockOf } from "../support/part_builders.ts";

eachDatabase(
  "a balance that is not the sum of its moves is told by the morning, by name",
  async (_, database) => {
    await using app = await testApp(database);
    assert.ok(TIMED_TASKS.some(({ kind }) => kind === "check_stock"));
    const { check_stock } = jobHandlers({ sessions: app.services.sessions, mail: null });
    const check = async () => await check_stock.run(await app.ctx(), {}, attempt);
    const right = await aPart(app, { stock: 4 });
    const wrong = await aPart(app, { sku: "PANT-A54", name: "Pantalla A54", stock: 4 });
    await check();
    const alerts = () =>
      database.db.selectFrom("alert").select(["kind", "subject_id", "closed_at"]).execute();
    assert.deepEqual(await alerts(), []);

    await database.db.updateTable("stock_balance").set({ on_hand: 7_000 }).where("part_id", "=", wrong.id)
      .execute();
    await check();
    await check();
    assert.deepEqual((await alerts()).map((row) => Object.values(row)), [["stock_differs", wrong.id, null]]);
    const home = await (await asReceptionist(app)).page("/");
    assert.match(home, /El stock de Pantalla A54 no coincide con sus movimientos: dice 7 y suman 4/);
    assert.ok(home.includes(`href="/repuestos/${wrong.id}"`));
    assert.doesNotMatch(await (await asAdmin(app)).page("/impresion"), /Pantalla A54/);
    const mail = await database.db.selectFrom("message").select(["subject", "text"])
      .where("kind", "=", "alert_opened").executeTakeFirstOrThrow();
    assert.match(mail.subject, /Pantalla A54/);
    assert.ok(mail.text.includes(`/repuestos/${wrong.id}`));

    assert.ok(isConsoleCommand("check-stock"));
    const told = await runConsoleCommand(app.services, "check-stock", {});
    assert.deepEqual(told, {
      differences: ["PANT-A54 at S01: 7 on hand and 0 reserved, moves come to 4 and 0, orders hold 0"],
      mended: 0,
    });
    assert.equal((await runConsoleCommand(app.services, "check-stock", { mend: true })).mended, 1);
    assert.deepEqual(await stockOf(app, wrong.id), { onHand: 4, reserved: 0 });
    assert.deepEqual(await stockOf(app, right.id), { onHand: 4, reserved: 0 });
    await check();
    assert.ok((await alerts()).every(({ closed_at }) => closed_at !== null), "and it is over");
  },
);

eachDatabase(
  "pieces with serials that are not what the stock says are told, by name",
  async (_, database) => {
    await using app = await testApp(database);
    const { check_stock } = jobHandlers({ sessions: app.services.sessions, mail: null });
    const check = async () => await check_stock.run(await app.ctx(), {}, attempt);
    const { id } = await aPart(app, { sku: "PLACA", name: "Placa A54", serials: ["AB-1", "AB-2", "AB-3"] });
    const alerts = () =>
      database.db.selectFrom("alert").select(["kind", "subject_id", "closed_at"]).execute()
        .then((rows) => rows.map((row) => Object.values(row)));
    await check();
    assert.deepEqual(await alerts(), []);

    const lost = database.db.updateTable("part_unit").where("part_id", "=", id).where("serial", "=", "AB-2");
    await lost.set({ state: "missing" }).execute();
    await check();
    await check();
    assert.deepEqual(await alerts(), [["stock_differs", id, null]]);
    const home = await (await asReceptionist(app)).page("/");
    assert.match(
      home,
      /El stock de Placa A54 no coincide con sus piezas: dice 3 y con número de serie hay 2/,
    );
    const told = await runConsoleCommand(app.services, "check-stock", { mend: true });
    assert.deepEqual(told, {
      differences: [
        "PLACA at S01: 3 on hand and 0 reserved, moves come to 3 and 0, orders hold 0, pieces with a serial are 2",
      ],
      mended: 0,
    });
    await lost.set({ state: "in_stock" }).execute();
    await check();
    assert.ok((await alerts()).every(([, , closedAt]) => closedAt !== null), "and it is over");
  },
);

const attempt = { number: 1, signal: new AbortController().signal };
