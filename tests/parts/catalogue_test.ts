import assert from "node:assert/strict";
import { listParts } from "../../src/parts/queries.ts";
import { partFilter } from "../../src/parts/filter.ts";
import { asAdmin, asReceptionist, asTechnician, testApp, userActor } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { aPart, arrive } from "../support/part_builders.ts";

const uuid = () => crypto.randomUUID();
const TYPED = {
  sku: "pant-a54",
  ean: "7790895000997",
  name: "Pantalla Galaxy A54",
  category: "Pantallas",
  unit: "unit",
  price: "48.500,50",
  models: "Samsung Galaxy A54\n\nsamsung  galaxy A54 5G",
  minimum: "2",
  location: "a-03",
  active: "1",
};

eachDatabase("a part is entered at the counter and found by what people type", async (_, database) => {
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const blank = await desk.page("/repuestos/nuevo");
  assert.match(blank, /name="sku"[^>]*value="R-00001"|value="R-00001"[^>]*name="sku"/);
  const key = uuid();
  const made = await desk.post("/repuestos/nuevo", { ...TYPED, form_key: key });
  assert.equal(made.status, 303);
  const path = made.headers.get("Location") ?? "";
  const page = await desk.page(path);
  for (const words of ["Pantalla Galaxy A54", "PANT-A54", "48.500,50", "A-03", "Samsung Galaxy A54"]) {
    assert.ok(page.includes(words), words);
  }
  const row = await database.db.selectFrom("part").selectAll().executeTakeFirstOrThrow();
  assert.deepEqual(
    [row.sku, row.ean, row.price_minor, row.currency, row.serialised],
    ["PANT-A54", "7790895000997", 4_850_050, "ARS", 0],
  );
  const models = await database.db.selectFrom("part_model").select("model").orderBy("position").execute();
  assert.deepEqual(models.map(({ model }) => model), ["Samsung Galaxy A54", "samsung galaxy A54 5G"]);
  for (const text of ["pantalla", "galaxy a54", "PANT", "7790895000997", "pantallas"]) {
    assert.ok((await desk.page(`/repuestos?q=${encodeURIComponent(text)}`)).includes("PANT-A54"), text);
  }
  const again = await desk.post("/repuestos/nuevo", { ...TYPED, form_key: key });
  assert.equal(again.headers.get("Location"), path);
  assert.equal((await database.db.selectFrom("part").select("id").execute()).length, 1);
});

eachDatabase(
  "what is wrong with a part stands beside its field and all that was typed stays",
  async (_, database) => {
    await using app = await testApp(database);
    await aPart(app, { sku: "PANT-A54", ean: "7790895000997" });
    const desk = await asReceptionist(app);
    const post = async (typed: Record<string, string>) => {
      const answer = await desk.post("/repuestos/nuevo", { ...TYPED, form_key: uuid(), ...typed });
      return { status: answer.status, body: await answer.text() };
    };
    const cases: [Record<string, string>, RegExp][] = [
      [{ ean: "" }, /Otro repuesto ya tiene este código\./],
      [{ sku: "PANT-1" }, /Otro repuesto ya tiene este código de barras/],
      [{ sku: "ñandú" }, /letras mayúsculas, números o guiones/],
      [{ sku: "P-2", ean: "7790895000998" }, /revise el último/],
      [{ sku: "P-2", ean: "", minimum: "0,5" }, /número entero/],
      [{ sku: "P-2", ean: "", unit: "metre", serialised: "1" }, /se cuenta en unidades/],
      [{ sku: "P-2", ean: "", price: "mucho" }, /Escriba un importe/],
      [{ sku: "P-2", ean: "", name: " " }, /Complete este dato/],
    ];
    for (const [typed, sentence] of cases) {
      const { status, body } = await post(typed);
      assert.equal(status, 422, JSON.stringify(typed));
      assert.match(body, sentence);
      assert.ok(body.includes("samsung  galaxy A54 5G"), "what was typed is gone");
    }
  },
);

eachDatabase("somebody who saves a part second sees both versions and loses nothing", async (_, database) => {
  await using app = await testApp(database);
  const { id } = await aPart(app, { sku: "BAT-1", name: "Batería" });
  const desk = await asReceptionist(app);
  const edit = { sku: "BAT-1", unit: "unit", active: "1", version: "1" };
  assert.equal((await desk.post(`/repuestos/${id}/editar`, { ...edit, name: "Batería A54" })).status, 303);
  const late = await desk.post(`/repuestos/${id}/editar`, { ...edit, name: "Batería Samsung" });
  const body = await late.text();
  assert.equal(late.status, 409);
  assert.ok(body.includes("Batería A54") && body.includes("Batería Samsung"));
  assert.match(body, /name="version" value="2"/);
  const same = await desk.post(`/repuestos/${id}/editar`, { ...edit, name: "Batería A54" });
  assert.equal(same.status, 303, "the same twice is no conflict");
  const saved = await desk.post(`/repuestos/${id}/editar`, {
    ...edit,
    name: "Batería Samsung",
    version: "2",
  });
  assert.equal(saved.status, 303);
  const audited = await database.db.selectFrom("audit_event").select(["kind", "data_json"])
    .where("kind", "=", "part_edited").orderBy("id").execute();
  assert.equal(audited.length, 2);
  assert.match(audited[0]?.data_json ?? "", /Batería A54/);
});

eachDatabase("what has moved in pieces does not turn into metres", async (_, database) => {
  await using app = await testApp(database);
  const { id } = await aPart(app, { sku: "CABLE", stock: 3 });
  const desk = await asReceptionist(app);
  const edit = { sku: "CABLE", name: "Cable", active: "1", version: "1" };
  const refused = await desk.post(`/repuestos/${id}/editar`, { ...edit, unit: "metre" });
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /Ya hubo movimientos de stock/);
});

eachDatabase(
  "the list goes by name, page after page, and each filter keeps what it names",
  async (_, database) => {
    await using app = await testApp(database);
    for (let index = 0; index < 55; index++) {
      const name = `Repuesto ${String((index * 37) % 55).padStart(2, "0")}`;
      await aPart(app, {
        name,
        category: index % 2 === 0 ? "Pantallas" : "Baterías",
        minimum: index === 7 ? "1" : "",
      });
    }
    await aPart(app, { name: "Viejo", active: false });
    const ctx = await app.ctx(userActor(app, "admin"));
    const names = async (query: Record<string, string>) =>
      (await listParts(ctx, partFilter(query), app.branchId)).rows.map(({ name }) => name);
    const first = await listParts(ctx, partFilter({}), app.branchId);
    assert.equal(first.rows.length, 50);
    assert.deepEqual(first.rows.map(({ name }) => name), first.rows.map(({ name }) => name).toSorted());
    const second = await listParts(ctx, partFilter({ desde: String(first.next) }), app.branchId);
    assert.equal(second.rows.length, 5);
    assert.equal(second.next, null);
    const back = await listParts(ctx, partFilter({ antes: String(second.previous) }), app.branchId);
    assert.deepEqual(back.rows, first.rows);
    assert.equal((await names({ categoria: "Baterías" })).length, 27);
    assert.deepEqual(await names({ ver: "bajos" }), ["Repuesto 39"]);
    assert.deepEqual(await names({ ver: "inactivos" }), ["Viejo"]);
    assert.deepEqual(await names({ q: "viejo", ver: "inactivos" }), ["Viejo"]);
    assert.deepEqual(await names({ q: "viejo" }), []);
    assert.deepEqual(await names({ q: "..." }), []);
    const low = await listParts(ctx, partFilter({ ver: "bajos" }), app.branchId);
    await arrive(app, low.rows[0]?.id ?? "", { quantity: "1" });
    assert.deepEqual(await names({ ver: "bajos" }), []);
  },
);

eachDatabase("everybody reads the catalogue, the bench changes none of it", async (_, database) => {
  await using app = await testApp(database);
  const { id } = await aPart(app, { name: "Flex de carga", stock: 2 });
  const bench = await asTechnician(app);
  const page = await bench.page(`/repuestos/${id}`);
  assert.ok(page.includes("Flex de carga"));
  assert.ok(!page.includes("Mover stock") && !page.includes("/editar"));
  assert.equal((await bench.get(`/repuestos/${id}/editar`)).status, 404);
  assert.equal((await bench.post(`/repuestos/${id}/descarte`, {})).status, 403);
  const admin = await asAdmin(app);
  assert.ok((await admin.page("/")).includes('href="/repuestos"'));
});

eachDatabase("a scan anywhere leads to the part", async (_, database) => {
  await using app = await testApp(database);
  const { id } = await aPart(app, { sku: "PANT-A54", ean: "7790895000997" });
  const unit = await aPart(app, { sku: "SSD-480", serials: ["SN-12345-A"] });
  const bench = await asTechnician(app);
  const leads = async (text: string) =>
    (await bench.get(`/buscar?q=${encodeURIComponent(text)}&scan=1`)).headers.get("Location");
  assert.equal(await leads("PANT-A54"), `/repuestos/${id}`);
  assert.equal(await leads("PANT'A54"), `/repuestos/${id}`);
  assert.equal(await leads("7790895000997"), `/repuestos/${id}`);
  assert.equal(await leads("SN12345A"), `/repuestos/${unit.id}`);
  assert.equal(await leads("NADA-1"), null);
  const found = await bench.page("/buscar?q=pant");
  assert.ok(found.includes(`/repuestos/${id}`));
});
