import {
  DOTS_PER_MM,
  type Media,
  type PrinterReason,
  type PrinterSetup,
  type PrinterWarning,
} from "../src/printing/protocol.ts";
import type { LabelPrinterConfig } from "./config.ts";
import { type Connection, ConnectionLost } from "./connection.ts";
import type { Driver, Identity, Look, Shipment } from "./driver.ts";
import { adjusted } from "./format.ts";
import {
  faultOf,
  type HostStatus,
  isIdle,
  parseErrorStatus,
  parseHostStatus,
  parseIdentity,
  parseSerialNumber,
  parseVariable,
} from "./host_status.ts";
import type { SpooledJob } from "./spool.ts";
import type { Timing } from "./timing.ts";

/** Zebra's language, and that of the printers that speak it. */
export class ZplDriver implements Driver {
  /** It was asked for its counter and did not know it; asked again when it comes back from being away. */
  #countless = false;
  /** It has answered a question for a variable: when it leaves one unanswered, that is silence and no ignorance. */
  #tellsVariables = false;
  #identified = false;
  /** When it was last asked for its warnings; null for a printer that does not tell any. */
  #warnedAt: number | null = null;
  warnings: PrinterWarning[] = [];
  readonly identity: Identity = { model: null, firmware: null, serial: null, odometer: null };
  readonly proves = true;
  readonly clearing = "~JX";
  readonly calibration = "~JC";
  readonly drawerKick = null;

  constructor(readonly config: LabelPrinterConfig, readonly timing: Timing) {}

  forget(): void {
    this.#identified = false;
    this.#countless = false;
    this.#tellsVariables = false;
  }

  /** Some firmware says nothing while it has a fault, so silence gets a second question. */
  async look(line: Connection): Promise<Look> {
    const answer = await line.ask("~HS", { parse: parseHostStatus, deadline: this.timing.statusReply });
    if (answer.value) return lookAt(answer.value);
    if (answer.received !== "") return { kind: "fault", reason: "not_zpl", labels: 0, partial: false };
    const errors = await line.ask("~HQES", { parse: parseErrorStatus, deadline: this.timing.errorReply });
    this.warnings = errors.value?.warnings ?? this.warnings;
    return { kind: "fault", reason: errors.value?.fault ?? "no_reply", labels: 0, partial: false };
  }

  progress(line: Connection): Promise<Look> {
    return this.look(line);
  }

  async mistaken(line: Connection): Promise<PrinterReason | null> {
    if (this.#identified) {
      const due = this.#warnedAt !== null && performance.now() - this.#warnedAt >= this.timing.warnings;
      if (due) await this.#askWarnings(line);
      return null;
    }
    const { value } = await line.ask("~HI", { parse: parseIdentity, deadline: this.timing.variableReply });
    if (value) {
      this.identity.model = value.model;
      this.identity.firmware = value.firmware;
      if (value.dotsPerMm !== DOTS_PER_MM[this.config.dpi]) return "wrong_dpi";
    }
    this.identity.serial = await this.#serial(line);
    const { serial } = this.config;
    if (serial !== undefined && this.identity.serial !== serial) {
      return this.identity.serial === null ? "no_reply" : "wrong_printer";
    }
    await this.#askWarnings(line);
    this.#identified = true;
    return null;
  }

  async odometer(line: Connection): Promise<number | null> {
    if (!this.config.odometer || this.#countless) return null;
    const text = await this.#variable(line, "odometer.total_label_count");
    if (text === undefined && this.#tellsVariables) throw new ConnectionLost("silent", 0, "no_reply");
    const count = Number(/^\d+/.exec(text ?? "")?.[0] ?? NaN);
    this.#countless = Number.isNaN(count);
    this.identity.odometer = this.#countless ? null : count;
    return this.identity.odometer;
  }

  setup({ media, transfer, darkness, speed }: PrinterSetup): string {
    const kept = `^MN${TRACKING[media]}^MT${TRANSFER[transfer]}~SD${
      String(darkness).padStart(2, "0")
    }^PR${speed}`;
    return `^XA${kept}^JZY^JUS^XZ`;
  }

  prepare(job: SpooledJob): Shipment {
    const { dpi, offset_x_mm: offsetXMm, offset_y_mm: offsetYMm } = this.config;
    return { bytes: adjusted(job.content, { copies: job.copies, dpi, offsetXMm, offsetYMm }) };
  }

  async #askWarnings(line: Connection): Promise<void> {
    const { value } = await line.ask("~HQES", { parse: parseErrorStatus, deadline: this.timing.errorReply });
    this.warnings = value?.warnings ?? [];
    this.#warnedAt = value ? performance.now() : null;
  }

  /** Firmware of before the variables knows an older question. */
  async #serial(line: Connection): Promise<string | null> {
    const known = await this.#variable(line, "device.unique_id");
    if (known) return known;
    const deadline = this.timing.variableReply;
    return (await line.ask("~HQSN", { parse: parseSerialNumber, deadline })).value ?? null;
  }

  /** Null for a variable that the printer does not have, undefined without an answer. */
  async #variable(line: Connection, name: string): Promise<string | null | undefined> {
    const question = `! U1 getvar "${name}"\r\n`;
    const { value } = await line.ask(question, { parse: parseVariable, deadline: this.timing.variableReply });
    if (value !== undefined) this.#tellsVariables = true;
    return value;
  }
}

const TRACKING = { gap: "Y", mark: "M", continuous: "N" } as const satisfies Record<Media, string>;
const TRANSFER = { direct: "D", ribbon: "T" } as const satisfies Record<PrinterSetup["transfer"], string>;

function lookAt(status: HostStatus): Look {
  const { formats, remaining, partial } = status;
  const labels = Math.max(formats, remaining);
  const reason = faultOf(status);
  if (reason) return { kind: "fault", reason, labels, partial };
  return isIdle(status) ? { kind: "idle" } : { kind: "working", labels, partial };
}
