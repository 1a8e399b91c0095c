import { ACCENT_RISE, type Box, EDGE, type LabelSize, type Layout, LINE_PITCH, Sheet } from "./layout.ts";
import { textWidth, wrap } from "./text_fit.ts";

export const LABEL_TEMPLATES = ["device", "accessory", "test"] as const;
export type LabelTemplate = (typeof LABEL_TEMPLATES)[number];

/** What a label may say, in the words of the branch: never a secret, never more of a person than a short name. */
export interface LabelData {
  /** The order's number, printed large and as Code 128: capitals, digits and hyphens. */
  number: string;
  /** Short name of the client. */
  client: string;
  device: string;
  fault: string;
  /** What came with the device, in a few words. */
  accessories: string;
  /** The piece that an `accessory` label hangs on. */
  accessory: string;
  shop: string;
  /** Already formatted for the branch. */
  date: string;
  /** Goes into the QR code; ASCII, at most 213 characters. */
  url: string | null;
}

/** The stock that the templates are drawn and tested for, in millimetres. */
export const LABEL_SIZES = [
  { widthMm: 50, heightMm: 25 },
  { widthMm: 57, heightMm: 32 },
  { widthMm: 62, heightMm: 29 },
  { widthMm: 100, heightMm: 50 },
  { widthMm: 100, heightMm: 150 },
] as const;

/** Draws a label; what does not fit is shortened or left out and named in `warnings`, never drawn over something. */
export function renderLabel(template: LabelTemplate, data: LabelData, size: LabelSize): Layout {
  const sheet = new Sheet(size);
  drawCard(sheet, { number: data.number, url: data.url, paragraphs: PARAGRAPHS[template](data, size) });
  return sheet.finish();
}

interface Paragraph {
  text: string;
  /** Lines that it may take once every other paragraph has its first. */
  lines: number;
}

const GLYPH_SAMPLE = "áéíóúüñ ÁÉÍÓÚÜÑ ¿? ¡! € º";

const PARAGRAPHS: Record<LabelTemplate, (data: LabelData, size: LabelSize) => Paragraph[]> = {
  device: (data) => [
    { text: joined(data.client, data.date), lines: 2 },
    { text: data.device, lines: 2 },
    { text: data.fault, lines: 8 },
    { text: data.accessories, lines: 4 },
  ],
  accessory: (data) => [
    { text: data.accessory, lines: 2 },
    { text: data.device, lines: 2 },
    { text: joined(data.client, data.date), lines: 2 },
  ],
  test: (data, size) => [
    { text: data.shop, lines: 2 },
    { text: joined(data.device, data.date), lines: 2 },
    { text: `${size.widthMm} x ${size.heightMm} mm, ${size.dpi} dpi`, lines: 2 },
    { text: GLYPH_SAMPLE, lines: 2 },
  ],
};

function joined(...parts: string[]): string {
  return parts.filter((part) => part !== "").join(", ");
}

/** Millimetres by height of the label: number and text are font heights, `qr` the most that the QR square may take. */
const SCALES = [
  { upTo: 30, number: 5, text: 2.4, bars: 5.5, qr: 18, rule: 0 },
  { upTo: 40, number: 6, text: 2.8, bars: 7, qr: 19, rule: 0 },
  { upTo: 100, number: 10, text: 3.6, bars: 11, qr: 27, rule: 0.375 },
  { upTo: Infinity, number: 14, text: 6, bars: 20, qr: 36, rule: 0.5 },
] as const;
type Scale = (typeof SCALES)[number];
const CAPITAL_HEIGHT = 0.75;
const GAP = 0.8;

function drawCard(sheet: Sheet, card: { number: string; url: string | null; paragraphs: Paragraph[] }): void {
  const { widthMm, heightMm } = sheet.size;
  const scale = SCALES.find((one) => heightMm <= one.upTo) ?? SCALES[3];
  const barsTop = heightMm - EDGE - scale.bars;
  const bars = sheet.code128(card.number, { x: 0, y: barsTop, width: widthMm, height: scale.bars });
  const bottom = bars ? barsTop - GAP / 2 : heightMm - EDGE;
  const qr = card.url === null ? null : drawQr(sheet, card.url, { scale, bottom });
  const widthAt = (top: number) => (qr && top < qr.height ? qr.x : widthMm - EDGE) - EDGE;

  const number = sheet.clean(card.number);
  const fontHeight = Math.min(scale.number, Math.max(scale.text, widthAt(EDGE) / textWidth(number, 1)));
  sheet.text(number, { x: EDGE, y: EDGE, width: widthAt(EDGE), fontHeight });
  let top = EDGE + CAPITAL_HEIGHT * fontHeight + GAP;
  if (scale.rule > 0) {
    sheet.line({ x: EDGE, y: top, width: widthAt(top), height: scale.rule });
    top += scale.rule + GAP;
  }
  drawParagraphs(sheet, card.paragraphs, { top, bottom, fontHeight: scale.text, widthAt });
}

function drawQr(sheet: Sheet, url: string, room: { scale: Scale; bottom: number }): Box | null {
  const side = Math.min(room.scale.qr, room.bottom);
  return sheet.qr(url, { x: sheet.size.widthMm - side, y: 0, width: side, height: side });
}

interface Column {
  top: number;
  bottom: number;
  fontHeight: number;
  widthAt(top: number): number;
}

function drawParagraphs(sheet: Sheet, paragraphs: Paragraph[], column: Column): void {
  const { fontHeight: height, widthAt } = column;
  const pitch = LINE_PITCH * height;
  const free = Math.floor((column.bottom - column.top) / pitch + 1e-9);
  const narrow = { width: widthAt(column.top), height };
  const clean = paragraphs.map(({ text, lines }) => ({ text: sheet.clean(text), lines })).filter(({ text }) =>
    text !== ""
  );
  const lines = shareLines(clean.map(({ text, lines }) => wrap(text, { ...narrow, lines }).length), free);

  let top = column.top;
  for (const [index, { text }] of clean.entries()) {
    const granted = lines[index] ?? 0;
    const room = { width: widthAt(top), height };
    const shown = wrap(text, { ...room, lines: granted });
    if (granted === 0) sheet.warn("text_dropped");
    else if (shown.at(-1)?.endsWith("...") && !text.endsWith("...")) sheet.warn("text_shortened");
    for (const line of shown) {
      sheet.text(line, { x: EDGE, y: top + ACCENT_RISE * height, width: room.width, fontHeight: height });
      top += pitch;
    }
  }
}

/** One line for each in turn, then the rest to the first that wants more. */
function shareLines(wanted: number[], free: number): number[] {
  const granted = wanted.map((_, index) => (index < free ? 1 : 0));
  let left = free - Math.min(free, granted.length);
  return granted.map((lines, index) => {
    const more = Math.min(left, lines === 0 ? 0 : (wanted[index] ?? 0) - 1);
    left -= more;
    return lines + more;
  });
}
