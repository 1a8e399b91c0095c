import assert from "node:assert/strict";
import { asAdmin, asReceptionist, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { aPart, arrive, stockOf } from "../support/part_builders.ts";

const uuid = () => crypto.randomUUID();

eachDatabase(
  "stock is received, counted and written off, each with its move and its reason",
  async (_, database) => {
    await using app = await testApp(database);
    const { id } = await aPart(app, { name: "Batería A54" });
    const desk = await asReceptionist(app);
    const post = async (act: string, typed: Record<string, string>) => {
      const answer = await desk.post(`/repuestos/${id}/${act}`, { form_key: uuid(), ...typed });
      await answer.body?.cancel();
      return answer.status;
    };
    assert.equal(await post("recepcion", { quantity: "10", note: "Factura 0001-123" }), 303);
    assert.equal(await post("recuento", { counted: "8", seen: "10000", note: "Faltaban dos" }), 303);
    assert.equal(await post("descarte", { quantity: "1", reason: "broken_by_us", note: "Se cayó" }), 303);
    assert.deepEqual(await stockOf(app, id), { onHand: 7, reserved: 0 });
    const moves = await database.db.selectFrom("stock_move")
      .select(["kind", "on_hand_change", "reason", "note", "actor_name"]).orderBy("id").execute();
    assert.deepEqual(moves.map((row) => Object.values(row)), [
      ["receive", 10_000, "", "Factura 0001-123", "Rocío Recepción"],
      ["adjust", -2_000, "", "Faltaban dos", "Rocío Recepción"],
      ["scrap", -1_000, "broken_by_us", "Se cayó", "Rocío Recepción"],
    ]);
    const page = await desk.page(`/repuestos/${id}`);
    for (
      const words of ["Entrada", "+10", "Ajuste", "−2", "Lo rompimos nosotros · Se cayó", "Factura 0001-123"]
    ) {
      assert.ok(page.includes(words), words);
    }
  },
);

eachDatabase(
  "a form of stock that lacks something comes back open with what was typed",
  async (_, database) => {
    await using app = await testApp(database);
    const { id } = await aPart(app, { stock: 2 });
    const desk = await asReceptionist(app);
    const cases: [string, Record<string, string>, RegExp][] = [
      ["recepcion", { quantity: "", note: "Sin cantidad" }, /Complete este dato/],
      ["recepcion", { quantity: "1,5", note: "Sin cantidad" }, /número entero/],
      ["recepcion", { quantity: "0", note: "Sin cantidad" }, /Escriba una cantidad/],
      ["recuento", { counted: "1", seen: "2000", note: " " }, /Complete este dato/],
      ["recuento", { counted: "1", seen: "5000", note: "Sin cantidad" }, /ahora hay 2\. Cuente de nuevo/],
      ["descarte", { quantity: "3", reason: "faulty", note: "Sin cantidad" }, /Solo quedan 2 sin reservar/],
      ["descarte", { quantity: "1", reason: "", note: "Sin cantidad" }, /Complete este dato/],
    ];
    for (const [act, typed, sentence] of cases) {
      const answer = await desk.post(`/repuestos/${id}/${act}`, { form_key: uuid(), ...typed });
      const body = await answer.text();
      assert.equal(answer.status, 422, act);
      assert.match(body, sentence);
      assert.match(body, /<details open/);
      if (typed.note !== " ") assert.ok(body.includes("Sin cantidad"));
    }
    assert.deepEqual(await stockOf(app, id), { onHand: 2, reserved: 0 });
  },
);

eachDatabase("each piece with a serial is known by it from its arrival on", async (_, database) => {
  await using app = await testApp(database);
  const { id } = await aPart(app, { name: "SSD 480", serials: ["SN-0001", "SN-0002", "SN-0003"] });
  const desk = await asReceptionist(app);
  assert.deepEqual(await stockOf(app, id), { onHand: 3, reserved: 0 });
  const twice = await desk.post(`/repuestos/${id}/recepcion`, {
    serials: "SN-0004\nsn 0002",
    form_key: uuid(),
  });
  assert.equal(twice.status, 422);
  assert.match(await twice.text(), /La pieza sn 0002 ya está en stock/);
  assert.deepEqual(await stockOf(app, id), { onHand: 3, reserved: 0 }, "all or nothing");

  const scrap = { serial: "SN-0001", reason: "faulty", form_key: uuid() };
  assert.equal((await desk.post(`/repuestos/${id}/descarte`, scrap)).status, 303);
  const gone = await desk.post(`/repuestos/${id}/descarte`, { ...scrap, form_key: uuid() });
  assert.match(await gone.text(), /no está en el stock/);

  const counted = { serials: "SN-0002\nSN-0009", seen: "2000", note: "Recuento", form_key: uuid() };
  assert.equal((await desk.post(`/repuestos/${id}/recuento`, counted)).status, 303);
  assert.deepEqual(await stockOf(app, id), { onHand: 2, reserved: 0 });
  const units = await database.db.selectFrom("part_unit").select(["serial", "state"]).orderBy("serial")
    .execute();
  assert.deepEqual(units.map((unit) => Object.values(unit)), [
    ["SN-0001", "scrapped"],
    ["SN-0002", "in_stock"],
    ["SN-0003", "missing"],
    ["SN-0009", "in_stock"],
  ]);
  await arrive(app, id, { serials: "SN-0003" }, true);
  assert.deepEqual(await stockOf(app, id), { onHand: 3, reserved: 0 }, "what was missing has turned up");
  const page = await desk.page(`/repuestos/${id}`);
  assert.ok(page.includes("SN-0009") && page.includes("Piezas en stock"));
});

eachDatabase("a form of stock that is sent twice moves stock once", async (_, database) => {
  await using app = await testApp(database);
  const { id } = await aPart(app);
  const desk = await asReceptionist(app);
  const form = { quantity: "4", form_key: uuid() };
  const answers = await Promise.all([1, 2, 3].map(() => desk.post(`/repuestos/${id}/recepcion`, form)));
  assert.deepEqual(answers.map(({ status }) => status), [303, 303, 303]);
  assert.deepEqual(await stockOf(app, id), { onHand: 4, reserved: 0 });
  const again = await desk.post(`/repuestos/${id}/descarte`, { ...form, quantity: "1", reason: "faulty" });
  assert.equal(again.status, 303);
  assert.deepEqual(
    await stockOf(app, id),
    { onHand: 3, reserved: 0 },
    "another form of the same page still acts",
  );
});

eachDatabase("every branch keeps its own stock and has a place for it", async (_, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const zone = { time_zone: "America/Argentina/Buenos_Aires", currency: "ARS" };
  const branch = {
    form_key: crypto.randomUUID(),
    code: "S02",
    name: "Oeste",
    address: "",
    phone: "",
    ...zone,
  };
  assert.equal((await admin.post("/admin/sucursales/nueva", branch)).status, 303);
  const branches = await database.db.selectFrom("branch").select("id").execute();
  const places = await database.db.selectFrom("stock_location").select(["branch_id", "code"]).execute();
  assert.deepEqual(
    places.map(({ branch_id }) => branch_id).toSorted(),
    branches.map((one) => one.id).toSorted(),
  );
  const { id } = await aPart(app, { stock: 3, location: "A-1" });
  const other = branches.find((one) => one.id !== app.branchId)?.id ?? "";
  await database.db.updateTable("user").set({ branch_id: other }).where("id", "=", app.users.receptionist.id)
    .execute();
  const desk = await asReceptionist(app);
  await desk.post(`/repuestos/${id}/recepcion`, { quantity: "2", form_key: uuid() });
  assert.deepEqual(await stockOf(app, id), { onHand: 3, reserved: 0 });
  const page = await desk.page(`/repuestos/${id}`);
  assert.match(page, /Casa central[^]*A-1[^]*Oeste/);
});

eachDatabase(
  "moves are facts, and the database itself refuses a balance below nothing",
  async (_, database) => {
    await using app = await testApp(database);
    const { id } = await aPart(app, { stock: 1 });
    const { db } = database;
    await assert.rejects(db.updateTable("stock_move").set({ note: "otra cosa" }).execute());
    await assert.rejects(db.deleteFrom("stock_move").execute());
    await assert.rejects(
      db.updateTable("stock_balance").set({ on_hand: -1 }).where("part_id", "=", id).execute(),
    );
    await assert.rejects(
      db.updateTable("stock_balance").set({ reserved: 2_000 }).where("part_id", "=", id).execute(),
    );
    const ctx = await app.ctx(userActor(app, "admin"));
    const move = {
      part_id: id,
      branch_id: app.branchId,
      order_id: null,
      part_unit_id: null,
      purchase_line_id: null,
    };
    const rest = { reason: "", note: "", actor_id: null, actor_name: "", at: ctx.now };
    for (
      const [kind, on_hand_change, reserved_change] of [
        ["receive", -1, 0],
        ["reserve", 1, 1],
        ["release", 0, 1],
        ["consume", -1, -2],
        ["adjust", 0, 0],
        ["scrap", 1, 0],
        ["return", 0, 0],
      ] as const
    ) {
      const row = { ...move, ...rest, id: ctx.random.id(ctx.now), kind, on_hand_change, reserved_change };
      await assert.rejects(db.insertInto("stock_move").values(row).execute(), kind);
    }
  },
);
