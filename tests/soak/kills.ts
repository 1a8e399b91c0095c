/**
 * The long round of a server that is killed under mixed load: 200 times kill -9, eight programs at work. Part of `deno task soak`; by
 * itself `deno run -A tests/soak/kills.ts [kills]`, with SEED=… that seed again.
 */
import { killStorm } from "../faults/kill_storm.ts";
import { aSeed, randomOf } from "../printer-daemon/daemon_process.ts";

const kills = Number(Deno.args[0] ?? 200);
const seed = aSeed();
const began = performance.now();
const { acts, retried, backIn } = await killStorm({
  kills,
  clients: 8,
  random: randomOf(seed),
  what: `SEED=${seed}`,
});
const sorted = backIn.toSorted((a, b) => a - b);
const seconds = (share: number) =>
  ((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) / 1_000).toFixed(1);
console.log(
  `SEED=${seed} ${kills} kills, ${acts} acts acknowledged, ${retried} of them sent again, 0 lost, 0 double; ` +
    `healthy again after ${seconds(0.5)} s (median), ${seconds(1)} s at most; ${
      Math.round((performance.now() - began) / 1_000)
    } s`,
);
