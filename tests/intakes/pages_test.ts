import assert from "node:assert/strict";
import { asReceptionist, asTechnician, testApp } from "../support/app.ts";
import { paperTest, textOf } from "../documents/paper.ts";
import { eachDatabase, freshDatabase } from "../support/database.ts";
import { blankForm, hiddenFields, SECOND, TYPED } from "./form_fields.ts";

eachDatabase(
  "two devices are received through the page and everything is handed over",
  async (_, database) => {
    await using app = await testApp(database);
    const desk = await asReceptionist(app);
    const sent = await desk.post("/ingresos", { ...await blankForm(desk), ...TYPED, ...SECOND });
    assert.equal(sent.status, 303, await sent.text());
    const made = sent.headers.get("Location") ?? "";
    assert.match(made, /^\/ingresos\/[0-9a-f-]{36}$/);

    const page = await desk.page(made);
    for (const seen of ["S01-000001", "S01-000002", "Samsung Galaxy A54", "Lenovo ThinkPad T14"]) {
      assert.ok(page.includes(seen), `the page shows ${seen}`);
    }
    assert.match(page, /Espera una impresora/, "it says that labels wait for a printer");
    assert.match(page, /https:\/\/wa\.me\/5491155550142\?text=Hola%20Jos/);
    assert.match(page, /http:\/\/localhost:8000\/seguimiento\/[\w-]{22}/);
    assert.doesNotMatch(page, /4711/);

    const [order] = await database.db.selectFrom("order").selectAll().orderBy("seq").execute();
    assert.equal(
      order?.promised_at,
      Date.UTC(2026, 10, 27, 21),
      "the date is read in the branch's time zone",
    );
    assert.equal(order?.preauthorised_minor, 4_500_000);
    assert.equal(order?.priority, "high");
    const accessories = await database.db.selectFrom("order_accessory").select("description").orderBy(
      "position",
    )
      .execute();
    assert.deepEqual(accessories.map((one) => one.description), ["Funda", "Cargador", "Cable corto"]);
    const phone = await database.db.selectFrom("contact").select("value").where("kind", "=", "phone")
      .executeTakeFirstOrThrow();
    assert.equal(phone.value, "+541155550142");
  },
);

paperTest("the receipt comes as a PDF on both papers, with what was said and no secret", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const sent = await desk.post("/ingresos", { ...await blankForm(desk), ...TYPED, ...SECOND });
  const made = sent.headers.get("Location") ?? "";
  for (const format of ["a4", "80mm"]) {
    const pdf = await desk.get(`${made}/comprobante.pdf?formato=${format}`);
    assert.equal(pdf.status, 200);
    assert.equal(pdf.headers.get("Content-Type"), "application/pdf");
    assert.match(
      pdf.headers.get("Content-Disposition") ?? "",
      /^inline; filename="ingreso-S01-000001\.pdf"$/,
    );
    const bytes = new Uint8Array(await pdf.arrayBuffer());
    const text = await textOf(bytes);
    for (
      const said of ["S01-000001", "S01-000002", "José Núñez", "356938035643809", "No carga", "Cable corto"]
    ) {
      assert.ok(text.includes(said), `${format} says ${said}`);
    }
    assert.match(text, /Lo trajo un cadete/);
    assert.doesNotMatch(text, /4711/);
  }
});

Deno.test("a form that comes back keeps everything that was typed", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const blank = await blankForm(desk);
  const wrong = {
    "client.name": "",
    "client.contacts.1.value": "jose(at)example",
    "devices.0.serial": "356938035643800",
    "devices.0.promised": "2020-01-01T10:00",
    "devices.0.preauthorised": "mucho",
    "devices.0.secret": "47",
    terms_accepted: "",
    unsigned_reason: "",
  };
  const answer = await desk.post("/ingresos", { ...blank, ...TYPED, ...SECOND, ...wrong });
  assert.equal(answer.status, 422);
  const html = await answer.text();
  for (
    const kept of [
      "28.456.123",
      "11 5555-0142",
      "jose(at)example",
      "Galaxy A54",
      "356938035643800",
      "No carga",
      "Rayas leves",
      "Cable corto",
      "mucho",
      "ThinkPad T14",
      "Líneas en la pantalla",
    ]
  ) {
    assert.ok(html.includes(kept), `"${kept}" is still there`);
  }
  for (const field of ["client-name", "devices-0-serial", "devices-0-promised", "devices-0-preauthorised"]) {
    assert.ok(html.includes(`href="#f-${field}"`), `the summary leads to ${field}`);
  }
  assert.match(html, /El IMEI no es correcto/);
  assert.match(html, /Falta la firma/);
  assert.equal(hiddenFields(html).form_key, blank.form_key, "it is still the same form");
  assert.equal((await database.db.selectFrom("order").select("id").execute()).length, 0);
});

Deno.test("without scripts buttons bring the form back with one device more or less, or with clients found", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  await desk.post("/ingresos", { ...await blankForm(desk), ...TYPED });
  const typed = { ...await blankForm(desk), ...TYPED };
  const more = await (await desk.post("/ingresos", { ...typed, add: "devices" })).text();
  assert.match(more, /name="devices\.1\.brand"/);
  assert.match(more, /Galaxy A54/);
  const less = await (await desk.post("/ingresos", { ...typed, ...SECOND, remove: "devices.0" })).text();
  assert.match(less, /value="Lenovo"/);
  assert.doesNotMatch(less, /name="devices\.1\.brand"/);
  const found = await (await desk.post("/ingresos", { ...typed, client_query: "nuñez jose", find: "1" }))
    .text();
  assert.match(found, /S01-000001/, "the client comes with recent orders");
});

Deno.test("a client is found by name, phone, e-mail and document", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  await desk.post("/ingresos", { ...await blankForm(desk), ...TYPED });
  for (const query of ["jose nun", "55550142", "jose@example", "28456123"]) {
    const html = await desk.page(`/ingresos/clientes?client_query=${encodeURIComponent(query)}`);
    assert.match(html, /data-client="José Núñez"/, `by ${query}`);
  }
  assert.match(await desk.page("/ingresos/clientes?client_query=nadie"), /Nadie coincide/);
});

Deno.test("a known serial shows its history and the order that is open", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  await desk.post("/ingresos", { ...await blankForm(desk), ...TYPED });
  const html = await desk.page("/ingresos/equipos?devices.3.brand=&devices.3.serial=35-693803-564380-9");
  assert.match(html, /id="devices-3-known"/);
  assert.match(html, /Último dueño: José Núñez/);
  assert.match(html, /Tiene la orden S01-000001 abierta/);
  assert.match(html, /name="devices\.3\.open_order_ok"/);
  const again = await desk.post("/ingresos", {
    ...await blankForm(desk),
    ...TYPED,
    duplicate_ok: "1",
    "devices.0.open_order_ok": "1",
  });
  assert.equal(again.status, 303);
});

Deno.test("a new client who may be known is offered as the known one", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  await desk.post("/ingresos", { ...await blankForm(desk), ...TYPED });
  const answer = await desk.post("/ingresos", {
    ...await blankForm(desk),
    ...TYPED,
    ...SECOND,
    "devices.0.open_order_ok": "1",
  });
  assert.equal(answer.status, 422);
  const html = await answer.text();
  assert.match(html, /¿Es alguno de estos\?/);
  assert.match(html, /Puede ser José Núñez/);
  const { id } = await database.db.selectFrom("client").select("id").executeTakeFirstOrThrow();
  assert.ok(html.includes(`name="client_id" value="${id}"`));
});

Deno.test("a client who is chosen needs nothing else filled in, and a serial may stand once", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  await desk.post("/ingresos", { ...await blankForm(desk), ...TYPED });
  const { id } = await database.db.selectFrom("client").select("id").executeTakeFirstOrThrow();
  const device = { client_id: id, terms_accepted: "1", signature_name: "José", ...SECOND };
  const sent = await desk.post("/ingresos", { ...await blankForm(desk), ...device });
  assert.equal(sent.status, 303);
  const twice = {
    ...device,
    "devices.0.category": "laptop",
    "devices.0.brand": "Lenovo",
    "devices.0.serial": "pf3k9zq1",
    "devices.0.fault": "Otra",
  };
  const refused = await desk.post("/ingresos", { ...await blankForm(desk), ...twice });
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /Otro equipo de este ingreso tiene el mismo número/);
});

Deno.test("hostile input is text and nothing else", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const desk = await asReceptionist(app);
  const evil = `"><script>alert(1)</script>'; drop table client; --`;
  const sent = await desk.post("/ingresos", {
    ...await blankForm(desk),
    ...TYPED,
    "client.name": evil,
    "devices.0.brand": evil.slice(0, 60),
    "devices.0.fault": evil,
    "devices.0.accessory_lines": evil,
    "devices.0.__proto__.polluted": "1",
    "devices.0.photos": "'; drop table attachment",
  });
  assert.equal(sent.status, 422, "an id that is none is refused");
  const fine = await desk.post("/ingresos", {
    ...await blankForm(desk),
    ...TYPED,
    "client.name": evil,
    "devices.0.brand": evil.slice(0, 60),
    "devices.0.fault": evil,
  });
  assert.equal(fine.status, 303);
  const page = await desk.page(fine.headers.get("Location") ?? "");
  assert.doesNotMatch(page, /<script>alert/);
  assert.equal(Object.hasOwn(Object.prototype, "polluted"), false);
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`devices.${at}.brand`, "x"]));
  const refused = await desk.post("/ingresos", { ...await blankForm(desk), ...TYPED, ...many });
  assert.equal(refused.status, 422);
});

Deno.test("who may not receive finds no intake", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const bench = await asTechnician(app);
  assert.equal((await bench.get("/ingresos/nuevo")).status, 404);
  assert.equal((await bench.post("/ingresos", TYPED)).status, 403);
  assert.equal((await app.request("/ingresos/nuevo", { redirect: "manual" })).status, 303);
});
