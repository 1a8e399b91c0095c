import assert from "node:assert/strict";
import fc from "fast-check";
import { renderLabel } from "../../src/printing/render_label.ts";
import { LABEL_TEMPLATES, type LabelDataOf, type LabelTemplate } from "../../src/printing/templates.ts";
import { escapeText, toZpl } from "../../src/printing/zpl.ts";
import { drawn, FULL, HOSTILE_TEXTS, SIZES } from "./label_data.ts";

const SIZE = { widthMm: 62, heightMm: 29, dpi: 203, media: "gap" } as const;

function aDevice(changes: Partial<LabelDataOf["device"]> = {}): LabelDataOf["device"] {
  return { ...FULL.device, ...changes };
}

/** The commands of a format, with their parameters left out and field data checked for stray command characters. */
function commandsOf(zpl: string): string[] {
  return [...zpl.matchAll(/[\^~]([A-Z0-9]{2}|[A-Z]0)/g)].map(([, name]) => name ?? "");
}

Deno.test("a label begins by setting everything that printers remember", () => {
  const zpl = toZpl(drawn("device", SIZE), { copies: 2 });
  assert.match(zpl, /^\^XA\^CI28\^PW496\^LL232\^LH0,0\^LT0\^LS0\^PON\n/);
  assert.match(zpl, /\n\^PQ2\^XZ\n$/);
});

Deno.test("the bar height is pinned right before every QR, and the QR is lifted by it", () => {
  const layout = drawn("device", SIZE);
  const qr = layout.items.find((item) => item.kind === "qr");
  assert.ok(qr);
  const zpl = toZpl(layout, { copies: 1 });
  assert.ok(zpl.includes(`^BY2,3,10^FO${qr.x * 8},${qr.y * 8 - 10}^BQN,2,`), zpl);
});

Deno.test("Code 128 uses mode A and carries the bare number", () => {
  const zpl = toZpl(drawn("device", SIZE), { copies: 1 });
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
    for (const template of LABEL_TEMPLATES) {
      for (const { field, zpl } of withEachField(template, text)) {
        const place = `${template} ${field}: ${text}`;
        assert.match(zpl, /^[\x20-\x7e\n]+$/, `${place}: only printable ASCII`);
        assert.equal(zpl.match(/\^XA/g)?.length, 1, place);
        assert.ok(zpl.endsWith("^PQ3^XZ\n"));
        for (const command of commandsOf(zpl.slice(0, -"^PQ3^XZ\n".length))) {
          assert.ok(harmless.has(command), `smuggled ^${command}, ${place}`);
        }
        assert.ok(!zpl.includes("~") && !zpl.includes("! U1") && !zpl.includes("\\"), place);
      }
    }
  }
});

/** One label for each field of the template, with the text in that field alone. */
function withEachField<T extends LabelTemplate>(template: T, text: string): { field: string; zpl: string }[] {
  const data = FULL[template];
  return Object.entries(data).filter(([field]) => field !== "locale").map(([field, value]) => {
    const changed = { ...data, [field]: Array.isArray(value) ? value.map(() => text) : text };
    return { field, zpl: toZpl(renderLabel(template, changed, SIZE), { copies: 3 }) };
  });
}

Deno.test("codes carry nothing but what every reader understands, and each QR has its bar height before it", () => {
  for (const template of LABEL_TEMPLATES) {
    for (const size of SIZES) {
      const zpl = toZpl(drawn(template, size), { copies: 1 });
      for (const [, data] of zpl.matchAll(/\^BC[^^]*\^FD([^^]*)\^FS/g)) {
        assert.match(data ?? "", /^[A-Z0-9-]+$/);
      }
      for (const [, data] of zpl.matchAll(/\^BQ[^^]*\^FD([^^]*)\^FS/g)) {
        assert.match(data ?? "", /^MA,[\x21-\x7e]+$/);
      }
      const qrs = zpl.match(/\^BQ/g)?.length ?? 0;
      assert.equal(zpl.match(/\^BY2,3,10\^FO\d+,\d+\^BQN/g)?.length ?? 0, qrs);
      assert.doesNotMatch(zpl, /\^(MN|MT|JU|DF|ID|FB)/);
    }
  }
});

Deno.test("a label of a roll is as long as what stands on it", () => {
  const size = { widthMm: 80, heightMm: 300, dpi: 203, media: "continuous" } as const;
  const lengthOf = (fault: string) => {
    const layout = renderLabel("device", aDevice({ fault }), size);
    const [, dots] = /\^LL(\d+)/.exec(toZpl(layout, { copies: 1 })) ?? [];
    assert.equal(Number(dots), layout.heightMm * 8);
    return Number(dots);
  };
  assert.ok(lengthOf("No carga ".repeat(20)) > lengthOf("No carga") + 8 * 4.5);
  assert.ok(lengthOf("No carga") < 8 * 60);
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
  const layout = drawn("device", SIZE);
  for (const copies of [0, -1, 1.5, 100, NaN]) assert.throws(() => toZpl(layout, { copies }), RangeError);
});

Deno.test("a number or link that cannot be encoded is left out and said so", () => {
  const { items, warnings } = renderLabel(
    "device",
    aDevice({ number: "s01/52", url: "https://taller.example/ñ" }),
    SIZE,
  );
  assert.deepEqual(items.filter(({ kind }) => kind === "code128" || kind === "qr"), []);
  assert.ok(warnings.includes("barcode_dropped") && warnings.includes("qr_dropped"));
});

Deno.test("the order number is made smaller rather than cut", () => {
  const { items } = renderLabel("device", aDevice({ number: "SUCURSAL12-0000520" }), {
    widthMm: 57,
    heightMm: 32,
    dpi: 203,
    media: "gap",
  });
  const number = items.find((item) => item.kind === "text");
  assert.equal(number?.kind === "text" && number.text, "SUCURSAL12-0000520");
});

Deno.test("what was shortened, replaced or dropped is named", () => {
  const { warnings } = renderLabel("device", aDevice({ device: "x".repeat(300), client: "日本" }), SIZE);
  assert.ok(warnings.includes("text_shortened"));
  assert.ok(warnings.includes("character_replaced"));
});
