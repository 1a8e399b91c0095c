/**
 * The long round of cuts of the power: what was not synced is gone, or on the disk in part. Part of `deno task soak`; by itself
 * `deno run -A tests/soak/power.ts [cuts]`, with SEED=… that seed again.
 */
import { canCutPower, powerCuts } from "../faults/power_cut.ts";
import { aSeed, randomOf } from "../printer-daemon/daemon_process.ts";

const SERIAL = 100;

if (!canCutPower) console.log("The power was not cut: it needs Linux and a C compiler");
else {
  const cuts = Number(Deno.args[0] ?? 50);
  const seed = aSeed();
  const began = performance.now();
  const found = await powerCuts({ cuts, serial: SERIAL, random: randomOf(seed), what: `SEED=${seed}` });
  const seconds = Math.round((performance.now() - began) / 1_000);
  console.log(
    `SEED=${seed} ${SERIAL} writes one after the other, the journal synced ${found.synced} times; ${cuts} cuts, ${found.acts} acts and ` +
      `${found.photos} photos acknowledged, 0 lost, 0 double; ${seconds} s`,
  );
}
