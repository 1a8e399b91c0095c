import assert from "node:assert/strict";
import { renderLabel } from "../../src/printing/render_label.ts";
import { toSvg } from "../../src/printing/svg.ts";
import { LABEL_TEMPLATES } from "../../src/printing/templates.ts";
import { drawn, HOSTILE_TEXTS, saying } from "./label_data.ts";

const SIZE = { widthMm: 62, heightMm: 29, dpi: 300, media: "gap" } as const;

Deno.test("the preview has the label's size in millimetres and every item of the layout", () => {
  const layout = drawn("device", SIZE);
  const svg = toSvg(layout);
  assert.match(svg, /width="62mm" height="29mm" viewBox="0 0 62 29"/);
  const texts = layout.items.flatMap((item) => (item.kind === "text" ? [item.text] : []));
  assert.deepEqual([...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text), texts);
  assert.equal(svg.match(/<path /g)?.length, 2, "a Code 128 and a QR");
});

Deno.test("a hostile text stays text in the preview", () => {
  for (const text of HOSTILE_TEXTS) {
    for (const template of LABEL_TEMPLATES) {
      const svg = toSvg(renderLabel(template, saying(template, text), SIZE));
      const elements = new Set([...svg.matchAll(/<\/?([a-z]+)/g)].map(([, name]) => name));
      assert.deepEqual([...elements].sort(), ["path", "rect", "svg", "text"]);
      assert.ok(!/&(?!amp;|lt;|gt;|quot;|#39;)/.test(svg), text);
    }
  }
});
