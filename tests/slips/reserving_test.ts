import assert from "node:assert/strict";
import type { IntakeDevice } from "../../src/intakes/input.ts";
import { receiveIntake } from "../../src/intakes/commands.ts";
import { paths } from "../../src/paths.ts";
import { reserveSlips } from "../../src/slips/commands.ts";
import { aNewClient, anIntake } from "../intakes/an_intake.ts";
import { asReceptionist, asTechnician, type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { fromPaper, reserved, slipForm, slipRow } from "./slip_stage.ts";

eachDatabase(
  "a reservation takes the next numbers of the branch, and no intake takes them",
  async (_, database) => {
    await using app = await testApp(database);
    await anOrder(app);
    const { batchId, page, numbers } = await reserved(app, 3);
    assert.deepEqual(numbers, ["S01-000002", "S01-000003", "S01-000004"]);
    assert.equal((await anOrder(app)).number, "S01-000005");

    const desk = await asReceptionist(app);
    const html = await desk.page(page);
    for (const seen of ["Rocío Recepción", "Casa central", "S01-000003"]) {
      assert.ok(html.includes(seen), seen);
    }
    const range = /S01-000002<\/code> a <code class="code">S01-000004/;
    assert.match(html, range);
    assert.match(await desk.page(paths.slips()), range);
    const audit = await database.db.selectFrom("audit_event").select([
      "subject_id",
      "actor_name",
      "data_json",
    ])
      .where("kind", "=", "slips_reserved").executeTakeFirstOrThrow();
    assert.equal(audit.subject_id, batchId);
    assert.equal(audit.actor_name, "Rocío Recepción");
    assert.deepEqual(JSON.parse(audit.data_json), {
      branch_id: app.branchId,
      slips: 3,
      first_number: "S01-000002",
      last_number: "S01-000004",
    });
  },
);

eachDatabase("one form reserves once, however often and at once it is sent", async (_, database) => {
  await using app = await testApp(database);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const form = { form_key: crypto.randomUUID(), count: 5, printer_id: null };
  const made = await Promise.all(Array.from({ length: 12 }, () => reserveSlips(ctx, form)));
  assert.equal(new Set(made.map(({ id }) => id)).size, 1);
  assert.equal((await database.db.selectFrom("slip").select("id").execute()).length, 5);
  const { next } = await database.db.selectFrom("order_sequence").select("next").executeTakeFirstOrThrow();
  assert.equal(next, 6, "what lost left no gap");
});

eachDatabase(
  "a reservation that races twenty intakes and the slips of another: every number is one thing",
  async (_, database) => {
    await using app = await testApp(database);
    const earlier = await reserved(app, 6);
    const ctx = await app.ctx(userActor(app, "receptionist"));
    const inputs = await Promise.all(Array.from({ length: 20 }, (_, at) =>
      anIntake(ctx, {
        client: aNewClient(`Cliente ${at}`),
        devices: [aLaptop(at)],
        slip: at % 5 === 0 ? { number: earlier.numbers[at / 5] ?? "", receivedAt: null } : null,
      })));
    const reserve = (count: number) =>
      reserveSlips(ctx, { form_key: crypto.randomUUID(), count, printer_id: null });
    const receive = inputs.map((input) => () => receiveIntake(ctx, input));
    const works = [...receive.slice(0, 5), () => reserve(7), ...receive.slice(5, 15), () => reserve(11)];
    await Promise.all([...works, ...receive.slice(15)].map((work) => work()));
    await everyNumberAccountedFor(app, { orders: 20, open: 6 - 4 + 18, used: 4 });
  },
);

function aLaptop(at: number): IntakeDevice {
  return {
    device: { category: "laptop", brand: "Lenovo", model: `T${at}`, serial: "" },
    announced: null,
    deviceId: null,
    accessories: [],
    condition: "",
    fault: "No enciende",
    photoIds: [],
    priority: "normal",
    promisedAt: null,
    preauthorisedMinor: null,
    secret: null,
    openOrderAccepted: false,
    warrantyOf: null,
  };
}

/** Each number below the next one is an order's or an unused slip's, and a used slip is the order of its number. */
async function everyNumberAccountedFor(
  { services }: TestApp,
  expected: { orders: number; open: number; used: number },
): Promise<void> {
  const { db } = services.database;
  const { next } = await db.selectFrom("order_sequence").select("next").executeTakeFirstOrThrow();
  const orders = await db.selectFrom("order").select(["id", "sequence", "number"]).execute();
  const slips = await db.selectFrom("slip").select(["sequence", "state", "order_id", "number"]).execute();
  const unused = slips.filter(({ state }) => state !== "used");
  const used = slips.filter(({ state }) => state === "used");
  const taken = [...orders, ...unused].map(({ sequence }) => sequence).sort((a, b) => a - b);
  assert.deepEqual(taken, Array.from({ length: next - 1 }, (_, index) => index + 1), "no gap, nothing twice");
  for (const slip of used) {
    assert.equal(orders.find(({ id }) => id === slip.order_id)?.number, slip.number);
  }
  assert.deepEqual({ orders: orders.length, open: unused.length, used: used.length }, expected);
}

Deno.test("what is wrong with a reservation is said beside its field and kept", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  for (
    const [count, sentence] of [
      ["0", "No puede ser menos de 1"],
      ["101", "No puede ser más de 100"],
      ["2,5", "Escriba un número entero"],
      ["", "Complete este dato"],
    ] as const
  ) {
    const answer = await desk.post(paths.slips(), { form_key: crypto.randomUUID(), count });
    assert.equal(answer.status, 422, count);
    const html = await answer.text();
    assert.ok(html.includes(sentence), `${count}: ${sentence}`);
    assert.match(html, new RegExp(`value="${count}"[^>]*id="f-count"|id="f-count"[^>]*value="${count}"`));
  }
  assert.equal((await database.db.selectFrom("slip").select("id").execute()).length, 0);
});

Deno.test("a technician reserves nothing, and reads what a slip's code opens", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { numbers: [first = "", second = ""], page } = await reserved(app, 2);
  const bench = await asTechnician(app);
  for (const path of [paths.slips(), page, paths.slipIntake(first)]) {
    assert.equal((await bench.get(path)).status, 404, path);
  }
  assert.equal((await bench.post(paths.slips(), { count: "2" })).status, 403);
  assert.match(await bench.page(paths.slip(first)), /Este talón está sin usar/);
  const desk = await asReceptionist(app);
  await desk.post(paths.intakes(), { ...await slipForm(desk, second), ...fromPaper() });
  const scanned = await bench.get(paths.slip(second));
  assert.equal(scanned.headers.get("Location"), paths.order(second));
});

Deno.test("numbers that wait too long are pointed out where people look, and found", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { numbers, batchId } = await reserved(app, 3);
  const desk = async () => await asReceptionist(app);
  assert.doesNotMatch(await (await desk()).page("/"), /sin usar desde/);
  app.now += 3 * 86_400_000 + 60_000;
  const voided = await (await desk()).post(paths.slipBatchVoiding(batchId), {
    numbers: [numbers[2] ?? ""],
    reason: "Se arruinó",
  });
  assert.equal(voided.status, 303);
  for (const path of ["/", paths.slips()]) {
    assert.match(await (await desk()).page(path), /Hay 2 talones sin usar desde hace más de 3 días/, path);
  }
  const old = await (await desk()).page(paths.slips("?ver=demorados"));
  assert.ok(old.includes(numbers[0] ?? "") && old.includes(numbers[1] ?? ""));
  assert.ok(!old.includes(`href="${paths.slip(numbers[2] ?? "")}"`));
  assert.match(await (await desk()).page(paths.slips("?ver=anulados")), /Se arruinó/);
  assert.equal((await slipRow(app, numbers[2] ?? "")).settled_by, app.users.receptionist.id);
});
