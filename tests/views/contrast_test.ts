import assert from "node:assert/strict";
import { contrast, type Oklch } from "../../src/lib/oklch.ts";
import { TONES } from "../../views/components/status.tsx";

const css = Deno.readTextFileSync(new URL("../../static/css/base.css", import.meta.url));

/** A token by day and by night, with the accent's hue and chroma put in. */
function token(name: string, { hue, chroma }: { hue: number; chroma: number }): { day: Oklch; night: Oklch } {
  const written = new RegExp(`--${name}:\\s*light-dark\\(([\\s\\S]*?)\\);`).exec(css)?.[1];
  assert.ok(written, `--${name} is not in base.css`);
  const flat = written.replaceAll("var(--accent-h)", String(hue))
    .replace(/calc\(var\(--accent-c\) \* ([\d.]+)\)/g, (_, part) => String(chroma * Number(part)))
    .replaceAll("var(--accent-c)", String(chroma));
  const [day, night] = [...flat.matchAll(/oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g)]
    .map(([, l, c, h]) => ({ l: Number(l), c: Number(c), h: Number(h) }));
  assert.ok(day && night, `--${name} is no pair of colours`);
  return { day, night };
}

/** Our own accent, and hues all round the circle at a chroma that a shop's colour may have. */
const ACCENTS = [
  { hue: 196, chroma: .075 },
  ...Array.from({ length: 24 }, (_, step) => ({ hue: step * 15, chroma: .07 })),
];

function least(front: string, back: string, accent = { hue: 196, chroma: .075 }): number {
  const [one, other] = [token(front, accent), token(back, accent)];
  return Math.min(contrast(one.day, other.day), contrast(one.night, other.night));
}

Deno.test("text reads at 7:1 on everything it stands on, by day and by night", () => {
  for (const ground of ["canvas", "surface", "sunken", "raised"]) {
    for (const ink of ["text", "text-soft"]) {
      assert.ok(least(ink, ground) >= 7, `${ink} on ${ground}: ${least(ink, ground).toFixed(2)}`);
    }
  }
});

Deno.test("each state reads at 7:1 on its own tint and on the page", () => {
  for (const tone of TONES) {
    for (const ground of [`${tone}-soft`, "surface", "canvas"]) {
      assert.ok(least(tone, ground) >= 7, `${tone} on ${ground}: ${least(tone, ground).toFixed(2)}`);
    }
  }
});

Deno.test("the edges of controls stand out at 4.5:1", () => {
  for (const ground of ["surface", "canvas"]) {
    assert.ok(least("line-control", ground) >= 4.5, `${ground}: ${least("line-control", ground).toFixed(2)}`);
  }
});

Deno.test("whatever hue a shop chooses, links and buttons read at 6:1", () => {
  for (const accent of ACCENTS) {
    for (
      const [front, back] of [["accent", "surface"], ["on-accent", "accent"], [
        "accent",
        "accent-soft",
      ]] as const
    ) {
      const figure = least(front, back, accent);
      assert.ok(figure >= 6, `${front} on ${back} at hue ${accent.hue}: ${figure.toFixed(2)}`);
    }
    assert.ok(least("focus", "surface", accent) >= 3, `focus at hue ${accent.hue}`);
  }
});
