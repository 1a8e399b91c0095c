import type { PrinterReason, PrinterState } from "../src/printing/protocol.ts";
import type { Printer } from "./printer.ts";
import type { Spool } from "./spool.ts";

/** What the server is told about one printer, with the instant since which it is so. */
export class StateKeeper {
  #reason: PrinterReason | null = "starting";
  #since: number;
  inside = 0;

  constructor(
    readonly printer: Printer,
    readonly options: { spool: Spool; now: () => number; changed: () => void },
  ) {
    this.#since = options.now();
  }

  get reason(): PrinterReason | null {
    return this.#reason;
  }

  /** A printer without a fault whose queue staff have paused is `held`. */
  set(fault: PrinterReason | null, inside: number): void {
    const held = this.options.spool.isHeld(this.printer.config.key);
    const reason = fault ?? (held ? "held" : null);
    if (reason === this.#reason && inside === this.inside) return;
    if (reason !== this.#reason) this.#since = this.options.now();
    this.#reason = reason;
    this.inside = inside;
    this.options.changed();
  }

  report(): PrinterState {
    const { config, driver: { identity, warnings } } = this.printer;
    return {
      key: config.key,
      ok: this.#reason === null,
      reason: this.#reason,
      since: this.#since,
      warnings,
      ...identity,
      waiting: this.options.spool.waiting(config.key),
      inside: this.inside,
    };
  }
}
