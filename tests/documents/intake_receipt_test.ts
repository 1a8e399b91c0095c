import assert from "node:assert/strict";
import { renderIntakeReceipt } from "../../src/documents/intake_receipt.ts";
import type { IntakeReceipt, IntakeReceiptOrder } from "../../src/intakes/receipt.ts";
import { LOCALES } from "../../src/lib/locale.ts";
import { anIntakeReceipt, aSignature, NO_PICTURES, signedWith, TRACKING } from "./samples.ts";
import { checkSyntax, codesOn, factsOf, imagesIn, paperTest, textOf } from "./paper.ts";

const FORMATS = ["a4", "80mm"] as const;
const unsigned = { tracking: TRACKING, pictures: NO_PICTURES };

function has(text: string, parts: readonly string[]): void {
  for (const part of parts) assert.ok(text.includes(part), `“${part}” is missing in: ${text}`);
}

function withOrder(changes: Partial<IntakeReceiptOrder>): IntakeReceipt {
  const [first, ...others] = anIntakeReceipt().orders;
  assert.ok(first);
  return anIntakeReceipt({ orders: [{ ...first, ...changes }, ...others] });
}

paperTest("the receipt holds every fact of the intake, in both languages and on both papers", async () => {
  const signature = await aSignature();
  for (const locale of LOCALES) {
    for (const format of FORMATS) {
      const pdf = await renderIntakeReceipt(anIntakeReceipt({ locale }), {
        format,
        tracking: TRACKING,
        pictures: signedWith(signature),
      });
      await checkSyntax(pdf);
      assert.ok(pdf.length <= 60_000, `${pdf.length} bytes`);
      assert.equal(await imagesIn(pdf), 1, "the signature");
      const text = await textOf(pdf);
      has(text, ["Taller Ñandú", "30-71234567-8", "Av. Rivadavia 4821", "+54 11 4902-1177"]);
      has(text, ["José Núñez Peñaloza", "DNI 28.456.123", "+54 9 11 5555-0142", "jose.nunez@correo.example"]);
      has(text, ["S01-000052", "Samsung Galaxy A54 5G", "356938035643809", "Funda, Cargador 25 W, Caja"]);
      has(text, ["Rayas leves en la tapa", "No carga. A veces reconoce", "se apaga al llegar al 20 %."]);
      has(text, ["S01-000053", "Lenovo ThinkPad T14 Gen 2", "PF-3K9ZQ1", "Lucía Fernández"]);
      has(text, ["noventa días de avisado el cliente"]);
      has(
        text,
        locale === "es"
          ? ["Comprobante de ingreso", "Celular", "Prioridad", "Alta", "$ 45.000,00", "3 fotos", "Versión 3"]
          : ["Intake receipt", "Phone", "Priority", "High", "ARS 45,000.00", "3 photos", "Version 3"],
      );
      has(text, ["2026, 10:42", "2026, 18:00", "2026, 10:43"]);
    }
  }
});

paperTest("a scanner reads the order numbers and a phone the tracking links", async () => {
  const everything = [...Object.keys(TRACKING), ...Object.values(TRACKING)].sort();
  for (const [format, dpi] of [["a4", 200], ["80mm", 203]] as const) {
    const pdf = await renderIntakeReceipt(anIntakeReceipt(), { format, ...unsigned });
    assert.deepEqual(await codesOn(pdf, dpi), everything, format);
  }
});

paperTest("an order without a link has its bars and no QR", async () => {
  for (const format of FORMATS) {
    const pdf = await renderIntakeReceipt(anIntakeReceipt(), { format, tracking: {}, pictures: NO_PICTURES });
    assert.deepEqual(await codesOn(pdf, 203), ["S01-000052", "S01-000053"]);
    assert.equal((await textOf(pdf)).includes("Siga su reparación"), false);
  }
});

paperTest("without a signature the paper says why, and a typed one stands on the line", async () => {
  for (const format of FORMATS) {
    const refused = anIntakeReceipt({ signature: null, unsignedReason: "Envío por encomienda" });
    has(await textOf(await renderIntakeReceipt(refused, { format, ...unsigned })), [
      "No firmó: Envío por encomienda",
    ]);
    const typed = await renderIntakeReceipt(anIntakeReceipt(), { format, ...unsigned });
    assert.equal(await imagesIn(typed), 0);
    assert.equal((await textOf(typed)).split("José Núñez Peñaloza").length - 1 >= 3, true);
  }
});

paperTest(
  "letters of other European scripts and decomposed accents come out right and copy right",
  async () => {
    const receipt = withOrder({
      condition: "Łódź, Žižkov, Ωμέγα, Привет, Nguyễn, ½ € – “x” … º",
      fault: "pen\u0303a",
    });
    for (const format of FORMATS) {
      has(await textOf(await renderIntakeReceipt(receipt, { format, ...unsigned })), [
        "Łódź, Žižkov, Ωμέγα, Привет, Nguyễn, ½ € – “x” … º",
        "peña",
      ]);
    }
  },
);

paperTest("emoji, other scripts, control characters and half characters cannot break a receipt", async () => {
  const nasty = "A📱👨‍👩‍👧B 日本 C\u0000\u001b[31mD\u202eE \ud800F\u200bG מ\tH<script>&amp;^XA~JA";
  const receipt = withOrder({ fault: nasty, condition: nasty, accessories: [nasty, "", "  "] });
  const everywhere = {
    ...receipt,
    reference: nasty,
    receivedBy: nasty,
    shop: { name: nasty, taxId: nasty, branch: nasty, address: nasty, phone: nasty, email: nasty },
    client: { name: nasty, document: nasty, phone: nasty, email: nasty },
    terms: { version: 1, text: nasty },
    unsignedReason: nasty,
    signature: null,
    orders: receipt.orders.map((order) => ({
      ...order,
      device: { ...order.device, brand: nasty, model: nasty, serial: nasty },
    })),
  };
  for (const format of FORMATS) {
    const pdf = await renderIntakeReceipt(everywhere, { format, ...unsigned });
    await checkSyntax(pdf);
    has(await textOf(pdf), ["A??B ?? C", "[31mDE", "FG ? H<script>&amp;^XA~JA"]);
    assert.equal((await codesOn(pdf, 203)).length, 4);
  }
});

paperTest("a very long story flows over pages to its last word, with a head on each", async () => {
  const story = Array.from({ length: 1500 }, (_, index) => `palabra${index}`).join(" ");
  const receipt = withOrder({ fault: `${story} FIN-FALLA`, condition: "x".repeat(3000) });
  const long = { ...receipt, terms: { version: 9, text: `${story}\n\n${story} FIN-TERMINOS` } };
  const sheet = await renderIntakeReceipt(long, { format: "a4", ...unsigned });
  await checkSyntax(sheet);
  const pages = Number((await factsOf(sheet)).Pages);
  assert.ok(pages >= 3, `${pages} pages`);
  const text = await textOf(sheet);
  has(text, ["palabra1499 FIN-FALLA", "palabra1499 FIN-TERMINOS", `Página ${pages} de ${pages}`]);
  assert.equal(text.split("Comprobante de ingreso S01-000052").length - 1, pages);

  const roll = await renderIntakeReceipt(long, { format: "80mm", ...unsigned });
  has(await textOf(roll), ["FIN-FALLA", "FIN-TERMINOS"]);
});

paperTest("twelve devices keep their bars, their links and their order", async () => {
  const [first] = anIntakeReceipt().orders;
  assert.ok(first);
  const numbers = Array.from({ length: 12 }, (_, index) => `S01-0001${String(index).padStart(2, "0")}`);
  const tracking = Object.fromEntries(
    numbers.map((number) => [number, `https://taller.example/s/${number}-x`]),
  );
  const receipt = anIntakeReceipt({ orders: numbers.map((number) => ({ ...first, number })) });
  const pdf = await renderIntakeReceipt(receipt, { format: "a4", tracking, pictures: NO_PICTURES });
  assert.deepEqual(await codesOn(pdf, 200), [...numbers, ...Object.values(tracking)].sort());
  const text = await textOf(pdf);
  const places = numbers.map((number) => text.indexOf(number));
  assert.deepEqual(places, places.toSorted((a, b) => a - b));
});

paperTest("a short receipt leaves a stub for the shop under the cut, a full page does not", async () => {
  const [first] = anIntakeReceipt().orders;
  assert.ok(first);
  const short = await renderIntakeReceipt(anIntakeReceipt({ orders: [first] }), {
    format: "a4",
    ...unsigned,
  });
  has(await textOf(short), ["Talón para el taller"]);
  const terms = { version: 3, text: anIntakeReceipt().terms.text + "\nAdemás.".repeat(12) };
  const full = await renderIntakeReceipt(anIntakeReceipt({ terms }), { format: "a4", ...unsigned });
  assert.equal((await factsOf(full)).Pages, "1");
  assert.equal((await textOf(full)).includes("Talón para el taller"), false);
});

paperTest("the roll is 80 mm wide and as long as what it says", async () => {
  const sizeOf = async (receipt: IntakeReceipt) => {
    const facts = await factsOf(await renderIntakeReceipt(receipt, { format: "80mm", ...unsigned }));
    assert.equal(facts.Pages, "1");
    const [width, height] = (facts["Page size"] ?? "").split(" x ").map(Number.parseFloat);
    return { width: width ?? 0, height: height ?? 0 };
  };
  const two = await sizeOf(anIntakeReceipt());
  const one = await sizeOf(anIntakeReceipt({ orders: anIntakeReceipt().orders.slice(0, 1) }));
  assert.equal(two.width.toFixed(0), "227");
  assert.ok(two.height - one.height > 200 && one.height > 400, `${one.height} then ${two.height}`);
});

paperTest("title, author, language and date are in the file", async () => {
  const pdf = await renderIntakeReceipt(anIntakeReceipt(), { format: "a4", ...unsigned });
  const facts = await factsOf(pdf);
  assert.equal(facts.Title, "Comprobante de ingreso S01-000052");
  assert.equal(facts.Author, "Taller Ñandú");
  assert.equal(facts.CreationDate, "2026-11-23T13:42:00Z");
  assert.match(facts["Page size"] ?? "", /A4/);
});

Deno.test("the same receipt gives the same bytes, whatever was printed before", async () => {
  const signature = await aSignature();
  const paper = { format: "a4", tracking: TRACKING, pictures: signedWith(signature) } as const;
  const before = await renderIntakeReceipt(anIntakeReceipt(), paper);
  await renderIntakeReceipt(withOrder({ fault: "ÀÁÂÃÄÅ àáâãäå ǺΆĄ" }), { ...paper, format: "80mm" });
  const after = await renderIntakeReceipt(anIntakeReceipt(), paper);
  assert.deepEqual(after, before);
});

Deno.test("a picture that is no grey PNG is embedded all the same", async () => {
  const colour = Uint8Array.fromBase64(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  );
  const pdf = await renderIntakeReceipt(anIntakeReceipt(), {
    format: "a4",
    tracking: {},
    pictures: signedWith(colour),
  });
  assert.equal(new TextDecoder("latin1").decode(pdf.subarray(0, 5)), "%PDF-");
});
