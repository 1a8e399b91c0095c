import assert from "node:assert/strict";
import { fillTemplate, templateFault, type TemplateFields } from "../../src/lib/template.ts";

const FIELDS: TemplateFields = { "order.number": "text", note: "text", several: "flag", orders: ["number"] };

Deno.test("fields, conditions and lists are filled, and nothing else is done", () => {
  const values = {
    "order.number": "S01-7",
    note: "",
    several: true,
    orders: [{ number: "A" }, { number: "B" }],
  };
  const cases: [string, string][] = [
    ["N.º {{order.number}}.", "N.º S01-7."],
    ["{{ order.number }}", "S01-7"],
    ["a{{#note}} {{note}}{{/note}}{{^note}}-{{/note}}", "a-"],
    ["{{#several}}{{#orders}}[{{number}} {{order.number}}]{{/orders}}{{/several}}", "[A S01-7][B S01-7]"],
    ["{{#several}}\nuno\n{{/several}}\ndos", "uno\ndos"],
    ["{{missing}}", ""],
  ];
  for (const [source, filled] of cases) assert.equal(fillTemplate(source, values), filled, source);
  assert.equal(
    fillTemplate("{{note}}", { note: "{{order.number}}" }),
    "{{order.number}}",
    "values are not read",
  );
});

Deno.test("what a template cannot say is named", () => {
  const cases: [string, unknown][] = [
    ["{{order.number}} {{#orders}}{{number}}{{/orders}}", null],
    ["{{order.numero}}", { code: "unknown", what: "order.numero" }],
    ["{{number}}", { code: "unknown", what: "number" }],
    ["{{>order}}", { code: "unknown", what: ">order" }],
    ["{{constructor}}", { code: "unknown", what: "constructor" }],
    ["{{#nada}}{{/nada}}", { code: "unknown", what: "nada" }],
    ["{{several}}", { code: "printed", what: "several" }],
    ["{{orders}}", { code: "printed", what: "orders" }],
    ["{{#note}}", { code: "open", what: "note" }],
    ["{{#note}}{{#several}}{{/note}}{{/several}}", { code: "stray", what: "note" }],
    ["{{/note}}", { code: "stray", what: "note" }],
    ["Hola {{note", { code: "malformed", what: "{{note" }],
    ["{{}}", { code: "malformed", what: "{{}}" }],
  ];
  for (const [source, fault] of cases) assert.deepEqual(templateFault(source, FIELDS), fault, source);
});
