/**
 * The long round of a server that is killed while it encodes photos, draws papers, takes files in and backs itself up. Part of `deno task
 * soak`; by itself `deno run -A tests/soak/files.ts [kills]`, with SEED=… that seed again.
 */
import { fileStorm } from "../faults/file_storm.ts";
import { aSeed, randomOf } from "../printer-daemon/daemon_process.ts";

const kills = Number(Deno.args[0] ?? 100);
const seed = aSeed();
const began = performance.now();
const { photos, mails, imports, swept, halves } = await fileStorm({
  kills,
  random: randomOf(seed),
  what: `SEED=${seed}`,
});
console.log(
  `SEED=${seed} ${kills} kills; ${photos} photos, ${mails} mails with a paper and ${imports} files acknowledged, 0 lost, 0 double, ` +
    `0 torn; of those that nobody was told of ${halves} half written and ${swept} without a row were swept, 0 left; ` +
    `${Math.round((performance.now() - began) / 1_000)} s`,
);
