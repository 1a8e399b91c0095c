import assert from "node:assert/strict";
import fc from "fast-check";
import { ACCENT_RISE, type Box, type LayoutItem } from "../../src/printing/layout.ts";
import { DPI } from "../../src/printing/protocol.ts";
import { LABEL_SIZES, LABEL_TEMPLATES, renderLabel } from "../../src/printing/templates.ts";
import { escapeText, toZpl } from "../../src/printing/zpl.ts";
import { aLabel, HOSTILE_TEXTS } from "./label_data.ts";

const SIZE = { widthMm: 62, heightMm: 29, dpi: 203 } as const;

/** The commands of a format, with their parameters left out and field data checked for stray command characters. */
function commandsOf(zpl: string): string[] {
  return [...zpl.matchAll(/[\^~]([A-Z0-9]{2}|[A-Z]0)/g)].map(([, name]) => name ?? "");
}

Deno.test("a label begins by setting everything that printers remember", () => {
  const zpl = toZpl(renderLabel("device", aLabel(), SIZE), { copies: 2 });
  assert.match(zpl, /^\^XA\^CI28\^PW496\^LL232\^LH0,0\^LT0\^LS0\^PON\n/);
  assert.match(zpl, /\n\^PQ2\^XZ\n$/);
});

Deno.test("the bar height is pinned right before every QR, and the QR is lifted by it", () => {
  const layout = renderLabel("device", aLabel(), SIZE);
  const qr = layout.items.find((item) => item.kind === "qr");
  assert.ok(qr);
  const zpl = toZpl(layout, { copies: 1 });
  assert.ok(zpl.includes(`^BY2,3,10^FO${qr.x * 8},${qr.y * 8 - 10}^BQN,2,`), zpl);
});

Deno.test("Code 128 uses mode A and carries the bare number", () => {
  const zpl = toZpl(renderLabel("device", aLabel(), SIZE), { copies: 1 });
  assert.match(zpl, /\^BY\d,3,\d+\^BCN,\d+,N,N,N,A\^FDS01-000052\^FS/);
});

Deno.test("a hostile text in any field adds no command and changes no quantity", () => {
  const harmless = new Set([
    "XA",
    "CI",
    "PW",
    "LL",
    "LH",
    "LT",
    "LS",
    "PO",
    "FO",
    "A0",
    "FH",
    "FD",
    "FS",
    "BY",
    "BC",
    "BQ",
    "GB",
  ]);
  for (const text of HOSTILE_TEXTS) {
    for (
      const field of [
        "number",
        "client",
        "device",
        "fault",
        "accessories",
        "accessory",
        "shop",
        "date",
        "url",
      ]
    ) {
      for (const template of LABEL_TEMPLATES) {
        const zpl = toZpl(renderLabel(template, aLabel({ [field]: text }), SIZE), { copies: 3 });
        assert.match(zpl, /^[\x20-\x7e\n]+$/, `${field}: only printable ASCII`);
        assert.equal(zpl.match(/\^XA/g)?.length, 1, `${field}: ${text}`);
        assert.ok(zpl.endsWith("^PQ3^XZ\n"));
        for (const command of commandsOf(zpl.slice(0, -"^PQ3^XZ\n".length))) {
          assert.ok(harmless.has(command), `${field} smuggled ^${command} by ${text}`);
        }
        assert.ok(!zpl.includes("~") && !zpl.includes("! U1") && !zpl.includes("\\"), `${field}: ${text}`);
      }
    }
  }
});

Deno.test("whatever bytes a text has, its escaped form is inert and decodes to the same text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
    const escaped = escapeText(text);
    assert.match(escaped, /^(?:[ "-[\]`-}]|_[0-9A-F]{2})*$/);
    const bytes = escaped.replace(/_([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
    const decoded = new TextDecoder().decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0)));
    const expected = text.normalize("NFC").replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, " ");
    assert.equal(decoded, new TextDecoder().decode(new TextEncoder().encode(expected)));
  }));
});

Deno.test("copies outside 1 to 99 are refused", () => {
  const layout = renderLabel("device", aLabel(), SIZE);
  for (const copies of [0, -1, 1.5, 100, NaN]) assert.throws(() => toZpl(layout, { copies }), RangeError);
});

/** Where an item leaves ink: capitals and digits neither rise above their box nor reach its bottom. */
function inkBox(item: LayoutItem): Box {
  if (item.kind !== "text") return item;
  const { x, y, width, height } = item;
  return /^[A-Z0-9-]*$/.test(item.text)
    ? { x, y, width, height: 0.75 * height }
    : { x, y: y - ACCENT_RISE * height, width, height: (1 + ACCENT_RISE) * height };
}

Deno.test("boxes never overlap and stay a millimetre inside the label", () => {
  for (const template of LABEL_TEMPLATES) {
    for (const size of LABEL_SIZES) {
      for (const dpi of DPI) {
        const { items } = renderLabel(template, aLabel({ fault: "Falla ".repeat(80) }), { ...size, dpi });
        const boxes = items.map(inkBox);
        const name = `${template} ${size.widthMm}x${size.heightMm} at ${dpi} dpi`;
        for (const [index, one] of boxes.entries()) {
          assert.ok(one.x >= 1 && one.y >= 1, `${name}: item ${index} begins too near the edge`);
          assert.ok(one.x + one.width <= size.widthMm - 1, `${name}: item ${index} ends too near the edge`);
          assert.ok(one.y + one.height <= size.heightMm - 1, `${name}: item ${index} ends too near the edge`);
          const touched = boxes.slice(index + 1).findIndex((other) => overlap(one, other));
          assert.equal(touched, -1, `${name}: item ${index} on item ${index + 1 + touched}`);
        }
      }
    }
  }
});

/** Half a dot of rounding is no overlap. */
function overlap(one: Box, other: Box): boolean {
  const least = 0.07;
  return one.x + one.width > other.x + least && other.x + other.width > one.x + least &&
    one.y + one.height > other.y + least && other.y + other.height > one.y + least;
}

Deno.test("a number or link that cannot be encoded is left out and said so", () => {
  const { items, warnings } = renderLabel(
    "device",
    aLabel({ number: "s01/52", url: "https://taller.example/ñ" }),
    SIZE,
  );
  assert.deepEqual(items.filter(({ kind }) => kind !== "text"), []);
  assert.ok(warnings.includes("barcode_dropped") && warnings.includes("qr_dropped"));
});

Deno.test("the order number is made smaller rather than cut", () => {
  const { items } = renderLabel("device", aLabel({ number: "SUCURSAL12-0000520" }), {
    widthMm: 57,
    heightMm: 32,
    dpi: 203,
  });
  const number = items.find((item) => item.kind === "text");
  assert.equal(number?.kind === "text" && number.text, "SUCURSAL12-0000520");
});

Deno.test("what was shortened, replaced or dropped is named", () => {
  const { warnings } = renderLabel("device", aLabel({ device: "x".repeat(300), client: "日本" }), SIZE);
  assert.ok(warnings.includes("text_shortened"));
  assert.ok(warnings.includes("character_replaced"));
});
