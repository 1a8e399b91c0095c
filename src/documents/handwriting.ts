import { air, type Block, columns, rule, stack } from "./block.ts";

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
