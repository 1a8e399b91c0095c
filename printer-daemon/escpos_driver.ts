import type { PrinterReason, PrinterWarning } from "../src/printing/protocol.ts";
import type { ReceiptPrinterConfig } from "./config.ts";
import { type Connection, ConnectionLost } from "./connection.ts";
import type { Driver, Identity, Look, Shipment } from "./driver.ts";
import { bytesOfReceipt, CUT, drawerKick, FILLER, RESYNC } from "./escpos_format.ts";
import {
  faultOf,
  hasSensorAnswer,
  parseStatuses,
  processAnswer,
  type StatusBytes,
  warningsOf,
  WELL,
} from "./escpos_status.ts";
import type { SpooledJob } from "./spool.ts";
import type { Timing } from "./timing.ts";

const QUESTIONS = ["\x10\x04\x01", "\x10\x04\x02", "\x10\x04\x03", "\x10\x04\x04"] as const;

/** A question that is met with so many silences in a row, while others are answered, is one that the printer does not know. */
const SILENCES = 3;

interface Asked {
  line: Connection;
  /** Answers that may still come, and until when. */
  open: number;
  until: number;
  /** How much the connection had said when the last question was done with. */
  heard: number;
}

/** `unclear`: something came, and it may be the answer to an earlier question. */
type NoAnswer = "silent" | "unclear" | "strange";
/** Letters whose bits never look like an answer to DLE EOT. */
const LETTERS = "ABCDEFGHIJKLMNO";

/** It may be busy with another computer's receipt the first time. */
const TRIES = 3;

/** A question that the printer answers in its turn, after all that was sent before it. */
interface Marker {
  question: string;
  isAnswered(heard: string): boolean;
}

interface ReceiptShipment extends Shipment {
  /** What the connection had heard before the marker went out. */
  asked: { marker: Marker; after: number; at: number } | null;
}

/**
 * Receipt printers. They count nothing, so a receipt is `printed` when the printer answers a marker that stands behind its
 * last byte; what broke off before that is unknown.
 */
export class EscposDriver implements Driver {
  readonly identity: Identity = { model: null, firmware: null, serial: null, odometer: null };
  readonly clearing = null;
  readonly calibration = null;
  readonly setup = () => null;
  readonly drawerKick: Uint8Array<ArrayBuffer> | null;
  warnings: PrinterWarning[] = [];
  #identified = false;
  #answersMarkers = false;
  #tries = 0;
  /** How often in a row each question was left without an answer. */
  readonly #silences = new Map<string, number>();
  /** What each question was answered last. */
  readonly #last = new Map<string, number>();
  #asked: Asked | null = null;
  readonly timing: Timing;
  /** Not the same ones after a restart: a late answer to an earlier marker must not be taken for this one's. */
  #marks: number;

  constructor(readonly config: ReceiptPrinterConfig, options: { timing: Timing; now: () => number }) {
    this.timing = options.timing;
    this.#marks = Math.floor(options.now() / 1000) % LETTERS.length ** 4;
    this.drawerKick = drawerKick(config.drawer);
  }

  get proves(): boolean {
    return this.#answersMarkers;
  }

  forget(): void {
    this.#identified = false;
    this.#tries = 0;
    this.#silences.clear();
    this.#last.clear();
  }

  async look(line: Connection): Promise<Look> {
    const printer = await this.#ask(line, QUESTIONS[0], this.timing.statusReply);
    if (typeof printer === "string") {
      const reason = printer === "strange" ? "not_escpos" : "no_reply";
      return { kind: "fault", reason, labels: 0, partial: false };
    }
    const status: StatusBytes = [
      printer,
      await this.#detail(line, QUESTIONS[1]),
      await this.#detail(line, QUESTIONS[2]),
      await this.#detail(line, QUESTIONS[3]),
    ];
    this.warnings = warningsOf(status);
    const reason = faultOf(status);
    return reason ? { kind: "fault", reason, labels: 0, partial: false } : { kind: "idle" };
  }

  /** The answers come at once, whatever the printer still has to print: only the marker tells that it is out. */
  async progress(line: Connection, shipment: ReceiptShipment): Promise<Look> {
    if (!this.#answersMarkers) return await this.look(line);
    const now = performance.now();
    if (shipment.asked === null) {
      const marker = this.#marker();
      shipment.asked = { marker, after: line.count, at: now };
      await line.write(new TextEncoder().encode(marker.question), this.timing.write);
    }
    const { asked } = shipment;
    const look = await this.look(line);
    if (asked.marker.isAnswered(line.heardSince(asked.after))) return { kind: "idle" };
    if (look.kind === "fault") {
      asked.at = now;
      return { ...look, labels: 1 };
    }
    if (now - asked.at > this.timing.marker) throw new ConnectionLost("the marker was not answered");
    return { kind: "working", labels: 1, partial: false };
  }

  /** Receipt printers are told apart only by asking those that are known to answer. */
  async mistaken(line: Connection): Promise<PrinterReason | null> {
    if (this.#identified) return null;
    this.#answersMarkers = await this.#triesMarker(line);
    this.#identified = this.#answersMarkers || ++this.#tries >= TRIES;
    if (this.config.confirm === "marker" && this.#answersMarkers) {
      this.identity.firmware = await this.#about(line, "A");
      this.identity.model = await this.#about(line, "C");
      this.identity.serial = await this.#about(line, "D");
    }
    return null;
  }

  odometer(): Promise<null> {
    return Promise.resolve(null);
  }

  prepare(job: SpooledJob, { afterBreak }: { afterBreak: boolean }): ReceiptShipment {
    const receipt = bytesOfReceipt(job.content);
    const before = afterBreak ? [...RESYNC, ...(this.config.cut === "none" ? [] : CUT)] : [];
    const bytes = new Uint8Array(before.length + receipt.length * job.copies);
    bytes.set(before);
    for (let copy = 0; copy < job.copies; copy++) bytes.set(receipt, before.length + copy * receipt.length);
    return { bytes, asked: null };
  }

  async #detail(line: Connection, question: string): Promise<number> {
    const silences = this.#silences.get(question) ?? 0;
    if (silences >= SILENCES) return WELL;
    const answer = await this.#ask(line, question, this.timing.errorReply);
    if (typeof answer === "number") this.#silences.delete(question);
    else if (answer === "silent") this.#silences.set(question, silences + 1);
    return typeof answer === "number" ? answer : this.#last.get(question) ?? WELL;
  }

  /**
   * The answers do not say to which question, but they come in the order of the questions: as long as some are still open, one more
   * than those has to come before the last is known to be this one's. While fewer come, what it was answered before holds.
   */
  async #ask(line: Connection, question: string, deadline: number): Promise<number | NoAnswer> {
    const { open, until } = this.#openOn(line);
    const parse = (received: string) => parseStatuses(received)?.slice(open).at(-1);
    const { value, received } = await line.ask(question, { parse, deadline });
    const answers = parseStatuses(received)?.length ?? 0;
    this.#asked = {
      line,
      open: Math.max(0, open + 1 - answers),
      until: answers === 0 ? performance.now() + this.timing.silence : until,
      heard: line.count,
    };
    if (value !== undefined) this.#last.set(question, value);
    else if (answers === 0) return received === "" ? "silent" : "strange";
    return value ?? this.#last.get(question) ?? "unclear";
  }

  /** Without those that came after their question had been given up, or will not come any more. */
  #openOn(line: Connection): Pick<Asked, "open" | "until"> {
    if (this.#asked?.line !== line || performance.now() > this.#asked.until) return { open: 0, until: 0 };
    const { open, until, heard } = this.#asked;
    const late = parseStatuses(line.heardSince(heard))?.length ?? 0;
    return { open: Math.max(0, open - late), until };
  }

  async #triesMarker(line: Connection): Promise<boolean> {
    if (this.config.confirm === "none") return false;
    const { question, isAnswered } = this.#marker();
    const parse = (received: string) => isAnswered(received) || undefined;
    await line.write(Uint8Array.from(FILLER), this.timing.write);
    const { value } = await line.ask(question, { parse, deadline: this.timing.variableReply });
    return value ?? false;
  }

  #marker(): Marker {
    if (this.config.confirm === "sensor") return { question: "\x1dr\x01", isAnswered: hasSensorAnswer };
    let rest = this.#marks++;
    let id = "";
    for (let place = 0; place < 4; place++) {
      id += LETTERS.charAt(rest % LETTERS.length);
      rest = Math.floor(rest / LETTERS.length);
    }
    const answer = processAnswer(id);
    return { question: `\x1d(H\x06\0` + `00${id}`, isAnswered: (heard) => heard.includes(answer) };
  }

  /** GS I: `_`, the text, NUL. */
  async #about(line: Connection, what: string): Promise<string | null> {
    const parse = (received: string) => /_([\x20-\x7e]{0,80})\0/.exec(received)?.[1];
    const { value } = await line.ask(`\x1dI${what}`, { parse, deadline: this.timing.variableReply });
    return value || null;
  }
}
