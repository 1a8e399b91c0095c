/**
 * The long round of deploys under load: 20 servers, one after the other on one data folder, behind a proxy. Part of `deno task soak`; by
 * itself `deno run -A tests/soak/deploys.ts [deploys]`, with SEED=… that seed again.
 */
import { deployUnderLoad } from "../faults/deploys.ts";
import { aSeed, randomOf } from "../printer-daemon/daemon_process.ts";

const deploys = Number(Deno.args[0] ?? 20);
const seed = aSeed();
const { acts, again, longest, ends, cut } = await deployUnderLoad({
  deploys,
  clients: 8,
  random: randomOf(seed),
  what: `SEED=${seed}`,
});
const seconds = (ms: number) => (ms / 1_000).toFixed(1);
console.log(
  `SEED=${seed} ${deploys} deploys, ${acts} acts acknowledged, 0 requests failed, ${again} sent again by the proxy, ` +
    `${cut} cut off because ten seconds were over; ` +
    `a server ends within ${seconds(Math.max(...ends))} s, a request waited ${seconds(longest)} s at most`,
);
