import assert from "node:assert/strict";
import { verifyCertificate } from "../../src/quotes/verify.ts";
import { trackingUrl } from "../../src/tracking/queries.ts";
import { revokeTrackingLink } from "../../src/tracking/commands.ts";
import { asReceptionist, type TestApp, testApp, userActor, visitor } from "../support/app.ts";
import { eachDatabase, type TestDatabase } from "../support/database.ts";
import { aDrawing } from "../support/drawing.ts";
import { anOrder } from "../support/order_builders.ts";
import { aDraft, aSentQuote, assertSumsHold, send } from "../support/quote_builders.ts";

const DAY = 86_400_000;
const PHONE = {
  "User-Agent": "Mozilla/5.0 (Linux; Android 15) Mobile",
  "Sec-Fetch-Dest": "document",
  "X-Forwarded-For": "203.0.113.7",
};

eachDatabase("a client reads the offer, signs on the phone and has the certificate", async (_, database) => {
  await using app = await testApp(database, { TRUSTED_PROXY_HOPS: "1" });
  const { id, path } = await offered(app);
  const client = visitor(app);
  const page = await (await client.get(`${path}/presupuesto`, PHONE)).text();
  for (
    const words of [
      "Presupuesto 1",
      "Módulo roto",
      "Cambio de módulo",
      "48.500,00",
      "Vale hasta el",
      "versión 1",
    ]
  ) {
    assert.ok(page.includes(words), words);
  }
  assert.doesNotMatch(page, /Tomás|Rocío|maria@example|Ana Admin/, "nobody of the staff, no contacts");
  const form = formOn(page, "aprobacion");
  const sent = await client.post(`${path}/presupuesto/aprobacion`, {
    ...form,
    name: "María Núñez",
    signature: await aDrawing(),
  }, PHONE);
  assert.equal(sent.status, 303);
  assert.equal(sent.headers.get("Location"), `${path}/presupuesto`);
  const after = await client.page(`${path}/presupuesto`);
  assert.match(after, /Presupuesto aprobado[^]*Lo aprobó María Núñez el 23 nov 2026, 10:00/);
  const pdf = await client.get(`${path}/constancia.pdf`);
  assert.equal(pdf.headers.get("Content-Type"), "application/pdf");
  assert.match(await statusOf(database, id), /^approved$/);
  assert.equal(await assertSumsHold(app, id), 48_500_00);
  const tracking = await client.page(path);
  assert.match(tracking, /Estamos reparando su equipo/);
  for (const document of ["presupuesto.pdf", "constancia.pdf"]) {
    assert.ok(tracking.includes(`href="${path}/${document}"`), `${document} can be taken along`);
  }
  const signature = await database.db.selectFrom("signature").selectAll().executeTakeFirstOrThrow();
  assert.deepEqual([signature.purpose, signature.name, signature.ip], [
    "quote",
    "María Núñez",
    "203.0.113.7",
  ]);
});

eachDatabase("the page of the order leads to its offer, by the same link", async (_, database) => {
  await using app = await testApp(database);
  const { path } = await offered(app);
  const page = await visitor(app).page(path);
  assert.match(page, /Tiene un presupuesto para responder\.[^]*Total: \$\s48\.500,00/);
  assert.ok(page.includes(`href="${path}/presupuesto"`));
});

eachDatabase(
  "a name is enough where the shop is content with it, and not where it wants a signature",
  async (_, database) => {
    await using app = await testApp(database);
    const { id, path } = await offered(app);
    const client = visitor(app);
    const answer = async (fields: Record<string, string>) => {
      const page = await (await client.get(`${path}/presupuesto`)).text();
      return await client.post(`${path}/presupuesto/aprobacion`, {
        ...formOn(page, "aprobacion"),
        ...fields,
      });
    };
    const nameless = await answer({ name: " ", signature: "" });
    assert.equal(nameless.status, 422);
    assert.match(await nameless.text(), /id="f-name-error"/);
    await setting(app, database, "quote_signature_required", true);
    const unsigned = await answer({ name: "María <b>" });
    const body = await unsigned.text();
    assert.equal(unsigned.status, 422);
    assert.match(body, /id="f-signature-error"[^]*Falta la firma/);
    assert.ok(body.includes('value="María &lt;b&gt;"'), "what was typed is kept");
    assert.equal((await answer({ name: "María", signature: "data:image/png;base64,AAAA" })).status, 422);
    await setting(app, database, "quote_signature_required", false);
    assert.equal((await answer({ name: "María" })).status, 303);
    assert.equal(await statusOf(database, id), "approved");
  },
);

eachDatabase("of alternatives one is taken; a choice that is missing is asked for", async (_, database) => {
  await using app = await testApp(database);
  const { id, path } = await offered(app, {
    options: "2",
    lines: [
      { description: "Original", price: "60000", option: "A" },
      { description: "Genérica", price: "45000", option: "B" },
      { description: "Colocación", price: "8000" },
    ],
  });
  const client = visitor(app);
  const page = await client.page(`${path}/presupuesto`);
  assert.equal(page.match(/type="radio"/g)?.length, 2);
  const form = formOn(page, "aprobacion");
  const silent = await client.post(`${path}/presupuesto/aprobacion`, { ...form, name: "María" });
  assert.equal(silent.status, 422);
  assert.match(await silent.text(), /Elija una de las opciones/);
  await client.post(`${path}/presupuesto/aprobacion`, { ...form, name: "María", option: "B" });
  assert.equal(await assertSumsHold(app, id), 53_000_00);
  const after = await client.page(`${path}/presupuesto`);
  assert.ok(after.includes("Genérica") && !after.includes("Original"));
});

eachDatabase("a client says no, with a reason, and is told what happens next", async (_, database) => {
  await using app = await testApp(database);
  await setting(app, database, "diagnosis_fee", 6_000_00);
  const { id, path } = await offered(app);
  const client = visitor(app);
  const page = await client.page(`${path}/presupuesto`);
  assert.match(page, /Se cobra el diagnóstico: \$\s6\.000,00/);
  const { id: claimed } = await anOrder(app, { status: "delivered" });
  await database.db.updateTable("order").set({ warranty_of_order_id: claimed }).where("id", "=", id)
    .execute();
  assert.doesNotMatch(await client.page(`${path}/presupuesto`), /Se cobra el diagnóstico/, "nor of a claim");
  await database.db.updateTable("order").set({ warranty_of_order_id: null }).where("id", "=", id).execute();
  const form = formOn(page, "rechazo");
  const silent = await client.post(`${path}/presupuesto/rechazo`, { ...form, name: "María", reason: "" });
  assert.equal(silent.status, 422);
  assert.match(await silent.text(), /<details class="reject[^>]* open/);
  const sent = await client.post(`${path}/presupuesto/rechazo`, {
    ...form,
    name: "María",
    reason: "Muy caro",
    signature: await aDrawing(),
  });
  assert.equal(sent.status, 303);
  assert.equal(await statusOf(database, id), "ready");
  const pdf = new Uint8Array(await (await client.get(`${path}/constancia.pdf`)).arrayBuffer());
  const { genuine, checks, evidence } = await verifyCertificate(pdf, () => true);
  assert.deepEqual([genuine, checks.signature, evidence?.decision.made], [true, true, "rejected"]);
  assert.match(await client.page(`${path}/presupuesto`), /Presupuesto no aprobado/);
  assert.match(await client.page(path), /Se retira sin reparar, como usted decidió[^]*6\.000,00/);
});

eachDatabase("whoever answers too late reads why, and what holds now", async (_, database) => {
  await using app = await testApp(database);
  const { path, number } = await offered(app);
  const client = visitor(app);
  const form = { ...formOn(await client.page(`${path}/presupuesto`), "aprobacion"), name: "María" };
  const next = await aDraft(app, number, { lines: [{ description: "Todo junto", price: "70000" }] });
  await send(app, number, next);
  const late = await client.post(`${path}/presupuesto/aprobacion`, form);
  const body = await late.text();
  assert.equal(late.status, 409);
  assert.match(body, /role="alert"[^]*El taller preparó un presupuesto nuevo[^]*Todo junto[^]*70\.000,00/);
  assert.ok(!body.includes("Cambio de módulo"));
  app.now += 60 * DAY;
  assert.match(await client.page(`${path}/presupuesto`), /Este presupuesto venció/);
});

eachDatabase("only a person's first look counts as seen", async (_, database) => {
  await using app = await testApp(database);
  const { id, path } = await offered(app);
  const look = `${path}/presupuesto`;
  const client = visitor(app);
  const blind: RequestInit[] = [
    { method: "HEAD", headers: PHONE },
    { headers: { ...PHONE, "Sec-Purpose": "prefetch" } },
    { headers: { ...PHONE, Purpose: "prefetch" } },
    { headers: { ...PHONE, "Sec-Fetch-Dest": "empty" } },
    { headers: { "User-Agent": "WhatsApp/2.24.1 A" } },
    { headers: { "User-Agent": "facebookexternalhit/1.1" } },
    { headers: {} },
  ];
  for (const init of blind) await (await app.request(look, init)).body?.cancel();
  const desk = await asReceptionist(app);
  const staff = await (await desk.get(look, PHONE)).text();
  assert.match(staff, /Usted entró como personal del taller/);
  assert.ok(!staff.includes("/aprobacion"));
  assert.equal((await viewed(database, id)).length, 0);
  for (let times = 0; times < 3; times++) await (await client.get(look, PHONE)).body?.cancel();
  assert.deepEqual(await viewed(database, id), ["client"]);
});

eachDatabase(
  "nobody answers for the client: not the staff, not another site, not without the link",
  async (_, database) => {
    await using app = await testApp(database);
    const { id, path, number } = await offered(app);
    const client = visitor(app);
    const form = { ...formOn(await client.page(`${path}/presupuesto`), "aprobacion"), name: "Otro" };
    const approval = `${path}/presupuesto/aprobacion`;
    const desk = await asReceptionist(app);
    assert.equal((await desk.post(approval, form)).status, 409);
    assert.equal((await client.post(approval, { ...form, _csrf: "x" })).status, 403);
    assert.equal((await client.post(approval, form, { Origin: "https://evil.example" })).status, 403);
    const other = await offered(app);
    const astray = await client.post(`${other.path}/presupuesto/aprobacion`, form);
    assert.equal(astray.status, 404, "the offer of another order is not this link's");
    await revokeTrackingLink(await app.ctx(userActor(app, "admin")), number);
    assert.equal((await client.post(approval, form)).status, 404);
    assert.equal((await client.get(`${path}/presupuesto`)).status, 404);
    assert.equal((await client.get(`${path}/presupuesto.pdf`)).status, 404);
    assert.equal(await statusOf(database, id), "awaiting_approval");
  },
);

eachDatabase(
  "without an offer, and of one that only exists as a draft, there is nothing to answer",
  async (_, database) => {
    await using app = await testApp(database);
    const { path } = await offered(app, {}, { draftOnly: true });
    const client = visitor(app);
    const page = await client.page(`${path}/presupuesto`);
    assert.match(page, /No hay un presupuesto para responder/);
    assert.ok(!page.includes("48.500"));
    assert.equal((await client.get(`${path}/presupuesto.pdf`)).status, 404);
    assert.equal((await client.get(`${path}/constancia.pdf`)).status, 404);
  },
);

eachDatabase(
  "the certificate of an approval that the staff noted is not behind the client's link",
  async (_, database) => {
    await using app = await testApp(database);
    const { path, number } = await offered(app);
    const desk = await asReceptionist(app);
    const noted = await desk.post(`/ordenes/${number}/aprobacion`, {
      form_key: crypto.randomUUID(),
      how: "phone",
      who: "María",
    });
    assert.equal(noted.status, 303);
    assert.equal((await visitor(app).get(`${path}/constancia.pdf`)).status, 404, "it names the staff");
  },
);

interface Offered {
  id: string;
  number: string;
  /** Of the client's link. */
  path: string;
}

async function offered(
  app: TestApp,
  wish: Parameters<typeof aSentQuote>[2] = {},
  { draftOnly = false } = {},
): Promise<Offered> {
  const { id, number } = await anOrder(app, { status: "diagnosing", diagnosis: "Módulo roto" });
  if (draftOnly) await aDraft(app, number, wish);
  else await aSentQuote(app, number, wish);
  if (draftOnly) {
    await (await asReceptionist(app)).post(`/ordenes/${number}/seguimiento`, {
      form_key: crypto.randomUUID(),
    });
  }
  const ctx = await app.ctx();
  const url = await trackingUrl(ctx.db, ctx, id);
  assert.ok(url);
  return { id, number, path: new URL(url).pathname };
}

/** The hidden fields of one of the page's forms. */
function formOn(page: string, act: string): Record<string, string> {
  const form = new RegExp(`<form[^>]*/${act}"[^]*?</form>`).exec(page)?.[0] ?? "";
  const fields: Record<string, string> = {};
  for (const [tag] of form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(tag)?.[1] ?? "";
    if (name !== "_csrf") fields[name] = /value="([^"]*)"/.exec(tag)?.[1] ?? "";
  }
  assert.ok(fields.form_key, "the page has the form");
  return fields;
}

async function setting(app: TestApp, database: TestDatabase, key: string, value: unknown): Promise<void> {
  await database.db.deleteFrom("setting").where("key", "=", key).execute();
  await database.db.insertInto("setting")
    .values({ branch_id: "", key, value_json: JSON.stringify(value), updated_at: 0, updated_by: null })
    .execute();
  app.services.live.changed("shop");
}

async function statusOf(database: TestDatabase, id: string): Promise<string> {
  const { status } = await database.db.selectFrom("order").select("status").where("id", "=", id)
    .executeTakeFirstOrThrow();
  return status;
}

async function viewed(database: TestDatabase, orderId: string): Promise<string[]> {
  const rows = await database.db.selectFrom("order_event").select("actor_kind").where(
    "order_id",
    "=",
    orderId,
  )
    .where("kind", "=", "quote_viewed").execute();
  return rows.map(({ actor_kind }) => actor_kind);
}
