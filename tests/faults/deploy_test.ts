import assert from "node:assert/strict";
import { aSeed, randomOf } from "../printer-daemon/daemon_process.ts";
import { deployUnderLoad } from "./deploys.ts";

Deno.test("a deploy under load fails no request", async () => {
  const seed = aSeed();
  const { acts, ends, cut } = await deployUnderLoad({
    deploys: 1,
    clients: 4,
    restMs: 40,
    random: randomOf(seed),
    what: `SEED=${seed}`,
  });
  assert.ok(acts > 0);
  assert.deepEqual([ends.length, cut], [1, 0]);
});
