import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "csv-parse/sync";
import { asWritten, csvLine, type CsvStyle, harmless } from "../../src/exports/csv.ts";
import { styleAsked } from "../../src/exports/style.ts";

const STYLES: CsvStyle[] = [
  { separator: ";", decimal: "," },
  { separator: ",", decimal: "." },
  { separator: "\t", decimal: "." },
];

Deno.test("whatever is in a cell, an independent reader finds it again", () => {
  const cell = fc.oneof(
    fc.string({ unit: "binary-ascii", maxLength: 12 }),
    fc.stringMatching(/^[=+\-@\t\r"';,\n a]{0,8}$/),
  );
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1 }),
      fc.constantFrom(...STYLES),
      (rows, style) => {
        const text = rows.map((row) => csvLine(row, style)).join("");
        const found: string[][] = parse(text, { delimiter: style.separator, record_delimiter: "\r\n" });
        assert.deepEqual(found, rows.map((row) => row.map(harmless)));
        for (const [first = ""] of rows) {
          if (!first.startsWith("'")) assert.equal(asWritten(harmless(first)), first);
        }
      },
    ),
    { numRuns: 40 },
  );
});

Deno.test("no cell begins like a formula, and figures stay figures", () => {
  const style = styleAsked(undefined, "es");
  for (const text of ["=1+1", "+54 9 11", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"]) {
    assert.match(csvLine([text], style), /^"?'/);
  }
  const line = csvLine([{ minor: -123456, currency: "ARS" }, { thousandths: -1500 }, null, 3], style);
  assert.equal(line, '"-1234,56";"-1,5";;3\r\n');
  assert.equal(
    csvLine([{ minor: 5, currency: "CLP" }, { minor: 5, currency: "ARS" }], style),
    '5;"0,05"\r\n',
  );
});

Deno.test("the separator follows the language unless the address names one", () => {
  assert.equal(styleAsked(undefined, "es").separator, ";");
  assert.equal(styleAsked(undefined, "en").separator, ",");
  assert.deepEqual(styleAsked("coma", "es"), { separator: ",", decimal: "." });
  assert.equal(styleAsked("constructor", "en").separator, ",");
});
