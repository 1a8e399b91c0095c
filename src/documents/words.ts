import type { Typeface } from "./typeface.ts";

const graphemes = new Intl.Segmenter("es", { granularity: "grapheme" });
// What steers the direction or the joining of letters, and what has no shape at all.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}]/u;
const MODIFIER_APOSTROPHE = /\u02bc/g;

/**
 * Text as the face can draw it: NFC, no control characters, line ends as `\n`, and one `?` for each character that the face
 * lacks. Never throws.
 */
export function printable(text: string, face: Typeface): string {
  return text.toWellFormed().normalize("NFC").split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => printableLine(line, face)).join("\n");
}

/** Breaks at spaces, and inside a word only when it alone is wider than the line. */
export function wrap(text: string, face: Typeface, measure: { size: number; width: number }): string[] {
  const { size, width } = measure;
  return text.split("\n").flatMap((paragraph) => {
    const lines: string[] = [];
    let line = "";
    for (const word of paragraph.split(/ +/)) {
      const longer = line ? `${line} ${word}` : word;
      if (face.width(longer, size) <= width) {
        line = longer;
        continue;
      }
      if (line) lines.push(line);
      const pieces = face.width(word, size) <= width ? [word] : chop(word, face, measure);
      lines.push(...pieces.slice(0, -1));
      line = pieces.at(-1) ?? "";
    }
    return [...lines, line];
  });
}

/** The lines that fit, the last one ending in `…` when some are left out. */
export function clip(lines: string[], face: Typeface, limit: { size: number; width: number; lines: number }) {
  if (lines.length <= limit.lines) return lines;
  const kept = lines.slice(0, limit.lines);
  let last = kept.at(-1) ?? "";
  while (last && face.width(`${last}…`, limit.size) > limit.width) last = last.slice(0, -1);
  return [...kept.slice(0, -1), `${last.trimEnd()}…`];
}

function printableLine(line: string, face: Typeface): string {
  const plain = line.replace(/\t/g, " ").replace(MODIFIER_APOSTROPHE, "’");
  if (face.covers(plain) && !INVISIBLE.test(plain)) return plain;
  let shown = "";
  for (const { segment } of graphemes.segment(plain)) {
    const visible = Array.from(segment).filter((character) => !INVISIBLE.test(character)).join("");
    if (visible) shown += face.covers(visible) ? visible : coveredPart(visible, face);
  }
  return shown;
}

/** The letter without the marks that the face lacks, or `?`. */
function coveredPart(grapheme: string, face: Typeface): string {
  const [base = "", ...marks] = grapheme;
  if (!face.covers(base)) return "?";
  return base + marks.filter((mark) => face.covers(mark)).join("");
}

function chop(word: string, face: Typeface, measure: { size: number; width: number }): string[] {
  const pieces: string[] = [];
  let piece = "";
  for (const { segment } of graphemes.segment(word)) {
    if (piece && face.width(piece + segment, measure.size) > measure.width) {
      pieces.push(piece);
      piece = "";
    }
    piece += segment;
  }
  return [...pieces, piece];
}
