import { assert, property, string } from "fast-check";
import { deepEqual, equal } from "node:assert/strict";
import { fold } from "../../src/lib/fold.ts";

Deno.test("fold makes accents, capitals and special letters alike", () => {
  const alike = {
    "José NÚÑEZ": "jose nunez",
    "Łukasz Øster": "lukasz oster",
    "Straße, STRASSE": "strasse strasse",
    "Æsop Œuvre Đorđe": "aesop oeuvre dorde",
    "İstanbul ıspanak": "istanbul ispanak",
    "ΟΔΟΣ οδός": "οδοσ οδοσ",
    "ﬁn ２４ ½": "fin 24 1 2",
  };
  deepEqual(Object.keys(alike).map(fold), Object.values(alike));
});

Deno.test("fold turns punctuation into single spaces and trims", () => {
  equal(fold("  +54 (11) 4321-0000 / juan.perez@example.com\t"), "54 11 4321 0000 juan perez example com");
  equal(fold(`100%_"*'^:{}()\u0000`), "100");
});

Deno.test("fold leaves letters, digits and single spaces only, and folding twice changes nothing", () => {
  assert(property(string({ unit: "binary" }), (text) => {
    const folded = fold(text);
    return fold(folded) === folded && /^([\p{L}\p{N}]+( [\p{L}\p{N}]+)*)?$/u.test(folded);
  }));
});
