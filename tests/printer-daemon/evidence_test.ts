import assert from "node:assert/strict";
import { judge } from "../../printer-daemon/evidence.ts";

Deno.test("a counter that has grown by all copies proves that the label came out", () => {
  assert.deepEqual(judge({ before: 1000, after: 1001, copies: 1 }), { kind: "printed" });
  assert.deepEqual(judge({ before: 1000, after: 1006, copies: 6 }), { kind: "printed" });
});

Deno.test("a counter that has grown by more still means printed: somebody else printed too", () => {
  assert.deepEqual(judge({ before: 1000, after: 1009, copies: 6 }), { kind: "printed" });
});

Deno.test("a counter that stands still proves that nothing came out", () => {
  assert.deepEqual(judge({ before: 1000, after: 1000, copies: 6 }), {
    kind: "resend",
    copies: 6,
    reason: "nothing_came_out",
  });
});

Deno.test("after some copies only the rest is sent", () => {
  assert.deepEqual(judge({ before: 1000, after: 1002, copies: 6 }), {
    kind: "resend",
    copies: 4,
    reason: "some_came_out",
  });
});

Deno.test("a counter that went back belongs to another printer or was reset: only a person can tell", () => {
  assert.deepEqual(judge({ before: 1000, after: 3, copies: 1 }), {
    kind: "unknown",
    reason: "counter_went_back",
  });
});

Deno.test("without a counter at either end there is no evidence", () => {
  assert.deepEqual(judge({ before: null, after: 5, copies: 1 }), { kind: "unknown", reason: "no_evidence" });
  assert.deepEqual(judge({ before: 5, after: null, copies: 1 }), { kind: "unknown", reason: "no_evidence" });
});
