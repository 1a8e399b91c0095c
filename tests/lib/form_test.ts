import assert from "node:assert/strict";
import { z } from "zod";
import { check, nest, paragraph, requiredLine, typedList, typedText } from "../../src/lib/form.ts";

Deno.test("dotted names nest, repeated ones become lists", () => {
  const form = new URLSearchParams("a=1&devices.0.brand=LG&devices.1.brand=HP&tags=x&tags=y&only[]=z");
  assert.deepEqual(structuredClone(nest(form)), {
    a: "1",
    devices: [{ brand: "LG" }, { brand: "HP" }],
    tags: ["x", "y"],
    only: ["z"],
  });
});

Deno.test("no name reaches a prototype, fills memory or breaks the nest", () => {
  const names = [
    "__proto__.polluted",
    "constructor.prototype.polluted",
    "a.__proto__.polluted",
    "devices.99999999.brand",
    "a.b.c.d.e.f.g",
    "..",
    "a..b",
    "9",
    "",
  ];
  const form = new URLSearchParams(names.map((name) => [name, "yes"]));
  form.append("clash", "text");
  form.append("clash.inner", "x");
  const typed = nest(form);
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
  assert.equal(typed.clash, "text");
  assert.ok(JSON.stringify(typed).length < 300);
});

Deno.test("a form of thousands of fields is refused", () => {
  const long = new URLSearchParams(Array.from({ length: 250_000 }, () => ["tags", "x"]));
  assert.throws(() => nest(long), { code: "too_large" });
});

Deno.test("text is cleaned of what cannot be seen, and its errors are codes", () => {
  const schema = z.object({ name: requiredLine(10), notes: paragraph(20), due: z.string() });
  const good = check(schema, { name: " Mu\u006e\u0303oz\u0000 ", notes: "a\r\nb\u202e", due: "x" });
  assert.ok(good.ok);
  assert.deepEqual(good.data, { name: "Muñoz", notes: "a\nb", due: "x" });
  const bad = check(schema, { name: " ", notes: "x".repeat(21) });
  assert.ok(!bad.ok);
  assert.deepEqual(bad.errors, {
    name: { code: "required", params: { limit: 1 } },
    notes: { code: "too_long", params: { limit: 20 } },
    due: { code: "required" },
  });
  assert.equal(typedText(bad.typed, "name"), " ");
  assert.deepEqual(typedList({ rows: [{ a: "1" }, "x"] }, "rows"), [{ a: "1" }]);
});
