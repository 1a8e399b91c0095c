import CodepageEncoder from "@point-of-sale/codepage-encoder";
import type ReceiptPrinterEncoder from "@point-of-sale/receipt-printer-encoder";
import { createRequire } from "node:module";
import { fitsCode128, fitsQr } from "./barcodes.ts";
import type { RollDescription } from "./protocol.ts";
import { BAR_HEIGHT_DOTS, layRoll, QR_MODULE_DOTS, type Roll, type RollPiece } from "./roll.ts";

const require = createRequire(import.meta.url);
let loaded: typeof ReceiptPrinterEncoder | undefined;

/** Loaded with the first receipt: it takes 12 MB. */
function receiptPrinterEncoder(): typeof ReceiptPrinterEncoder {
  return loaded ??= require("@point-of-sale/receipt-printer-encoder");
}

type CodePage = RollDescription["codePage"];

/** The encoder's names, and the numbers that `ESC t` gives them in Epson's printers and those that follow them. */
const CODE_PAGES = {
  pc858: { name: "cp858", number: 19 },
  wpc1252: { name: "windows1252", number: 16 },
  pc850: { name: "cp850", number: 2 },
} as const satisfies Record<CodePage, { name: string; number: number }>;

/** Lines between the print head and the knife, with one to spare. */
const FEED_LINES = 5;
const DRAWER_DEVICE = { pin2: 0, pin5: 1 } as const;

/** What has no place in a code page, and what is printed instead. */
const STAND_INS: Record<string, string> = {
  "\u00a0": " ",
  "\u202f": " ",
  "“": '"',
  "”": '"',
  "„": '"',
  "‘": "'",
  "’": "'",
  "ʼ": "'",
  "–": "-",
  "—": "-",
  "−": "-",
  "•": "*",
  "…": "...",
  "€": "EUR",
  "™": "(TM)",
  "Ł": "L",
  "ł": "l",
  "Œ": "OE",
  "œ": "oe",
};

/** Lays a receipt out for one printer. */
export function rollFor(pieces: readonly RollPiece[], printer: RollDescription): Roll {
  const drawable = pieces.filter((piece) =>
    piece.kind === "code" ? fitsCode128(piece.code) : piece.kind === "qr" ? fitsQr(piece.url) : true
  );
  return layRoll(drawable, { printer, onPaper: (text) => onPaper(text, printer.codePage) });
}

/** The bytes of a laid-out receipt. `openDrawer`: the drawer springs open before the paper is cut. */
export function toEscpos(
  { printer, lines }: Roll,
  { openDrawer = false }: { openDrawer?: boolean } = {},
): Uint8Array<ArrayBuffer> {
  const { name } = CODE_PAGES[printer.codePage];
  const mapping = Object.fromEntries(Object.values(CODE_PAGES).map((page) => [page.name, page.number]));
  const Encoder = receiptPrinterEncoder();
  const encoder = new Encoder({
    language: "esc-pos",
    columns: printer.columns,
    newline: "\n",
    feedBeforeCut: FEED_LINES,
    codepageMapping: mapping,
  });
  encoder.initialize().codepage(name);
  for (const line of lines) {
    if (line.kind === "text") encoder.size(line.size, line.size).bold(line.bold).line(line.text);
    else encoder.size(1, 1).bold(false).align("center");
    if (line.kind === "qr") encoder.qrcode(line.url, { model: 2, size: QR_MODULE_DOTS, errorlevel: "m" });
    if (line.kind === "code") {
      encoder.barcode(line.code, "code128", {
        width: line.module,
        height: BAR_HEIGHT_DOTS,
        text: false,
      });
    }
    if (line.kind !== "text") encoder.align("left");
  }
  if (openDrawer && printer.drawer !== "none") encoder.pulse(DRAWER_DEVICE[printer.drawer], 100, 500);
  if (printer.cut === "none") encoder.newline(FEED_LINES);
  else encoder.cut(printer.cut);
  return new Uint8Array(encoder.encode());
}

/** Composed accents, no control characters, and for what the code page lacks the nearest that it has, or "?". */
export function onPaper(text: string, codePage: CodePage): string {
  const clean = text.toWellFormed().normalize("NFC").replace(/\r\n?|[\u2028\u2029]/g, "\n");
  return Array.from(clean, (character) => character === "\n" ? "\n" : nearest(character, codePage)).join("");
}

function nearest(character: string, codePage: CodePage): string {
  if (/[\p{Cc}\p{Cf}]/u.test(character)) return " ";
  if (character !== "\u00a0" && has(character, codePage)) return character;
  const standIn = STAND_INS[character];
  if (standIn !== undefined) return standIn;
  const bare = character.normalize("NFD").replace(/\p{M}/gu, "");
  return bare !== "" && bare !== character && Array.from(bare).every((one) => has(one, codePage))
    ? bare
    : "?";
}

const upperHalves = new Map<CodePage, Set<string>>();

function has(character: string, codePage: CodePage): boolean {
  if (character >= " " && character <= "~") return true;
  const known = upperHalves.get(codePage) ?? upperHalf(codePage);
  upperHalves.set(codePage, known);
  return known.has(character);
}

function upperHalf(codePage: CodePage): Set<string> {
  const points = CodepageEncoder.getCodepoints(CODE_PAGES[codePage].name, true).slice(0x80);
  return new Set(points.filter((point) => point >= 0xa0).map((point) => String.fromCodePoint(point)));
}
