import assert from "node:assert/strict";
import { quoteUrl } from "../../src/tracking/queries.ts";
import {
  asAdmin,
  asReceptionist,
  asTechnician,
  type Browser,
  type TestApp,
  testApp,
} from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { anOrder } from "../support/order_builders.ts";
import { aPart } from "../support/part_builders.ts";
import { assertSumsHold } from "../support/quote_builders.ts";

const LINE = {
  "lines.0.kind": "labour",
  "lines.0.description": "Cambio de módulo",
  "lines.0.price": "48.500",
};

eachDatabase(
  "at the desk a quote goes from its first line to the approval by phone, form by form",
  async (_, database) => {
    await using app = await testApp(database);
    const { id, number } = await diagnosed(app);
    const desk = await asReceptionist(app);
    assert.match(await desk.page(`/ordenes/${number}`), /Hacer un presupuesto/);
    const draft = await begin(desk, number);
    const first = hidden(await desk.page(draft));

    const wrong = await desk.post(draft, {
      ...first,
      ...CONDITIONS,
      ...LINE,
      "lines.0.price": "cuarenta <mil>",
      note: "Plazo: 3 días",
      act: "review",
    });
    const back = await wrong.text();
    assert.equal(wrong.status, 422);
    assert.match(back, /id="f-lines-0-price-error"/);
    assert.ok(back.includes("cuarenta &lt;mil&gt;") && back.includes("Plazo: 3 días"), "nothing is lost");

    const saved = await desk.post(draft, { ...first, ...CONDITIONS, ...LINE, act: "review" });
    assert.deepEqual([saved.status, saved.headers.get("Location")], [303, `${draft}/envio`]);
    const review = await desk.page(`${draft}/envio`);
    for (
      const words of ["Cambio de módulo", "48.500,00", "maria@example.com", "Vale 15 días desde que se envía"]
    ) {
      assert.ok(review.includes(words), words);
    }
    const sent = await desk.post(`${draft}/envio`, { ...hidden(review), by_mail: "1" });
    assert.deepEqual([sent.status, sent.headers.get("Location")], [303, `/ordenes/${number}#order-quotes`]);
    const order = await desk.page(`/ordenes/${number}`);
    assert.match(order, /Esperando aprobación[^]*El cliente todavía no lo abrió/);

    const key = { form_key: crypto.randomUUID() };
    const opened = await (await desk.post(`${draft}/whatsapp`, key)).text();
    const url = await quoteUrl(database.db, await app.ctx(), id) ?? "";
    assert.ok(opened.includes("https://wa.me/") && opened.includes(encodeURIComponent(url)), opened);
    assert.match(await desk.page(`/ordenes/${number}`), /abierto en WhatsApp/);
    assert.equal((await desk.post(`${draft}/correo`, key)).status, 303);

    const asked = await desk.page(`/ordenes/${number}?mover=approved`);
    assert.match(asked, /Anotar aprobación/);
    const nobody = await desk.post(`/ordenes/${number}/aprobacion`, {
      ...key,
      how: "phone",
      who: " ",
      note: "A las 10",
    });
    assert.equal(nobody.status, 422);
    const again = await nobody.text();
    assert.ok(again.includes("A las 10") && again.includes('id="f-who-error"'), "what was typed is kept");
    for (let times = 0; times < 2; times++) {
      const noted = await desk.post(`/ordenes/${number}/aprobacion`, { ...key, how: "phone", who: "María" });
      assert.equal(noted.status, 303);
    }
    const after = await desk.page(`/ordenes/${number}`);
    assert.match(after, /María, por teléfono[^]*Lo anotó Rocío Recepción/);
    assert.equal(await assertSumsHold(app, id), 48_500_00);
    const pdf = await desk.get(`${draft}/constancia.pdf`);
    assert.equal(pdf.headers.get("Content-Type"), "application/pdf");
  },
);

eachDatabase("before it is sent a quote says what is still in the way", async (_, database) => {
  await using app = await testApp(database);
  const technicianId = app.users.technician.id;
  const { number } = await anOrder(app, { status: "diagnosing", technicianId });
  const bench = await asTechnician(app);
  const draft = await begin(bench, number);
  const edited = { ...hidden(await bench.page(draft)), ...CONDITIONS, ...LINE };
  assert.equal((await bench.post(draft, edited)).status, 303);
  const review = await bench.page(`${draft}/envio`);
  assert.match(
    review,
    /Falta escribir el diagnóstico\.[^]*<button[^>]* disabled[^>]*>[^]*Enviar presupuesto/,
  );
  const early = await bench.post(`${draft}/envio`, hidden(review));
  assert.equal(early.status, 409);
  assert.match(await early.text(), /role="alert"[^]*Falta escribir el diagnóstico/);
  const text = { text: "Módulo roto", form_key: crypto.randomUUID() };
  await bench.post(`/ordenes/${number}/diagnostico`, text);
  const ready = await bench.page(`${draft}/envio`);
  assert.ok(!ready.includes("Falta escribir"));
  assert.equal((await bench.post(`${draft}/envio`, hidden(ready))).status, 303);
});

eachDatabase("the second of two who save a draft sees both, and chooses", async (_, database) => {
  await using app = await testApp(database);
  const { number } = await diagnosed(app);
  const [rocio, tomas] = [await asReceptionist(app), await asTechnician(app)];
  const draft = await begin(rocio, number);
  const form = hidden(await rocio.page(draft));
  await rocio.post(draft, { ...form, ...CONDITIONS, ...LINE });
  const theirs = await tomas.post(draft, {
    ...form,
    ...CONDITIONS,
    ...LINE,
    form_key: crypto.randomUUID(),
    "lines.0.price": "52.000",
  });
  const page = await theirs.text();
  assert.equal(theirs.status, 409);
  assert.ok(page.includes("48500") && page.includes("52.000"), page);
  const kept = await tomas.post(draft, {
    ...hidden(page),
    ...CONDITIONS,
    ...LINE,
    "lines.0.price": "52.000",
  });
  assert.equal(kept.status, 303);
  assert.match(await rocio.page(`/ordenes/${number}`), /52\.000,00/);
});

eachDatabase("a quote is not written by who may not, nor shown across orders", async (_, database) => {
  await using app = await testApp(database);
  const [one, other] = [await diagnosed(app), await diagnosed(app)];
  const desk = await asReceptionist(app);
  const draft = await begin(desk, one.number);
  const astray = draft.replace(one.number, other.number);
  for (const path of [astray, `${astray}/envio`, `${astray}/presupuesto.pdf`]) {
    assert.equal((await desk.get(path)).status, 404, path);
  }
  const bench = await asTechnician(app);
  assert.equal((await bench.post(`/ordenes/${one.number}/aprobacion`)).status, 403);
});

eachDatabase(
  "a common job is kept by an administrator and its lines begin a quote, parts included",
  async (_, database) => {
    await using app = await testApp(database);
    const { id: part, sku } = await aPart(app, {
      sku: "MOD-A54",
      name: "Módulo A54",
      stock: 2,
      price: "80000",
    });
    const admin = await asAdmin(app);
    const form = hidden(await admin.page("/admin/presupuestos/nuevo"));
    const scanned = await (await admin.post("/admin/presupuestos/nuevo", { ...form, code: sku, act: "part" }))
      .text();
    assert.ok(
      scanned.includes(`value="${part}"`) && scanned.includes("80000"),
      "the part is a line with its price",
    );
    const lines = {
      "lines.0.kind": "part",
      "lines.0.description": "Módulo A54",
      "lines.0.price": "80.000",
      "lines.0.part_id": part,
      "lines.1.kind": "labour",
      "lines.1.description": "Colocación",
      "lines.1.price": "18.000",
    };
    const nameless = await admin.post("/admin/presupuestos/nuevo", { ...form, ...lines, name: "" });
    assert.equal(nameless.status, 422);
    for (let times = 0; times < 2; times++) {
      const kept = await admin.post("/admin/presupuestos/nuevo", {
        ...form,
        ...lines,
        name: "Módulo A54",
        active: "1",
      });
      assert.equal(kept.status, 303);
    }
    const rows = await database.db.selectFrom("quote_template").select(["id", "name"]).execute();
    assert.equal(rows.length, 1, "one form is one job");

    const { id, number } = await diagnosed(app);
    const bench = await asTechnician(app);
    const draft = await begin(bench, number);
    const edited = hidden(await bench.page(draft));
    const filled = await (await bench.post(draft, {
      ...edited,
      ...CONDITIONS,
      template: rows[0]?.id ?? "",
      act: "template",
    })).text();
    assert.ok(filled.includes("Colocación") && filled.includes(`value="${part}"`));
    assert.match(filled, /98\.000,00/);
    const saved = await bench.post(draft, { ...edited, ...CONDITIONS, ...lines });
    assert.equal(saved.status, 303);
    const kept = await database.db.selectFrom("quote_line").innerJoin(
      "quote",
      "quote.id",
      "quote_line.quote_id",
    )
      .select(["quote_line.description", "quote_line.part_id"]).where("quote.order_id", "=", id)
      .orderBy("position").execute();
    assert.deepEqual(kept.map((line) => [line.description, line.part_id]), [
      ["Módulo A54", part],
      ["Colocación", null],
    ]);
  },
);

const CONDITIONS = { options: "1", valid_days: "15", deposit_percent: "0" };

async function diagnosed(app: TestApp) {
  const technicianId = app.users.technician.id;
  return await anOrder(app, { status: "diagnosing", diagnosis: "Módulo roto", technicianId });
}

/** The address of the draft that the button of the order's page begins. */
async function begin(browser: Browser, number: string): Promise<string> {
  const fields = { form_key: crypto.randomUUID(), from: "" };
  const begun = await browser.post(`/ordenes/${number}/presupuestos`, fields);
  assert.equal(begun.status, 303);
  return begun.headers.get("Location") ?? "";
}

/** Version and key of the page's form. */
function hidden(page: string): Record<string, string> {
  const value = (name: string) =>
    new RegExp(`<input type="hidden" name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? "";
  return { form_key: value("form_key"), version: value("version") };
}
