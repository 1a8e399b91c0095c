import assert from "node:assert/strict";
import fc from "fast-check";
import { LINE_KINDS, OPTION_KEYS } from "../../src/quotes/quote.ts";
import { depositOf, lineSum, optionSums, type PricedLine } from "../../src/quotes/totals.ts";

const line = fc.record({
  kind: fc.constantFrom(...LINE_KINDS),
  option: fc.constantFrom("" as const, ...OPTION_KEYS),
  quantity: fc.integer({ min: 1, max: 1_000_000 }),
  unitMinor: fc.integer({ min: 0, max: 9_999_999_999 }),
  taxRate: fc.constantFrom(0, 10_500, 21_000, 8_875, 100_000),
});
const included = fc.boolean();

Deno.test("a line is rounded once, to the nearest cent, and net and tax add up to it", () => {
  fc.assert(fc.property(line, included, (one, taxIncluded) => {
    const { netMinor, taxMinor, totalMinor } = lineSum(one, taxIncluded);
    for (const figure of [netMinor, taxMinor, totalMinor]) assert.ok(Number.isSafeInteger(figure));
    assert.equal(netMinor + taxMinor, totalMinor);
    const sign = one.kind === "discount" ? -1 : 1;
    const exact = BigInt(one.quantity) * BigInt(one.unitMinor);
    const rounded = BigInt(sign * (taxIncluded ? totalMinor : netMinor));
    const off = 2n * (rounded * 1000n - exact);
    assert.ok(off > -1000n && off <= 1000n, "half a cent at most, and half a cent goes up");
    const base = BigInt(sign * (taxIncluded ? totalMinor : netMinor));
    const whole = BigInt(taxIncluded ? 100_000 + one.taxRate : 100_000);
    const taxOff = 2n * (BigInt(sign * taxMinor) * whole - base * BigInt(one.taxRate));
    assert.ok(taxOff > -whole && taxOff <= whole);
  }));
});

Deno.test("a discount takes away exactly what the same line would add", () => {
  fc.assert(fc.property(line, included, (one, taxIncluded) => {
    const added = lineSum({ ...one, kind: "labour" }, taxIncluded);
    const taken = lineSum({ ...one, kind: "discount" }, taxIncluded);
    assert.equal(added.totalMinor + taken.totalMinor, 0);
    assert.equal(added.taxMinor + taken.taxMinor, 0);
  }));
});

Deno.test("an alternative is the sum of its rounded lines, in whatever order, with those of all", () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), included, fc.integer(), (lines, taxIncluded, seed) => {
      const options = [...OPTION_KEYS];
      const sums = optionSums(lines, { options, taxIncluded });
      assert.deepEqual(sums.map(({ option }) => option), options);
      for (const sum of sums) {
        const own = lines.filter(({ option }) => option === "" || option === sum.option);
        const added = own.map((one) => lineSum(one, taxIncluded));
        assert.equal(sum.totalMinor, added.reduce((total, { totalMinor }) => total + totalMinor, 0));
        assert.equal(sum.netMinor + sum.taxMinor, sum.totalMinor);
        assert.equal(sum.taxes.reduce((total, { taxMinor }) => total + taxMinor, 0), sum.taxMinor);
      }
      const turned = lines.toSorted((a, b) => (a.unitMinor ^ seed) - (b.unitMinor ^ seed));
      assert.deepEqual(optionSums(turned, { options, taxIncluded }), sums);
    }),
  );
});

Deno.test("an offer without alternatives is one sum of all its lines", () => {
  const lines: PricedLine[] = [
    { kind: "part", option: "", quantity: 3000, unitMinor: 333, taxRate: 21_000 },
    { kind: "labour", option: "A", quantity: 333, unitMinor: 1000, taxRate: 10_500 },
    { kind: "discount", option: "", quantity: 1000, unitMinor: 100, taxRate: 0 },
  ];
  const [sum, ...others] = optionSums(lines, { options: [], taxIncluded: false });
  assert.equal(others.length, 0);
  // 999 + 210 tax (209.79), 333 + 35 tax (34.965), less 100.
  assert.deepEqual(sum, {
    option: "",
    netMinor: 1232,
    taxMinor: 245,
    totalMinor: 1477,
    taxes: [{ rate: 21_000, taxMinor: 210 }, { rate: 10_500, taxMinor: 35 }],
  });
});

Deno.test("a deposit is a whole number of cents, never more than the total", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1000, max: 1e13 }), fc.integer({ min: 0, max: 100 }), (total, percent) => {
      const deposit = depositOf(total, percent);
      assert.ok(Number.isSafeInteger(deposit) && deposit >= 0 && deposit <= Math.max(0, total));
      if (total > 0) assert.ok(Math.abs(deposit * 100 - total * percent) <= 50);
    }),
  );
});
