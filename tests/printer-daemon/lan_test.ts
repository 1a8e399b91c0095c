import assert from "node:assert/strict";
import { addressesOf, parseCidr } from "../../printer-daemon/lan.ts";

function addresses(text: string): string[] {
  return addressesOf(parseCidr(text) ?? assert.fail(text));
}

Deno.test("a network is every address but its first and last", () => {
  assert.deepEqual(addresses("192.168.1.17/29"), [17, 18, 19, 20, 21, 22].map((last) => `192.168.1.${last}`));
  assert.equal(addresses("192.168.1.0/24").length, 254);
  assert.equal(addresses("10.0.16.0/20").length, 4094);
  assert.equal(addresses("10.0.16.0/20")[255], "10.0.17.0");
});

Deno.test("an address alone and a network of two are all of it", () => {
  assert.deepEqual(addresses("10.1.2.3"), ["10.1.2.3"]);
  assert.deepEqual(addresses("10.1.2.3/32"), ["10.1.2.3"]);
  assert.deepEqual(addresses("10.1.2.3/31"), ["10.1.2.2", "10.1.2.3"]);
});

Deno.test("wider than /20, and what is no network, is none", () => {
  for (const text of ["10.0.0.0/19", "10.0.0.0/33", "256.0.0.1", "10.0.0", "::1/128", "10.0.0.0/24/24", ""]) {
    assert.equal(parseCidr(text), null, text);
  }
});
