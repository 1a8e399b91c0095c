/**
 * Advance widths of the printer's scalable font 0, in hundredths of the font height, as measured on rendered text.
 * A character that is not here has no glyph: printers draw a box.
 */
const ADVANCES: readonly (readonly [width: number, characters: string])[] = [
  [25, " '\\|¦"],
  [27.8, "/:;IfijltÌÍÎÏìíîïłİı‘’"],
  [30, "ª²³¹º{}"],
  [33.5, '!"(),.[]`r¡¨¯´·¸řť'],
  [40, "z°žźż"],
  [44.5, "Jcksvxyçýÿčşšść•"],
  [50, "0123456789#$*+<=>?^_~EFLSTZabdeghnopqu¢£¤¥§«»¬±µ¿÷×ÈÉÊËßàáâãäåèéêëðñòóôõöøùúûüþ€–“”"],
  [50, "ŁąďęěĝńňőůŽŹŻŤĚĘ"],
  [55.6, "ABCKPVXYÀÁÂÃÄÅÇÝÞ¶ĆČŞŠŚŸ"],
  [61.1, "DGHNOQRUÐÑÒÓÔÕÖØÙÚÛÜĄĎĜŃŇŐŘŮ"],
  [66.8, "&w"],
  [72.3, "æœ"],
  [77.8, "MmÆ¼½¾"],
  [83.3, "%@W©®Œ"],
  [86, "™"],
  [100, "—…"],
  [80, "-"],
];

const ADVANCE = new Map(ADVANCES.flatMap(([width, characters]) => [...characters].map((c) => [c, width])));
/** Printers of other years carry slightly wider cuts of the same font. */
const MARGIN = 1.05;
const ELLIPSIS = "...";

/** C0, C1, zero-width, line separators and the marks that turn the direction of text. */
const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

export interface PrintableText {
  text: string;
  /** Some character has no glyph on a printer and became "?". */
  replaced: boolean;
}

/** One line that a printer can draw: composed accents, no control characters, blanks folded. */
export function printable(text: string): PrintableText {
  let replaced = false;
  const clean = text.normalize("NFC").replace(CONTROL, " ").replace(/\s+/g, " ").trim();
  const drawn = [...clean].map((character) => {
    if (ADVANCE.has(character)) return character;
    replaced = true;
    return "?";
  });
  return { text: drawn.join(""), replaced };
}

/** Width of a printable text, in the unit of `height`. */
export function textWidth(text: string, height: number): number {
  let hundredths = 0;
  for (const character of text) hundredths += ADVANCE.get(character) ?? 100;
  return (hundredths * MARGIN * height) / 100;
}

/** The text itself when it fits, otherwise its beginning and "...". */
export function ellipsise(text: string, room: { width: number; height: number }): string {
  if (beginning(text, room).length === text.length) return text;
  const left = room.width - textWidth(ELLIPSIS, room.height);
  const start = beginning(text, { width: left, height: room.height });
  return start === "" ? "" : start.trimEnd() + ELLIPSIS;
}

/** As much of the text as fits into the room; reads no further than that. */
function beginning(text: string, room: { width: number; height: number }): string {
  const limit = (room.width * 100) / (MARGIN * room.height);
  let hundredths = 0;
  let end = 0;
  for (const character of text) {
    hundredths += ADVANCE.get(character) ?? 100;
    if (hundredths > limit) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** How wide each line may be, from 0 on. */
export type LineWidth = (line: number) => number;

/** At most `lines` lines, broken at blanks, or inside a word longer than a line; the last one is ellipsised. */
export function wrap(text: string, room: { width: LineWidth; height: number; lines: number }): string[] {
  const { height } = room;
  const lines: string[] = [];
  let rest = text;
  while (rest !== "" && lines.length < room.lines) {
    const width = room.width(lines.length);
    if (lines.length === room.lines - 1) {
      lines.push(ellipsise(rest, { width, height }));
      break;
    }
    const line = firstLine(rest, { width, height });
    lines.push(line);
    rest = rest.slice(line.length).trimStart();
  }
  return lines;
}

function firstLine(text: string, room: { width: number; height: number }): string {
  const fitting = beginning(text, room);
  if (fitting.length === text.length || text[fitting.length] === " ") return fitting;
  const blank = fitting.lastIndexOf(" ");
  if (blank > 0) return fitting.slice(0, blank);
  return fitting === "" ? text.slice(0, 1) : fitting;
}
