/** Puts what is staged in the place of a shop and is killed (kill -9) before one of the renames, the one whose number is the second argument. */
import { swapIn } from "../../src/backups/swap.ts";

const [data = "", at = "", moves = "[]"] = Deno.args;
const { rename } = Deno;
let left = Number(at);
Deno.rename = (from, to) => {
  if (left-- === 0) Deno.kill(Deno.pid, "SIGKILL");
  return rename(from, to);
};
await swapIn(data, { staging: `${data}/restoring`, moves: JSON.parse(moves) });
