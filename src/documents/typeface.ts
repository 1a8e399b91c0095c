import type { Font } from "@pdf-lib/fontkit";
import { ROOT } from "../root.ts";

export const FACES = ["regular", "semibold", "mono"] as const;
export type FaceName = (typeof FACES)[number];

const FILES = {
  regular: "inter_regular.ttf",
  semibold: "inter_semibold.ttf",
  mono: "jetbrains_mono.ttf",
} as const satisfies Record<FaceName, string>;

/** Height of a capital letter in ems; both families agree to within a hundredth. */
export const CAP_HEIGHT = 0.73;

export interface Typeface {
  name: FaceName;
  font: Font;
  bytes: Uint8Array;
  covers(text: string): boolean;
  /** Width of one line in points, as it will be drawn: no kerning, no ligatures. */
  width(line: string, size: number): number;
}

export type Typefaces = Record<FaceName, Typeface>;

let loaded: Promise<Typefaces> | null = null;

/** Parses the fonts on the first document and keeps them. */
export function typefaces(): Promise<Typefaces> {
  loaded ??= loadAll().catch((error) => {
    loaded = null;
    throw error;
  });
  return loaded;
}

async function loadAll(): Promise<Typefaces> {
  // One after the other: each takes some milliseconds of parsing, and requests are answered in between.
  return { regular: await load("regular"), semibold: await load("semibold"), mono: await load("mono") };
}

async function load(name: FaceName): Promise<Typeface> {
  const { default: fontkit } = await import("@pdf-lib/fontkit");
  const bytes = await Deno.readFile(new URL(`src/documents/fonts/${FILES[name]}`, ROOT));
  const font = fontkit.create(bytes);
  const covered = new Set(font.characterSet);
  // A glyph first met as a part of another one would forget its own character, and text copied from the PDF with it.
  for (const point of covered) font.glyphForCodePoint(point);

  const advances = new Map<string, number>();
  function advance(character: string): number {
    const known = advances.get(character);
    if (known !== undefined) return known;
    const glyph = font.glyphForCodePoint(character.codePointAt(0) ?? 0);
    const ems = glyph.advanceWidth / font.unitsPerEm;
    advances.set(character, ems);
    return ems;
  }

  return {
    name,
    font,
    bytes,
    covers: (text) => Array.from(text).every((character) => covered.has(character.codePointAt(0) ?? 0)),
    width(line, size) {
      let ems = 0;
      for (const character of line) ems += advance(character);
      return ems * size;
    },
  };
}
