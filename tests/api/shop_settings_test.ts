import assert from "node:assert/strict";
import { testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { fieldsOf } from "./answers.ts";
import { aCaller, type Caller } from "./caller.ts";

eachDatabase("the shop and its settings are read and changed, as the screens allow", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app, ["settings:write"]);
  const shop = await caller.get("/api/negocio");
  assert.deepEqual((await shop.json()).name, "Service Norte");
  const patch = changing(caller, "/api/negocio");
  const match = shop.headers.get("ETag") ?? "";
  assert.equal((await (await patch({ phone: "11 4000 0000", tax_id: null }, match)).json()).tax_id, "");
  assert.equal((await patch({ phone: "11" }, match)).status, 412);
  assert.deepEqual(await fieldsOf(patch({ email: "x", country: "ar", currency: "AAA" })), [
    422,
    ["email", "currency", "country"],
  ]);

  const set = changing(caller, "/api/ajustes");
  const read = await caller.get("/api/ajustes");
  const before = await read.json();
  assert.deepEqual([before.warranty_days, before.refund_limit, before.logo], [90, null, undefined]);
  const wish = {
    warranty_days: 120,
    told_statuses: ["ready", "received"],
    tax_rates: [21_000, 10_500, 21_000],
    diagnosis_fee: { amount_minor: 500_000, currency: "ARS" },
    refund_limit: { amount_minor: 10_000_00, currency: "ARS" },
    status_labels: { received: "En recepción" },
    accent: "#0A7D5A",
  };
  const changed = await set(wish, read.headers.get("ETag") ?? "");
  const after = await changed.json();
  assert.deepEqual([changed.status, after], [200, {
    ...before,
    ...wish,
    told_statuses: ["received", "ready"],
    tax_rates: [21_000, 10_500],
    accent: "#0a7d5a",
  }]);
  assert.equal((await set({ warranty_days: 1 }, read.headers.get("ETag") ?? "")).status, 412);
  const usual = await (await set({ warranty_days: null, status_labels: { received: null } })).json();
  assert.deepEqual([usual.warranty_days, usual.status_labels], [90, {}]);
  const wrong = {
    abandonment_days: 30,
    abandonment_notices: [10, 40],
    pickup_reminders: [],
  };
  assert.deepEqual(await fieldsOf(set(wrong)), [422, ["abandonment_notices"]]);
  const more = { pickup_reminders: [7, 3], accent: "verde", digest_hour: 24, smtp_password: "x" };
  const [status, fields] = await fieldsOf(set(more));
  assert.deepEqual([status, new Set(fields)], [422, new Set(Object.keys(more))]);
  const cents = { amount_minor: 150, currency: "ARS" };
  assert.deepEqual(await fieldsOf(set({ refund_limit: cents })), [422, ["refund_limit.amount_minor"]]);
  assert.deepEqual(await fieldsOf(set({ diagnosis_fee: { ...cents, currency: "USD" } })), [
    422,
    ["diagnosis_fee.currency"],
  ]);
  const twoSteps = await set({ admins_two_factors: true });
  assert.deepEqual([twoSteps.status, (await twoSteps.json()).code], [403, "scope_missing"]);
  assert.equal((await caller.send("PATCH", "/api/ajustes", wish)).status, 428);
  const reader = await aCaller(app, ["settings:read"]);
  assert.equal((await changing(reader, "/api/ajustes")({ warranty_days: 1 })).status, 403);
  const told = await database.db.selectFrom("audit_event").select("subject_id")
    .where("kind", "=", "setting_changed").where("subject_id", "=", "warranty_days").execute();
  assert.equal(told.length, 2);
});

eachDatabase("terms and check lists have their versions", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app, ["settings:write"]);
  const terms = await caller.get("/api/terminos/es");
  const publish = changing(caller, "/api/terminos/es");
  const match = terms.headers.get("ETag") ?? "";
  const next = await (await publish({ text: "Uno.\r\nDos." }, match)).json();
  assert.deepEqual([next.text, next.version], ["Uno.\nDos.", (await terms.json()).version + 1]);
  assert.equal((await publish({ text: "Tres." }, match)).status, 412);
  assert.deepEqual(await fieldsOf(publish({ text: " " })), [422, ["text"]]);
  const versions = await (await caller.get("/api/terminos")).json();
  assert.deepEqual([versions[0].version, versions[0].locale], [next.version, "es"]);

  const path = "/api/revisiones/phone/intake";
  const list = await (await changing(caller, path)({ points: ["Enciende", "Carga", "Enciende"] })).json();
  assert.deepEqual([list.points, list.version], [["Enciende", "Carga"], 1]);
  assert.deepEqual(await fieldsOf(changing(caller, path)({ points: ["", "x".repeat(121)] })), [
    422,
    ["points.0", "points.1"],
  ]);
  assert.equal((await caller.get("/api/revisiones/spaceship/intake")).status, 404);
}, { engines: ["libsql"] });

eachDatabase("the keys of a payment provider are written and never told", async (_t, database) => {
  await using app = await testApp(database);
  const caller = await aCaller(app, ["settings:read", "gateways:write"]);
  const path = "/api/medios-de-cobro/signed";
  const change = changing(caller, path);
  assert.deepEqual(await fieldsOf(change({ enabled: true })), [422, ["secret"]]);
  assert.deepEqual(await fieldsOf(change({ secret: "corto" })), [422, ["secret"]]);
  const secret = `whsec_${btoa("0123456789abcdefghijklmnopqrstuv")}`;
  const on = await change({ enabled: true, secret });
  assert.deepEqual([on.status, (await on.clone().json()).has_secret], [200, true]);
  const off = await change({ enabled: false });
  assert.equal((await off.clone().json()).has_secret, true, "what is left out stays");
  const told = [await on.text(), await off.text(), await (await caller.get("/api/medios-de-cobro")).text()];
  assert.ok(told.every((text) => !text.includes(secret)));
  const settings = await aCaller(app, ["settings:write"]);
  assert.equal((await changing(settings, path)({ enabled: false })).status, 403);
}, { engines: ["libsql"] });

function changing(caller: Caller, path: string) {
  return (body: unknown, match = "*") => caller.send("PATCH", path, body, { "If-Match": match });
}
