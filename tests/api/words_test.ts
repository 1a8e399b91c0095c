import assert from "node:assert/strict";
import { aDaemon, IDLE, serving } from "../printing/daemon_stage.ts";
import { testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { fieldsOf } from "./answers.ts";
import { aCaller } from "./caller.ts";

eachDatabase(
  "mails are worded, tried on an order and given the product's words back",
  async (_t, database) => {
    await using app = await testApp(database);
    const caller = await aCaller(app, ["templates:write"]);
    const { number } = await anOrder(app, { status: "ready" });
    const path = "/api/plantillas/order_ready/es";
    const read = await caller.get(path);
    const before = await read.json();
    assert.deepEqual([before.own, before.version, before.fields.includes("order.number")], [false, 0, true]);
    const match = { "If-Match": read.headers.get("ETag") ?? "" };
    const wish = { heading: "¡Listo, {{client.name}}!" };
    const looked = await caller.send("POST", `${path}/vista`, { ...wish, order_number: number });
    const preview = await looked.json();
    assert.deepEqual([looked.status, preview.order_number], [200, number]);
    assert.match(preview.text, /¡Listo, /);
    assert.equal((await (await caller.get(path)).json()).heading, before.heading, "and nothing is saved");
    assert.deepEqual(await fieldsOf(caller.send("POST", `${path}/vista`, { order_number: "S01-999999" })), [
      422,
      ["order_number"],
    ]);
    const change = (body: unknown) => caller.send("PATCH", path, body, match);
    assert.deepEqual(await fieldsOf(change({ heading: "{{client.secret}}", subject: "" })), [422, [
      "subject",
    ]]);
    assert.deepEqual(await fieldsOf(change({ heading: "{{client.secret}}" })), [422, ["heading"]]);
    const worded = await (await change(wish)).json();
    assert.deepEqual([worded.heading, worded.own, worded.changed_by], [wish.heading, true, "Web"]);
    assert.equal((await change({ heading: "Otra" })).status, 412);
    const list = await (await caller.get("/api/plantillas")).json();
    assert.deepEqual(list.filter(({ own }: { own: boolean }) => own), [{
      kind: "order_ready",
      locale: "es",
      own: true,
    }]);
    const back = await (await caller.send("DELETE", path)).json();
    assert.deepEqual([back.heading, back.own], [before.heading, false]);
    const reader = await aCaller(app, ["templates:read"]);
    assert.equal((await reader.send("DELETE", path)).status, 403);
    assert.equal((await caller.get("/api/plantillas/love_letter/es")).status, 404);
  },
  { engines: ["libsql"] },
);

eachDatabase(
  "a branch's labels are laid out, seen and given the product's layout back",
  async (_t, database) => {
    await using app = await testApp(database);
    const caller = await aCaller(app, ["printers:write"]);
    const path = `/api/sucursales/${app.branchId}/etiquetas/device`;
    const read = await caller.get(path);
    const before = await read.json();
    const match = { "If-Match": read.headers.get("ETag") ?? "" };
    const fields = before.fields.toReversed();
    const changed = await caller.send("PATCH", path, { fields, barcode: { on: false } }, match);
    const after = await changed.json();
    assert.deepEqual([changed.status, after.own, after.version], [200, true, before.version + 1]);
    assert.deepEqual(after.fields, fields);
    assert.equal((await caller.send("PATCH", path, { fields }, match)).status, 412);
    const any = { "If-Match": "*" };
    const odd = [{ ...fields[0], field: "sueldo" }];
    assert.deepEqual(await fieldsOf(caller.send("PATCH", path, { fields: odd }, any)), [422, [
      "fields.0.field",
    ]]);
    const twice = [fields[0], fields[0]];
    assert.deepEqual(await fieldsOf(caller.send("PATCH", path, { fields: twice }, any)), [422, ["fields"]]);
    const picture = await caller.get(`${path}/imagen`);
    assert.deepEqual([picture.headers.get("Content-Type"), (await picture.text()).slice(0, 4)], [
      "image/svg+xml",
      "<svg",
    ]);
    const back = await (await caller.send("DELETE", path)).json();
    assert.deepEqual([back.own, back.fields], [false, before.fields]);
    assert.equal((await (await caller.get(`/api/sucursales/${app.branchId}/etiquetas`)).json()).length, 7);
    assert.equal((await caller.get(`/api/sucursales/${crypto.randomUUID()}/etiquetas`)).status, 404);
    const reader = await aCaller(app, ["printers:read"]);
    assert.equal((await reader.send("DELETE", path)).status, 403);
  },
  { engines: ["libsql"] },
);

eachDatabase("printers are named, held, tried and made the ones to use", async (_t, database) => {
  await using app = await testApp(database);
  await using server = await serving(app);
  const daemon = await aDaemon(app, server);
  await daemon.answer({ printers: [IDLE] });
  const caller = await aCaller(app, ["print", "printers:write"]);
  const [{ id }] = await (await caller.get("/api/impresoras")).json();
  const path = `/api/impresoras/${id}`;
  assert.equal(
    (await (await caller.send("PUT", `${path}/nombre`, { name: "Depósito" })).json()).name,
    "Depósito",
  );
  assert.deepEqual(await fieldsOf(caller.send("PUT", `${path}/nombre`, { name: "" })), [422, ["name"]]);
  assert.equal((await caller.send("PUT", `${path}/pausa`, { paused: true })).status, 200);
  const held = await database.db.selectFrom("printer").select("paused").executeTakeFirst();
  assert.deepEqual(held, { paused: 1 });
  const key = { "Idempotency-Key": "prueba" };
  const tried = await caller.send("POST", `${path}/prueba`, undefined, key);
  const job = await tried.json();
  assert.equal(tried.status, 202);
  assert.deepEqual(await (await caller.send("POST", `${path}/prueba`, undefined, key)).json(), job);
  assert.equal((await caller.send("POST", `${path}/calibracion`)).status, 202);
  assert.equal((await caller.send("POST", `${path}/predeterminada`)).status, 200);
  assert.equal((await caller.send("PUT", `${path}/reemplazo`, { printer_id: null })).status, 200);
  assert.equal((await caller.send("PUT", `${path}/reemplazo`, { printer_id: id })).status, 409);
  assert.equal((await caller.send("POST", `${path}/cajon`)).status, 409);
  const printing = await aCaller(app, ["print"]);
  assert.equal((await printing.send("PUT", `${path}/pausa`, { paused: false })).status, 403);
}, { engines: ["libsql"] });

eachDatabase("backups are seen and taken once there is a key, which is never told", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app, ["backups:write"]);
  const path = "/api/respaldos";
  const early = await caller.send("POST", path);
  assert.deepEqual([early.status, (await early.json()).code], [409, "backup_no_key"]);
  await database.db.insertInto("backup_key").values({
    id: crypto.randomUUID(),
    recipient: "age1example",
    created_at: app.now,
    created_by_name: "Ana",
    ended_at: null,
  }).execute();
  const key = { "Idempotency-Key": "noche" };
  for (let sent = 0; sent < 2; sent++) {
    const answer = await caller.send("POST", path, undefined, key);
    assert.deepEqual([answer.status, await answer.json()], [202, { outcome: "queued" }]);
  }
  assert.deepEqual(await (await caller.send("POST", path)).json(), { outcome: "busy" });
  assert.equal((await caller.send("POST", `${path}/simulacros`)).status, 202);
  assert.deepEqual(await (await caller.get(`${path}/simulacros`)).json(), []);
  const list = await caller.get(path);
  assert.deepEqual([list.status, await list.json()], [200, []]);
  const reader = await aCaller(app, ["backups:read"]);
  assert.equal((await reader.send("POST", path)).status, 403);
}, { engines: ["libsql"] });
