import { DOTS_PER_MM, type PrinterKind, type PrinterReason } from "../src/printing/protocol.ts";
import type { PrinterConfig } from "./config.ts";
import { type Connection, ConnectionLost, openTcp } from "./connection.ts";
import { openQueue } from "./cups.ts";
import { openDevice } from "./device.ts";
import type { Driver } from "./driver.ts";
import { driverOf } from "./language.ts";
import type { Timing } from "./timing.ts";
import { VirtualPrinter } from "./virtual_printer.ts";
import { VirtualReceipts } from "./virtual_receipts.ts";

const ABSENCE = {
  tcp: "offline",
  device: "offline",
  cups: "queue_failed",
  virtual: "write_failed",
} as const satisfies Record<PrinterKind, PrinterReason>;

/** One printer of the shop: how to reach it, and the driver that speaks its language. */
export class Printer {
  readonly driver: Driver;
  readonly #virtual: VirtualPrinter | VirtualReceipts | null;

  constructor(readonly config: PrinterConfig, readonly timing: Timing, now: () => number) {
    this.driver = driverOf(config, { timing, now });
    this.#virtual = virtualOf(config, now);
  }

  /** Why a visit that did not come about did not. */
  get absence(): PrinterReason {
    return ABSENCE[this.config.connection.type];
  }

  /** Throws ConnectionLost when nobody is there. `job` names the label that this visit brings. */
  async open(job: string | null): Promise<Connection> {
    const { connection } = this.config;
    try {
      if (this.#virtual) return await this.#virtual.open(job);
      if (connection.type === "tcp") return await openTcp(connection, this.timing.connect);
      if (connection.type === "device") {
        return await openDevice(connection.path, { oneWay: this.config.status === "none" });
      }
      if (connection.type === "cups") return openQueue(connection.queue, job ?? this.config.key);
    } catch (error) {
      throw error instanceof ConnectionLost ? error : new ConnectionLost(String(error));
    }
    throw new TypeError("a connection of no known type");
  }
}

function virtualOf(config: PrinterConfig, now: () => number): VirtualPrinter | VirtualReceipts | null {
  const { connection } = config;
  if (connection.type !== "virtual") return null;
  const { dir } = connection;
  if (config.language === "escpos") return new VirtualReceipts({ dir, now });
  return new VirtualPrinter({ dir, dotsPerMm: DOTS_PER_MM[config.dpi], now });
}
