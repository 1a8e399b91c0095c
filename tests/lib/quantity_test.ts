import assert from "node:assert/strict";
import { parseThousandths, thousandthsText } from "../../src/lib/quantity.ts";

Deno.test("a quantity is read as the language writes it", () => {
  for (
    const [typed, es, en] of [
      ["1", 1000, 1000],
      ["1,5", 1500, 1500],
      ["1.5", 1500, 1500],
      ["0,125", 125, 125_000],
      ["1.000", 1_000_000, 1000],
      ["1,250", 1250, 1_250_000],
      ["12.500,5", 12_500_500, null],
      ["12,500.5", null, 12_500_500],
      [" 2 ", 2000, 2000],
      [",5", 500, 500],
    ] as const
  ) {
    assert.equal(parseThousandths(typed, "es"), es, `${typed} in Spanish`);
    assert.equal(parseThousandths(typed, "en"), en, `${typed} in English`);
  }
});

Deno.test("what is no quantity is none", () => {
  for (const typed of ["", "-1", "uno", "1,2345", "1.2.3", ".", "1e3", "999999999999"]) {
    assert.equal(parseThousandths(typed, "es"), null, typed);
  }
});

Deno.test("a quantity is written as short as it can be and reads back the same", () => {
  assert.deepEqual([1000, 1500, 125, 12_500_500].map((one) => thousandthsText(one, "es")), [
    "1",
    "1,5",
    "0,125",
    "12500,5",
  ]);
  for (const locale of ["es", "en"] as const) {
    for (const figure of [1, 10, 999, 1000, 1001, 123_456_789]) {
      assert.equal(parseThousandths(thousandthsText(figure, locale), locale), figure);
    }
  }
});
