import assert from "node:assert/strict";
import { barsPath, barsWidth, code128Bars, qrModules, qrPath, toSvg } from "../../src/printing/barcodes.ts";

Deno.test("an order number becomes alternating bars and spaces of the right total width", () => {
  const bars = code128Bars("S01-000052");
  assert.equal(bars.length % 2, 1, "it begins and ends with a bar");
  assert.equal((barsWidth(bars) - 13) % 11, 0, "every symbol but the stop is 11 modules");
});

Deno.test("Code 128 refuses what a scanner could not type back", () => {
  for (const text of ["", "ñandú", "s01-000052", "A B", "A^B", "A".repeat(41)]) {
    assert.throws(() => code128Bars(text), RangeError, text);
  }
});

Deno.test("a QR of a tracking link keeps its finder patterns", () => {
  const qr = qrModules("https://taller.example/seguimiento/k7Qm2xVb9TfWc4RzYh3N");
  assert.deepEqual(qr.runs[0], { x: 0, y: 0, width: 7 });
  assert.ok(qr.runs.some((run) => run.y === 0 && run.x === qr.size - 7 && run.width === 7));
  assert.ok(qr.runs.some((run) => run.y === qr.size - 1 && run.x === 0 && run.width === 7));
});

Deno.test("a QR refuses text outside ASCII, an empty one and one that is too long", () => {
  for (const text of ["", "Peña", "a b", "x".repeat(301)]) {
    assert.throws(() => qrModules(text), RangeError, text);
  }
});

Deno.test("the paths draw every bar and every run", () => {
  const bars = code128Bars("A1");
  assert.equal(barsPath(bars, 10).split("M").length - 1, (bars.length + 1) / 2);
  const qr = qrModules("A1");
  assert.equal(qrPath(qr).split("M").length - 1, qr.runs.length);
});

Deno.test("a free-standing picture keeps the quiet zone white", () => {
  const bars = code128Bars("A1");
  const svg = toSvg(barsPath(bars, 20), { width: barsWidth(bars), height: 20, quiet: 10 });
  assert.match(svg, /viewBox="-10 -10 \d+ 40"/);
  assert.match(svg, /fill="#fff"/);
});
