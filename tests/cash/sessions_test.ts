import assert from "node:assert/strict";
import { addBranch } from "../../src/admin/branch_commands.ts";
import { moveCash, openTill } from "../../src/cash/commands.ts";
import { movementInput, openingInput } from "../../src/cash/input.ts";
import { getSession, listSessions } from "../../src/cash/queries.ts";
import { addTill, editTill } from "../../src/cash/till_commands.ts";
import { recordPayment } from "../../src/payments/commands.ts";
import { paymentInput } from "../../src/payments/input.ts";
import { testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { anOpenTill, close, count, refusalOf, uuid } from "./till_stage.ts";

eachDatabase(
  "a till is counted blind, the difference explained, and then it never changes",
  async (_t, database) => {
    await using app = await testApp(database);
    const rocio = await app.ctx(userActor(app, "receptionist"));
    const { number } = await anOrder(app, { charges: [100_000_00] });
    const id = await anOpenTill(rocio, { tillId: app.branchId });
    const pay = (method: string, amount: string) =>
      recordPayment(rocio, number, paymentInput("ARS").parse({ method, amount, form_key: uuid() }));
    const move = (direction: string, amount: string) =>
      moveCash(
        rocio,
        id,
        movementInput("ARS").parse({ direction, amount, reason: "Librería", form_key: uuid() }),
      );
    await pay("cash", "30000");
    await pay("transfer", "20000");
    await move("out", "1500");
    await move("in", "500");

    assert.equal(await refusalOf(count(rocio, id, { cash: "34000" })), "counted.transfer required");
    const first = await count(rocio, id, { cash: "33900", transfer: "20000" });
    assert.equal(first.closed, false);
    const page = await getSession(rocio, id);
    assert.deepEqual(page.counts[0]?.lines, [
      { method: "cash", expected: 34_000_00, counted: 33_900_00, difference: -100_00 },
      { method: "transfer", expected: 20_000_00, counted: 20_000_00, difference: 0 },
    ]);
    assert.equal(await refusalOf(close(rocio, id, { count: first.count })), "note difference_unexplained");
    await close(rocio, id, { count: first.count, note: "Vuelto mal dado" });
    await close(rocio, id, { count: first.count, note: "Vuelto mal dado" });
    const closed = await getSession(rocio, id);
    assert.deepEqual([closed.closedAt, closed.differenceMinor, closed.note], [
      app.now,
      -100_00,
      "Vuelto mal dado",
    ]);
    assert.deepEqual(closed.entries.map(({ kind, method, minor }) => [kind, method, minor]).sort(), [
      ["movement", "cash", -1_500_00],
      ["movement", "cash", 500_00],
      ["payment", "cash", 30_000_00],
      ["payment", "transfer", 20_000_00],
    ]);

    assert.equal(await refusalOf(move("in", "1")), "till_is_closed");
    assert.equal(await refusalOf(count(rocio, id, { cash: "1", transfer: "1" })), "till_is_closed");
    for (
      const change of [
        database.db.updateTable("cash_session").set({ note: "Otra" }).where("id", "=", id),
        database.db.deleteFrom("cash_session").where("id", "=", id),
        database.db.updateTable("cash_movement").set({ reason: "Otro" }),
        database.db.deleteFrom("cash_count"),
      ]
    ) await assert.rejects(change.execute(), /does not change|append-only/);
  },
);

eachDatabase("a count that agrees closes at once, by pieces too", async (_t, database) => {
  await using app = await testApp(database);
  const rocio = await app.ctx(userActor(app, "receptionist"));
  const id = await anOpenTill(rocio, { tillId: app.branchId, float: "5.300,50" });
  const bills = { b200000: "2", b100000: "1", b10000: "3" };
  assert.equal(
    await refusalOf(Promise.resolve().then(() => count(rocio, id, { cash: "9" }, { bills }))).catch((e) =>
      JSON.stringify(
        e.issues.map((issue: { path: string[]; message: string }) => [issue.path, issue.message]),
      )
    ),
    '[[["counted","cash"],"bills_differ"]]',
  );
  const { closed } = await count(rocio, id, { cash: "" }, { bills });
  assert.equal(closed, false, "fifty cents are missing");
  assert.equal((await count(rocio, id, { cash: "5300,50" })).closed, true);
  const session = await getSession(rocio, id);
  assert.deepEqual([session.differenceMinor, session.note], [0, ""]);
  assert.deepEqual(session.counts.map(({ bills }) => bills), [{ 200000: 2, 100000: 1, 10000: 3 }, {}]);
});

eachDatabase("what moves after a count makes it void", async (_t, database) => {
  await using app = await testApp(database);
  const rocio = await app.ctx(userActor(app, "receptionist"));
  const { number } = await anOrder(app, { charges: [100_00] });
  const id = await anOpenTill(rocio, { tillId: app.branchId });
  const first = await count(rocio, id, { cash: "4000" });
  await recordPayment(
    rocio,
    number,
    paymentInput("ARS").parse({ method: "cash", amount: "100", form_key: uuid() }),
  );
  assert.equal(await refusalOf(close(rocio, id, { count: first.count, note: "x" })), "count_overtaken");
  const second = await count(rocio, id, { cash: "4000" });
  assert.equal(await refusalOf(close(rocio, id, { count: first.count, note: "x" })), "count_overtaken");
  await close(rocio, id, { count: second.count, note: "Falta un billete" });
  assert.equal((await getSession(rocio, id)).differenceMinor, -1_100_00);
});

eachDatabase("one open till per person and per till, however many try at once", async (_t, database) => {
  await using app = await testApp(database);
  const [rocio, ana] = [
    await app.ctx(userActor(app, "receptionist")),
    await app.ctx(userActor(app, "admin")),
  ];
  await addTill(ana, { name: "Caja 2", branch_id: app.branchId, printer_id: null, form_key: uuid() });
  const { id: second } = await database.db.selectFrom("till").select("id").where("name", "=", "Caja 2")
    .executeTakeFirstOrThrow();
  const open = (ctx: typeof rocio, till_id: string, form_key = uuid()) =>
    refusalOf(openTill(ctx, openingInput("ARS").parse({ till_id, float: "0", form_key })));
  const raced = await Promise.all([
    ...Array.from({ length: 4 }, () => open(rocio, app.branchId)),
    ...Array.from({ length: 4 }, () => open(ana, app.branchId)),
    ...Array.from({ length: 2 }, () => open(ana, second)),
  ]);
  const sessions = await database.db.selectFrom("cash_session").select(["till_id", "user_id"]).execute();
  assert.equal(raced.filter((refusal) => refusal === "").length, sessions.length);
  assert.equal(new Set(sessions.map(({ till_id }) => till_id)).size, sessions.length);
  assert.equal(new Set(sessions.map(({ user_id }) => user_id)).size, sessions.length);
  for (const refusal of raced) {
    assert.ok(["", "till_id till_taken", "till_open_already"].includes(refusal), refusal);
  }
});

eachDatabase("the same form opens, moves and counts once", async (_t, database) => {
  await using app = await testApp(database);
  const rocio = await app.ctx(userActor(app, "receptionist"));
  const opening = openingInput("ARS").parse({ till_id: app.branchId, float: "100", form_key: uuid() });
  await Promise.all([openTill(rocio, opening), openTill(rocio, opening), openTill(rocio, opening)]);
  const movement = movementInput("ARS").parse({
    direction: "in",
    amount: "5",
    reason: "x",
    form_key: uuid(),
  });
  await Promise.all(Array.from({ length: 3 }, () => moveCash(rocio, opening.form_key, movement)));
  const form_key = uuid();
  const answers = await Promise.all(
    Array.from({ length: 3 }, () => count(rocio, opening.form_key, { cash: "105" }, { form_key })),
  );
  assert.deepEqual(answers.map(({ closed }) => closed), [true, true, true]);
  for (const table of ["cash_session", "cash_movement", "cash_count"] as const) {
    assert.equal((await database.db.selectFrom(table).select("id").execute()).length, 1, table);
  }
});

eachDatabase("a forgotten till is closed by an administrator, who says why", async (_t, database) => {
  await using app = await testApp(database);
  const [rocio, ana, tomas] = [
    await app.ctx(userActor(app, "receptionist")),
    await app.ctx(userActor(app, "admin")),
    await app.ctx(userActor(app, "technician")),
  ];
  const id = await anOpenTill(rocio, { tillId: app.branchId });
  assert.equal(await refusalOf(count(tomas, id, { cash: "5000" })), "forbidden");
  assert.equal(await refusalOf(count(ana, id, { cash: "5000" })), "reason required");
  await count(ana, id, { cash: "5000" }, { reason: "Se fue sin cerrar" });
  const session = await getSession(ana, id);
  assert.deepEqual([session.closedBy, session.closeReason], ["Ana Administradora", "Se fue sin cerrar"]);
  const audit = await database.db.selectFrom("audit_event").select("subject_id")
    .where("kind", "=", "cash_session_closed").execute();
  assert.deepEqual(audit.map((row) => row.subject_id), [id]);

  const own = await anOpenTill(ana, { tillId: app.branchId });
  assert.equal(await refusalOf(getSession(rocio, own)), "not_found");
  assert.equal(await refusalOf(count(rocio, own, { cash: "5000" })), "not_found");
  const seen = async (ctx: typeof rocio) =>
    (await listSessions(ctx, { sucursal: "", persona: "", desde: undefined })).rows.map((row) => row.id);
  assert.deepEqual([await seen(rocio), await seen(ana)], [[id], [own, id]]);
});

eachDatabase("every branch comes with a till, and its own people open it", async (_t, database) => {
  await using app = await testApp(database);
  const ana = await app.ctx(userActor(app, "admin"));
  const { id } = await addBranch(ana, {
    code: "S02",
    name: "Oeste",
    address: "",
    phone: "",
    time_zone: "America/Santiago",
    currency: "CLP",
  });
  const tills = await database.db.selectFrom("till").select(["branch_id", "name", "active"]).execute();
  assert.deepEqual(
    tills.map((till) => [till.branch_id, till.name, till.active]).sort(),
    [
      [app.branchId, "Caja 1", 1],
      [id, "Caja 1", 1],
    ].sort(),
  );
  const rocio = await app.ctx(userActor(app, "receptionist"));
  assert.equal(await refusalOf(anOpenTill(rocio, { tillId: id })), "till_id till_unknown");
});

eachDatabase(
  "a till that is open is not switched off, and two names of a branch are not the same",
  async (_t, database) => {
    await using app = await testApp(database);
    const ana = await app.ctx(userActor(app, "admin"));
    const till = { name: "Caja 1", printer_id: null, active: true, version: 1 };
    assert.equal(
      await refusalOf(
        addTill(ana, { name: "Caja 1", branch_id: app.branchId, printer_id: null, form_key: uuid() }),
      ),
      "name till_name_taken",
    );
    const id = await anOpenTill(ana, { tillId: app.branchId });
    assert.equal(
      await refusalOf(editTill(ana, app.branchId, { ...till, active: false })),
      "active till_in_use",
    );
    await count(ana, id, { cash: "5000" });
    await editTill(ana, app.branchId, { ...till, active: false });
    assert.equal(await refusalOf(editTill(ana, app.branchId, till)), "till_changed");
    assert.equal(await refusalOf(anOpenTill(ana, { tillId: app.branchId })), "till_id till_unknown");
  },
);
