import type { Block } from "./block.ts";
import type { Pen } from "./pen.ts";
import type { TextRole } from "./structure.ts";
import { CAP_HEIGHT, type FaceName, type Typeface, type Typefaces } from "./typeface.ts";
import { clip, printable, wrap } from "./words.ts";

export interface TextLook {
  width: number;
  size: number;
  face?: FaceName;
  colour: string;
  /** Line pitch as a multiple of the size. */
  leading?: number;
  align?: "left" | "center" | "right";
  /** A paragraph unless it says otherwise. */
  role?: TextRole;
  /** Cut, with `…`, after so many lines; without it all of the text is shown. */
  lines?: number;
}

/** Lines fewer than this are not worth leaving alone at the foot or the head of a page. */
const ORPHANS = 3;

/** A text of one or more lines, breakable over pages. Unknown characters become `?`. */
export function text(faces: Typefaces, words: string, look: TextLook): Block {
  return textColumns(faces, words, { ...look, columns: 1, gap: 0 });
}

/** A long text set in columns of equal length. `width` is that of the whole. */
export function textColumns(
  faces: Typefaces,
  words: string,
  look: TextLook & { columns: number; gap: number },
): Block {
  const face = faceFor(faces, words, look.face ?? "regular");
  const width = (look.width - look.gap * (look.columns - 1)) / look.columns;
  const all = wrap(printable(words, face), face, { size: look.size, width });
  const lines = look.lines ? clip(all, face, { size: look.size, width, lines: look.lines }) : all;
  return lineBlock(lines, { ...look, width, face, pitch: look.size * (look.leading ?? 1.35) });
}

interface LineLook {
  columns: number;
  gap: number;
  width: number;
  size: number;
  pitch: number;
  face: Typeface;
  colour: string;
  align?: "left" | "center" | "right";
  role?: TextRole;
}

function lineBlock(lines: string[], look: LineLook): Block {
  const { columns, gap, width, size, pitch, face, colour, align = "left", role = "P" } = look;
  const rows = Math.ceil(lines.length / columns);
  return {
    height: rows * pitch,
    draw(pen, x, y) {
      if (lines.every((line) => line === "")) return;
      pen.element({ role }, () => lines.forEach((line, index) => write(pen, line, { index, x, y })));
    },
    split(room) {
      const fitting = Math.min(Math.floor(room / pitch), rows - ORPHANS);
      if (fitting < ORPHANS) return null;
      const first = fitting * columns;
      return [lineBlock(lines.slice(0, first), look), lineBlock(lines.slice(first), look)];
    },
  };

  function write(pen: Pen, line: string, at: { index: number; x: number; y: number }): void {
    const column = Math.floor(at.index / rows);
    const slack = align === "left" ? 0 : width - face.width(line, size);
    // Who reads the text without its places must not run the words of two lines together.
    pen.text(at.index < lines.length - 1 && line !== "" ? `${line} ` : line, {
      x: at.x + column * (width + gap) + (align === "center" ? slack / 2 : slack),
      baseline: at.y + (at.index % rows + 0.5) * pitch + CAP_HEIGHT * size / 2,
      size,
      face: face.name,
      colour,
    });
  }
}

/** The mono face is for codes; a serial in another script is set in the text face instead. */
function faceFor(faces: Typefaces, words: string, name: FaceName): Typeface {
  return name === "mono" && !faces.mono.covers(words.normalize("NFC")) ? faces.regular : faces[name];
}
