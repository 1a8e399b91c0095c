import { air, type Block, columns, stack } from "./block.ts";
import type { AccountLine } from "./delivery_words.ts";
import { text } from "./prose.ts";
import { BLACK, PRINTED } from "./roll.ts";
import { COLOUR, hairline, INNER } from "./sheet.ts";
import type { Typefaces } from "./typeface.ts";
import { printable } from "./words.ts";

/** The lines of an account; what is strong is set off by a line above it. */
export function sheetAccount(faces: Typefaces, lines: readonly AccountLine[]): Block[] {
  return lines.flatMap((line) => {
    const row = accountLine(faces, line, {
      width: INNER,
      gap: 16,
      amounts: 110,
      size: 9.2,
      colour: COLOUR.ink,
    });
    return line.strong ? [stack([hairline(), air(3), row]), air(7)] : [row, air(3)];
  });
}

/** The same on a roll. */
export function rollAccount(faces: Typefaces, lines: readonly AccountLine[]): Block[] {
  return lines.flatMap((line) => [
    accountLine(faces, line, {
      width: PRINTED,
      gap: 6,
      amounts: 72,
      size: line.strong ? 9 : 8,
      colour: BLACK,
    }),
    air(line.strong ? 4 : 1.5),
  ]);
}

interface AccountLook {
  width: number;
  gap: number;
  /** Of the column of amounts, which takes more where an amount needs it: no figure is ever cut. */
  amounts: number;
  size: number;
  colour: string;
}

/** What, and how much of it at the right edge. */
function accountLine(faces: Typefaces, line: AccountLine, look: AccountLook): Block {
  const { size, colour, gap } = look;
  const face = line.strong ? "semibold" : "regular";
  const amount = printable(line.amount, faces[face]);
  const right = Math.max(look.amounts, Math.ceil(faces[face].width(amount, size)) + 1);
  const left = look.width - right - gap;
  return columns([
    { width: left, block: text(faces, line.label, { width: left, size, face, colour }) },
    { width: right, block: text(faces, line.amount, { width: right, size, face, colour, align: "right" }) },
  ], gap);
}
