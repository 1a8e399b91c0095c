import { air, type Block, columns, rule, stack } from "./block.ts";
import type { Pen } from "./pen.ts";
import { CAP_HEIGHT, type Typefaces } from "./typeface.ts";

const SIDE = 9;

/** A square to tick, and what it is about. */
export function tickBox(words: Block): Block {
  const square: Block = {
    height: SIDE + 1.5,
    draw: (pen, x, y) =>
      pen.box({ x, y: y + 1.5, width: SIDE, height: SIDE }, { outline: "#000000", radius: 1 }),
  };
  return columns([{ width: SIDE, block: square }, { width: 0, block: words }], 7);
}

/** So many lines to write on. */
export function writingLines(
  rows: number,
  look: { width: number; pitch: number; colour: string },
): Block[] {
  const { width, pitch, colour } = look;
  return Array.from({ length: rows }, () => stack([air(pitch - 0.6), rule(width, { colour })]));
}

/** Captions side by side, each with a line to write on that reaches as far as the next one; "" is all line. */
export function captionedLine(
  faces: Typefaces,
  captions: readonly string[],
  look: { width: number; pitch: number; size: number; ink: string; line: string },
): Block {
  const { width, pitch, size, ink, line } = look;
  const gap = 10;
  const room = (width - gap * (captions.length - 1)) / captions.length;
  function draw(pen: Pen, x: number, y: number): void {
    const foot = y + pitch - 1;
    captions.forEach((caption, index) => {
      const left = x + index * (room + gap);
      const start = caption === "" ? left : left + faces.regular.width(caption, size) + 4;
      const baseline = foot - CAP_HEIGHT * size * 0.2;
      if (caption !== "") pen.text(caption, { x: left, baseline, size, face: "regular", colour: ink });
      pen.line({ from: [start, foot], to: [left + room, foot] }, { colour: line, thickness: 0.6 });
    });
  }
  return { height: pitch, draw };
}
