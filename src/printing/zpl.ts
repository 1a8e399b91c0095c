import {
  type Code128Item,
  type Layout,
  type LayoutItem,
  type LineItem,
  type QrItem,
  type TextItem,
  toDots,
} from "./layout.ts";
import { type Dpi, MAX_COPIES } from "./protocol.ts";

/**
 * One ZPL format, pure ASCII. Everything that a printer remembers from earlier labels is set again: width, length, home,
 * shifts, orientation and the barcode defaults.
 */
export function toZpl(layout: Layout, options: { copies: number }): string {
  const { copies } = options;
  if (!Number.isInteger(copies) || copies < 1 || copies > MAX_COPIES) {
    throw new RangeError(`copies must be 1 to ${MAX_COPIES}`);
  }
  const width = toDots(layout.widthMm, layout.dpi);
  const length = toDots(layout.heightMm, layout.dpi);
  return [
    `^XA^CI28^PW${width}^LL${length}^LH0,0^LT0^LS0^PON`,
    ...layout.items.map((item) => field(item, layout.dpi)),
    `^PQ${copies}^XZ`,
  ].join("\n") + "\n";
}

function field(item: LayoutItem, dpi: Dpi): string {
  switch (item.kind) {
    case "text":
      return textField(item, dpi);
    case "code128":
      return code128Field(item, dpi);
    case "qr":
      return qrField(item, dpi);
    case "line":
      return lineField(item, dpi);
  }
}

function textField(item: TextItem, dpi: Dpi): string {
  const height = toDots(item.fontHeight, dpi);
  return `^FO${at(item, dpi)}^A0N,${height},${height}^FH^FD${escapeText(item.text)}^FS`;
}

/** Mode A lets the printer pack pairs of digits. */
function code128Field(item: Code128Item, dpi: Dpi): string {
  const module = toDots(item.module, dpi);
  const height = toDots(item.height, dpi);
  return `^FO${at(item, dpi)}^BY${module},3,${height}^BCN,${height},N,N,N,A^FD${item.text}^FS`;
}

/** A QR code sinks by the bar height of the last ^BY, which printers keep between labels: pin it and take it off. */
const QR_SINK = 10;

function qrField(item: QrItem, dpi: Dpi): string {
  const x = toDots(item.x, dpi);
  const y = toDots(item.y, dpi) - QR_SINK;
  return `^BY2,3,${QR_SINK}^FO${x},${y}^BQN,2,${toDots(item.module, dpi)},M,7^FDMA,${item.text}^FS`;
}

function lineField(item: LineItem, dpi: Dpi): string {
  const width = toDots(item.width, dpi);
  const height = toDots(item.height, dpi);
  return `^FO${at(item, dpi)}^GB${width},${height},${Math.min(width, height)}^FS`;
}

function at(item: LayoutItem, dpi: Dpi): string {
  return `${toDots(item.x, dpi)},${toDots(item.y, dpi)}`;
}

/** Printers obey ^ and ~ even inside field data, so only harmless ASCII passes as it is; the rest goes as _XX bytes. */
export function escapeText(text: string): string {
  const line = text.normalize("NFC").replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ");
  return Array.from(new TextEncoder().encode(line), escapeByte).join("");
}

function escapeByte(byte: number): string {
  const character = String.fromCharCode(byte);
  const harmless = byte >= 0x20 && byte <= 0x7e && !"^~_\\!".includes(character);
  return harmless ? character : `_${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}
