import assert from "node:assert/strict";
import { addBranch } from "../../src/admin/branch_commands.ts";
import { receiveIntake } from "../../src/intakes/commands.ts";
import { paths } from "../../src/paths.ts";
import { USUAL_FILTER } from "../../src/statistics/filter.ts";
import { readFigures } from "../../src/statistics/queries.ts";
import { refreshFigures } from "../../src/statistics/refresh_commands.ts";
import { aDevice, aNewClient, anIntake } from "../intakes/an_intake.ts";
import { blankForm, hiddenFields, SECOND } from "../intakes/form_fields.ts";
import { asAdmin, asReceptionist, type Fields, type TestApp, testApp, userActor } from "../support/app.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { fromPaper, reserved, slipForm, slipRow } from "./slip_stage.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function orders({ services }: TestApp) {
  return services.database.db.selectFrom("order").selectAll().orderBy("seq").execute();
}

eachDatabase(
  "a slip's first device takes its number, the others the next of the series",
  async (_, database) => {
    await using app = await testApp(database);
    const { numbers: [number = ""] } = await reserved(app, 3);
    const desk = await asReceptionist(app);
    const typed = { ...await slipForm(desk, number), ...fromPaper(), ...SECOND };
    const sent = await desk.post(paths.intakes(), typed);
    assert.equal(sent.status, 303, await sent.text());
    const [first, second] = await orders(app);
    assert.deepEqual([first?.number, second?.number], ["S01-000001", "S01-000004"]);

    const slip = await slipRow(app, number);
    assert.deepEqual([slip.state, slip.order_id, slip.settled_by_name], [
      "used",
      first?.id,
      "Rocío Recepción",
    ]);
    const [event] = await database.db.selectFrom("order_event").select("data_json")
      .where("order_id", "=", first?.id ?? "").where("kind", "=", "received").execute();
    assert.equal(JSON.parse(event?.data_json ?? "{}").slip, number);
    assert.match(await desk.page(paths.order(number)), new RegExp(`Con el talón ${number}`));

    const again = await desk.post(paths.intakes(), typed);
    assert.equal(
      again.headers.get("Location"),
      sent.headers.get("Location"),
      "the same form answers as before",
    );
    assert.equal((await orders(app)).length, 2);
    const scanned = await desk.get(paths.slip(number));
    assert.equal(scanned.headers.get("Location"), paths.order(number), "a used slip is its order");
    assert.equal((await desk.get(paths.slipIntake(number))).headers.get("Location"), paths.slip(number));
  },
);

eachDatabase("twenty submits of one form with a slip make one order", async (_, database) => {
  await using app = await testApp(database);
  const { numbers: [number = ""] } = await reserved(app, 1);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const input = await anIntake(ctx, { slip: { number, receivedAt: null } });
  const made = await Promise.all(Array.from({ length: 20 }, () => receiveIntake(ctx, input)));
  assert.deepEqual(
    new Set(made.flatMap((one) => one.orders.map((order) => order.number))),
    new Set([number]),
  );
  assert.equal((await orders(app)).length, 1);
});

eachDatabase(
  "of two who take up one slip at once one wins, and the other loses nothing",
  async (_, database) => {
    await using app = await testApp(database);
    const { numbers: [number = ""] } = await reserved(app, 1);
    const [rocio, ana] = [await asReceptionist(app), await asAdmin(app)];
    const forms = [
      { desk: rocio, typed: { ...await slipForm(rocio, number), ...fromPaper(1) } as Fields },
      { desk: ana, typed: { ...await slipForm(ana, number), ...fromPaper(2) } as Fields },
    ];
    const answers = await Promise.all(forms.map(({ desk, typed }) => desk.post(paths.intakes(), typed)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 422]);
    const late = answers.findIndex(({ status }) => status === 422);
    const { desk, typed } = forms[late] ?? assert.fail();
    const html = await (answers[late] ?? assert.fail()).text();
    const winner = late === 0 ? "Ana Administradora" : "Rocío Recepción";
    assert.ok(html.includes(`El talón ya lo usó ${winner}: es la orden ${number}.`), "a sentence says who");
    assert.ok(html.includes(`href="${paths.order(number)}"`));
    for (const kept of [`Clienta ${late + 1}`, "Galaxy A54", "No carga", "Firmó el talón en papel"]) {
      assert.ok(html.includes(kept), `"${kept}" is still there`);
    }
    assert.equal(hiddenFields(html).form_key, typed.form_key);

    const without = await desk.post(paths.intakes(), { ...typed, slip_dropped: "1" });
    assert.equal(without.status, 303, "it can still be received, under the next number");
    assert.deepEqual((await orders(app)).map((order) => order.number), [number, "S01-000002"]);
  },
);

eachDatabase("many slips and many visits at once: each slip is one order", async (_, database) => {
  await using app = await testApp(database);
  const { numbers } = await reserved(app, 5);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const wanted = Array.from({ length: 15 }, (_, at) => numbers[at % 5] ?? "");
  const inputs = await Promise.all(wanted.map((number, at) =>
    anIntake(ctx, {
      client: aNewClient(`Cliente ${at}`),
      devices: [aDevice({ device: { category: "tv", brand: "LG", model: `${at}`, serial: "" } })],
      slip: { number, receivedAt: null },
    })
  ));
  const outcomes = await Promise.allSettled(inputs.map((input) => receiveIntake(ctx, input)));
  assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 5);
  assert.deepEqual((await orders(app)).map((order) => order.number).sort(), numbers);
  const { next } = await database.db.selectFrom("order_sequence").select("next").executeTakeFirstOrThrow();
  assert.equal(next, 6, "who lost took no number");
});

eachDatabase(
  "what came by hand counts when it came, and history says when it was entered",
  async (_, database) => {
    await using app = await testApp(database);
    const { numbers: [number = ""] } = await reserved(app, 1);
    app.now += DAY + 5 * HOUR;
    const desk = await asReceptionist(app);
    const typed = { ...await slipForm(desk, number), ...fromPaper(), received: "2026-11-23T18:30" };
    const sent = await desk.post(paths.intakes(), typed);
    assert.equal(sent.status, 303, await sent.text());

    const came = Date.UTC(2026, 10, 23, 21, 30);
    const [order] = await orders(app);
    assert.deepEqual([order?.received_at, order?.status_since, order?.created_at], [came, came, app.now]);
    const [event] = await database.db.selectFrom("order_event").select(["at", "data_json"])
      .where("kind", "=", "received").execute();
    assert.equal(event?.at, app.now);
    assert.equal(JSON.parse(event?.data_json ?? "{}").received_by_hand_at, came);
    const days = await database.db.selectFrom("order_day").select(["day", "received"]).execute();
    assert.deepEqual(days, [{ day: "2026-11-23", received: 1 }]);

    const ctx = await app.ctx(userActor(app, "admin"));
    await refreshFigures(ctx);
    const { series } = await readFigures(ctx, { ...USUAL_FILTER, period: "7_days" });
    assert.deepEqual(
      series.filter(({ received }) => received > 0).map(({ span, received }) => [span, received]),
      [["2026-11-23", 1]],
    );
    const made = await desk.page(sent.headers.get("Location") ?? "");
    assert.match(made, /23 nov 2026, 18:30/);
    assert.match(await desk.page(paths.intakes()), /23 nov 2026, 18:30/);
    assert.match(await desk.page(paths.order(number)), /Se recibió en papel el 23 nov 2026, 18:30/);
    const intake = await database.db.selectFrom("intake").select("receipt_json").executeTakeFirstOrThrow();
    assert.equal(JSON.parse(intake.receipt_json).receivedAt, came, "the receipt too");
  },
);

Deno.test("a device came neither tomorrow nor before its slip was there", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { numbers: [number = ""] } = await reserved(app, 1);
  app.now += HOUR + 30_000;
  const desk = await asReceptionist(app);
  const typed = { ...await slipForm(desk, number), ...fromPaper() };
  for (
    const [received, sentence] of [
      ["2026-11-23T11:01", "Todavía no llegó esa fecha."],
      ["2026-11-23T09:59", "El talón se reservó después: 23 nov 2026, 10:00."],
      ["ayer", "Escriba una fecha válida."],
    ] as const
  ) {
    for (const to of [paths.intakes(), paths.intakeCheck()]) {
      const answer = await desk.post(to, { ...typed, received });
      const html = await answer.text();
      assert.equal(answer.status, to === paths.intakes() ? 422 : 200);
      assert.ok(html.includes(sentence), `${to}: ${received}`);
      if (to === paths.intakes()) assert.match(html, new RegExp(`value="${received}"`));
    }
  }
  assert.equal((await desk.post(paths.intakes(), { ...typed, received: "2026-11-23T10:00" })).status, 303);
});

eachDatabase("a voided slip says by whom and why, and no intake takes its number", async (_, database) => {
  await using app = await testApp(database);
  const { batchId, numbers } = await reserved(app, 3);
  const [first = "", second = "", third = ""] = numbers;
  const desk = await asReceptionist(app);
  const begun = { ...await slipForm(desk, second), ...fromPaper() };

  const blank = await desk.post(paths.slipBatchVoiding(batchId), { numbers: [second], reason: " " });
  assert.equal(blank.status, 422);
  assert.match(
    await blank.text(),
    new RegExp(`value="${second}"[^>]*checked`),
    "what was chosen stays chosen",
  );
  const none = await desk.post(paths.slipBatchVoiding(batchId), { reason: "Se perdió" });
  assert.equal(none.status, 422);
  assert.match(await none.text(), /Elija los talones[\s\S]*value="Se perdió"/);

  await desk.post(paths.intakes(), { ...await slipForm(desk, first), ...fromPaper(1) });
  const admin = await asAdmin(app);
  const fields = { numbers: [first, second], reason: "Se mojó con café" };
  const voided = await admin.post(paths.slipBatchVoiding(batchId), fields);
  assert.equal(voided.status, 303);
  const page = await admin.page(paths.slipBatch(batchId));
  assert.match(page, /Se anuló 1 talón\. 1 ya se había usado o anulado\./);
  assert.equal((await slipRow(app, first)).state, "used", "a used one stays so");
  assert.equal((await slipRow(app, third)).state, "open");

  const told = await desk.page(paths.slip(second));
  for (const said of ["Este talón está anulado", "Ana Administradora", "Se mojó con café"]) {
    assert.ok(told.includes(said), said);
  }
  assert.equal((await desk.get(paths.slipIntake(second))).headers.get("Location"), paths.slip(second));
  const late = await desk.post(paths.intakes(), begun);
  assert.equal(late.status, 422);
  assert.match(await late.text(), /El talón lo anuló Ana Administradora: Se mojó con café\./);
  const [audit] = await database.db.selectFrom("audit_event").select("data_json").where(
    "kind",
    "=",
    "slips_voided",
  )
    .execute();
  assert.deepEqual(JSON.parse(audit?.data_json ?? "{}"), {
    branch_id: app.branchId,
    numbers: [second],
    reason: "Se mojó con café",
  });
  assert.equal(
    (await admin.post(paths.slipBatchVoiding(batchId), { all: "1", reason: "Sobraron" })).status,
    303,
  );
  assert.equal((await slipRow(app, third)).void_reason, "Sobraron");
  assert.equal(
    (await slipRow(app, second)).void_reason,
    "Se mojó con café",
    "what is void stays as it was told",
  );
  assert.match(await admin.page("/admin/auditoria"), /Anuló talones de contingencia[\s\S]*Se mojó con café/);
});

eachDatabase("a slip that is voided while it is taken up is one of both", async (_, database) => {
  await using app = await testApp(database);
  const { batchId, numbers } = await reserved(app, 6);
  const desk = await asReceptionist(app);
  const ctx = await app.ctx(userActor(app, "receptionist"));
  const inputs = await Promise.all(numbers.map((number, at) =>
    anIntake(ctx, {
      client: aNewClient(`Cliente ${at}`),
      devices: [aDevice({ device: { category: "tv", brand: "LG", model: `${at}`, serial: "" } })],
      slip: { number, receivedAt: null },
    })
  ));
  const [sent, ...outcomes] = await Promise.all([
    desk.post(paths.slipBatchVoiding(batchId), { numbers, reason: "Se perdió" }),
    ...inputs.map((input) => receiveIntake(ctx, input).then(() => true, () => false)),
  ]);
  assert.equal(sent.status, 303);
  const rows = await Promise.all(numbers.map((number) => slipRow(app, number)));
  assert.deepEqual(rows.map(({ state }) => state === "used"), outcomes);
  assert.ok(rows.every(({ state, order_id }) => (state === "used") === (order_id !== null)));
  assert.equal((await orders(app)).length, outcomes.filter(Boolean).length);
});

eachDatabase("a slip of another branch leads there first", async (_, database) => {
  await using app = await testApp(database);
  const { numbers: [number = ""] } = await reserved(app, 1);
  const admin = await app.ctx(userActor(app, "admin"));
  const north = await addBranch(admin, {
    code: "N2",
    name: "Sucursal Norte",
    address: "",
    phone: "",
    time_zone: "America/Argentina/Buenos_Aires",
    currency: "ARS",
  });
  const desk = await asReceptionist(app);
  const began = { ...await slipForm(desk, number), ...fromPaper() };
  await desk.post("/preferencias", { branch_id: north.id });
  const page = await desk.page(paths.slip(number));
  assert.match(page, /Este talón es de la sucursal Casa central/);
  assert.match(page, /Usted está trabajando en Sucursal Norte/);
  const sent = await desk.post(paths.intakes(), began);
  assert.equal(sent.status, 422);
  const html = await sent.text();
  assert.match(html, /El talón es de la sucursal Casa central\./);
  assert.ok(html.includes("Clienta 0"));
  assert.equal((await slipRow(app, number)).state, "open");

  const back = await desk.post("/preferencias", { branch_id: app.branchId }, {
    Referer: `http://localhost:8000${paths.slip(number)}`,
  });
  assert.equal(back.headers.get("Location"), paths.slip(number));
  await slipForm(desk, number);
});

eachDatabase("a draft keeps the slip, and says what became of it meanwhile", async (_, database) => {
  await using app = await testApp(database);
  const { numbers: [number = ""] } = await reserved(app, 1);
  const desk = await asReceptionist(app);
  const typed: Fields = { ...await slipForm(desk, number), ...fromPaper(3), received: "2026-11-23T10:00" };
  assert.equal((await desk.post(paths.intakeDraft(), typed)).status, 204);
  assert.match(
    await desk.page(paths.newIntake()),
    new RegExp(`Clienta 3 · Samsung Galaxy A54 · talonario ${number}`),
  );
  const resume = paths.intakeDraftResume(String(typed.form_key));
  const resumed = await desk.page(resume);
  assert.match(resumed, new RegExp(`Talonario ${number}[\\s\\S]*value="2026-11-23T10:00"`));

  const admin = await asAdmin(app);
  await admin.post(paths.intakes(), { ...await slipForm(admin, number), ...fromPaper(4) });
  assert.match(await desk.page(resume), /El talón ya lo usó Ana Administradora/);
});

Deno.test("without scripts one more device leaves the slip and its time as they are", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { numbers: [number = ""] } = await reserved(app, 1);
  const desk = await asReceptionist(app);
  const typed = { ...await slipForm(desk, number), ...fromPaper(), received: "2026-11-23T10:00" };
  const more = await (await desk.post(paths.intakes(), { ...typed, add: "devices" })).text();
  assert.match(more, /name="devices\.1\.brand"/);
  assert.match(more, new RegExp(`Talonario ${number}[\\s\\S]*value="2026-11-23T10:00"`));
  assert.ok(more.includes(`name="slip" value="${number}"`));
});

Deno.test("an unknown number is not found, and typed into the search it is searched for", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  assert.equal((await desk.get(paths.slip("S01-000123"))).status, 404);
  assert.equal((await desk.get(paths.slipIntake("S01-000123"))).status, 404);
  assert.match(await desk.page(`${paths.search("S01-000123")}&scan=1`), /no es de ninguna orden/);
  const forged = await desk.post(paths.intakes(), {
    ...await blankForm(desk),
    ...fromPaper(),
    slip: "S01-000123",
  });
  assert.equal(forged.status, 422);
  assert.match(await forged.text(), /no está reservado en ningún talonario/);
});

Deno.test("where a signature is demanded the one on the paper counts", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { numbers: [number = ""] } = await reserved(app, 1);
  const setting = {
    branch_id: "",
    key: "signature_required",
    value_json: "true",
    updated_at: 0,
    updated_by: null,
  };
  await database.db.insertInto("setting").values(setting).execute();
  app.services.live.changed("shop");
  const desk = await asReceptionist(app);
  const plain = await desk.post(paths.intakes(), { ...await blankForm(desk), ...fromPaper() });
  assert.equal(plain.status, 422);
  assert.match(await plain.text(), /Falta la firma del cliente/);
  const form = await slipForm(desk, number);
  const dropped = await desk.post(paths.intakes(), { ...form, ...fromPaper(), slip_dropped: "1" });
  assert.equal(dropped.status, 422, "not when the slip is given up");
  assert.match(
    await desk.page(paths.slipIntake(number)),
    /name="unsigned_reason"[^>]*value="Firmó el talón en papel"|value="Firmó el talón en papel"[^>]*name="unsigned_reason"/,
  );
  assert.equal((await desk.post(paths.intakes(), { ...form, ...fromPaper() })).status, 303);
});

eachDatabase(
  "a scan of a slip anywhere leads to its intake, however the scanner writes it",
  async (_, database) => {
    await using app = await testApp(database);
    const { numbers: [number = "", other = ""] } = await reserved(app, 2);
    const desk = await asReceptionist(app);
    const codes = [
      number,
      "S01'000001",
      "1",
      `http://localhost:8000${paths.slip(number)}`,
      "httpÑ--localhostÑ8000-talonarios-S01'000001",
    ];
    for (const code of codes) {
      const answer = await desk.get(`${paths.search(code)}&scan=1`);
      assert.equal(answer.headers.get("Location"), paths.slip(number), code);
    }
    const offered = await desk.get(paths.search(number), { "HX-Request": "true" });
    assert.match(
      await offered.text(),
      new RegExp(`aria-label="Talonario"[\\s\\S]*data-href="${paths.slip(number)}"`),
    );
    await desk.post(paths.intakes(), { ...await slipForm(desk, number), ...fromPaper() });
    assert.equal((await desk.get(paths.search(number))).headers.get("Location"), paths.order(number));
    const serial = await anOrder(app, { serial: other });
    const both = await desk.get(paths.search(other));
    assert.equal(both.headers.get("Location"), paths.slip(other), "a number before a serial");
    assert.ok(serial.number > other);
  },
);
