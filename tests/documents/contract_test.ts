import assert from "node:assert/strict";
import sharp from "sharp";
import { renderDeliveryReceipt } from "../../src/documents/delivery_receipt.ts";
import { renderIntakeReceipt } from "../../src/documents/intake_receipt.ts";
import { paymentPaper } from "../../src/documents/order_papers.ts";
import { quotePaper } from "../../src/documents/quote_paper.ts";
import { renderPaper } from "../../src/documents/paper.ts";
import { logoImages } from "../../src/files/logo.ts";
import type { ReceiptShop } from "../../src/intakes/receipt.ts";
import { paths } from "../../src/paths.ts";
import { blankForm, SECOND, TYPED } from "../intakes/form_fields.ts";
import { asReceptionist, testApp } from "../support/app.ts";
import { freshDatabase } from "../support/database.ts";
import { aDraft } from "../support/quote_builders.ts";
import { longLogo, noisyLogo, squareLogo, wearLogo } from "../support/logos.ts";
import { handedBack } from "../support/order_builders.ts";
import {
  checkSyntax,
  codesOn,
  factsOf,
  imagesIn,
  objectsOf,
  paperTest,
  structureOf,
  textOf,
} from "./paper.ts";
import {
  aDeliveryReceipt,
  anIntakeReceipt,
  aPaymentReceipt,
  aSignature,
  NO_PICTURES,
  TRACKING,
} from "./samples.ts";

const FORMATS = ["a4", "80mm"] as const;
const MOST_BYTES = 60_000;

/** What a hand on a glass leaves: a long stroke that fills the pad. */
async function aScrawl(): Promise<string> {
  const waves = Array.from({ length: 60 }, (_, at) => `L${at * 15} ${at % 2 ? 20 + at * 3 : 260 - at * 2}`);
  const drawn = await sharp(new TextEncoder().encode(
    `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="300"><path fill="none" stroke="#111" stroke-width="5"
      d="M0 150 ${waves.join(" ")}"/></svg>`,
  )).png().toBuffer();
  return `data:image/png;base64,${new Uint8Array(drawn).toBase64()}`;
}

paperTest(
  "each document on both papers, with the hardest logo and a signature, keeps the contract",
  async () => {
    await using database = await freshDatabase();
    await using app = await testApp(database);
    await wearLogo(app, await noisyLogo(), "ruido.jpg");
    const desk = await asReceptionist(app);
    const signature = await aScrawl();
    const made = await desk.post("/ingresos", {
      ...await blankForm(desk),
      ...TYPED,
      ...SECOND,
      "client.name": "Łucja Ωmega 日本 😀 مريم de Peñaloza y Fernández del Castillo",
      signature,
    });
    assert.equal(made.status, 303, (await made.text()).slice(0, 200));
    const number = "S01-000001";
    const { db } = database;
    const order = await db.selectFrom("order").select(["id", "intake_id"]).where("number", "=", number)
      .executeTakeFirstOrThrow();
    await db.updateTable("order").set({ status: "ready", outcome: "repaired" }).where("id", "=", order.id)
      .execute();
    const quote = await aDraft(app, number);
    const charge = { description: "Módulo", amount: "1000", form_key: crypto.randomUUID() };
    assert.equal((await desk.post(paths.orderCharges(number), charge)).status, 303);
    const delivered = await desk.post(paths.orderDelivery(number), {
      ...await handedBack(app, number),
      taken_by: "Łucja Ωmega",
      amount: "1000",
      method: "cash",
      signature,
      form_key: crypto.randomUUID(),
    });
    assert.equal(delivered.status, 303);
    const payment = await db.selectFrom("payment").select("id").executeTakeFirstOrThrow();
    const tracking = await db.selectFrom("tracking_link").select("id").execute();
    assert.equal(tracking.length, 2);

    for (const format of FORMATS) {
      const documents = [
        {
          at: paths.intakeReceipt(order.intake_id, format),
          title: "Comprobante de ingreso",
          images: 2,
          codes: 4,
        },
        {
          at: paths.quotePdf(number, quote, format),
          title: "Presupuesto 1 (borrador)",
          images: 1,
          codes: 1,
        },
        {
          at: paths.orderPaymentReceipt(number, payment.id, format),
          title: "Recibo de pago",
          images: 1,
          codes: 1,
        },
        { at: paths.orderReceipt(number, format), title: "Comprobante de entrega", images: 2, codes: 1 },
        { at: paths.orderWarranty(number, format), title: "Certificado de garantía", images: 1, codes: 1 },
        { at: paths.orderWorksheet(number, format), title: "Hoja de trabajo", images: 1, codes: 1 },
        { at: `${paths.cashReport()}?formato=${format}`, title: "Arqueo de caja", images: 1, codes: 0 },
      ];
      for (const { at, title, images, codes } of documents) {
        const response = await desk.get(at);
        assert.equal(response.status, 200, at);
        assert.match(response.headers.get("Content-Disposition") ?? "", /^inline; filename="[\w-]+\.pdf"$/);
        assert.equal(response.headers.get("Content-Security-Policy"), "sandbox", at);
        const pdf = new Uint8Array(await response.arrayBuffer());
        await checkSyntax(pdf);
        assert.ok(pdf.length <= MOST_BYTES, `${at}: ${pdf.length} bytes`);
        const facts = await factsOf(pdf);
        assert.ok(facts["Title"]?.startsWith(`${title} S01`), at);
        assert.equal(facts["Author"], "Service Norte");
        assert.equal(facts["Tagged"], "yes");
        const objects = await objectsOf(pdf);
        for (const said of ["/Lang (es)", "/DisplayDocTitle true", "/Marked true"]) {
          assert.ok(objects.includes(said), `${said} in ${at}`);
        }
        assert.equal(await imagesIn(pdf), images, at);
        const read = await codesOn(pdf, 203);
        assert.equal(read.length, codes, `${at}: ${read}`);
        if (codes > 0) assert.ok(read.includes(number), at);
        const text = await textOf(pdf);
        assert.ok(text.includes(title), at);
        if (title !== "Arqueo de caja") assert.ok(text.includes("Łucja Ωmega ?? ? "), `${at}: ${text}`);
      }
    }
  },
);

paperTest("sixty charges run over to a second page with its head and its number", async () => {
  const charges = Array.from({ length: 60 }, (_, at) => ({
    description: `Repuesto ${at + 1}`,
    amount: { minor: 1_000_00, currency: "ARS" },
  }));
  const receipt = aDeliveryReceipt({ charges });
  const sheet = await renderDeliveryReceipt(receipt, { format: "a4", pictures: NO_PICTURES });
  await checkSyntax(sheet);
  assert.ok(sheet.length <= MOST_BYTES);
  const pages = Number((await factsOf(sheet)).Pages);
  assert.ok(pages >= 2, `${pages} pages`);
  const text = await textOf(sheet);
  for (let page = 1; page <= pages; page++) assert.ok(text.includes(`Página ${page} de ${pages}`));
  assert.equal(text.split("Comprobante de entrega S01-000052").length - 1, pages, "a head on each");
  assert.ok(text.includes("Repuesto 60"));

  const { shop, client, device, locale, timeZone } = receipt;
  const quote = quotePaper({
    id: "",
    reading: { locale, timeZone },
    order: { id: "", number: "S01-000052", fault: "No carga", receivedAt: 1 },
    ...{ shop, client, device },
    revision: 1,
    status: "sent",
    currency: "ARS",
    taxIncluded: true,
    options: [],
    lines: charges.map(({ description, amount }, at) => ({
      ...{ id: String(at), kind: "labour", option: "", description, quantity: 1_000 } as const,
      ...{ unitMinor: amount.minor, taxRate: 21_000, partId: null },
    })),
    note: "",
    diagnosis: "",
    depositPercent: 0,
    terms: null,
    at: 1,
    validDays: 15,
    validUntil: 2,
    approvedOption: null,
    decidedAt: null,
  });
  const pdf = await renderPaper(quote, { format: "a4", pictures: NO_PICTURES });
  assert.equal((await factsOf(pdf)).Pages, "2");
  assert.ok((await textOf(pdf)).includes("Página 2 de 2"));
});

paperTest("nothing that a paper says is cut, however long it is, and no amount ever", async () => {
  const filled = (length: number, end: string) =>
    "palabra ".repeat(length / 8).slice(0, length - end.length) + end;
  const huge = { minor: 987_654_321_098_76, currency: "ARS" };
  const client = { name: filled(120, "FIN-A"), document: filled(40, "FIN-B"), phone: "+54 9 11 5555-0142" };
  const email = `${"correo.".repeat(30)}fin-c@example.com`;
  const device = { brand: filled(60, "FIN-D"), model: filled(80, "FIN-E"), serial: filled(60, "FIN-F") };
  const shop = { name: filled(80, "FIN-G"), taxId: filled(30, "FIN-H"), address: filled(160, "FIN-I") };
  const about = {
    client: { ...client, email },
    device: { ...device, category: "phone" },
    shop: { ...anIntakeReceipt().shop, ...shop },
  } as const;
  const delivery = aDeliveryReceipt({
    ...about,
    takenBy: { name: filled(120, "FIN-J"), document: filled(40, "FIN-K") },
    deliveredBy: filled(80, "FIN-L"),
    charges: [{ description: filled(200, "FIN-M"), amount: huge }],
    total: huge,
    balance: huge,
    signature: null,
    unsignedReason: filled(300, "FIN-N"),
  });
  const payment = aPaymentReceipt({ ...about, note: filled(200, "FIN-O"), amount: huge, billed: huge });
  const [order] = anIntakeReceipt().orders;
  assert.ok(order);
  const intake = anIntakeReceipt({
    client: about.client,
    shop: about.shop,
    orders: [{ ...order, device: about.device, preauthorised: huge }],
    signature: { name: filled(120, "FIN-P"), at: 1, fileHash: "" },
  });
  const ends = (letters: string) => [...letters].map((letter) => letter === "C" ? "fin-c" : `FIN-${letter}`);
  const amount = "$ 987.654.321.098,76";
  for (const format of FORMATS) {
    const paper = { format, pictures: NO_PICTURES };
    const written: [Uint8Array, string[]][] = [
      [await renderDeliveryReceipt(delivery, paper), [...ends("ABDEFGHIJKLMN"), amount]],
      [await renderPaper(paymentPaper(payment), paper), [...ends("ABCDEGHIO"), amount]],
      [await renderIntakeReceipt(intake, { ...paper, tracking: {} }), [...ends("ABCDEFGHIP"), amount]],
    ];
    for (const [pdf, parts] of written) {
      await checkSyntax(pdf);
      const text = (await textOf(pdf)).replaceAll(" ", "");
      for (const part of parts) {
        assert.ok(text.includes(part.replaceAll(" ", "")), `${part} on ${format}: ${text}`);
      }
    }
  }
});

paperTest("a logo stands on each paper in its own way, whatever its shape", async () => {
  const signature = await aSignature();
  for (const bytes of [await longLogo(), await squareLogo(), await noisyLogo()]) {
    const made = await logoImages(bytes);
    assert.ok(made.ok);
    const files: Record<string, Uint8Array> = { sheet: made.value.sheet.bytes, roll: made.value.roll.bytes };
    const shop: ReceiptShop = { ...anIntakeReceipt().shop, logo: { sheet: "sheet", roll: "roll" } };
    const pictures = (hash: string) => Promise.resolve(files[hash] ?? signature);
    for (const format of FORMATS) {
      const paper = { format, pictures, tracking: TRACKING };
      const pdf = await renderIntakeReceipt(anIntakeReceipt({ shop }), paper);
      await checkSyntax(pdf);
      assert.equal(await imagesIn(pdf), 2);
      assert.equal((await codesOn(pdf, 203)).length, 4, "the codes are still read");
      assert.equal((await factsOf(pdf)).Pages, "1");
      const objects = await objectsOf(pdf);
      assert.ok(objects.includes(format === "a4" ? "/Indexed" : "/BitsPerComponent 1"));
    }
  }
});

paperTest(
  "who has a document read aloud hears its title, its sections and what its pictures are",
  async () => {
    const signature = await aSignature();
    const paper = { pictures: () => Promise.resolve(signature), tracking: TRACKING };
    for (const format of FORMATS) {
      const pdf = await renderIntakeReceipt(anIntakeReceipt(), { ...paper, format });
      const heard = await structureOf(pdf);
      assert.match(heard, /^Document\n/);
      assert.match(heard, /H1 \(block\)\s+"Comprobante de ingreso"/);
      assert.equal(heard.match(/Figure/g)?.length, format === "a4" ? 7 : 5, "bars, links and the signature");
      assert.match(
        heard,
        /"No carga\. A veces reconoce el cable si se lo mueve; se apaga al llegar al 20 %\."/,
      );
      assert.doesNotMatch(heard, /Página 1/, "what stands on every page is not read");
      const objects = await objectsOf(pdf);
      for (const alt of ["S01-000052", TRACKING["S01-000052"]]) {
        const hex = [...new TextEncoder().encode(alt)].map((byte) =>
          `00${byte.toString(16).padStart(2, "0")}`
        );
        assert.ok(objects.replace(/\s/g, "").includes(`/Alt(${alt})`) || objects.includes(hex.join("")), alt);
      }
    }
  },
);
