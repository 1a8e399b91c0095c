import assert from "node:assert/strict";
import type { Ctx } from "../../src/context.ts";
import { AppError } from "../../src/lib/app_error.ts";
import { addNote, addPhotos, assign, editOrder, take, writeDiagnosis } from "../../src/orders/commands.ts";
import { moveStatus } from "../../src/orders/moves.ts";
import { takeNumber } from "../../src/orders/numbering.ts";
import { revealSecret } from "../../src/orders/secret.ts";
import type { OrderStatus } from "../../src/orders/status.ts";
import type { Move } from "../../src/orders/transition.ts";
import type { Role } from "../../src/users/role.ts";
import { type TestApp, testApp, userActor } from "../support/app.ts";
import { anOrder, type OrderWish } from "../support/order_builders.ts";
import { eachDatabase } from "../support/database.ts";

const DAY = 86_400_000;

interface Step {
  from: OrderStatus;
  move: Move;
  by: Role;
  facts?: OrderWish;
  expect: Record<string, unknown>;
}

eachDatabase(
  "a listed move writes the row, its history, the counts and what follows",
  async (t, database) => {
    await using app = await testApp(database);
    const tech = app.users.technician.id;
    const later = app.now + DAY;
    const steps: Step[] = [
      { from: "received", by: "technician", move: { to: "diagnosing" }, expect: {} },
      {
        from: "awaiting_approval",
        by: "receptionist",
        move: { to: "ready", reason: "Muy caro" },
        expect: { outcome: "quote_rejected", ready_at: app.now },
      },
      { from: "approved", by: "technician", move: { to: "awaiting_parts" }, expect: {} },
      { from: "repairing", by: "receptionist", move: { to: "awaiting_parts" }, expect: {} },
      { from: "awaiting_parts", by: "technician", move: { to: "approved" }, expect: {} },
      { from: "awaiting_parts", by: "receptionist", move: { to: "repairing" }, expect: {} },
      { from: "approved", by: "technician", move: { to: "repairing" }, expect: {} },
      {
        from: "repairing",
        by: "receptionist",
        move: { to: "outsourced", vendor: "Micro Sur", vendorExpectedAt: later },
        expect: { vendor: "Micro Sur", vendor_expected_at: later },
      },
      { from: "outsourced", by: "receptionist", move: { to: "repairing" }, expect: {} },
      {
        from: "repairing",
        by: "technician",
        move: { to: "quality_check", outcome: "repaired" },
        expect: { outcome: "repaired", repaired_by: tech, ready_at: null },
      },
      {
        from: "repairing",
        by: "technician",
        move: { to: "ready", outcome: "not_repairable" },
        expect: { outcome: "not_repairable", repaired_by: tech, ready_at: app.now },
      },
      {
        from: "quality_check",
        by: "technician",
        facts: { technicianId: null, outcome: "repaired" },
        move: { to: "repairing", reason: "No carga" },
        expect: { rework_count: 1, outcome: null },
      },
      {
        from: "quality_check",
        by: "admin",
        facts: { outcome: "repaired" },
        move: { to: "ready" },
        expect: { outcome: "repaired", ready_at: app.now },
      },
      {
        from: "repairing",
        by: "receptionist",
        move: { to: "on_hold", reason: "De viaje", reviewAt: later },
        expect: { held_from: "repairing", hold_review_at: later },
      },
      {
        from: "on_hold",
        by: "technician",
        facts: { heldFrom: "repairing" },
        move: { to: "repairing" },
        expect: { held_from: null, hold_review_at: null },
      },
      {
        from: "diagnosing",
        by: "receptionist",
        move: { to: "cancelled", reason: "No quiso esperar" },
        expect: { outcome: "withdrawn", closed_at: app.now },
      },
      {
        from: "ready",
        by: "admin",
        facts: { since: app.now - 91 * DAY, outcome: "repaired" },
        move: { to: "abandoned", reason: "Tres avisos" },
        expect: { outcome: "repaired", closed_at: app.now },
      },
      {
        from: "cancelled",
        by: "admin",
        facts: { outcome: "withdrawn" },
        move: { to: "received", force: true, reason: "Se anuló por error" },
        expect: { outcome: null, closed_at: null },
      },
    ];
    for (const { from, move, by, facts, expect } of steps) {
      await t.step(`${from} → ${move.to} by ${by}`, async () => {
        const { id, number } = await anOrder(app, { status: from, technicianId: tech, ...facts });
        const before = await countOf(app, move.to);
        await moveStatus(await as(app, by), number, move);
        const row = await orderRow(app, id);
        const seen = Object.fromEntries(Object.keys(expect).map((key) => [key, row[key]]));
        assert.deepEqual(seen, expect);
        assert.deepEqual([row.status, row.status_since, row.version], [move.to, app.now, 2]);
        const [event] = (await events(app, id)).filter((one) => one.kind === "status_moved");
        assert.deepEqual([event?.from_status, event?.to_status, event?.actor_name, event?.at], [
          from,
          move.to,
          app.users[by].name,
          app.now,
        ]);
        assert.equal(JSON.parse(event?.data_json ?? "{}").reason, move.reason);
        assert.equal(await countOf(app, move.to), before + 1);
        const told = await app.services.database.db.selectFrom("message")
          .innerJoin("message_order", "message_order.message_id", "message.id").select("message.kind")
          .where("message_order.order_id", "=", id).execute();
        assert.equal(told.length, move.to === "ready" ? 1 : 0);
      });
    }
  },
);

eachDatabase("a refused move leaves nothing behind", async (_, database) => {
  await using app = await testApp(database);
  const { id, number } = await anOrder(app, { status: "repairing", technicianId: app.users.admin.id });
  const before = await events(app, id);
  await refused(moveStatus(await as(app, "technician"), number, { to: "ready", outcome: "repaired" }), [
    "forbidden",
    "move_not_yours",
  ]);
  await refused(moveStatus(await as(app, "admin"), number, { to: "ready" }), ["invalid"]);
  await refused(moveStatus(await as(app, "admin"), number, { to: "delivered" }), ["conflict"]);
  await refused(
    moveStatus(await as(app, "receptionist"), number, { to: "received", force: true, reason: "x" }),
    ["forbidden"],
  );
  await refused(moveStatus(await as(app, "admin"), "S01-999999", { to: "ready" }), ["not_found"]);
  assert.deepEqual(await events(app, id), before);
  assert.equal((await orderRow(app, id)).version, 1);
});

eachDatabase("twenty numbers taken at once are twenty numbers in a row", async (_, database) => {
  await using app = await testApp(database);
  const branch = { id: app.branchId, code: "S01" };
  const taken = await Promise.all(
    Array.from({ length: 20 }, () => database.db.transaction().execute((trx) => takeNumber(trx, branch))),
  );
  const sequences = taken.map((one) => one.sequence).sort((a, b) => a - b);
  assert.deepEqual(sequences, Array.from({ length: 20 }, (_, index) => index + 1));
  assert.ok(taken.some((one) => one.number === "S01-000020"));
});

eachDatabase("an order that could not be written gives its number back", async (_, database) => {
  await using app = await testApp(database);
  await anOrder(app);
  await assert.rejects(anOrder(app, { technicianId: "nobody" }));
  assert.equal((await anOrder(app)).number, "S01-000002");
});

eachDatabase("of ten edits of one version exactly one wins", async (_, database) => {
  await using app = await testApp(database);
  const { id, number } = await anOrder(app);
  const ctx = await as(app, "receptionist");
  const edits = await Promise.allSettled(Array.from({ length: 10 }, (_, index) =>
    editOrder(ctx, number, {
      fault: `Falla ${index}`,
      condition: "",
      priority: "high",
      promised_at: null,
      preauthorised: null,
      version: 1,
    })));
  assert.equal(edits.filter((one) => one.status === "fulfilled").length, 1);
  for (const one of edits) {
    if (one.status === "rejected") assert.equal(one.reason.detail?.reason, "order_changed");
  }
  const row = await orderRow(app, id);
  assert.equal(row.version, 2);
  const edited = (await events(app, id)).filter((one) => one.kind === "edited");
  assert.equal(edited.length, 1);
  assert.deepEqual(JSON.parse(edited[0]?.data_json ?? "").changes, {
    fault: ["No enciende", row.fault],
    priority: ["normal", "high"],
  });
  assert.match(String(row.search_fold), /falla \d/);
});

eachDatabase("an edit that changes nothing leaves version and history alone", async (_, database) => {
  await using app = await testApp(database);
  const { id, number } = await anOrder(app);
  await editOrder(await as(app, "admin"), number, {
    fault: "No enciende",
    condition: "",
    priority: "normal",
    promised_at: null,
    preauthorised: null,
    version: 1,
  });
  assert.equal((await orderRow(app, id)).version, 1);
});

eachDatabase(
  "an order is handed to whoever repairs, and taken only while nobody has it",
  async (_, database) => {
    await using app = await testApp(database);
    const { id, number } = await anOrder(app);
    await take(await as(app, "technician"), number);
    assert.equal((await orderRow(app, id)).technician_id, app.users.technician.id);
    await take(await as(app, "technician"), number);
    assert.equal((await events(app, id)).filter((one) => one.kind === "assigned").length, 1);
    await refused(take(await as(app, "admin"), number), ["conflict", "order_taken"]);
    await refused(take(await as(app, "receptionist"), number), ["forbidden"]);
    await refused(assign(await as(app, "technician"), number, null), ["forbidden"]);
    await refused(assign(await as(app, "receptionist"), number, app.users.receptionist.id), ["invalid"]);
    await assign(await as(app, "receptionist"), number, null);
    assert.equal((await orderRow(app, id)).technician_id, null);
  },
);

eachDatabase(
  "a note and a diagnosis are written once however often their form is sent",
  async (_, database) => {
    await using app = await testApp(database);
    const { id, number } = await anOrder(app);
    const ctx = await as(app, "technician");
    const form_key = ctx.random.id(ctx.now);
    for (let times = 0; times < 3; times++) {
      await addNote(ctx, number, { text: "Falta el chip", visibility: "internal", form_key });
      await writeDiagnosis(ctx, number, { text: "Placa mojada", finding: "repairable", form_key });
    }
    const kinds = (await events(app, id)).map((one) => one.kind);
    assert.deepEqual(kinds, ["received", "note_added", "diagnosis_written"]);
    await refused(
      writeDiagnosis(await as(app, "receptionist"), number, {
        text: "x",
        finding: "repairable",
        form_key: ctx.random.id(ctx.now),
      }),
      ["forbidden"],
    );
  },
);

eachDatabase("only one's own uploads are hung on an order", async (_, database) => {
  await using app = await testApp(database);
  const { id, number } = await anOrder(app);
  const ctx = await as(app, "receptionist");
  const [own, others] = [ctx.random.id(ctx.now), ctx.random.id(ctx.now)];
  for (const [photo, by] of [[own, app.users.receptionist.id], [others, app.users.admin.id]] as const) {
    await database.db.insertInto("attachment").values({
      id: photo,
      order_id: null,
      visibility: "internal",
      name: "foto.jpg",
      type: "image/jpeg",
      size: 1,
      width: 1,
      height: 1,
      file_hash: "a".repeat(64),
      thumb_hash: "b".repeat(64),
      created_at: ctx.now,
      created_by: by,
    }).execute();
  }
  await addPhotos(ctx, number, { photos: [own, others], visibility: "public" });
  const hung = await database.db.selectFrom("attachment").select(["id", "visibility"])
    .where("order_id", "=", id).execute();
  assert.deepEqual(hung.map((one) => ({ ...one })), [{ id: own, visibility: "public" }]);
});

eachDatabase("a secret is shown after it was written down who asked and why", async (_, database) => {
  await using app = await testApp(database);
  const { id, number } = await anOrder(app, { pin: "739182" });
  await refused(revealSecret(await as(app, "receptionist"), number, "probar"), ["forbidden"]);
  assert.deepEqual(await revealSecret(await as(app, "technician"), number, "Probar el táctil"), [
    { kind: "pin", text: "739182" },
  ]);
  const access = await database.db.selectFrom("secret_access").select(["user_id", "reason", "at"])
    .where("order_id", "=", id).executeTakeFirstOrThrow();
  assert.deepEqual({ ...access }, {
    user_id: app.users.technician.id,
    reason: "Probar el táctil",
    at: app.now,
  });
  assert.ok(!JSON.stringify(await events(app, id)).includes("739182"));
});

function as(app: TestApp, role: Role): Promise<Ctx> {
  return app.ctx(userActor(app, role));
}

async function orderRow(app: TestApp, id: string): Promise<Record<string, unknown>> {
  return await app.services.database.db.selectFrom("order").selectAll().where("id", "=", id)
    .executeTakeFirstOrThrow();
}

async function events(app: TestApp, id: string) {
  const rows = await app.services.database.db.selectFrom("order_event").selectAll().where("order_id", "=", id)
    .orderBy("id").execute();
  return rows.map((row) => ({ ...row }));
}

async function countOf(app: TestApp, status: OrderStatus): Promise<number> {
  const row = await app.services.database.db.selectFrom("order_count").select("orders")
    .where("branch_id", "=", app.branchId).where("status", "=", status).executeTakeFirst();
  return Number(row?.orders ?? 0);
}

async function refused(act: Promise<unknown>, [code, reason]: [string, string?]): Promise<void> {
  await assert.rejects(act, (error) => {
    assert.ok(error instanceof AppError, String(error));
    assert.equal(error.code, code);
    if (reason) assert.equal(error.detail.reason, reason);
    return true;
  });
}
