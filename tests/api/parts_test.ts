import assert from "node:assert/strict";
import { testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { aCaller } from "./caller.ts";

const ars = (amount_minor: number) => ({ amount_minor, currency: "ARS" });
const SCREEN = { sku: "pan-a54", name: "Pantalla A54", price: ars(45_000_00), cost: ars(20_000_00) };

eachDatabase("a part is added, received, counted and written off", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const made = await caller.send("POST", "/api/repuestos/", { ...SCREEN, minimum_thousandths: 2_000 });
  const part = await made.json();
  assert.deepEqual([made.status, part.sku, part.cost], [201, "PAN-A54", ars(20_000_00)]);
  const path = `/api/repuestos/${part.id}`;
  const low = await (await caller.get("/api/repuestos?show=low")).json();
  assert.deepEqual(low.map(({ id }: { id: string }) => id), [part.id]);
  const onHand = async (act: string, body: object) => {
    const answer = await caller.send("POST", `${path}/${act}`, body);
    const told = await answer.json();
    return answer.status === 201 ? told.stock[0].on_hand_thousandths : told.errors[0];
  };
  assert.equal(await onHand("recepciones", { quantity_thousandths: 5_000 }), 5_000);
  const half = await onHand("recepciones", { quantity_thousandths: 1_500 });
  assert.deepEqual([half.field, half.code], ["quantity_thousandths", "whole_pieces"]);
  assert.equal((await onHand("recepciones", { serials: ["A1"] })).code, "part_counted_by");
  const count = { counted_thousandths: 4_000, note: "Recuento" };
  assert.equal(await onHand("recuentos", { ...count, seen_thousandths: 5_000 }), 4_000);
  assert.deepEqual((await onHand("recuentos", { ...count, seen_thousandths: 5_000 })).code, "stock_changed");
  assert.equal(await onHand("bajas", { quantity_thousandths: 1_000, reason: "faulty" }), 3_000);
  const short = await onHand("bajas", { quantity_thousandths: 9_000, reason: "faulty" });
  assert.equal(short.field, "quantity_thousandths");
  const moves = await (await caller.get(`${path}/movimientos?limit=2`)).json();
  assert.deepEqual(moves.map(({ kind }: { kind: string }) => kind), ["scrap", "adjust"]);
});

eachDatabase("a part is changed by its version, and what it costs needs its scope", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const made = await caller.send("POST", "/api/repuestos/", SCREEN);
  const path = made.headers.get("Location") ?? "";
  const tag = made.headers.get("ETag") ?? "";
  const changed = await caller.send("PATCH", path, { price: ars(48_000_00) }, { "If-Match": tag });
  const told = await changed.json();
  assert.deepEqual([changed.status, told.price, told.cost, told.name], [
    200,
    ars(48_000_00),
    ars(20_000_00),
    SCREEN.name,
  ]);
  assert.equal((await caller.send("PATCH", path, { name: "X" }, { "If-Match": tag })).status, 412);
  const taken = await caller.send("POST", "/api/repuestos/", SCREEN);
  assert.deepEqual([taken.status, (await taken.json()).errors[0].field], [422, "sku"]);
  const blind = await aCaller(app, ["parts:write"]);
  const answer = await blind.send("PATCH", path, { cost: ars(1) }, { "If-Match": "*" });
  assert.ok(!("cost" in await answer.json()));
  assert.deepEqual((await (await caller.get(path)).json()).cost, ars(20_000_00));
});

eachDatabase("pieces with serials come and go by them", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const made = await caller.send("POST", "/api/repuestos/", { ...SCREEN, serialised: true });
  const path = made.headers.get("Location") ?? "";
  const received = await caller.send("POST", `${path}/recepciones`, { serials: ["SN1", "SN2"] });
  assert.equal((await received.json()).stock[0].on_hand_thousandths, 2_000);
  const scrapped = await caller.send("POST", `${path}/bajas`, { serial: "SN1", reason: "faulty" });
  assert.equal((await scrapped.json()).stock[0].on_hand_thousandths, 1_000);
  const gone = await caller.send("POST", `${path}/bajas`, { serial: "SN1", reason: "faulty" });
  assert.deepEqual([gone.status, (await gone.json()).errors[0].field], [422, "serial"]);
});
