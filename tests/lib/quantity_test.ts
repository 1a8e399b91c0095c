import assert from "node:assert/strict";
import fc from "fast-check";
import { formatQuantity, parseQuantity, quantityField } from "../../src/lib/quantity.ts";

Deno.test("quantities are read as people write them", () => {
  const read: Record<string, number | null> = {
    "2": 2_000,
    "0,5": 500,
    "1.5": 1_500,
    ".25": 250,
    "1.250": 1_250_000,
    "0.250": 250,
    "12.345,5": 12_345_500,
    " 3 ": 3_000,
    "999999": 999_999_000,
    "1000000": null,
    "": null,
    "-1": null,
    "1,2345": null,
    "1.2.3": null,
    "dos": null,
    "1e3": null,
  };
  for (const [typed, expected] of Object.entries(read)) {
    assert.equal(parseQuantity(typed, "es"), expected, typed);
  }
  assert.equal(parseQuantity("1,250", "en"), 1_250_000);
  assert.equal(parseQuantity("1,5", "en"), 1_500);
});

Deno.test("quantities are written in the reader's language", () => {
  assert.equal(formatQuantity(1_500, "es"), "1,5");
  assert.equal(formatQuantity(1_234_500, "es"), "1.234,5");
  assert.equal(formatQuantity(1_234_500, "en"), "1,234.5");
  assert.equal(formatQuantity(-1_000, "en"), "-1");
});

Deno.test("what a field holds is read back as it was", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999_999 }), fc.constantFrom("es", "en"), (quantity, locale) => {
      assert.equal(parseQuantity(quantityField(quantity, locale), locale), quantity);
    }),
  );
});
