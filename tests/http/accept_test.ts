import assert from "node:assert/strict";
import { accepts } from "../../src/http/accept.ts";

const JSON_TYPES = ["application/json", "application/problem+json"];
const CASES: [string | undefined, boolean][] = [
  [undefined, true],
  ["", true],
  ["*/*", true],
  ["text/html, image/gif, *; q=.2, */*; q=.2", true],
  ["application/json", true],
  ["Application/JSON; charset=utf-8", true],
  ["application/*", true],
  ["application/problem+json", true],
  ["text/html, application/json;q=0.1", true],
  ["text/html", false],
  ["application/xml", false],
  ["application/vnd.api+json", false],
  ["application/json;q=0, application/problem+json;q=0", false],
  ["*/*, application/json;q=0, application/*;q=0.0", false],
  ["*/*;q=0, application/json", true],
  ["nonsense", false],
];

Deno.test("the narrowest range that a type is in decides", () => {
  for (const [header, expected] of CASES) {
    assert.equal(accepts(header, JSON_TYPES), expected, header ?? "none");
  }
});
