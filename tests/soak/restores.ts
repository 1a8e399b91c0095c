/**
 * The long round of restores that are killed as they take the place of a shop: 50 times kill -9, before each of the renames in turn. Part of
 * `deno task soak`; by itself `deno run -A tests/soak/restores.ts [kills]`.
 */
import { killedSwap, RENAMES } from "../faults/killed_swap.ts";

const kills = Number(Deno.args[0] ?? 50);
const found = { old: 0, new: 0 };
for (let kill = 0; kill < kills; kill++) found[await killedSwap(kill % RENAMES)]++;
console.log(
  `${kills} restores killed: ${found.old} times the old shop, ${found.new} times the new one, never neither`,
);
