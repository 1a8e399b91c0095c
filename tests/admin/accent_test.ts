import assert from "node:assert/strict";
import { accentCss } from "../../src/admin/accent.ts";
import { contrast, type Oklch, oklchOf, strongestChroma } from "../../src/lib/oklch.ts";
import { freshDatabase } from "../support/database.ts";
import { testApp } from "../support/app.ts";

const CSS = Deno.readTextFileSync(new URL("../../static/css/base.css", import.meta.url));

/** A token of base.css by day and by night, with the accent's hue and chroma filled in. */
function token(name: string, accent: { h: number; c: number }): [Oklch, Oklch] {
  const declared = new RegExp(`--${name}:\\s*light-dark\\(([\\s\\S]*?)\\);`).exec(CSS)?.[1];
  assert.ok(declared, `base.css has no --${name}`);
  const filled = declared
    .replaceAll(
      /calc\(var\(--accent-c\) \* ([\d.]+)\)/g,
      (_, part: string) => String(accent.c * Number(part)),
    )
    .replaceAll("var(--accent-c)", String(accent.c)).replaceAll("var(--accent-h)", String(accent.h));
  const [day, night] = [...filled.matchAll(/oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g)].map(([, l, c, h]) => ({
    l: Number(l),
    c: Number(c),
    h: Number(h),
  }));
  assert.ok(day && night, filled);
  return [day, night];
}

Deno.test("whatever colour a shop chooses, text and buttons keep a contrast of 4.5 by day and by night", () => {
  const parts = ["00", "1a", "40", "66", "80", "99", "b3", "d9", "ff"];
  let least = 21;
  for (const r of parts) {
    for (const g of parts) {
      for (const b of parts) {
        const css = accentCss(`#${r}${g}${b}`);
        const [, h, c] = /--accent-h: ([\d.]+); --accent-c: ([\d.]+);/.exec(css) ?? [];
        const accent = { h: Number(h), c: Number(c) };
        const pairs = [
          ["accent", "surface"],
          ["accent", "canvas"],
          ["accent", "accent-soft"],
          ["on-accent", "accent"],
          ["on-accent", "accent-hover"],
        ] as const;
        for (const [ink, paper] of pairs) {
          const [one, other] = [token(ink, accent), token(paper, accent)];
          for (const shade of [0, 1] as const) {
            const ratio = contrast(one[shade], other[shade]);
            least = Math.min(least, ratio);
            assert.ok(
              ratio >= 4.5,
              `#${r}${g}${b}: ${ink} on ${paper} ${shade ? "by night" : "by day"} is ${ratio.toFixed(2)}`,
            );
          }
        }
      }
    }
  }
  assert.ok(least < 12, "the sweep measured something");
});

Deno.test("colours are read as the standard says", () => {
  const red = oklchOf("#ff0000");
  assert.ok(Math.abs(red.l - .628) < .001 && Math.abs(red.c - .2577) < .001 && Math.abs(red.h - 29.23) < .05);
  assert.ok(oklchOf("#808080").c < .0001);
  assert.equal(contrast(oklchOf("#000000"), oklchOf("#ffffff")).toFixed(1), "21.0");
  assert.equal(contrast(oklchOf("#777777"), oklchOf("#ffffff")).toFixed(2), "4.48");
  assert.ok(Math.abs(strongestChroma(.628, 29.23) - .2577) < .002);
});

Deno.test("the colour's stylesheet is open to all and kept for good", async () => {
  await using database = await freshDatabase();
  await using app = await testApp(database);
  const response = await app.request("/tema/8a2be2.css");
  assert.equal(response.status, 200);
  assert.match(response.headers.get("Content-Type") ?? "", /^text\/css/);
  assert.match(response.headers.get("Cache-Control") ?? "", /immutable/);
  assert.match(await response.text(), /^@layer tokens \{ :root \{ --accent-h: 3\d\d\.\d; --accent-c: 0\.1/);
  assert.notEqual((await app.request("/tema/zzzzzz.css")).status, 200);
});
