import { oklchOf, strongestChroma } from "../lib/oklch.ts";

/** The lightness at which `static/css/base.css` draws the accent by day and by night. */
const DRAWN_AT = [.43, .815] as const;

/**
 * The custom properties that give the pages the hue of `#rrggbb` and as much of its chroma as a screen can show. Lightness, and
 * with it the contrast of text and buttons, stays that of the tokens.
 */
export function accentCss(hex: string): string {
  const { c, h } = oklchOf(hex);
  const chroma = Math.min(c, ...DRAWN_AT.map((l) => strongestChroma(l, h)));
  return `@layer tokens { :root { --accent-h: ${h.toFixed(1)}; --accent-c: ${chroma.toFixed(4)}; } }\n`;
}
