import { completed, type FieldLayout, type LabelLayout, SHIPPED_LAYOUTS } from "./label_layout.ts";
import { ACCENT_RISE, type Box, EDGE, type LabelSize, type Layout, LINE_PITCH, Sheet } from "./layout.ts";
import { contentOf, type LabelContent, type LabelDataOf, type LabelTemplate } from "./templates.ts";
import { type LineWidth, textWidth, wrap } from "./text_fit.ts";

/**
 * Measures a label: what does not fit is shortened or left out and named in `warnings`, never drawn over something. Without a
 * layout it is the shipped one.
 */
export function renderLabel<T extends LabelTemplate>(
  template: T,
  data: LabelDataOf[T],
  size: LabelSize,
  layout: LabelLayout = SHIPPED_LAYOUTS[template],
): Layout {
  return drawCard(new Sheet(size), contentOf(template, data, size), layout);
}

/** Millimetres by height of the label: letters of steps 0 and 3, bars, the most that the QR may take, a line's thickness. */
const SCALES = [
  { upTo: 30, text: 2.4, code: 5, bars: 5.5, qr: 18, rule: 0.25 },
  { upTo: 40, text: 2.8, code: 6, bars: 7, qr: 19, rule: 0.25 },
  { upTo: 100, text: 3.6, code: 10, bars: 11, qr: 27, rule: 0.375 },
  { upTo: Infinity, text: 6, code: 14, bars: 20, qr: 36, rule: 0.5 },
] as const;
const SMALL = 0.85;
const CAPITAL_HEIGHT = 0.75;
const GAP = 0.8;
/** A roll has no height to choose by: it is written on like a label of this shape. */
const ROLL_SHAPE = 0.6;
const LEAST_ROLL = 15;
/** More of the width than this would leave no line of text beside the QR. */
const MOST_QR = 0.45;

/** A scale on whole dots, so that what stands on it adds up without rounding. */
interface Scale {
  /** Letters of a step. */
  letters(step: number): number;
  bars: number;
  qr: number;
  rule: number;
  gap: number;
}

function scaleOf(sheet: Sheet): Scale {
  const { widthMm, heightMm, media } = sheet.size;
  const height = media === "continuous" ? widthMm * ROLL_SHAPE : heightMm;
  const { text, code, bars, qr, rule } = SCALES.find((one) => height <= one.upTo) ?? SCALES[3];
  return {
    letters: (step) => sheet.down(step < 0 ? SMALL * text : text * (code / text) ** (step / 3)),
    bars: sheet.down(bars),
    qr: Math.min(qr, MOST_QR * widthMm),
    rule: sheet.up(rule),
    gap: sheet.up(GAP),
  };
}

function drawCard(sheet: Sheet, content: LabelContent, layout: LabelLayout): Layout {
  const { widthMm, media } = sheet.size;
  const heightMm = sheet.down(sheet.size.heightMm);
  const roll = media === "continuous";
  const scale = scaleOf(sheet);
  const code = layout.barcode.on ? content.code : "";
  const barsAt = (y: number) =>
    code === "" ? null : sheet.code128(code, { x: 0, y, width: widthMm, height: scale.bars });

  const lowest = heightMm - EDGE - scale.bars;
  const bars = roll ? code !== "" : barsAt(lowest) !== null;
  const bottom = bars ? lowest - scale.gap / 2 : heightMm - EDGE;
  const link = layout.qr.on ? content.links[layout.qr.target] ?? "" : "";
  const qr = link === "" ? null : drawQr(sheet, link, { scale, bottom });
  const widthAt = (top: number) => (qr && top < qr.height ? qr.x : widthMm - EDGE) - EDGE;
  const paragraphs = paragraphsOf(sheet, content, { layout, scale });
  const end = drawColumn(sheet, paragraphs, { top: EDGE, bottom, scale, widthAt });

  if (!roll) return sheet.finish();
  const top = sheet.up(Math.max(end, qr?.height ?? 0) + scale.gap / 2);
  const below = barsAt(top) ? top + scale.bars : top;
  return sheet.finish(Math.min(heightMm, sheet.up(Math.max(LEAST_ROLL, below + EDGE))));
}

function drawQr(sheet: Sheet, link: string, room: { scale: Scale; bottom: number }): Box | null {
  const side = Math.min(room.scale.qr, room.bottom);
  return sheet.qr(link, { x: sheet.size.widthMm - side, y: 0, width: side, height: side });
}

/** What stands together, of one size: a code, some text, or lines to write on. */
interface Paragraph {
  kind: "code" | "text" | "write";
  text: string;
  fontHeight: number;
  lines: number;
  rule: boolean;
}

const CODES = new Set<string>(["number", "code"]);
/** What stands as high as a capital and no lower than the line: nothing else may go without room for accents. */
const PLAIN_CODE = /^[A-Z0-9-]+$/;

function paragraphsOf(
  sheet: Sheet,
  content: LabelContent,
  { layout, scale }: { layout: LabelLayout; scale: Scale },
): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  for (const field of completed(layout).fields.filter(({ on }) => on)) {
    const made = paragraphOf(sheet, content, { field, scale });
    const above = paragraphs.at(-1);
    if (!made) continue;
    if (field.joined && made.kind === "text" && above?.kind === "text") {
      above.text += `, ${made.text}`;
      above.rule ||= made.rule;
    } else {
      paragraphs.push(made);
    }
  }
  return paragraphs;
}

function paragraphOf(
  sheet: Sheet,
  content: LabelContent,
  { field, scale }: { field: FieldLayout; scale: Scale },
): Paragraph | null {
  const { lines, rule } = field;
  const fontHeight = scale.letters(field.size);
  const cased = (text: string) => field.capitals ? text.toLocaleUpperCase("es") : text;
  const value = content.texts[field.field] ?? "";
  if (value !== "") {
    const text = sheet.clean(cased(field.prefix + value));
    const kind = CODES.has(field.field) && PLAIN_CODE.test(text) ? "code" : "text";
    return text === "" ? null : { kind, text, fontHeight, lines: kind === "code" ? 1 : lines, rule };
  }
  if (field.empty === "skip") return null;
  const caption = field.prefix || content.blanks[field.field] || "";
  return { kind: "write", text: sheet.clean(cased(caption)), fontHeight, lines, rule: false };
}

interface Column {
  top: number;
  bottom: number;
  scale: Scale;
  widthAt(top: number): number;
}

/** Heights of a paragraph's first line and of each further one. */
interface Measure {
  first: number;
  next: number;
  wanted: number;
}

/** Draws from the top down and returns where it ended. */
function drawColumn(sheet: Sheet, paragraphs: Paragraph[], column: Column): number {
  const { bottom, scale, widthAt } = column;
  const { lines, left } = shareLines(measuresOf(sheet, paragraphs, column), bottom - column.top);
  let slack = left;
  let top = column.top;
  for (const [index, paragraph] of paragraphs.entries()) {
    const granted = lines[index] ?? 0;
    if (granted === 0) {
      sheet.warn("text_dropped");
      continue;
    }
    top = DRAW[paragraph.kind](sheet, { ...paragraph, lines: granted }, { top, scale, widthAt });
    const across = scale.rule + scale.gap;
    if (paragraph.rule && slack >= across && index < paragraphs.length - 1) {
      sheet.line({ x: EDGE, y: top, width: widthAt(top), height: scale.rule });
      slack -= across;
      top += across;
    }
  }
  return top;
}

/** As if there were room for all of it: text below the QR has longer lines. */
function measuresOf(
  sheet: Sheet,
  paragraphs: readonly Paragraph[],
  { top: start, scale, widthAt }: Column,
): Measure[] {
  let top = start;
  return paragraphs.map((paragraph) => {
    const measure = measured(sheet, paragraph, { top, scale, widthAt });
    top += measure.first + (measure.wanted - 1) * measure.next;
    return measure;
  });
}

function measured(sheet: Sheet, { kind, text, fontHeight, lines }: Paragraph, place: Place): Measure {
  const { top, scale, widthAt } = place;
  if (kind === "code") {
    const height = codeHeight(sheet, text, { fontHeight, scale, width: widthAt(top) });
    return { first: sheet.up(CAPITAL_HEIGHT * height) + scale.gap, next: 0, wanted: 1 };
  }
  const pitch = sheet.up(kind === "write" ? writePitch(fontHeight) : LINE_PITCH * fontHeight);
  if (kind === "write") return { first: pitch, next: pitch, wanted: lines };
  const width = lineWidths(place, pitch);
  const wanted = Math.max(1, wrap(text, { width, height: fontHeight, lines }).length);
  return { first: pitch, next: pitch, wanted };
}

function lineWidths({ top, widthAt }: Place, pitch: number): LineWidth {
  return (line) => widthAt(top + line * pitch);
}

/** One line for each in turn, then the rest to the first that wants more. */
function shareLines(measures: Measure[], free: number): { lines: number[]; left: number } {
  let left = free + 1e-9;
  const lines = measures.map(({ first }): number => {
    if (first > left) return 0;
    left -= first;
    return 1;
  });
  for (const [index, { next, wanted }] of measures.entries()) {
    if (lines[index] !== 1 || wanted < 2) continue;
    const more = Math.min(wanted - 1, Math.floor(left / next));
    lines[index] = 1 + more;
    left -= more * next;
  }
  return { lines, left };
}

type Place = Omit<Column, "bottom">;

const DRAW: Record<Paragraph["kind"], (sheet: Sheet, paragraph: Paragraph, place: Place) => number> = {
  code: drawCode,
  text: drawText,
  write: drawBlanks,
};

/** A code is made smaller rather than cut. */
function drawCode(sheet: Sheet, { text, fontHeight }: Paragraph, { top, scale, widthAt }: Place): number {
  const width = widthAt(top);
  const height = codeHeight(sheet, text, { fontHeight, scale, width });
  sheet.text(text, { x: EDGE, y: top, width, fontHeight: height });
  return top + sheet.up(CAPITAL_HEIGHT * height) + scale.gap;
}

function codeHeight(
  sheet: Sheet,
  text: string,
  room: { fontHeight: number; scale: Scale; width: number },
): number {
  const fitting = sheet.down(room.width / textWidth(text, 1));
  return Math.min(room.fontHeight, Math.max(room.scale.letters(-1), fitting));
}

function drawText(sheet: Sheet, { text, fontHeight, lines }: Paragraph, place: Place): number {
  const pitch = sheet.up(LINE_PITCH * fontHeight);
  const width = lineWidths(place, pitch);
  const shown = wrap(text, { width, height: fontHeight, lines });
  if (shown.join("") === "") sheet.warn("text_dropped");
  else if (shown.at(-1)?.endsWith("...") && !text.endsWith("...")) sheet.warn("text_shortened");
  for (const [index, line] of shown.entries()) {
    const y = place.top + (index + 1) * pitch - fontHeight;
    sheet.text(line, { x: EDGE, y, width: width(index), fontHeight });
  }
  return place.top + shown.length * pitch;
}

/** A hand needs more room between its lines than a printer: five millimetres at least, and nine are enough. */
function writePitch(fontHeight: number): number {
  return Math.max(LINE_PITCH * fontHeight, Math.min(9, Math.max(5, 1.75 * fontHeight)));
}

const MOST_CAPTION = 0.6;

/** The caption and a line beside it, then lines of the whole width. */
function drawBlanks(sheet: Sheet, { text, fontHeight, lines }: Paragraph, place: Place): number {
  const { scale, widthAt } = place;
  const pitch = sheet.up(writePitch(fontHeight));
  let { top } = place;
  for (let line = 0; line < lines; line++) {
    const width = widthAt(top);
    const next = top + pitch;
    const caption = { x: EDGE, y: next - fontHeight, width: MOST_CAPTION * width, fontHeight };
    const drawn = line === 0 && text !== "" ? sheet.text(text, caption) : 0;
    const start = drawn === 0 ? 0 : drawn + scale.gap;
    const y = next - sheet.up(ACCENT_RISE * fontHeight) - scale.rule;
    if (width - start > scale.gap) {
      sheet.line({ x: EDGE + start, y, width: sheet.down(width - start), height: scale.rule });
    }
    top = next;
  }
  return top;
}
