import { contrast, oklchOf } from "../../src/lib/oklch.ts";

/** By day; mail readers know inline styles best. */
export const PAGE = "#f4f2ef";
export const CARD = "#ffffff";
export const INK = "#1f1d1a";
export const QUIET = "#5f5a53";
export const RULE = "#e3dfd9";
const TEAL = "#0f5e5a";
const READABLE = 4.5;

/** Mail readers know tables and inline styles, and little else. */
export const FONT = "font-family:Arial,Helvetica,sans-serif";

/** By night, for the readers that ask; others darken a mail themselves, which these colours bear. */
export const NIGHT = [
  ":root{color-scheme:light dark;supported-color-schemes:light dark}",
  "@media (prefers-color-scheme:dark){",
  ".m-page{background:#171614!important;color:#ece9e4!important}",
  ".m-card{background:#211f1c!important;border-color:#3d3934!important}",
  ".m-ink,.m-ink td,.m-ink a,.m-ink .m-name{color:#ece9e4!important}",
  ".m-ink .m-quiet{color:#b5afa6!important}",
  ".m-ink .m-rule{border-color:#3d3934!important}",
  "}",
].join("\n");

/** The button in the shop's colour, with words that can be read on it by day and by night. */
export function buttonColours(accent: string | null): { background: string; color: string } {
  const background = accent ?? TEAL;
  return { background, color: readable(background, CARD) ? CARD : INK };
}

/** The shop's colour for words on the card, its ink where that is too pale. */
export function nameColour(accent: string | null): string {
  const colour = accent ?? TEAL;
  return readable(colour, CARD) ? colour : INK;
}

function readable(one: string, other: string): boolean {
  return contrast(oklchOf(one), oklchOf(other)) >= READABLE;
}
