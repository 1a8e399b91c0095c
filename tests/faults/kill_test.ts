import assert from "node:assert/strict";
import { aSeed, randomOf } from "../printer-daemon/daemon_process.ts";
import { killStorm } from "./kill_storm.ts";

Deno.test("a server that is killed at work has lost and doubled nothing", async () => {
  const seed = aSeed();
  const { acts, backIn } = await killStorm({
    kills: 1,
    clients: 8,
    random: randomOf(seed),
    what: `SEED=${seed}`,
  });
  assert.ok(acts > 0);
  assert.equal(backIn.length, 1);
});
