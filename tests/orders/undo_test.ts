import assert from "node:assert/strict";
import { addNote, assign } from "../../src/orders/commands.ts";
import { deliver } from "../../src/orders/delivery.ts";
import { deliveryInput } from "../../src/orders/input.ts";
import { moveStatus } from "../../src/orders/moves.ts";
import { reckonDeadlines } from "../../src/orders/reckon_commands.ts";
import type { OrderStatus } from "../../src/orders/status.ts";
import type { Move } from "../../src/orders/transition.ts";
import { undoMove } from "../../src/orders/undo_commands.ts";
import { AppError } from "../../src/lib/app_error.ts";
import { recordPayment } from "../../src/payments/commands.ts";
import { paymentInput } from "../../src/payments/input.ts";
import type { Role } from "../../src/users/role.ts";
import { asAdmin, asReceptionist, asTechnician, type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder, type BuiltOrder, type OrderWish } from "../support/order_builders.ts";
import { approveByPhone, aSentQuote } from "../support/quote_builders.ts";

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

interface Taken {
  from: OrderStatus;
  move: Move;
  by: Role;
  facts?: OrderWish;
}

eachDatabase(
  "a move that is undone leaves everything as it was, and both in the history",
  async (t, database) => {
    await using app = await testApp(database, { SMTP_URL: "smtp://127.0.0.1:1" });
    const later = app.now + DAY;
    const moves: Taken[] = [
      { from: "received", by: "technician", move: { to: "diagnosing" }, facts: { since: app.now - 3 * DAY } },
      {
        from: "received",
        by: "admin",
        move: { to: "cancelled", reason: "Se arrepintió" },
        facts: { pin: "2580" },
      },
      { from: "awaiting_approval", by: "receptionist", move: { to: "ready", reason: "Caro" } },
      {
        from: "repairing",
        by: "receptionist",
        move: { to: "outsourced", vendor: "Micro Sur", vendorExpectedAt: later },
        facts: { since: app.now - 5 * HOUR },
      },
      { from: "repairing", by: "technician", move: { to: "ready", outcome: "repaired" } },
      { from: "repairing", by: "technician", move: { to: "on_hold", reason: "Viaja", reviewAt: later } },
      { from: "on_hold", by: "admin", move: { to: "repairing" }, facts: { heldFrom: "repairing" } },
      {
        from: "quality_check",
        by: "admin",
        move: { to: "repairing", reason: "No carga" },
        facts: { outcome: "repaired", repairedBy: app.users.technician.id },
      },
      {
        from: "ready",
        by: "admin",
        move: { to: "abandoned", reason: "Tres avisos" },
        facts: { since: app.now - 91 * DAY, outcome: "repaired" },
      },
      { from: "ready", by: "admin", move: { to: "repairing", force: true, reason: "Falla igual" } },
    ];
    for (const { from, move, by, facts } of moves) {
      await t.step(`${from} → ${move.to} and back`, async () => {
        const technicianId = app.users.technician.id;
        const client = from === "ready" ? { name: "Sin correo" } : { email: "maria@example.com" };
        const order = await anOrder(app, { status: from, technicianId, client, ...facts });
        if (from === "ready" && move.to !== "abandoned") await untold(app, order);
        const before = await everything(app, order);
        await moveStatus(await app.ctx(userActor(app, by)), order.number, move);
        app.now += 29 * SECOND;
        const undoing = await app.ctx(userActor(app, by));
        assert.equal(await undoMove(undoing, order.number), from);
        assert.deepEqual(await everything(app, order), before);
        const [last, charge] = await events(app, order.id, ["move_undone", "charge_recorded"]);
        assert.equal((last?.kind === "move_undone" ? last : charge)?.to_status, from);
        await refused(undoMove(undoing, order.number), "undo_nothing");
      });
    }
    assert.equal((await reckonDeadlines(await app.ctx())).changed, 0, "the history tells the same clocks");
  },
);

eachDatabase(
  "what a move has to tell waits for half a minute, and does not leave when it is undone",
  async (_, database) => {
    await using app = await testApp(database, { SMTP_URL: "smtp://127.0.0.1:1" });
    const order = await anOrder(app, { status: "repairing", technicianId: app.users.technician.id });
    const tomas = await app.ctx(userActor(app, "technician"));
    await moveStatus(tomas, order.number, { to: "ready", outcome: "repaired" });
    const [job] = await database.db.selectFrom("job").selectAll().execute();
    assert.equal(job?.run_at, app.now + 30 * SECOND);
    await undoMove(tomas, order.number);
    assert.deepEqual(await database.db.selectFrom("job").selectAll().execute(), []);
    const messages = await database.db.selectFrom("message").select("state").execute();
    assert.deepEqual(messages.map(({ state }) => state), ["withdrawn"]);

    app.now += SECOND;
    await moveStatus(await app.ctx(userActor(app, "technician")), order.number, {
      to: "ready",
      outcome: "repaired",
    });
    await database.db.updateTable("message").set({ state: "sending" }).where("state", "=", "queued")
      .execute();
    await refused(undoMove(await app.ctx(userActor(app, "technician")), order.number), "message_left");
    const page = await (await asAdmin(app)).page("/admin/mensajes");
    assert.match(page, /Retirado antes de salir/);
  },
);

eachDatabase(
  "only who made the move undoes it, in time, and before anything else happens",
  async (t, database) => {
    await using app = await testApp(database);
    const as = async (role: Role) => await app.ctx(userActor(app, role));
    const moved = async () => {
      const order = await anOrder(app, { status: "approved", technicianId: app.users.technician.id });
      await moveStatus(await as("technician"), order.number, { to: "repairing" });
      return order;
    };
    await t.step("not somebody else", async () => {
      const { number } = await moved();
      await refused(undoMove(await as("admin"), number), "undo_not_yours");
    });
    await t.step("not later", async () => {
      const { number } = await moved();
      app.now += 30 * SECOND + 1;
      await refused(undoMove(await as("technician"), number), "undo_late");
    });
    await t.step("not after a note, a payment or an assignment", async () => {
      const noted = await moved();
      app.now += 1;
      const note = { text: "Empecé", visibility: "internal" as const, form_key: crypto.randomUUID() };
      await addNote(await as("receptionist"), noted.number, note);
      await refused(undoMove(await as("technician"), noted.number), "undo_overtaken");
      const paid = await moved();
      const payment = { method: "transfer", amount: "1", form_key: crypto.randomUUID() };
      await recordPayment(await as("receptionist"), paid.number, paymentInput("ARS").parse(payment));
      await refused(undoMove(await as("technician"), paid.number), "undo_overtaken");
      const given = await moved();
      await assign(await as("admin"), given.number, app.users.admin.id);
      await refused(undoMove(await as("technician"), given.number), "undo_overtaken");
    });
    await t.step("never a delivery, nor what was no move", async () => {
      const ready = await anOrder(app, { status: "ready", outcome: "repaired" });
      const input = { taken_by: "María", unsigned_reason: "Apurada", form_key: crypto.randomUUID() };
      await deliver(await as("receptionist"), ready.number, deliveryInput("ARS").parse(input));
      await refused(undoMove(await as("receptionist"), ready.number), "undo_delivery");
      await refused(undoMove(await as("receptionist"), (await anOrder(app)).number), "undo_nothing");
      await refused(undoMove(await as("receptionist"), "S01-999999"), "order_not_found");
    });
  },
);

eachDatabase("what a client was offered or answered stays as it is", async (t, database) => {
  await using app = await testApp(database);
  const technicianId = app.users.technician.id;
  const diagnosed = () => anOrder(app, { status: "diagnosing", technicianId, diagnosis: "Módulo roto" });
  const rocio = await asReceptionist(app);
  const htmx = { "HX-Request": "true" };
  await t.step("sent", async () => {
    const { number } = await diagnosed();
    await aSentQuote(app, number);
    await refused(undoMove(await app.ctx(userActor(app, "admin")), number), "undo_offer");
  });
  await t.step("approved", async () => {
    const { number } = await diagnosed();
    await aSentQuote(app, number);
    await approveByPhone(app, number);
    await refused(undoMove(await app.ctx(userActor(app, "receptionist")), number), "undo_offer");
  });
  await t.step("rejected, and no way back is offered", async () => {
    const { number } = await diagnosed();
    await aSentQuote(app, number);
    const move = { from: "awaiting_approval", to: "ready", reason: "Caro" };
    const answer = await rocio.post(`/ordenes/${number}/estado`, move, htmx);
    assert.match(
      JSON.parse(answer.headers.get("HX-Trigger") ?? "{}").toast,
      /^Pasó a «Listo para retirar»\./,
    );
    assert.doesNotMatch(await rocio.page(`/ordenes/${number}`), /Deshacer el cambio de estado/);
    await refused(undoMove(await app.ctx(userActor(app, "receptionist")), number), "undo_offer");
  });
});

eachDatabase("a fee that a move has charged is taken back with it", async (_, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  await database.db.insertInto("setting")
    .values({ branch_id: "", key: "diagnosis_fee", value_json: "500000", updated_at: app.now }).execute();
  app.now += 6 * SECOND;
  const order = await anOrder(app, { status: "awaiting_approval" });
  const before = await everything(app, order);
  await admin.post(`/ordenes/${order.number}/estado`, {
    from: "awaiting_approval",
    to: "ready",
    reason: "Caro",
  });
  const charged = await database.db.selectFrom("charge").select("amount_minor").execute();
  assert.deepEqual(charged.map(({ amount_minor }) => Number(amount_minor)), [500_000]);
  assert.equal((await admin.post(`/ordenes/${order.number}/estado/reversion`)).status, 303);
  assert.deepEqual(await everything(app, order), { ...before, owed: 0 });
});

eachDatabase(
  "the page offers to undo while that is possible, with scripts and without",
  async (_, database) => {
    await using app = await testApp(database);
    const { number } = await anOrder(app, { status: "approved", technicianId: app.users.technician.id });
    const tomas = await asTechnician(app);
    const move = { from: "approved", to: "repairing" };
    const answer = await tomas.post(`/ordenes/${number}/estado`, move, { "HX-Request": "true" });
    const { toast } = JSON.parse(answer.headers.get("HX-Trigger") ?? "{}");
    assert.deepEqual(toast, { text: "Pasó a «En reparación»", undo: `/ordenes/${number}/estado/reversion` });
    assert.match(await tomas.page(`/ordenes/${number}`), /Deshacer el cambio de estado/);
    const other = await asReceptionist(app);
    assert.doesNotMatch(await other.page(`/ordenes/${number}`), /Deshacer el cambio de estado/);
    const mixed = await other.post(toast.undo, {}, { "HX-Request": "true" });
    assert.equal(mixed.status, 409);
    assert.match(mixed.headers.get("HX-Trigger") ?? "", /Solo lo deshace quien hizo el cambio.*problem/);
    const undone = await tomas.post(toast.undo);
    assert.equal(undone.headers.get("Location"), `/ordenes/${number}`);
    const page = await tomas.page(`/ordenes/${number}`);
    assert.match(page, /Se deshizo: vuelve a «Aprobado»/);
    assert.match(page, /Se deshizo el cambio: vuelve a «Aprobado»/);
    assert.doesNotMatch(page, /Deshacer el cambio de estado/);
  },
);

async function everything(app: TestApp, { id }: BuiltOrder): Promise<Record<string, unknown>> {
  const { db } = app.services.database;
  const { version: _, updated_at: __, ...row } = await db.selectFrom("order").selectAll().where("id", "=", id)
    .executeTakeFirstOrThrow();
  const counts = await db.selectFrom("order_count").selectAll().where("orders", "!=", 0).orderBy("status")
    .execute();
  const days = (await db.selectFrom("order_day").selectAll().execute())
    .filter(({ branch_id: _, day: __, ...figures }) => Object.values(figures).some((figure) => figure !== 0));
  const owed = await db.selectFrom("charge").select((q) => q.fn.sum<number>("amount_minor").as("minor"))
    .where("order_id", "=", id).executeTakeFirstOrThrow();
  const waiting = await db.selectFrom("to_tell").selectAll().where("order_id", "=", id).execute();
  const secrets = await db.selectFrom("secret").select("purge_at").where("order_id", "=", id).execute();
  return { row, counts, days, owed: Number(owed.minor), waiting, secrets };
}

async function events(app: TestApp, orderId: string, kinds: ("move_undone" | "charge_recorded")[]) {
  return await app.services.database.db.selectFrom("order_event").select(["kind", "to_status"])
    .where("order_id", "=", orderId).where("kind", "in", kinds).orderBy("id", "desc").execute();
}

async function untold(app: TestApp, order: BuiltOrder): Promise<void> {
  await app.services.database.db.insertInto("to_tell").values({
    order_id: order.id,
    about: "order_ready",
    branch_id: app.branchId,
    reason: "no_email",
    since: app.now - HOUR,
    opened_at: app.now,
    opened_by_name: "Rocío",
  }).execute();
}

async function refused(doing: Promise<unknown>, reason: string): Promise<void> {
  await assert.rejects(doing, (error) => {
    assert.ok(error instanceof AppError, String(error));
    assert.equal(error.detail.reason, reason);
    return true;
  });
}
