import assert from "node:assert/strict";
import { belowFloor, floorOf, raised } from "../support/coverage_floor.ts";

Deno.test("the floor of the coverage is told when it is missed, and only rises", () => {
  const floor = { lines: 90, branches: 80.5, functions: 85 };
  const now = floorOf({
    lines: { hit: 9_199, of: 10_000 },
    branches: { hit: 804, of: 1_000 },
    functions: { hit: 85, of: 100 },
  });
  assert.deepEqual(now, { lines: 91.9, branches: 80.4, functions: 85 });
  assert.deepEqual(belowFloor(now, floor), ["branches: 80.4 %, the floor is 80.5 %"]);
  assert.deepEqual(raised(now, floor), { lines: 91.9, branches: 80.5, functions: 85 });
});
