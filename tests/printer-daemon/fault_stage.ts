import assert from "node:assert/strict";
import type { Daemon } from "../../printer-daemon/daemon.ts";
import { TIMING, type Timing } from "../../printer-daemon/timing.ts";
import type { PrintJobState } from "../../src/printing/print_job.ts";
import type { EventReason, PrinterReason } from "../../src/printing/protocol.ts";
import { inShop, QUICK, type Shop, type ShopOptions, until } from "./shop.ts";

/** What staff are told of a fault. */
export type Shown =
  | { printer: PrinterReason }
  | { job: PrintJobState; reason?: EventReason }
  | { agent: "away" }
  /** Nothing: the label is printed, and that is all there is to see. */
  | { nothing: true };

/** One row of the table of faults: what goes wrong, what is done about it, what is seen of it, and the proof. */
export interface Fault {
  name: string;
  does: string;
  shows: Shown;
  /** Milliseconds until staff see it at the latest, of the waits that lie in between; null when it is seen at once. */
  within?: (timing: Timing) => number;
  shop?: ShopOptions;
  play(stage: Stage): Promise<void>;
}

export interface Stage extends Shop {
  daemon: Daemon;
  timing: Timing;
  /** The fault happens: from here on the clock runs. */
  strike(work: () => unknown): Promise<void>;
  /** What the row says staff see has reached the server: here the clock stops. */
  seen(id?: string): Promise<void>;
  /** Long enough for a daemon that would do something wrong to have done it. */
  meanwhile(): Promise<void>;
  /** How often a label's first command has arrived at the printer. */
  sendings(): number;
  lines(): string[];
}

/** Plays a row and returns the milliseconds from the fault to the server; null when nothing is shown. */
export async function playFault(
  fault: Fault,
  { timing, patience }: { timing: Partial<Timing>; patience: number } = { timing: QUICK, patience: 60_000 },
): Promise<number | null> {
  const marks: { struck: number | null; seen: number | null } = { struck: null, seen: null };
  const all = { ...TIMING, ...timing, ...fault.shop?.timing };
  await inShop({ ...fault.shop, timing: all, patience }, async (shop, daemon) => {
    await fault.play({
      ...shop,
      daemon,
      timing: all,
      async strike(work) {
        marks.struck = performance.now();
        await work();
      },
      async seen(id = "j1") {
        await shownIn(shop, fault.shows, id);
        marks.seen = performance.now();
      },
      meanwhile: () => new Promise((resolve) => setTimeout(resolve, Math.min(2_000, all.look * 25))),
      sendings: () => shop.printer.received().split("^XA").length - 1,
      lines: () => shop.log,
    });
  });
  if ("nothing" in fault.shows || "agent" in fault.shows) return null;
  assert.ok(marks.struck !== null && marks.seen !== null, `${fault.name}: nothing was measured`);
  return marks.seen - marks.struck;
}

async function shownIn(shop: Shop, shows: Shown, id: string): Promise<void> {
  if ("printer" in shows) return await shop.untilPrinter(shows.printer);
  if (!("job" in shows)) return;
  await shop.untilJob(id, shows.job);
  const { reason } = shows;
  if (reason === undefined) return;
  const told = () => shop.server.jobs.get(id)?.events.at(-1)?.reason;
  await until(() => told() === reason, () => `${id}: ${told()}, not ${reason}`);
}
