import assert from "node:assert/strict";
import { seededRandom, systemRandom } from "../../src/lib/random.ts";
import { sameText, sha256, typedCode } from "../../src/lib/token.ts";

Deno.test("ids of one process keep their order, also within a millisecond", () => {
  const ids = Array.from({ length: 2_000 }, () => systemRandom.id(1_790_000_000_000));
  assert.deepEqual(ids.toSorted(), ids);
  assert.equal(new Set(ids).size, ids.length);
  assert.match(ids[0] ?? "", /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

Deno.test("a seed fixes everything that follows from it", () => {
  const draw = (seed: number) => {
    const random = seededRandom(seed);
    return [random.next(), random.id(1_790_000_000_000), [...random.bytes(5)].join()];
  };
  assert.deepEqual(draw(7), draw(7));
  assert.notDeepEqual(draw(7), draw(8));
});

Deno.test("codes that are typed hold nothing that is mistaken for something else", () => {
  assert.match(typedCode(Uint8Array.from({ length: 256 }, (_, index) => index)), /^[A-HJ-NP-TV-Z2-9]{256}$/);
});

Deno.test("texts are compared whole", () => {
  assert.ok(sameText("abc", "abc"));
  assert.ok(!sameText("abc", "abcd"));
  assert.equal(sha256("").slice(0, 8), "e3b0c442");
});
