import assert from "node:assert/strict";
import { testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { aPart, stockOf } from "../support/part_builders.ts";
import { aCaller, nextOf, refused } from "./caller.ts";

eachDatabase("a program orders what is missing and takes it in, in parts", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const post = (path: string, body?: object, key?: string) =>
    caller.send("POST", path, body, key ? { "Idempotency-Key": key } : {});
  const low = await aPart(app, { sku: "LOW", name: "Bajo", minimum: "5", stock: 2 });
  const other = await aPart(app, { sku: "OTHER", name: "Chico", minimum: "1" });
  const phone = await aPart(app, { sku: "PHONE", name: "Equipo", serials: ["IMEI-99999"] });

  const first = await caller.get("/api/reponer?limit=1");
  const [short] = await first.json();
  assert.deepEqual([short.part.sku, short.available_thousandths, short.suggested_thousandths], [
    "LOW",
    2_000,
    3_000,
  ]);
  const [second] = await (await caller.get(nextOf(first) ?? "")).json();
  assert.equal(second.part.id, other.id);
  const wish = { parts: [{ part_id: low.id, quantity_thousandths: 3_000 }], supplier: "Norte" };
  const unknown = { parts: [{ part_id: app.branchId, quantity_thousandths: 1_000 }] };
  assert.deepEqual(await refused(post("/api/reponer", unknown)), [404, "not_found"]);
  assert.deepEqual(await refused(post("/api/reponer", { parts: [] })), [422, "parts", "part_not_chosen"]);
  const huge = { part_id: low.id, quantity_thousandths: 600_000_000 };
  assert.deepEqual(await refused(post("/api/reponer", { parts: [huge, huge] })), [
    422,
    "parts",
    "more_than_a_million",
  ]);
  const filled = await post("/api/reponer", wish, "uno");
  const purchase = await filled.json();
  assert.deepEqual([filled.status, purchase.state, purchase.lines[0].ordered_thousandths], [
    201,
    "draft",
    3_000,
  ]);
  assert.deepEqual(await (await post("/api/reponer", wish, "uno")).json(), purchase);
  const path = filled.headers.get("Location") ?? "";

  assert.deepEqual(await refused(post(`${path}/renglones`, { code: "NADA" })), [422, "code", "part_unknown"]);
  assert.deepEqual(await refused(post(`${path}/renglones`, { code: "low" })), [422, "code", "line_known"]);
  const half = { code: "OTHER", quantity_thousandths: 500 };
  assert.deepEqual(await refused(post(`${path}/renglones`, half)), [
    422,
    "quantity_thousandths",
    "whole_number",
  ]);
  const added = await post(`${path}/renglones`, { code: "PHONE", quantity_thousandths: 2_000 });
  const { lines } = await added.json();
  const lineOf = (sku: string) => lines.find(({ part }: { part: { sku: string } }) => part.sku === sku).id;
  const [lows, phones] = [lineOf("LOW"), lineOf("PHONE")];

  const patch = (body: object, tag: string) => caller.send("PATCH", path, body, { "If-Match": tag });
  const tag = added.headers.get("ETag") ?? "";
  const strange = {
    lines: [{ id: phones, ordered_thousandths: 2_000 }, { id: low.id, ordered_thousandths: 0 }],
  };
  assert.deepEqual(await refused(patch(strange, tag)), [422, "lines.1.id", "line_unknown"]);
  const marked = await patch({ ordered: true, lines: [{ id: lows, ordered_thousandths: 4_000 }] }, tag);
  const ordered = await marked.json();
  assert.deepEqual([ordered.state, ordered.supplier, ordered.lines.length], ["ordered", "Norte", 2]);
  assert.equal((await patch({ note: "Urgente" }, tag)).status, 412);
  const back = patch({ ordered: false }, marked.headers.get("ETag") ?? "");
  assert.deepEqual(await refused(back), [422, "ordered", "purchase_ordered"]);

  const receive = (body: object, key?: string) => post(`${path}/recepciones`, body, key);
  const pieces = (id: string, quantity_thousandths: number) => ({ lines: [{ id, quantity_thousandths }] });
  assert.deepEqual(await refused(receive(pieces(lows, 9_000))), [
    422,
    "lines.0.quantity_thousandths",
    "more_than_ordered",
  ]);
  assert.deepEqual(await refused(receive(pieces(phones, 1_000))), [
    422,
    "lines.0.quantity_thousandths",
    "part_counted_by",
  ]);
  const arrival = {
    lines: [{ id: lows, quantity_thousandths: 4_000 }, { id: phones, serials: ["IMEI-00001"] }],
  };
  const came = await (await receive(arrival, "llega")).json();
  assert.equal(came.state, "ordered");
  assert.deepEqual(await (await receive(arrival, "llega")).json(), came);
  assert.deepEqual([await stockOf(app, low.id), await stockOf(app, phone.id)].map(({ onHand }) => onHand), [
    6,
    2,
  ]);
  const twice = { lines: [{ id: phones, serials: ["IMEI-00001"] }] };
  assert.equal((await refused(receive(twice)))[1], "lines.0.serials");
  const low2 = patch({ lines: [{ id: lows, ordered_thousandths: 1_000 }] }, "*");
  assert.deepEqual(await refused(low2), [422, "lines.0.ordered_thousandths", "below_received"]);
  assert.equal((await (await post(`${path}/cierre`)).json()).state, "closed");
  assert.deepEqual(await refused(post(`${path}/cierre`)), [409, "purchase_closed"]);
  assert.deepEqual(await (await caller.get("/api/compras?open=true")).json(), []);
  const csv = await (await caller.get("/api/compras", { Accept: "text/csv" })).text();
  assert.match(csv, /Norte/);

  const reader = await aCaller(app, ["purchases:read"]);
  assert.equal((await (await reader.get("/api/compras")).json()).length, 1);
  assert.equal((await reader.send("POST", "/api/compras", {})).status, 403);
  assert.equal((await (await aCaller(app, ["parts:write"])).get("/api/compras")).status, 403);
}, { engines: ["libsql"] });
