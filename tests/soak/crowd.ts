/**
 * The long round of slow clients: 2,000 open boards and 10,000 clients that never end their request, on one server. Part of `deno task
 * soak`; by itself `deno run -A tests/soak/crowd.ts [boards] [slow]`. Needs `ulimit -n` above the sum.
 */
import { crowded } from "../faults/crowded.ts";

const [boards, slow] = [Number(Deno.args[0] ?? 2_000), Number(Deno.args[1] ?? 10_000)];
const { memory, told, pages } = await crowded({ boards, slow });
const sorted = pages.toSorted((a, b) => a - b);
console.log(
  `${boards} open boards: ${memory[0]} → ${
    memory[1]
  } MB, all told of an order and the next page answered after ` +
    `${Math.round(told)} ms; ${slow} slow clients beside them: ${memory[2]} MB, a page in ` +
    `${Math.round(sorted[10] ?? 0)} ms (median), ${Math.round(sorted.at(-1) ?? 0)} ms at most`,
);
