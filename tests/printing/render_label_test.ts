import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type FieldLayout,
  type LabelLayout,
  linksOf,
  SHIPPED_LAYOUTS,
  SIZE_STEPS,
} from "../../src/printing/label_layout.ts";
import {
  ACCENT_RISE,
  type Box,
  type LabelSize,
  type Layout,
  type LayoutItem,
} from "../../src/printing/layout.ts";
import { DPI, MEDIA } from "../../src/printing/protocol.ts";
import { renderLabel } from "../../src/printing/render_label.ts";
import { LABEL_TEMPLATES, type LabelTemplate } from "../../src/printing/templates.ts";
import { drawn, FULL, HOSTILE_TEXTS, nameOf, saying, SIZES } from "./label_data.ts";

/** Where an item leaves ink: capitals and digits neither rise above their box nor reach its bottom. */
function inkBox(item: LayoutItem): Box {
  if (item.kind !== "text") return item;
  const { x, y, width, height } = item;
  return /^[A-Z0-9-]*(\.\.\.)?$/.test(item.text)
    ? { x, y, width, height: 0.75 * height }
    : { x, y: y - ACCENT_RISE * height, width, height: (1 + ACCENT_RISE) * height };
}

/** Nothing within a millimetre of the edge, no box on another. */
function assertSound(layout: Layout, name: string): void {
  const boxes = layout.items.map(inkBox);
  const { widthMm, heightMm } = layout;
  for (const [index, one] of boxes.entries()) {
    const what = `${name}: ${JSON.stringify(layout.items[index])}`;
    assert.ok(one.width > 0 && one.height > 0, `${what} is empty`);
    assert.ok(one.x >= 1 - 1e-6 && one.y >= 1 - 1e-6, `${what} begins too near the edge`);
    assert.ok(one.x + one.width <= widthMm - 1 + 1e-6, `${what} ends too near the right edge`);
    assert.ok(
      one.y + one.height <= heightMm - 1 + 1e-6,
      `${what} ends too near the lower edge of ${heightMm}`,
    );
    const touched = boxes.slice(index + 1).findIndex((other) => overlap(one, other));
    assert.equal(touched, -1, `${what} on ${JSON.stringify(layout.items[index + 1 + touched])}`);
  }
}

function overlap(one: Box, other: Box): boolean {
  const least = 1e-6;
  return one.x + one.width > other.x + least && other.x + other.width > one.x + least &&
    one.y + one.height > other.y + least && other.y + other.height > one.y + least;
}

const HOSTILE = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.string({ unit: "grapheme", maxLength: 80 }),
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.string({ unit: fc.constantFrom(..."áÉñÜM^~\\_!W¿ 日📱\u0301\u202e"), maxLength: 200 }),
);

function layoutOf(template: LabelTemplate): fc.Arbitrary<LabelLayout> {
  const shipped = SHIPPED_LAYOUTS[template];
  const fields = shipped.fields.map(({ field }): fc.Arbitrary<FieldLayout> =>
    fc.record({
      field: fc.constant(field),
      on: fc.boolean(),
      size: fc.constantFrom(...SIZE_STEPS),
      lines: fc.integer({ min: 1, max: 12 }),
      capitals: fc.boolean(),
      prefix: fc.string({ maxLength: 24 }),
      joined: fc.boolean(),
      rule: fc.boolean(),
      empty: fc.constantFrom("skip", "write"),
    })
  );
  return fc.record({
    template: fc.constant(template),
    fields: fc.tuple(...fields).chain((made) => fc.shuffledSubarray(made, { minLength: made.length })),
    barcode: fc.record({ on: fc.boolean() }),
    qr: fc.record({ on: fc.boolean(), target: fc.constantFrom(...linksOf(template)) }),
  });
}

for (const template of LABEL_TEMPLATES) {
  Deno.test(`a ${template} label is sound on every stock, whatever stands in it`, () => {
    fc.assert(
      fc.property(fc.constantFrom(...SIZES), HOSTILE, (size, text) => {
        assertSound(renderLabel(template, saying(template, text), size), nameOf(template, size));
      }),
      { numRuns: 150 },
    );
  });

  Deno.test(`a ${template} label is sound in any layout on any stock`, () => {
    const size: fc.Arbitrary<LabelSize> = fc.record({
      widthMm: fc.integer({ min: 10, max: 220 }),
      heightMm: fc.integer({ min: 8, max: 300 }),
      dpi: fc.constantFrom(...DPI),
      media: fc.constantFrom(...MEDIA),
    });
    const anywhere = fc.oneof(fc.constantFrom(...SIZES), size);
    fc.assert(
      fc.property(anywhere, layoutOf(template), fc.oneof(fc.constant(""), HOSTILE), (size, layout, text) => {
        const data = { ...saying(template, text), ...("code" in FULL[template] ? { code: text } : {}) };
        assertSound(renderLabel(template, data, size, layout), nameOf(template, size));
      }),
      { numRuns: 150 },
    );
  });
}

Deno.test("a long name is ellipsised by its measured width, a short one stays whole", () => {
  const size = { widthMm: 57, heightMm: 32, dpi: 203, media: "gap" } as const;
  const lineOf = (client: string) => {
    const layout = renderLabel("device", { ...FULL.device, client, date: "" }, size);
    const [, ...texts] = layout.items.flatMap((item) => item.kind === "text" ? [item.text] : []);
    return texts.filter((text) => /^[iW]+/.test(text)).join("|");
  };
  assert.equal(lineOf("i".repeat(30)), "i".repeat(30), "thirty narrow letters fit");
  assert.match(lineOf("W".repeat(60)), /^W+(\|W+)?\.\.\.$/, "sixty wide ones do not");
});

Deno.test("the order of the fields is the layout's, and one that is off is not there", () => {
  const size = { widthMm: 100, heightMm: 50, dpi: 203, media: "gap" } as const;
  const shipped = SHIPPED_LAYOUTS.device;
  const own = {
    ...shipped,
    fields: shipped.fields.toReversed().map((field) => ({
      ...field,
      on: ["serial", "device"].includes(field.field),
    })),
    barcode: { on: false },
    qr: { on: false, target: "order" as const },
  };
  const texts = renderLabel("device", FULL.device, size, own).items.map((item) =>
    "text" in item && item.text
  );
  assert.deepEqual(texts, [FULL.device.serial, FULL.device.device]);
});

Deno.test("prefix, capitals and a joined line come as the layout says", () => {
  const size = { widthMm: 100, heightMm: 50, dpi: 203, media: "gap" } as const;
  const [, client, date, ...rest] = SHIPPED_LAYOUTS.device.fields;
  assert.ok(client && date);
  const own = {
    ...SHIPPED_LAYOUTS.device,
    fields: [
      { ...client, capitals: true },
      { ...date, prefix: "el ", joined: true },
      ...rest.map((one) => ({ ...one, on: false })),
    ],
  };
  const [line] = renderLabel("device", FULL.device, size, own).items.filter(({ kind }) => kind === "text");
  assert.equal(line && "text" in line && line.text, "MARÍA NÚÑEZ, el 23/11/26");
});

Deno.test("a field without a value is left out, or is a line to write on", () => {
  const size = { widthMm: 100, heightMm: 50, dpi: 203, media: "gap" } as const;
  const [first, ...rest] = SHIPPED_LAYOUTS.device.fields.filter(({ field }) => field === "promised");
  assert.ok(first && rest.length === 0);
  const data = { ...FULL.device, promised: "", url: null, orderUrl: null };
  const withEmpty = (empty: "skip" | "write") =>
    renderLabel("device", data, size, {
      ...SHIPPED_LAYOUTS.device,
      fields: SHIPPED_LAYOUTS.device.fields.map((one) => ({
        ...one,
        on: one.field === "promised",
        prefix: "Prometido",
        empty,
      })),
      barcode: { on: false },
    }).items.map(({ kind }) => kind);
  assert.deepEqual(withEmpty("skip"), []);
  assert.deepEqual(withEmpty("write"), ["text", "line"]);
});

Deno.test("a slip has its number, a QR that opens an intake with it, and lines to write on", () => {
  const { items, warnings } = drawn("slip", { widthMm: 100, heightMm: 150, dpi: 203, media: "gap" });
  assert.deepEqual(warnings, []);
  assert.equal(
    items.filter(({ kind }) => kind === "line").length,
    11,
    "ten to write on, one below the number",
  );
  const texts = items.flatMap((item) => item.kind === "text" ? [item.text] : []);
  assert.deepEqual(texts, [
    "S01-000900",
    "Taller Central",
    "Cliente",
    "Teléfono",
    "Equipo",
    "Falla",
    "Fecha y hora",
    "Serie o IMEI",
    "Accesorios",
    "Firma",
  ]);
});

Deno.test("a QR without a tracking link opens the order for staff, and nothing when there is neither", () => {
  const size = { widthMm: 62, heightMm: 29, dpi: 203, media: "gap" } as const;
  const qrOf = (url: string | null, orderUrl: string | null) => {
    const qr = renderLabel("device", { ...FULL.device, url, orderUrl }, size).items.find(({ kind }) =>
      kind === "qr"
    );
    return qr && "text" in qr ? qr.text : null;
  };
  assert.equal(qrOf(FULL.device.url, FULL.device.orderUrl), FULL.device.url);
  assert.equal(qrOf(null, FULL.device.orderUrl), FULL.device.orderUrl);
  assert.equal(qrOf(null, null), null);
});
