import { paymentPaper } from "../documents/order_papers.ts";
import type { Paper, Part } from "../documents/paper.ts";
import { formatDateTime, type Reading } from "../lib/dates.ts";
import type { PaymentReceipt } from "../orders/payment_receipt.ts";
import { type DrawnRoll, drawRoll } from "./drawn_roll.ts";
import type { RollDescription } from "./protocol.ts";
import type { RollPiece } from "./roll.ts";
import { account, code, field, head, RULE, signatureLine } from "./roll_pieces.ts";

/** The receipt of one payment, as `paymentPaper` makes it for a PDF; cash opens the printer's drawer where that is wanted. */
export function paymentRoll(
  receipt: PaymentReceipt,
  { printer, opensDrawer = true }: { printer: RollDescription; opensDrawer?: boolean },
): DrawnRoll {
  return paperRoll(paymentPaper(receipt), { printer, openDrawer: opensDrawer && receipt.method === "cash" });
}

/** Any document that is described as a paper. */
export function paperRoll(
  paper: Paper,
  { printer, openDrawer = false }: { printer: RollDescription; openDrawer?: boolean },
): DrawnRoll {
  return drawRoll(printer, [
    ...head(paper.shop, paper),
    ...paper.dates.map((text): RollPiece => ({ kind: "text", text })),
    ...paper.parts.flatMap((part) => [RULE, ...partPieces(part)]),
  ], { openDrawer });
}

/** What the test button of a receipt printer prints: the columns, the accents and both symbols. */
export function testRoll(
  facts: { shop: string; printer: string; at: number; url: string; code: string },
  { printer, reading }: { printer: RollDescription; reading: Reading },
): DrawnRoll {
  return drawRoll(printer, [
    { kind: "text", text: facts.shop, bold: true, size: 2, centred: true },
    { kind: "text", text: facts.printer, centred: true },
    { kind: "text", text: formatDateTime(facts.at, reading), centred: true },
    RULE,
    { kind: "text", text: "1234567890".repeat(7).slice(0, printer.columns) },
    { kind: "text", text: "áéíóúüñ ÁÉÍÓÚÜÑ ¿? ¡! € º ª ° «»" },
    { kind: "pair", label: printer.codePage, value: String(printer.columns), bold: true },
    RULE,
    ...code(facts.code),
    { kind: "qr", url: facts.url },
  ]);
}

function partPieces(part: Part): RollPiece[] {
  switch (part.kind) {
    case "facts":
      return part.facts.flatMap(({ label, value }) => field(label, value));
    case "device":
      return [
        ...code(part.number),
        { kind: "text", text: part.name, bold: true },
        ...part.facts.flatMap(({ label, value }) => field(label, value)),
      ];
    case "told":
      return field(part.label, part.value);
    case "lines":
      return [{ kind: "text", text: part.heading, bold: true }, ...account(part.lines)];
    case "main":
      return [
        { kind: "text", text: part.label, centred: true },
        { kind: "text", text: part.value, bold: true, size: 2, centred: true },
      ];
    case "prose":
      return [{ kind: "text", text: part.words }];
    case "terms":
      return [
        { kind: "text", text: `${part.heading} · ${part.aside}`, bold: true },
        { kind: "text", text: part.words },
      ];
    case "signed":
      return [...field(part.label, part.when)];
    case "checks":
      return [
        { kind: "text", text: part.heading, bold: true },
        ...part.items.map((item): RollPiece => ({ kind: "text", text: `[ ] ${item}` })),
      ];
    case "blank":
      return [{ kind: "text", text: part.heading, bold: true }, { kind: "space", lines: 2 * part.rows }];
    case "signatures":
      return part.labels.flatMap(signatureLine);
  }
}
