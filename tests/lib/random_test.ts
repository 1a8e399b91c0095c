import assert from "node:assert/strict";
import { validate, version } from "uuid";
import { seededRandom, systemRandom } from "../../src/lib/random.ts";

const NOW = Date.UTC(2026, 4, 4, 12);

for (const [name, random] of Object.entries({ system: systemRandom, seeded: seededRandom(7) })) {
  Deno.test(`${name} ids are UUIDv7 of their instant, each greater than the one before`, () => {
    let before = "";
    for (let drawn = 0; drawn < 20_000; drawn++) {
      const now = NOW + Math.floor(drawn / 100);
      const id = random.id(now);
      assert.ok(validate(id) && version(id) === 7, id);
      assert.equal(parseInt(id.replace("-", "").slice(0, 12), 16), now);
      assert.ok(id > before, `${id} after ${before}`);
      before = id;
    }
  });

  Deno.test(`${name} ids differ in every bit that is drawn`, () => {
    let [ones, zeros] = [0n, 0n];
    const drawn = (1n << 42n) - 1n;
    for (let count = 0; count < 200; count++) {
      const bits = BigInt(`0x${random.id(NOW + count).replaceAll("-", "")}`);
      ones |= bits;
      zeros |= ~bits;
    }
    assert.equal(ones & drawn, drawn);
    assert.equal(zeros & drawn, drawn);
  });
}
