import type { PrinterReason, PrinterSetup, PrinterWarning } from "../src/printing/protocol.ts";
import type { Connection } from "./connection.ts";
import type { SpooledJob } from "./spool.ts";

/** What one look at a printer says. `idle` is the only one after which a label may be sent or counted as done. */
export type Look =
  | { kind: "idle" }
  | { kind: "working"; labels: number; partial: boolean }
  | { kind: "fault"; reason: PrinterReason; labels: number; partial: boolean };

export interface Identity {
  model: string | null;
  firmware: string | null;
  serial: string | null;
  odometer: number | null;
}

/** What is sent for one job; the driver that made it may remember more in it. */
export interface Shipment {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** How to speak with printers of one language. Connection errors are thrown, faults are answers. */
export interface Driver {
  readonly identity: Identity;
  readonly warnings: PrinterWarning[];
  /** Whether an idle printer proves, on the connection that brought the job, that the job is out. */
  readonly proves: boolean;
  /** Drops the beginning of a format that a broken connection left in the printer; null where nothing can. */
  readonly clearing: string | null;
  /** Feeds labels until the printer knows their length; null where there is nothing to measure. */
  readonly calibration: string | null;
  /** Tells the printer for good what media it holds and how to print on it; null where nothing is kept. */
  setup(wish: PrinterSetup): string | null;
  /** Opens the cash drawer; null where none is. */
  readonly drawerKick: Uint8Array<ArrayBuffer> | null;
  /** Asks how it is. */
  look(line: Connection): Promise<Look>;
  /** How it stands with what this connection brought; `idle` when it is out. */
  progress(line: Connection, shipment: Shipment): Promise<Look>;
  /** Makes sure, once per absence, that this is the printer that the configuration means; null when it is. Keeps its warnings. */
  mistaken(line: Connection): Promise<PrinterReason | null>;
  /**
   * Labels printed in its life; null when it does not count them or the configuration says not to ask. Throws ConnectionLost
   * when it counts and does not answer.
   */
  odometer(line: Connection): Promise<number | null>;
  /** `afterBreak`: half a format may still be in the printer. */
  prepare(job: SpooledJob, options: { afterBreak: boolean }): Shipment;
  /** It was away: another printer may sit at its address now. */
  forget(): void;
}
