import assert from "node:assert/strict";
import fc from "fast-check";
import { receiptRefusal } from "../../printer-daemon/escpos_format.ts";
import { parseConfig, type ReceiptPrinterConfig } from "../../printer-daemon/config.ts";
import { onPaper, rollFor, toEscpos } from "../../src/printing/escpos.ts";
import { CODE_PAGES, type Job, type RollDescription } from "../../src/printing/protocol.ts";
import type { DrawnRoll } from "../../src/printing/drawn_roll.ts";
import { paymentRoll, testRoll } from "../../src/printing/paper_rolls.ts";
import { deliveryRoll, intakeRoll } from "../../src/printing/receipt_rolls.ts";
import { rollText } from "../../src/printing/roll.ts";
import { aDeliveryReceipt, anIntakeReceipt, aPaymentReceipt, TRACKING } from "../documents/samples.ts";
import { onReceiptPaper } from "../support/print_bytes.ts";
import type { PrintedReceipt } from "../support/receipt_printer.ts";

const PRINTER: RollDescription = { columns: 48, codePage: "pc858", cut: "partial", drawer: "none" };

function bytesOf({ content }: DrawnRoll): Uint8Array {
  return Uint8Array.fromBase64(content);
}

function linesOf(receipt: PrintedReceipt | undefined): string[] {
  return (receipt?.lines ?? []).map(({ text }) => text.trim());
}

/** The lines of the text twin that carry words. */
function wordsOf(text: string): string[] {
  return text.split("\n").map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("["));
}

/** 34.500 of an order that had a deposit of 10.000. */
function aPaymentRoll(printer: RollDescription, method: "cash" | "card" = "cash"): DrawnRoll {
  const paid = { minor: 3_450_000, currency: "ARS" };
  const receipt = aPaymentReceipt({
    kind: "payment",
    method,
    note: "Cupón 4471",
    amount: { ...paid, minor: 2_450_000 },
    paid,
  });
  return paymentRoll(receipt, { printer });
}

for (const columns of [48, 42, 32]) {
  for (const codePage of CODE_PAGES) {
    Deno.test(`every receipt fits ${columns} columns of ${codePage}, and the paper reads like its text`, async () => {
      const printer = { ...PRINTER, columns, codePage };
      const rolls = [
        intakeRoll(anIntakeReceipt(), { printer, tracking: TRACKING }),
        deliveryRoll(aDeliveryReceipt(), { printer }),
        aPaymentRoll(printer),
      ];
      for (const roll of rolls) {
        const { receipts, overflows } = await onReceiptPaper(bytesOf(roll), { columns });
        assert.equal(receipts.length, 1, "one cut, one receipt");
        assert.equal(overflows, 0);
        assert.deepEqual(linesOf(receipts[0]).filter(Boolean), wordsOf(roll.text));
      }
    });
  }
}

for (
  const [codePage, wanted] of [
    ["pc858", "ñ á ü ¿ € ° Ñ Á É Ó º ª « »"],
    ["wpc1252", "ñ á ü ¿ € ° Ñ Á É Ó º ª « »"],
    ["pc850", "ñ á ü ¿ EUR ° Ñ Á É Ó º ª « »"],
  ] as const
) {
  Deno.test(`the accents of Spanish come out of a printer with ${codePage}`, async () => {
    const printer = { ...PRINTER, codePage };
    const text = "ñ á ü ¿ € ° Ñ Á É Ó º ª « »".normalize("NFD");
    const { receipts } = await onReceiptPaper(toEscpos(rollFor([{ kind: "text", text }], printer)));
    assert.equal(linesOf(receipts[0])[0], wanted);
  });
}

Deno.test("a character that the printer lacks becomes the nearest one, or a question mark", () => {
  assert.equal(onPaper("“Łódź” – a…", "pc858"), '"Lódz" - a...');
  assert.equal(onPaper("日 📱 Ω", "wpc1252"), "? ? ?");
  assert.equal(onPaper("a\u0007b\u200bc\u00a0d\r\ne", "pc858"), "a b c d\ne");
});

Deno.test("the client's link is in a QR and the order's number in bars and in words", async () => {
  const receipt = anIntakeReceipt();
  const { receipts } = await onReceiptPaper(
    bytesOf(intakeRoll(receipt, { printer: PRINTER, tracking: TRACKING })),
  );
  const [paper] = receipts;
  assert.deepEqual(paper?.code128, receipt.orders.map(({ number }) => number));
  assert.deepEqual(paper?.qr, Object.values(TRACKING));
  for (const { number } of receipt.orders) assert.ok(linesOf(paper).some((line) => line === number));
  assert.ok(paper?.lines.some(({ text, wide }) => wide === 2 && text.includes(receipt.reference)));
});

Deno.test("the amounts of an account stand at the right edge", async () => {
  const { receipts } = await onReceiptPaper(bytesOf(aPaymentRoll(PRINTER)));
  const owed = receipts[0]?.lines.find(({ text }) => text.startsWith("Saldo pendiente"));
  assert.match(owed?.text ?? "", / \$ 10\.000,00$/);
  assert.equal(owed?.text.length, 48);
  assert.equal(owed?.bold, true);
});

Deno.test("cash opens the drawer, on the pin where it hangs, and only where one hangs", async () => {
  for (const [drawer, kicks] of [["pin2", [2]], ["pin5", [5]], ["none", []]] as const) {
    const roll = aPaymentRoll({ ...PRINTER, drawer });
    assert.deepEqual((await onReceiptPaper(bytesOf(roll))).kicks, kicks);
  }
  const card = aPaymentRoll({ ...PRINTER, drawer: "pin2" }, "card");
  assert.deepEqual((await onReceiptPaper(bytesOf(card))).kicks, []);
});

Deno.test("the receipt of a payment says how much, how, and what is still owed", () => {
  const { text } = aPaymentRoll(PRINTER);
  for (
    const words of ["Recibo de pago", "$ 24.500,00", "Medio de pago: Efectivo", "Referencia: Cupón 4471"]
  ) {
    assert.ok(text.includes(words), `${words} in\n${text}`);
  }
});

Deno.test("a receipt is cut as the printer can: partly, through, or not at all", async () => {
  const pieces = [{ kind: "text", text: "x" }] as const;
  for (const cut of ["partial", "full"] as const) {
    const { receipts } = await onReceiptPaper(toEscpos(rollFor(pieces, { ...PRINTER, cut })));
    assert.deepEqual(receipts.map((receipt) => receipt.cut), [cut]);
  }
  const { receipts, unfinished } = await onReceiptPaper(
    toEscpos(rollFor(pieces, { ...PRINTER, cut: "none" })),
  );
  assert.deepEqual(receipts, []);
  assert.ok(unfinished.lines.length >= 5, "fed beyond the edge that tears it");
});

Deno.test("titles stand in the middle of the paper, in twice the size", async () => {
  const receipt = anIntakeReceipt();
  const { receipts } = await onReceiptPaper(bytesOf(intakeRoll(receipt, { printer: PRINTER, tracking: {} })));
  const title = receipts[0]?.lines[0];
  assert.deepEqual(title, { text: `      ${receipt.shop.name}`, bold: true, wide: 2, high: 2 });
});

Deno.test("bars too wide for narrow paper are thinner, and left out before they are cut", async () => {
  const narrow = { ...PRINTER, columns: 32 };
  const short = toEscpos(rollFor([{ kind: "code", code: "S01-000052" }], narrow));
  assert.deepEqual((await onReceiptPaper(short)).receipts[0]?.code128, ["S01-000052"]);
  const long = toEscpos(rollFor([{ kind: "code", code: "A".repeat(40) }], narrow));
  assert.deepEqual((await onReceiptPaper(long)).receipts[0]?.code128, []);
});

Deno.test("the preview shows the lines of the paper and both symbols", () => {
  const roll = intakeRoll(anIntakeReceipt(), { printer: PRINTER, tracking: TRACKING });
  const shown = [...roll.svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text ?? "");
  const plain = (text: string) =>
    text.replace(
      /&(amp|lt|gt|quot|#39);/g,
      (entity) => ({ "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"' })[entity] ?? "'",
    );
  assert.deepEqual(shown.map(plain), wordsOf(roll.text));
  const symbols = roll.text.split("\n").filter((line) => line.startsWith("[")).length;
  assert.equal(roll.svg.split("<path").length - 1, symbols);
});

Deno.test("the test receipt shows columns, accents and both symbols", async () => {
  const facts = {
    shop: "Taller Ñandú",
    printer: "Caja",
    at: 0,
    url: "https://taller.example",
    code: "S01-TEST",
  };
  const roll = testRoll(facts, { printer: PRINTER, reading: { locale: "es", timeZone: "UTC" } });
  const { receipts, overflows } = await onReceiptPaper(bytesOf(roll));
  assert.equal(overflows, 0);
  assert.deepEqual(receipts[0]?.qr, ["https://taller.example"]);
  assert.ok(linesOf(receipts[0]).includes("áéíóúüñ ÁÉÍÓÚÜÑ ¿? ¡! € º ª ° «»"));
});

Deno.test("whatever a text holds, the daemon takes the receipt and no line leaves the paper", async () => {
  const daemon = aReceiptPrinter({ drawer: "none" });
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 120 }),
    fc.string({
      unit: fc.constantFrom("\x10\x04\x01", "\x1b@", "\x1d(", "ñ", " ", "W", "\n", "\x00"),
      maxLength: 60,
    }),
  );
  await fc.assert(
    fc.asyncProperty(
      text,
      fc.constantFrom(...CODE_PAGES),
      fc.constantFrom(32, 48),
      async (said, codePage, columns) => {
        const printer = { ...PRINTER, codePage, columns };
        const roll = rollFor(
          [{ kind: "text", text: said }, { kind: "pair", label: said, value: said }],
          printer,
        );
        for (const line of rollText(roll).split("\n")) assert.ok(line.length <= columns, line);
        const content = toEscpos(roll).toBase64();
        assert.equal(receiptRefusal(aJob(content), daemon), null);
        const { receipts, overflows } = await onReceiptPaper(Uint8Array.fromBase64(content), { columns });
        assert.equal(receipts.length, 1);
        assert.equal(overflows, 0);
      },
    ),
    { numRuns: 150 },
  );
});

Deno.test("the daemon refuses what is no receipt: settings, real-time commands, a drawer that is not there", () => {
  const printer = aReceiptPrinter({ drawer: "none" });
  const refused = (...bytes: number[]) => receiptRefusal(aJob(Uint8Array.from(bytes).toBase64()), printer);
  assert.equal(refused(0x41, 0x0a), null);
  assert.equal(
    refused(0x1b, 0x70, 0, 50, 250),
    "bad_format",
    "opens a drawer that the printer does not have",
  );
  assert.equal(refused(0x10, 0x14, 8, 1, 3, 20, 1, 6, 2, 8), "bad_format", "clears the printer's memory");
  assert.equal(refused(0x1d, 0x28, 0x45, 3, 0, 1, 0x49, 0x4e), "bad_format", "writes settings");
  assert.equal(refused(0x1c, 0x67, 0x31), "bad_format", "writes into memory");
  assert.equal(refused(0x1b, 0x3d, 0), "bad_format", "switches the printer off the line");
  assert.equal(refused(0x1d, 0x6b, 0x49, 3, 0x10, 0x04, 0x01), "bad_format", "a command hidden in bars");
  assert.equal(refused(0x1d, 0x6b, 0x49, 200, 0x41), "bad_format", "ends in the middle of a command");
  assert.equal(receiptRefusal(aJob("not base64!"), printer), "bad_format");
  const withDrawer = aReceiptPrinter({ drawer: "pin2" });
  assert.equal(receiptRefusal(aJob(Uint8Array.of(0x1b, 0x70, 0, 50, 250).toBase64()), withDrawer), null);
});

function aReceiptPrinter(entry: Record<string, unknown>): ReceiptPrinterConfig {
  const [printer] = parseConfig(
    JSON.stringify({
      server: "http://localhost",
      token_file: "t",
      spool_dir: "s",
      printers: [{ key: "caja", language: "escpos", connection: { type: "tcp", host: "x" }, ...entry }],
    }),
    "/config.json",
  ).printers;
  if (printer?.language !== "escpos") assert.fail("not a receipt printer");
  return printer;
}

function aJob(content: string): Job {
  const rest = { seq: 0, printer: "caja", sha256: "0".repeat(64), copies: 1, expiresAt: null, priority: 5 };
  return { id: "j", language: "escpos", content, ...rest };
}
