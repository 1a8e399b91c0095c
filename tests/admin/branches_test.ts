import assert from "node:assert/strict";
import { takeNumber } from "../../src/orders/numbering.ts";
import { eachDatabase } from "../support/database.ts";
import { asAdmin, testApp } from "../support/app.ts";

const SECOND = {
  code: "n02",
  name: "Norte",
  address: "",
  phone: "",
  time_zone: "America/Montevideo",
  currency: "UYU",
};

eachDatabase("a second branch has its own code, time zone and currency", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  assert.match(await admin.page("/admin/sucursales/nueva"), /value="S02"/);
  assert.equal(
    (await admin.post("/admin/sucursales/nueva", { form_key: crypto.randomUUID(), ...SECOND })).status,
    303,
  );
  assert.match(await admin.page("/admin/sucursales"), /N02[\s\S]*Norte[\s\S]*America\/Montevideo[\s\S]*UYU/);
  const { shop } = await app.ctx();
  assert.deepEqual(shop.branches.map(({ code }) => code), ["N02", "S01"]);
  const twice = await admin.post("/admin/sucursales/nueva", { form_key: crypto.randomUUID(), ...SECOND });
  assert.equal(twice.status, 422);
  assert.match(await twice.text(), /Otra sucursal ya usa este código/);
  const nonsense = await admin.post("/admin/sucursales/nueva", {
    ...SECOND,
    form_key: crypto.randomUUID(),
    code: "1",
    time_zone: "Luna/Mar",
    currency: "ZZZ",
  });
  assert.equal((await nonsense.text()).match(/class="field-error"/g)?.length, 3);
});

eachDatabase("a form of a new branch that is sent five times opens one", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const page = await admin.page("/admin/sucursales/nueva");
  const [, form_key = ""] = /name="form_key" value="([^"]+)"/.exec(page) ?? [];
  const send = () => admin.post("/admin/sucursales/nueva", { form_key, ...SECOND });
  const answers = [...await Promise.all([send(), send(), send(), send()]), await send()];
  assert.deepEqual(answers.map(({ status }) => status), [303, 303, 303, 303, 303]);
  for (const table of ["branch", "till", "stock_location"] as const) {
    assert.equal((await database.db.selectFrom(table).select("id").execute()).length, 2, table);
  }
});

eachDatabase("a code that opens order numbers never changes", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const path = `/admin/sucursales/${app.branchId}`;
  const form = { ...SECOND, name: "Casa central", active: "1" };
  assert.equal((await admin.post(path, { ...form, code: "C01", version: "1" })).status, 303);
  await database.db.transaction().execute((trx) => takeNumber(trx, { id: app.branchId, code: "C01" }));
  assert.match(
    await admin.page(path),
    /readonly[^>]*name="code"|name="code"[^>]*readonly|value="C01"[^>]*readonly/,
  );
  const refused = await admin.post(path, { ...form, code: "C09", version: "2" });
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /Ya hay órdenes con este código/);
  assert.equal((await admin.post(path, { ...form, code: "C01", name: "Centro", version: "2" })).status, 303);
});

eachDatabase("the last open branch stays open; closing another moves its people", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const path = `/admin/sucursales/${app.branchId}`;
  const closing = { ...SECOND, code: "S01", name: "Casa central", version: "1" };
  const refused = await admin.post(path, closing);
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /única sucursal abierta/);
  await admin.post("/admin/sucursales/nueva", { form_key: crypto.randomUUID(), ...SECOND });
  const other = (await app.ctx()).shop.branches.find(({ code }) => code === "N02");
  assert.equal((await admin.post(path, closing)).status, 303);
  const places = await database.db.selectFrom("user").select("branch_id").distinct().execute();
  assert.deepEqual(places, [{ branch_id: other?.id }]);
  assert.match(await admin.page("/admin/sucursales"), /Cerrada/);
});

eachDatabase("of two who edit a branch the second sees both", async (_t, database) => {
  await using app = await testApp(database);
  const admin = await asAdmin(app);
  const path = `/admin/sucursales/${app.branchId}`;
  const form = { ...SECOND, code: "S01", active: "1", version: "1" };
  assert.equal((await admin.post(path, { ...form, name: "Centro" })).status, 303);
  const second = await admin.post(path, { ...form, name: "Casa matriz" });
  assert.equal(second.status, 409);
  const page = await second.text();
  assert.match(page, /Centro/);
  assert.match(page, /value="Casa matriz"/);
  assert.match(page, /name="version" value="2"/);
  assert.equal((await admin.get("/admin/sucursales/nowhere")).status, 404);
});
