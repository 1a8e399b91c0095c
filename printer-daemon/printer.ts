import { DOTS_PER_MM, type PrinterReason } from "../src/printing/protocol.ts";
import type { PrinterConfig } from "./config.ts";
import { type Connection, ConnectionLost, openTcp } from "./connection.ts";
import type { Driver } from "./driver.ts";
import type { Timing } from "./timing.ts";
import { VirtualPrinter } from "./virtual_printer.ts";
import { ZplDriver } from "./zpl_driver.ts";

/** One printer of the shop: how to reach it, and the driver that speaks its language. */
export class Printer {
  readonly driver: Driver;
  readonly #virtual: VirtualPrinter | null;

  constructor(readonly config: PrinterConfig, readonly timing: Timing, now: () => number) {
    const { connection, dpi } = config;
    this.driver = new ZplDriver(config, timing);
    this.#virtual = connection.type === "virtual"
      ? new VirtualPrinter({ dir: connection.dir, dotsPerMm: DOTS_PER_MM[dpi], now })
      : null;
  }

  /** Why a visit that did not come about did not. */
  get absence(): PrinterReason {
    return this.#virtual ? "write_failed" : "offline";
  }

  /** Throws ConnectionLost when nobody is there. `job` names the label that this visit brings. */
  async open(job: string | null): Promise<Connection> {
    const { connection } = this.config;
    try {
      if (this.#virtual) return await this.#virtual.open(job);
      if (connection.type === "tcp") return await openTcp(connection, this.timing.connect);
    } catch (error) {
      throw new ConnectionLost(String(error));
    }
    throw new TypeError("a connection of no known type");
  }
}
