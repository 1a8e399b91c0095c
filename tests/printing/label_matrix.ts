import assert from "node:assert/strict";
import type { Layout } from "../../src/printing/layout.ts";
import { DOTS_PER_MM } from "../../src/printing/protocol.ts";
import { renderLabel } from "../../src/printing/render_label.ts";
import {
  LABEL_SIZES,
  LABEL_TEMPLATES,
  type LabelDataOf,
  type LabelTemplate,
} from "../../src/printing/templates.ts";
import { toZpl } from "../../src/printing/zpl.ts";
import { codeOf, drawn, FULL, HOSTILE_TEXTS, nameOf, saying, SIZES } from "./label_data.ts";
import { renderLabels } from "./rendered_label.ts";

export interface LabelCase {
  name: string;
  layout: Layout;
  code: string;
  url: string | null;
}

const HOSTILE: LabelCase[] = HOSTILE_TEXTS.map((text, index) => {
  const template = LABEL_TEMPLATES[index % LABEL_TEMPLATES.length] ?? "device";
  const size = { widthMm: 100, heightMm: 50, dpi: 203, media: "gap" } as const;
  return {
    name: `${template} hostile ${JSON.stringify(text.slice(0, 40))}`,
    layout: renderLabel(template, saying(template, text), size),
    ...codesOf(template),
  };
});

/** Every label on every stock at every resolution, and whatever may be typed on one. */
export function everyLabel(): LabelCase[] {
  return [...printed(() => true), ...HOSTILE];
}

/** Every label on every stock at 203 dpi; at the finer resolutions, which take up to nine times as long to read, on one stock each. */
export function fewerLabels(): LabelCase[] {
  const chosen = (template: number, size: number) =>
    size % LABEL_SIZES.length === template % LABEL_SIZES.length;
  return [
    ...printed((at, { dpi, stock }) => dpi === 203 || chosen(at, stock)),
    ...HOSTILE,
  ];
}

function printed(wanted: (template: number, size: { dpi: number; stock: number }) => boolean): LabelCase[] {
  const dpis = SIZES.length / LABEL_SIZES.length;
  return LABEL_TEMPLATES.flatMap((template, at) =>
    SIZES.filter((size, index) => wanted(at, { dpi: size.dpi, stock: Math.floor(index / dpis) })).map((
      size,
    ) => ({
      name: nameOf(template, size),
      layout: drawn(template, size),
      ...codesOf(template),
    }))
  );
}

function codesOf(template: LabelTemplate): { code: string; url: string | null } {
  const data: LabelDataOf[LabelTemplate] = FULL[template];
  return { code: codeOf(data), url: data.url };
}

/** Each prints once, a millimetre inside its stock, and both its codes can be scanned. */
export async function assertReadable(cases: readonly LabelCase[]): Promise<void> {
  const rendered = await renderLabels(cases.map(({ layout }) => ({
    zpl: toZpl(layout, { copies: 1 }),
    widthMm: layout.widthMm,
    heightMm: layout.heightMm,
    dotsPerMm: DOTS_PER_MM[layout.dpi],
  })));

  assert.equal(rendered.length, cases.length);
  for (const [index, { name, layout, code, url }] of cases.entries()) {
    const { labels, width, height, ink, codes } = rendered[index] ?? assert.fail(name);
    const millimetre = DOTS_PER_MM[layout.dpi];
    assert.equal(labels, 1, name);
    assert.equal(width, layout.widthMm * millimetre, name);
    assert.ok(Math.abs(height - layout.heightMm * millimetre) <= 1, `${name}: ${height} dots high`);
    assert.ok(ink, name);
    assert.ok(ink.left >= millimetre && ink.top >= millimetre, `${name} begins at ${ink.left}, ${ink.top}`);
    assert.ok(ink.right < width - millimetre, `${name} ends at ${ink.right} of ${width}`);
    assert.ok(ink.bottom < height - millimetre, `${name} ends at ${ink.bottom} of ${height}`);
    const read = new Map(codes.map(({ format, text }) => [format, text]));
    assert.equal(read.get("Code128"), code, name);
    assert.equal(read.get("QRCode"), url, name);
  }
}
