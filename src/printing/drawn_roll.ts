import { sha256 } from "../lib/token.ts";
import { rollFor, toEscpos } from "./escpos.ts";
import { RollDescription } from "./protocol.ts";
import { type RollPiece, rollText } from "./roll.ts";
import { rollSvg } from "./roll_svg.ts";

/** A receipt as its printer gets it, as the screen shows it and as text, all from one layout. */
export interface DrawnRoll {
  language: "escpos";
  /** Base64 of the bytes. */
  content: string;
  svg: string;
  text: string;
  /** Of the bytes themselves. */
  sha256: string;
}

/** What the row of a printer says about its paper; null for a label printer. */
export function rollOf(printer: { roll_json: string }): RollDescription | null {
  return printer.roll_json === "" ? null : RollDescription.parse(JSON.parse(printer.roll_json));
}

export function drawRoll(
  printer: RollDescription,
  pieces: readonly RollPiece[],
  wishes: { openDrawer?: boolean } = {},
): DrawnRoll {
  const roll = rollFor(pieces, printer);
  const bytes = toEscpos(roll, wishes);
  return {
    language: "escpos",
    content: bytes.toBase64(),
    svg: rollSvg(roll),
    text: rollText(roll),
    sha256: sha256(bytes),
  };
}
