import assert from "node:assert/strict";
import { renderLabelPdf } from "../../src/documents/label.ts";
import { DPI } from "../../src/printing/protocol.ts";
import { LABEL_SIZES, LABEL_TEMPLATES, type LabelData } from "../../src/printing/templates.ts";
import { pagesOf, paperTest } from "../documents/paper.ts";
import { codeOf, drawn, FULL, nameOf } from "./label_data.ts";

const SCAN_DPI = 300;
const MILLIMETRE = SCAN_DPI / 25.4;
const SHOP = { author: "Taller Central", locale: "es", at: 0 } as const;

/** Every template on every stock; the resolutions, which move boxes by a dot or two, take turns. */
const CASES = LABEL_TEMPLATES.flatMap((template, row) =>
  LABEL_SIZES.map((stock, column) => {
    const size = { ...stock, dpi: DPI[(row + column) % DPI.length] ?? 203 };
    const data: LabelData = FULL[template];
    return { name: nameOf(template, size), layout: drawn(template, size), code: codeOf(data), url: data.url };
  })
);

paperTest("every label is a page of its own size with both codes, a millimetre inside its edge", async () => {
  const pdfs = [];
  for (const { layout, code } of CASES) pdfs.push(await renderLabelPdf(layout, { ...SHOP, title: code }));
  const pages = await pagesOf(pdfs, SCAN_DPI);
  assert.equal(pages.length, CASES.length);
  for (const [index, { name, layout, code, url }] of CASES.entries()) {
    const { width, height, ink, codes } = pages[index] ?? assert.fail(name);
    assert.ok(Math.abs(width - layout.widthMm * MILLIMETRE) <= 1, `${name}: ${width} wide`);
    assert.ok(Math.abs(height - layout.heightMm * MILLIMETRE) <= 1, `${name}: ${height} high`);
    assert.ok(ink, name);
    assert.ok(ink.left >= MILLIMETRE && ink.top >= MILLIMETRE, `${name} begins at ${ink.left}, ${ink.top}`);
    assert.ok(ink.right < width - MILLIMETRE, `${name} ends at ${ink.right} of ${width}`);
    assert.ok(ink.bottom < height - MILLIMETRE, `${name} ends at ${ink.bottom} of ${height}`);
    assert.equal(codes.get("Code128"), code, name);
    assert.equal(codes.get("QRCode"), url, name);
  }
});
