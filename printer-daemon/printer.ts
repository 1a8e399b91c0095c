import { DOTS_PER_MM, type PrinterReason, type PrinterWarning } from "../src/printing/protocol.ts";
import type { PrinterConfig } from "./config.ts";
import { type Connection, ConnectionLost, openTcp } from "./connection.ts";
import {
  faultOf,
  type HostStatus,
  isIdle,
  parseErrorStatus,
  parseHostStatus,
  parseIdentity,
  parseVariable,
} from "./host_status.ts";
import type { Timing } from "./timing.ts";
import { VirtualPrinter } from "./virtual_printer.ts";

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

/** One printer of the shop: how to reach it and how to ask it things. Connection errors are thrown, faults are answers. */
export class Printer {
  readonly #virtual: VirtualPrinter | null;
  /** It was asked for its counter and did not know it; asked again when it comes back from being away. */
  #countless = false;
  #identified = false;
  warnings: PrinterWarning[] = [];
  readonly identity: Identity = { model: null, firmware: null, serial: null, odometer: null };

  constructor(readonly config: PrinterConfig, readonly timing: Timing, now: () => number) {
    const { connection, dpi } = config;
    this.#virtual = connection.type === "virtual"
      ? new VirtualPrinter({ dir: connection.dir, dotsPerMm: DOTS_PER_MM[dpi], now })
      : null;
  }

  /** Throws ConnectionLost when nobody is there. */
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

  /** It was away: another printer may sit at its address now. */
  forget(): void {
    this.#identified = false;
    this.#countless = false;
  }

  /** Asks how it is. Some firmware says nothing while it has a fault, so silence gets a second question. */
  async look(line: Connection): Promise<Look> {
    const answer = await line.ask("~HS", { parse: parseHostStatus, deadline: this.timing.statusReply });
    if (answer.value) return lookAt(answer.value);
    if (answer.received !== "") return { kind: "fault", reason: "not_zpl", labels: 0, partial: false };
    const errors = await line.ask("~HQES", { parse: parseErrorStatus, deadline: this.timing.errorReply });
    this.warnings = errors.value?.warnings ?? this.warnings;
    return { kind: "fault", reason: errors.value?.fault ?? "no_reply", labels: 0, partial: false };
  }

  /** Makes sure, once per absence, that this is the printer that the configuration means; null when it is. */
  async mistaken(line: Connection): Promise<PrinterReason | null> {
    if (this.#identified) return null;
    const { value } = await line.ask("~HI", { parse: parseIdentity, deadline: this.timing.variableReply });
    if (value) {
      this.identity.model = value.model;
      this.identity.firmware = value.firmware;
      if (value.dotsPerMm !== DOTS_PER_MM[this.config.dpi]) return "wrong_dpi";
    }
    this.identity.serial = await this.#variable(line, "device.unique_id");
    const { serial } = this.config;
    if (serial !== undefined && this.identity.serial !== serial) return "wrong_printer";
    const errors = await line.ask("~HQES", { parse: parseErrorStatus, deadline: this.timing.errorReply });
    this.warnings = errors.value?.warnings ?? [];
    this.#identified = true;
    return null;
  }

  /** Labels printed in its life; null when it does not count them or the configuration says not to ask. */
  async odometer(line: Connection): Promise<number | null> {
    if (!this.config.odometer || this.#countless) return null;
    const text = await this.#variable(line, "odometer.total_label_count");
    const count = text === null ? NaN : Number(/^\d+/.exec(text)?.[0] ?? NaN);
    this.#countless = Number.isNaN(count);
    this.identity.odometer = this.#countless ? null : count;
    return this.identity.odometer;
  }

  async #variable(line: Connection, name: string): Promise<string | null> {
    const question = `! U1 getvar "${name}"\r\n`;
    return (await line.ask(question, { parse: parseVariable, deadline: this.timing.variableReply })).value ??
      null;
  }
}

function lookAt(status: HostStatus): Look {
  const { formats, remaining, partial } = status;
  const labels = Math.max(formats, remaining);
  const reason = faultOf(status);
  if (reason) return { kind: "fault", reason, labels, partial };
  return isIdle(status) ? { kind: "idle" } : { kind: "working", labels, partial };
}
