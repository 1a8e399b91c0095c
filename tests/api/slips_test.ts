import assert from "node:assert/strict";
import { testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { aCaller, nextOf, refused } from "./caller.ts";

eachDatabase("a program reserves numbers on paper, takes one up and voids the rest", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app);
  const post = (path: string, body?: object, key?: string) =>
    caller.send("POST", path, body, key ? { "Idempotency-Key": key } : {});

  assert.deepEqual(await refused(post("/api/talonarios", { count: 101 })), [422, "count", "too_big"]);
  const made = await post("/api/talonarios", { count: 3 }, "uno");
  const batch = await made.json();
  assert.deepEqual([made.status, batch.slips, batch.open], [201, 3, 3]);
  assert.deepEqual(await (await post("/api/talonarios", { count: 3 }, "uno")).json(), batch);
  const path = made.headers.get("Location") ?? "";
  const [first, second, third] = batch.numbers.map(({ number }: { number: string }) => number);
  const paper = await caller.get(`${path}/pdf`);
  assert.equal(new TextDecoder().decode((await paper.bytes()).slice(0, 5)), "%PDF-");
  assert.deepEqual(await refused(post(`${path}/etiquetas`, {})), [409, "no_printer"]);

  app.now += 60 * 60 * 1_000;
  const wish = {
    client: { name: "Marta Núñez", contacts: [{ kind: "whatsapp", value: "11 4000 1234" }] },
    device: { category: "phone", brand: "Samsung", model: "Galaxy A54", serial: "R58N12ABCDE" },
    fault: "No carga",
    unsigned_reason: "Firmó el talón",
    slip_number: first,
    slip_received_at: new Date(app.now - 30 * 60 * 1_000).toISOString(),
  };
  const early = { ...wish, slip_received_at: "2020-01-01T00:00:00Z" };
  assert.deepEqual(await refused(post("/api/ordenes", early)), [422, "slip_received_at", "before_slip"]);
  const unknown = { ...wish, slip_number: "S01-999999" };
  assert.deepEqual(await refused(post("/api/ordenes", unknown)), [422, "slip_number", "slip_unknown"]);
  const draft = { ...wish, status: "draft" };
  assert.deepEqual(await refused(post("/api/ordenes", draft)), [422, "slip_number", "slip_of_draft"]);
  const taken = await post("/api/ordenes", wish);
  const order = await taken.json();
  assert.deepEqual([taken.status, order.number, order.received_at], [201, first, wish.slip_received_at]);
  const slip = await (await caller.get(`/api/talones/${first}`)).json();
  assert.deepEqual([slip.state, slip.order_number], ["used", first]);
  const again = { ...wish, client: undefined, client_id: order.client.id, another_open_order: true };
  assert.deepEqual(await refused(post("/api/ordenes", again)), [422, "slip_number", "slip_used"]);

  const nothing = post(`${path}/anulacion`, { reason: "Se mojó" });
  assert.deepEqual(await refused(nothing), [422, "numbers", "no_slips_chosen"]);
  const some = await post(`${path}/anulacion`, { numbers: [first, second], reason: "Se mojó" });
  const told = await some.json();
  assert.deepEqual([told.voided, told.left, told.batch.void, told.batch.open], [1, 1, 1, 1]);
  const open = await (await caller.get("/api/talones")).json();
  assert.deepEqual(open.map(({ number }: { number: string }) => number), [third]);
  await post("/api/talonarios", { count: 2 });
  const page = await caller.get("/api/talones?limit=1");
  const [next] = await (await caller.get(nextOf(page) ?? "")).json();
  assert.equal((await page.json())[0].batch_id, next.batch_id);
  assert.equal((await (await caller.get("/api/talonarios?limit=1")).json()).length, 1);
  const csv = await (await caller.get("/api/talones?show=void", { Accept: "text/csv" })).text();
  assert.match(csv, new RegExp(`${second}.*Se mojó`));

  const reader = await aCaller(app, ["slips:read"]);
  assert.equal((await reader.get(path)).status, 200);
  assert.equal((await reader.send("POST", "/api/talonarios", { count: 1 })).status, 403);
  assert.equal((await (await aCaller(app, ["orders:read"])).get("/api/talonarios")).status, 403);
}, { engines: ["libsql"] });
