import assert from "node:assert/strict";
import type { LabelSize } from "../../src/printing/layout.ts";
import { DOTS_PER_MM, DPI } from "../../src/printing/protocol.ts";
import {
  LABEL_SIZES,
  LABEL_TEMPLATES,
  type LabelData,
  type LabelTemplate,
  renderLabel,
} from "../../src/printing/templates.ts";
import { toZpl } from "../../src/printing/zpl.ts";
import { aLabel, HOSTILE_TEXTS } from "./label_data.ts";
import { renderLabels } from "./rendered_label.ts";

interface Case {
  name: string;
  template: LabelTemplate;
  label: LabelData;
  size: LabelSize;
}

const full = aLabel({ fault: "Falla ".repeat(60), accessories: "Cargador, funda" });
const CASES: Case[] = LABEL_TEMPLATES.flatMap((template) =>
  LABEL_SIZES.flatMap((size) =>
    DPI.map((dpi) => ({
      name: `${template} ${size.widthMm}x${size.heightMm} at ${dpi} dpi`,
      template,
      label: full,
      size: { ...size, dpi },
    }))
  )
);

const HOSTILE_CASES: Case[] = HOSTILE_TEXTS.map((text) => ({
  name: `hostile ${JSON.stringify(text.slice(0, 40))}`,
  template: "device",
  label: aLabel({ client: text, device: text, fault: text, accessories: text, date: text }),
  size: { widthMm: 100, heightMm: 50, dpi: 203 },
}));

Deno.test("every label prints once, a millimetre inside its stock, and both codes can be scanned", async () => {
  const cases = [...CASES, ...HOSTILE_CASES];
  const rendered = await renderLabels(cases.map(({ template, label, size }) => ({
    zpl: toZpl(renderLabel(template, label, size), { copies: 1 }),
    widthMm: size.widthMm,
    heightMm: size.heightMm,
    dotsPerMm: DOTS_PER_MM[size.dpi],
  })));

  assert.equal(rendered.length, cases.length);
  for (const [index, { name, label, size }] of cases.entries()) {
    const { labels, width, height, ink, codes } = rendered[index] ?? assert.fail(name);
    const millimetre = DOTS_PER_MM[size.dpi];
    assert.equal(labels, 1, name);
    assert.deepEqual([width, height], [size.widthMm * millimetre, size.heightMm * millimetre], name);
    assert.ok(ink, name);
    assert.ok(ink.left >= millimetre && ink.top >= millimetre, `${name} begins at ${ink.left}, ${ink.top}`);
    assert.ok(ink.right < width - millimetre, `${name} ends at ${ink.right} of ${width}`);
    assert.ok(ink.bottom < height - millimetre, `${name} ends at ${ink.bottom} of ${height}`);
    const read = new Map(codes.map(({ format, text }) => [format, text]));
    assert.equal(read.get("Code128"), label.number, name);
    assert.equal(read.get("QRCode"), label.url, name);
  }
});
