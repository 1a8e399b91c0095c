import type { Spool } from "./spool.ts";
import type { Timing } from "./timing.ts";
import type { World } from "./world.ts";

/** What the parts of one printer's loop share with the daemon. */
export interface Surroundings {
  spool: Spool;
  world: World;
  timing: Timing;
  /** The server's clock, in UTC milliseconds. */
  serverNow(): number;
  /** Something happened that the server should hear about. */
  changed(): void;
}
