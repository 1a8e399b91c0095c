import type { RollDescription } from "./protocol.ts";

/** One piece of a receipt, before it is laid out for a printer's columns. */
export type RollPiece =
  | { kind: "text"; text: string; bold?: boolean; size?: 1 | 2; centred?: boolean }
  /** What on the left, how much on the right. */
  | { kind: "pair"; label: string; value: string; bold?: boolean }
  | { kind: "rule" }
  | { kind: "space"; lines: number }
  | { kind: "code"; code: string }
  | { kind: "qr"; url: string };

/** A laid-out line: `text` is as wide as the paper, with the blanks that place it, and the printer has all its characters. */
export type RollLine =
  | { kind: "text"; text: string; bold: boolean; size: 1 | 2 }
  | { kind: "code"; code: string; module: number }
  | { kind: "qr"; url: string };

/** Dots of one column of the normal font. */
export const COLUMN_DOTS = 12;
export const QR_MODULE_DOTS = 6;
export const BAR_HEIGHT_DOTS = 64;
/** Of a Code 128: a start, a check and a stop symbol beside the characters, and ten modules of white at each side. */
const CODE_MODULES = (length: number) => 11 * (length + 2) + 13 + 20;

/** Above a QR it keeps the white that readers need. */
const BLANK: RollLine = { kind: "text", text: "", bold: false, size: 1 };

export interface Roll {
  printer: RollDescription;
  lines: RollLine[];
}

/** A text in the characters that a printer has, with stand-ins for the others; line ends as `\n`. */
export type OnPaper = (text: string) => string;

/** Lays a receipt out once; printer, preview and text all show these lines. */
export function layRoll(
  pieces: readonly RollPiece[],
  { printer, onPaper }: { printer: RollDescription; onPaper: OnPaper },
): Roll {
  const { columns } = printer;
  const lines = pieces.flatMap((piece): RollLine[] => {
    switch (piece.kind) {
      case "text": {
        const { bold = false, size = 1, centred = false } = piece;
        const width = Math.floor(columns / size);
        return wrapped(onPaper(piece.text), width).map((line) => ({
          kind: "text",
          text: centred ? " ".repeat(Math.floor((width - line.length) / 2)) + line : line,
          bold,
          size,
        }));
      }
      case "pair":
        return pair(onPaper(piece.label), onPaper(piece.value), columns)
          .map((text) => ({ kind: "text", text, bold: piece.bold ?? false, size: 1 }));
      case "rule":
        return [{ kind: "text", text: "-".repeat(columns), bold: false, size: 1 }];
      case "space":
        return Array.from({ length: piece.lines }, () => BLANK);
      case "code": {
        const room = columns * COLUMN_DOTS;
        const module = [3, 2].find((dots) => CODE_MODULES(piece.code.length) * dots <= room);
        return module === undefined ? [] : [{ ...piece, module }];
      }
      case "qr":
        return [BLANK, piece];
    }
  });
  return { printer, lines };
}

/** The receipt as plain text: what a person can read, or a test. */
export function rollText(roll: Roll): string {
  return roll.lines.map((line) =>
    line.kind === "text"
      ? " ".repeat((line.size - 1) * (line.text.length - line.text.trimStart().length)) + line.text
      : line.kind === "qr"
      ? `[QR ${line.url}]`
      : `[${line.code}]`
  ).join("\n") + "\n";
}

function pair(label: string, value: string, columns: number): string[] {
  const gap = columns - label.length - value.length;
  if (!label.includes("\n") && gap >= 2) return [label + " ".repeat(gap) + value];
  const room = columns - 2;
  return [
    ...wrapped(label, columns),
    ...wrapped(value, room).map((line) => " ".repeat(columns - line.length) + line),
  ];
}

/** Broken at blanks, or inside a word longer than a line. */
function wrapped(text: string, width: number): string[] {
  return text.split("\n").flatMap((paragraph) => {
    const lines: string[] = [];
    let line = "";
    for (const word of paragraph.split(" ").filter(Boolean)) {
      const longer = line === "" ? word : `${line} ${word}`;
      if (longer.length <= width) {
        line = longer;
        continue;
      }
      if (line !== "") lines.push(line);
      line = word;
      while (line.length > width) {
        lines.push(line.slice(0, width));
        line = line.slice(width);
      }
    }
    return [...lines, line];
  });
}
