/**
 * The long rounds that `deno task test` has no time for: every label on every stock at every resolution, read back; 200 labels
 * under kill -9, with seeds that can be played again.
 * `deno task soak [rounds]`, or with SEED=… one round of that seed.
 */
import { assertReadable, everyLabel } from "../printing/label_matrix.ts";
import { killStorm } from "../printer-daemon/kill_storm.ts";
import { serverStorm } from "../printer-daemon/server_storm.ts";

const LABELS = 200;
const KILLS = 20;
const PRINT_MS = 60;

const labels = everyLabel();
await assertReadable(labels);
console.log(`${labels.length} labels, all of them read`);

const given = Deno.env.get("SEED");
const rounds = given === undefined ? Number(Deno.args[0] ?? 3) : 1;
for (let round = 1; round <= rounds; round++) {
  const seed = given === undefined ? crypto.getRandomValues(new Uint32Array(1))[0] ?? 0 : Number(given);
  for (const counts of [true, false]) {
    const began = performance.now();
    const unknown = await killStorm({ seed, labels: LABELS, kills: KILLS, counts, printMs: PRINT_MS });
    tell(
      seed,
      `${KILLS} kills of the daemon, ${counts ? "counting" : "not counting"}: ${unknown} unknown`,
      began,
    );
  }
  const began = performance.now();
  await serverStorm({ seed, labels: LABELS, kills: KILLS / 4, printMs: PRINT_MS });
  tell(seed, `${KILLS / 4} kills of the server: 0 unknown`, began);
}

function tell(seed: number, what: string, began: number): void {
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(`SEED=${seed} ${LABELS} labels, ${what}, 0 lost, 0 double, ${seconds} s`);
}
