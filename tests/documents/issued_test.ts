import assert from "node:assert/strict";
import { sealerOf } from "../../src/lib/seal.ts";
import { paths } from "../../src/paths.ts";
import { verifyCertificate } from "../../src/quotes/verify.ts";
import { trackingUrl } from "../../src/tracking/queries.ts";
import { asReceptionist, type Browser, SECRET_KEY, type TestApp, testApp } from "../support/app.ts";
import { eachDatabase } from "../support/database.ts";
import { longLogo, squareLogo, wearLogo } from "../support/logos.ts";
import { anOrder } from "../support/order_builders.ts";
import { aDraft, approveByPhone, aSentQuote } from "../support/quote_builders.ts";
import { paperTest, textOf } from "./paper.ts";
import { freshDatabase } from "../support/database.ts";

const DAY = 86_400_000;
const ours = (key: string) => key === sealerOf(SECRET_KEY).publicKey;

async function pdfs(browser: Browser, addresses: readonly string[]): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  for (const address of addresses) {
    const response = await browser.get(address);
    assert.equal(response.status, 200, address);
    found.push(new Uint8Array(await response.arrayBuffer()));
  }
  return found;
}

/** Another name, logo, address, warranty and terms of the shop, another name of the client and of who was at the desk. */
async function everythingChanges(app: TestApp): Promise<void> {
  const { db } = app.services.database;
  const now = { name: "Otro Nombre S. A.", address: "Otra calle 1", phone: "+54 11 9", tax_id: "1" };
  await db.updateTable("organization").set(now).execute();
  await db.updateTable("branch").set({ name: "Otra sucursal", time_zone: "Europe/Madrid" }).execute();
  await db.updateTable("client").set({ name: "Otro Cliente", document: "9", locale: "en" }).execute();
  await db.updateTable("contact").set({ value: "otro@example.com", display: "otro@example.com" }).execute();
  await db.updateTable("device").set({ brand: "Otra", model: "Marca", serial: "000" }).execute();
  await db.updateTable("user").set({ name: "Otra Persona" }).execute();
  await db.updateTable("warranty").set({ days: 1, ends_at: 1 }).execute();
  await wearLogo(app, await squareLogo());
  app.services.live.changed("shop");
  app.now += 40 * DAY;
}

async function handedOver(app: TestApp, desk: Browser): Promise<{ number: string; addresses: string[] }> {
  const { number, id } = await anOrder(app, { status: "ready", outcome: "repaired", charges: [45_000_00] });
  const { db } = app.services.database;
  const pay = { kind: "deposit", method: "cash", amount: "15000", form_key: crypto.randomUUID() };
  assert.equal((await desk.post(paths.orderPayments(number), pay)).status, 303);
  app.now += 1000;
  const delivered = await desk.post(paths.orderDelivery(number), {
    taken_by: "María Núñez",
    work: "Se cambió el pin",
    amount: "30000",
    method: "transfer",
    signed_name: "María Núñez",
    form_key: crypto.randomUUID(),
  });
  assert.equal(delivered.status, 303);
  const { intake_id } = await db.selectFrom("order").select("intake_id").where("id", "=", id)
    .executeTakeFirstOrThrow();
  const payments = await db.selectFrom("payment").select("id").where("order_id", "=", id).execute();
  assert.equal(payments.length, 2);
  const addresses = (["a4", "80mm"] as const).flatMap((format) => [
    paths.intakeReceipt(intake_id, format),
    ...payments.map((payment) => paths.orderPaymentReceipt(number, payment.id, format)),
    paths.orderReceipt(number, format),
    paths.orderWarranty(number, format),
  ]);
  return { number, addresses };
}

eachDatabase("a paper that was handed out is the same for ever, byte for byte", async (_t, database) => {
  await using app = await testApp(database);
  await wearLogo(app, await longLogo());
  const { addresses } = await handedOver(app, await asReceptionist(app));
  const before = await pdfs(await asReceptionist(app), addresses);
  await everythingChanges(app);
  const after = await pdfs(await asReceptionist(app), addresses);
  for (const [at, address] of addresses.entries()) {
    assert.ok(before[at] && after[at], address);
    assert.deepEqual(after[at], before[at], address);
  }
});

eachDatabase(
  "a payment from before receipts were kept gets its receipt at the first look",
  async (_t, database) => {
    await using app = await testApp(database);
    const { number, id } = await anOrder(app, { charges: [900_00], payments: [300_00, 200_00] });
    const payments = await database.db.selectFrom("payment").select("id").where("order_id", "=", id)
      .orderBy("id").execute();
    const addresses = payments.map((payment) => paths.orderPaymentReceipt(number, payment.id, "a4"));
    assert.equal((await database.db.selectFrom("payment_receipt").selectAll().execute()).length, 0);
    const desk = await asReceptionist(app);
    const before = await Promise.all([pdfs(desk, addresses), pdfs(desk, addresses)]);
    assert.deepEqual(before[0], before[1]);
    await everythingChanges(app);
    assert.deepEqual(await pdfs(await asReceptionist(app), addresses), before[0]);
    const issued = await database.db.selectFrom("payment_receipt").select("receipt_json").orderBy(
      "payment_id",
    )
      .execute();
    const paid = issued.map(({ receipt_json }) => JSON.parse(receipt_json).paid.minor);
    assert.deepEqual(paid, [300_00, 500_00], "each with the account of its moment");
  },
);

paperTest("what shows how things stand follows every change", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const { number } = await anOrder(app, { status: "diagnosing" });
  const draft = await aDraft(app, number);
  await everythingChanges(app);
  const desk = await asReceptionist(app);
  const live = [paths.quotePdf(number, draft, "a4"), paths.orderWorksheet(number, "a4")];
  for (const bytes of await pdfs(desk, live)) {
    const text = await textOf(bytes);
    for (const part of ["Otro Nombre S. A.", "Otro Cliente", "Otra Marca"]) {
      assert.ok(text.includes(part), part);
    }
  }
});

eachDatabase(
  "an offer and the certificate of its answer stay as they were sent and given",
  async (_, database) => {
    await using app = await testApp(database);
    const { db } = database;
    const { id, number } = await anOrder(app, {
      status: "diagnosing",
      diagnosis: "Módulo roto",
      serial: "R58N",
    });
    await wearLogo(app, await longLogo());
    app.services.live.changed("shop");
    const quoteId = await aSentQuote(app, number);
    const link = new URL(await trackingUrl(db, await app.ctx(), id) ?? "").pathname;
    const offers = [
      paths.quotePdf(number, quoteId, "a4"),
      paths.quotePdf(number, quoteId, "80mm"),
      `${link}/presupuesto.pdf`,
    ];
    const sent = await pdfs(await asReceptionist(app), offers);
    const page = await (await app.request(`${link}/presupuesto`)).text();
    assert.match(page, /Service Norte[^]*Cambio de módulo/);
    await db.updateTable("client").set({ name: "Otro Cliente", locale: "en" }).execute();
    await approveByPhone(app, number);
    const evidence = await db.selectFrom("quote_decision").select("evidence_json").executeTakeFirstOrThrow();
    assert.equal(JSON.parse(evidence.evidence_json).order.client, "María Núñez", "as it was offered");
    const papers = [...offers, paths.quoteCertificate(number, quoteId)];
    const answered = await pdfs(await asReceptionist(app), papers);
    assert.deepEqual(answered.slice(0, 3), sent, "what was sent is what was approved");

    await everythingChanges(app);
    await db.updateTable("diagnosis").set({ text: "Otra cosa" }).execute();
    const later = await pdfs(await asReceptionist(app), papers);
    assert.deepEqual(later, answered);

    await db.updateTable("order").set({ status: "repairing", technician_id: app.users.admin.id })
      .where("id", "=", id).execute();
    const next = await aSentQuote(app, number, { lines: [{ description: "Otra oferta", price: "1" }] });
    const [first = "", , , certificate = ""] = papers;
    const replaced = await pdfs(await asReceptionist(app), [first, certificate]);
    assert.deepEqual(replaced, [answered[0], answered[3]], "a new version leaves the old one alone");
    const certified = new Uint8Array(replaced[1] ?? []);
    assert.equal((await verifyCertificate(certified, ours)).genuine, true);
    const [fresh] = await pdfs(await asReceptionist(app), [paths.quotePdf(number, next, "a4")]);
    assert.match(await textOf(fresh ?? new Uint8Array()), /Otro Nombre S\. A\.[^]*Otro Cliente/);
  },
);
