import assert from "node:assert/strict";
import { LABEL_TEMPLATES, renderLabel } from "../../src/printing/templates.ts";
import { toSvg } from "../../src/printing/svg.ts";
import { aLabel, HOSTILE_TEXTS } from "./label_data.ts";

const SIZE = { widthMm: 62, heightMm: 29, dpi: 300 } as const;

Deno.test("the preview has the label's size in millimetres and every item of the layout", () => {
  const layout = renderLabel("device", aLabel(), SIZE);
  const svg = toSvg(layout);
  assert.match(svg, /width="62mm" height="29mm" viewBox="0 0 62 29"/);
  const texts = layout.items.flatMap((item) => (item.kind === "text" ? [item.text] : []));
  assert.deepEqual([...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text), texts);
  assert.equal(svg.match(/<path /g)?.length, 2, "a Code 128 and a QR");
});

Deno.test("a hostile text stays text in the preview", () => {
  for (const text of HOSTILE_TEXTS) {
    for (const template of LABEL_TEMPLATES) {
      const svg = toSvg(
        renderLabel(template, aLabel({ client: text, device: text, accessory: text, shop: text }), SIZE),
      );
      assert.deepEqual(
        new Set([...svg.matchAll(/<\/?([a-z]+)/g)].map(([, name]) => name)),
        new Set(["svg", "rect", "text", "path"]),
      );
      assert.ok(!/&(?!amp;|lt;|gt;|quot;|#39;)/.test(svg), text);
    }
  }
});
