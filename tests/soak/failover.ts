/**
 * A Postgres that dies while programs work, and its standby that takes over. Part of `deno task soak`; by itself
 * `deno run -A tests/soak/failover.ts [rounds]`, with SEED=… that seed again.
 */
import { failover } from "../faults/failover.ts";
import { aSeed, randomOf } from "../printer-daemon/daemon_process.ts";

const rounds = Number(Deno.args[0] ?? 5);
const seed = aSeed();
const random = randomOf(seed);
for (let round = 1; round <= rounds; round++) {
  const found = await failover({ random, what: `SEED=${seed}, round ${round}` });
  if (found === null) {
    console.log("No Postgres was killed: there is none to start");
    break;
  }
  const seconds = (ms: number) => (ms / 1_000).toFixed(1);
  console.log(
    `SEED=${seed} round ${round}: ${found.acts} acts acknowledged, 0 lost, 0 double; promoted after ${
      seconds(found.promotedIn)
    } s, at work ` +
      `again after ${seconds(found.backIn)} s; ${found.refused} times told to come back`,
  );
}
