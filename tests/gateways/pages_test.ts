import assert from "node:assert/strict";
import { asAdmin, asReceptionist, asTechnician, type TestApp, testApp, visitor } from "../support/app.ts";
import { freshDatabase, type TestDatabase } from "../support/database.ts";
import {
  type MercadoPagoServer,
  mercadoPagoServer,
  MP_SECRET,
  MP_TOKEN,
} from "../support/gateways/mercado_pago.ts";
import { anOrder, type OrderWish } from "../support/order_builders.ts";
import { approveByPhone, aSentQuote } from "../support/quote_builders.ts";
import { checkIntent } from "../../src/gateways/check_commands.ts";
import { aGateway, aLink, anIntent, ledgerOf, reviewsOf, workOff } from "./gateway_stage.ts";

interface Stage {
  app: TestApp;
  provider: MercadoPagoServer;
  database: TestDatabase;
}

function onPages(name: string, fn: (stage: Stage) => Promise<void>, env: Record<string, string> = {}): void {
  Deno.test(name, async () => {
    await using database = await freshDatabase();
    await using provider = mercadoPagoServer();
    await using app = await testApp(database, {
      PAYMENT_PROVIDERS: "mercado_pago",
      MERCADO_PAGO_URL: provider.url,
      SMTP_URL: "smtp://localhost:1",
      ...env,
    });
    await fn({ app, provider, database });
  });
}

const owing: OrderWish = { status: "ready", outcome: "repaired", charges: [48_500_00] };
const SET_UP = {
  enabled: "1",
  live: "1",
  takes_balance: "1",
  token: MP_TOKEN,
  secret: MP_SECRET,
  version: "0",
};

onPages(
  "an administrator sets Mercado Pago up; what is secret is never shown again",
  async ({ app, provider, database }) => {
    const admin = await asAdmin(app);
    const page = await admin.page("/admin/cobros");
    assert.match(page, /http:\/\/localhost:8000\/cobros\/mercado-pago/);
    const without = await admin.post("/admin/cobros/mercado_pago", { ...SET_UP, token: "", secret: "" });
    assert.equal(without.status, 422);
    const came = await without.text();
    assert.match(came, /<input[^>]*id="mercado_pago-enabled"[^>]*>/);
    const spaced = await admin.post("/admin/cobros/mercado_pago", { ...SET_UP, token: "APP USR" });
    assert.equal(spaced.status, 422);
    const nothing = await admin.post("/admin/cobros/mercado_pago", { ...SET_UP, takes_balance: "" });
    assert.match(await nothing.text(), /Elija al menos qué se puede pagar/);
    assert.equal((await admin.post("/admin/cobros/mercado_pago", SET_UP)).status, 303);
    assert.equal(
      (await admin.post("/admin/cobros/mercado_pago", SET_UP)).status,
      409,
      "the version has moved",
    );
    const kept = { ...SET_UP, token: "", secret: "", takes_deposit: "1", version: "1" };
    assert.equal(
      (await admin.post("/admin/cobros/mercado_pago", kept)).status,
      303,
      "blank keeps what there is",
    );
    assert.equal((await admin.post("/admin/cobros/mercado_pago/prueba")).status, 303);
    const saved = await admin.page("/admin/cobros");
    assert.match(saved, /Las credenciales funcionan/);
    for (const secret of [MP_TOKEN, MP_SECRET]) {
      assert.ok(!saved.includes(secret) && !came.includes(secret));
      for (const table of ["payment_gateway", "audit_event"] as const) {
        const rows = await database.db.selectFrom(table).selectAll().execute();
        assert.ok(!JSON.stringify(rows).includes(secret), table);
      }
    }
    provider.fault = 401;
    await admin.post("/admin/cobros/mercado_pago/prueba");
    assert.match(await admin.page("/admin/cobros"), /El medio de pago las rechazó/);
    const audit = await admin.page("/admin/auditoria");
    assert.match(audit, /Cambió un medio de cobro en línea/);
    assert.equal((await admin.post("/admin/cobros/paypal", SET_UP)).status, 404);
  },
);

onPages("a provider that the server may not reach cannot be switched on", async ({ app }) => {
  const admin = await asAdmin(app);
  assert.match(await admin.page("/admin/cobros"), /PAYMENT_PROVIDERS/);
  const refused = await admin.post("/admin/cobros/mercado_pago", SET_UP);
  assert.equal(refused.status, 422);
  assert.match(await refused.text(), /falta en PAYMENT_PROVIDERS/);
}, { PAYMENT_PROVIDERS: "" });

onPages("in test mode clients are offered nothing, and the shop can try", async ({ app, provider }) => {
  await aGateway(app, "mercado_pago", { token: MP_TOKEN, secret: MP_SECRET, live: false });
  const order = await anOrder(app, owing);
  assert.doesNotMatch(await visitor(app).page(await aLink(app, order.id)), /Pagar con Mercado Pago/);
  const desk = await asReceptionist(app);
  const form = { provider: "mercado_pago", form_key: crypto.randomUUID() };
  assert.equal((await desk.post(`/ordenes/${order.number}/cobro`, form)).status, 303);
  provider.pay(form.form_key, { live_mode: false });
  await checkIntent(await app.ctx(), form.form_key);
  assert.deepEqual(await ledgerOf(app, order.number), []);
  assert.deepEqual(await reviewsOf(app), ["payment test_payment open"]);
  const review = /\/cobros\/revision\/[\w-]+/.exec(await desk.page("/cobros"))?.[0] ?? "";
  assert.doesNotMatch(await desk.page(review), /Anotar como pago/);
  assert.equal((await desk.post(`${review}/aceptacion`, { order: order.number })).status, 409);
});

onPages("the desk makes a link, mails it and opens a chat with it", async ({ app, database }) => {
  await aGateway(app, "mercado_pago", { token: MP_TOKEN, secret: MP_SECRET });
  const order = await anOrder(app, {
    ...owing,
    client: { name: "Marta", email: "marta@example.com", phone: "+541140010001" },
  });
  const desk = await asReceptionist(app);
  assert.match(await desk.page(`/ordenes/${order.number}`), /Link de pago/);
  const at = `/ordenes/${order.number}/cobro`;
  assert.match(await desk.page(at), /48\.500,00/);
  assert.equal((await desk.post(at, { form_key: crypto.randomUUID() })).status, 422);
  const form_key = crypto.randomUUID();
  assert.equal((await desk.post(at, { provider: "mercado_pago", form_key })).status, 303);
  const page = await desk.page(at);
  assert.match(page, /Lo creó Rocío Recepción/);
  const url = new RegExp(`http://localhost:8000(/seguimiento/[\\w-]+/cobro/${form_key})`).exec(page)?.[1] ??
    "";
  assert.match(await visitor(app).page(url), /Lo llevamos a Mercado Pago/);
  const key = crypto.randomUUID();
  for (let times = 0; times < 2; times++) {
    assert.equal((await desk.post(`${at}/${form_key}/correo`, { form_key: key })).status, 303);
  }
  const mails = await database.db.selectFrom("message").select(["kind", "text", "to_address"]).execute();
  assert.equal(mails.length, 1);
  assert.equal(mails[0]?.kind, "payment_link");
  assert.ok(mails[0]?.text.includes(url) && mails[0].text.includes("48.500,00"));
  const chat = await (await desk.post(`${at}/${form_key}/whatsapp`)).text();
  assert.match(chat, /wa\.me\/5491140010001/);
  assert.ok(chat.includes(encodeURIComponent(url)) || chat.includes(url));
  assert.equal((await (await asTechnician(app)).get(at)).status, 404);
});

onPages("a deposit that was asked for lets the order go on by itself", async ({ app, provider }) => {
  await aGateway(app, "mercado_pago", { token: MP_TOKEN, secret: MP_SECRET });
  const order = await anOrder(app, {
    status: "diagnosing",
    technicianId: app.users.technician.id,
    diagnosis: "Módulo roto",
  });
  await aSentQuote(app, order.number, { deposit_percent: "50" });
  await approveByPhone(app, order.number);
  const link = await aLink(app, order.id);
  const client = visitor(app);
  assert.match(await client.page(`${link}/presupuesto`), /Seña: \$\s24\.250,00/);
  const form = { provider: "mercado_pago", form_key: crypto.randomUUID() };
  assert.equal((await client.post(`${link}/cobro`, form)).status, 303);
  provider.pay(form.form_key);
  await checkIntent(await app.ctx(), form.form_key);
  assert.deepEqual(await ledgerOf(app, order.number), ["deposit mercado_pago 2425000 mercado_pago null"]);
  const { status } = await (await app.ctx()).db.selectFrom("order").select("status").where(
    "id",
    "=",
    order.id,
  )
    .executeTakeFirstOrThrow();
  assert.equal(status, "approved");
  assert.match(await client.page(link), /A pagar: \$\s24\.250,00/);
});

onPages(
  "what waits for a decision shows in the menu and is accepted or dismissed once",
  async ({ app, provider, database }) => {
    await aGateway(app, "mercado_pago", { token: MP_TOKEN, secret: MP_SECRET });
    const order = await anOrder(app, owing);
    const other = await anOrder(app, { ...owing, charges: [500_00] });
    const intents: string[] = [];
    for (const transaction_amount of [48_000, 40_000]) {
      const intent = await anIntent(app, order.number, "mercado_pago");
      provider.pay(intent, { transaction_amount });
      await checkIntent(await app.ctx(), intent);
      intents.push(intent);
    }
    app.now += 5_000;
    const desk = await asReceptionist(app);
    const counter = await desk.page("/");
    assert.match(counter, /2 cobros en línea por revisar/);
    assert.doesNotMatch(await (await asTechnician(app)).page("/"), /cobros en línea por revisar/);
    assert.equal((await (await asTechnician(app)).get("/cobros")).status, 404);
    const list = await desk.page("/cobros");
    const [first = "", second = ""] = [...list.matchAll(/\/cobros\/revision\/[\w-]+/g)].map(([at]) => at);
    assert.match(await desk.page(first), /48\.500,00[^]*48\.000,00|48\.000,00[^]*48\.500,00/);
    const unknown = await desk.post(`${first}/aceptacion`, { order: "S01-999999" });
    assert.equal(unknown.status, 422);
    assert.match(await unknown.text(), /No hay una orden con ese número/);
    for (const click of ["first", "second"]) {
      assert.equal((await desk.post(`${first}/aceptacion`, { order: order.number })).status, 303, click);
    }
    assert.equal((await desk.post(`${first}/aceptacion`, { order: other.number })).status, 409);
    assert.equal((await desk.post(`${second}/descarte`, { note: "" })).status, 422);
    const note = "Se devolvió desde el panel";
    for (const click of ["first", "second"]) {
      assert.equal((await desk.post(`${second}/descarte`, { note })).status, 303, click);
    }
    assert.equal((await desk.post(`${second}/descarte`, { note: "Otra cosa" })).status, 409);
    assert.deepEqual(await ledgerOf(app, order.number), ["payment mercado_pago 4800000 mercado_pago null"]);
    assert.deepEqual(await reviewsOf(app), [
      "payment amount_differs accepted",
      "payment amount_differs dismissed",
    ]);
    for (const intent of intents) await checkIntent(await app.ctx(), intent);
    await workOff(app);
    assert.equal((await ledgerOf(app, order.number)).length, 1);
    const audited = await database.db.selectFrom("audit_event").select("kind").where(
      "subject_kind",
      "=",
      "gateway_review",
    ).execute();
    assert.deepEqual(audited.map(({ kind }) => kind).sort(), [
      "gateway_review_accepted",
      "gateway_review_dismissed",
    ]);
    assert.match(await desk.page(second), /Lo resolvió Rocío Recepción[^]*Se devolvió desde el panel/);
    assert.match(await desk.page("/cobros?pasarela=mercado_pago"), /Anotado/);
  },
);
