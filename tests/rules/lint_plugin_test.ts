import assert from "node:assert/strict";
import plugin from "./lint_plugin.ts";

function found(file: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, file, source).map((diagnostic) => diagnostic.id);
}

Deno.test("the house's lint rules find what they are for, and nothing else", () => {
  assert.deepEqual(found("/x/src/orders/a.ts", "export default 1;"), ["house/no-default-export"]);
  assert.deepEqual(found("/x/views/a.tsx", 'import { useContext, Fragment } from "hono/jsx";'), [
    "house/no-broken-jsx",
  ]);
  assert.deepEqual(found("/x/views/a.tsx", 'const a = <p style="color:red">x</p>;'), [
    "house/no-inline-style",
  ]);
  assert.deepEqual(found("/x/src/orders/a.ts", "const a = [Date.now(), new Date(), new Date(5)];"), [
    "house/no-wall-clock",
    "house/no-wall-clock",
  ]);
  assert.deepEqual(found("/x/src/main.ts", "export const a = Date.now();"), []);
  assert.deepEqual(found("/x/views/mail/a.tsx", 'const a = <p style="color:red">x</p>;'), []);
});

Deno.test("money is never divided, rounded, read or written as a float", () => {
  const FLOATS = [
    "parseFloat(text)",
    "Number.parseFloat(text)",
    "Number(typed.amount)",
    "parseInt(row.paid_minor)",
    "+row.amount_minor",
    "totalMinor / 100",
    "tax * (row.amount_minor - discount) / 100",
    "Math.round(-amountMinor / 2)",
    "100 / (minor as number)",
    "amountMinor * 0.21",
    "1.21 * balance.minor",
    "totalMinor + 0.5",
    "(totalMinor).toFixed(2)",
    "Math.abs(row?.amount_minor).toPrecision(3)",
    "order.total_minor /= 2",
    "order.total_minor = 12.5",
    "charge({ amount_minor: 12.5 })",
    'charge({ "amount_minor": -0.01 })',
  ];
  for (const source of FLOATS) {
    assert.deepEqual(found("/x/src/orders/a.ts", `export const a = () => (${source});`), [
      "house/no-float-money",
    ], source);
    assert.deepEqual(found("/x/views/orders/a.tsx", `export const a = () => (${source});`).length, 1, source);
    assert.deepEqual(found("/x/src/lib/money.ts", `export const a = () => (${source});`), [], source);
  }
  assert.deepEqual(found("/x/src/orders/a.ts", "const priceMinor = 9.99;"), ["house/no-float-money"]);
  assert.deepEqual(found("/x/src/orders/a.ts", "function a(amountMinor = 0.5) {}"), ["house/no-float-money"]);
  const WHOLE = [
    "totalMinor * 2 + 100",
    "balance.minor - paidMinor",
    "pieces * faceMinor",
    "Math.max(0, -row.amount_minor)",
    "totalMinor % 100",
    "amountMinor > 0.5",
    "Number(row.orders) / 2",
    "(share * 100).toFixed(1)",
    "charge({ amount_minor: 1_000, ratio: 0.5 })",
    "minority / 2",
    "exactMinor(row.paid_minor)",
  ];
  for (const source of WHOLE) {
    assert.deepEqual(found("/x/src/orders/a.ts", `export const a = () => (${source});`), [], source);
  }
});
