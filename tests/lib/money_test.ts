import assert from "node:assert/strict";
import fc from "fast-check";
import { formatMoney, formatMoneyTick, minorDigits, moneyField, parseMoney } from "../../src/lib/money.ts";

Deno.test("amounts are read as people of either habit type them", () => {
  const typed = {
    "12345,60": 1_234_560,
    "12.345,60": 1_234_560,
    "12,345.60": 1_234_560,
    "$ 12 345": 1_234_500,
    "5": 500,
    "0,5": 50,
    "-3.50": -350,
    "1.234": 123_400,
    "ARS 10": 1_000,
    "-$ 10": -1_000,
    "10 pesos": 1_000,
  };
  for (const [text, minor] of Object.entries(typed)) assert.equal(parseMoney(text, "ARS"), minor, text);
});

Deno.test("what is no amount is refused, never guessed", () => {
  for (
    const text of [
      "",
      "abc",
      "12.34.5",
      "1,2,3",
      "--5",
      "5-",
      "1e9",
      "5 5a5",
      "$",
      "ARS",
      "9".repeat(12),
      `1${"a".repeat(60)}`,
    ]
  ) {
    assert.equal(parseMoney(text, "ARS"), null, text);
  }
});

Deno.test("currencies without cents have none", () => {
  assert.equal(minorDigits("CLP"), 0);
  assert.equal(parseMoney("12.345", "CLP"), 12_345);
  assert.equal(formatMoney(12_345, "CLP", "es").replace(/\s/g, " "), "CLP 12.345");
});

Deno.test("what a field shows is read back as the same amount", () => {
  fc.assert(fc.property(
    fc.integer({ min: -1e12, max: 1e12 }),
    fc.constantFrom("ARS", "CLP", "USD", "BHD"),
    fc.constantFrom("es" as const, "en" as const),
    (minor, currency, locale) => parseMoney(moneyField(minor, { currency, locale }), currency) === minor,
  ));
});

Deno.test("the axis of a chart tells whole amounts without their zeros", () => {
  const plain = (minor: number, currency: string, locale: "es" | "en") =>
    formatMoneyTick(minor, currency, locale).replaceAll("\u00a0", " ");
  assert.equal(plain(1_200_000, "ARS", "es"), "$ 12.000");
  assert.equal(plain(1_200_050, "ARS", "es"), "$ 12.000,50");
  assert.equal(plain(1_200_000, "ARS", "en"), "ARS 12,000");
  assert.equal(plain(12_000, "CLP", "es"), "CLP 12.000");
  assert.equal(
    formatMoney(1_200_000, "ARS", "es").replaceAll("\u00a0", " "),
    "$ 12.000,00",
    "a sum keeps them",
  );
});
