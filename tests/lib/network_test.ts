import assert from "node:assert/strict";
import { networkOf } from "../../src/lib/network.ts";

Deno.test("an IPv4 address is its own network, however it is written", () => {
  assert.equal(networkOf("203.0.113.7"), "203.0.113.7");
  assert.equal(networkOf("::ffff:203.0.113.7"), "203.0.113.7");
  assert.equal(networkOf(""), "");
});

Deno.test("an IPv6 subscriber is one, whatever address of the /64 is taken", () => {
  const own = networkOf("2001:db8:12:34::1");
  for (
    const other of ["2001:db8:12:34:ffff:1:2:3", "2001:0DB8:0012:0034:0:0:0:9", "2001:db8:12:34::1%eth0"]
  ) {
    assert.equal(networkOf(other), own, other);
  }
  assert.equal(networkOf("2001:db8::5"), networkOf("2001:db8:0:0:9::5"));
  assert.notEqual(networkOf("2001:db8:12:35::1"), own);
});
