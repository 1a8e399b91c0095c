import { decodeText } from "./code_pages.ts";

/** One receipt as it was cut off. */
export interface PrintedReceipt {
  lines: PrintedLine[];
  qr: string[];
  code128: string[];
  cut: "full" | "partial";
}

export interface PrintedLine {
  text: string;
  bold: boolean;
  /** How many columns one character takes, and how many lines. */
  wide: number;
  high: number;
}

export interface ReceiptPrinterFlags {
  paperOut: boolean;
  paperLow: boolean;
  coverOpen: boolean;
  cutterJammed: boolean;
  tooHot: boolean;
  /** Answers nothing at all. */
  silent: boolean;
  /** Says this instead of everything it should say. */
  babble: string | null;
}

export interface ReceiptPrinterOptions extends Partial<ReceiptPrinterFlags> {
  /** For one line of text. */
  lineMs?: number;
  columns?: number;
  /** Knows GS r. */
  answersSensor?: boolean;
  /** Knows GS ( H and GS I, as Epson's do. */
  answersProcessId?: boolean;
  /** Knows only DLE EOT 1, like the cheapest ones. */
  onlyFirstStatus?: boolean;
  /** Sends its state without being asked whenever it changes. */
  reports?: boolean;
}

export interface SlowAnswer {
  /** n of DLE EOT n. */
  question: number;
  ms: number;
}

/** An ESC/POS printer of 80 mm on 127.0.0.1, after Epson's command reference; it serves one connection at a time. */
export class ReceiptPrinter {
  readonly port: number;
  readonly receipts: PrintedReceipt[] = [];
  /** Pins of the drawer connector that were pulsed: 2 or 5. */
  readonly kicks: number[] = [];
  /** Lines that did not fit into the columns and went on in the next one. */
  overflows = 0;
  received: number[] = [];
  readonly #options: ReceiptPrinterOptions;
  #flags: ReceiptPrinterFlags;
  #listener: Deno.TcpListener | null;
  #serving: Promise<void>;
  #connection: Deno.TcpConn | null = null;
  /** Received and not yet worked off; it survives a broken connection, as the printer's own memory does. */
  #buffer: number[] = [];
  #realTime: number[] = [];
  /** Bytes of this connection that were no question about its state. */
  #buffered = 0;
  #working = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #breakAfter: number | null = null;
  #slow: SlowAnswer | null = null;
  #page = 0;
  #line: PrintedLine = blankLine();
  #style = { bold: false, wide: 1, high: 1 };
  #used = 0;
  #centred = false;
  #receipt: PrintedReceipt = blankReceipt();
  #qrData = "";

  constructor(options: ReceiptPrinterOptions = {}) {
    this.#options = { answersSensor: true, answersProcessId: true, ...options };
    this.#flags = {
      paperOut: false,
      paperLow: false,
      coverOpen: false,
      cutterJammed: false,
      tooHot: false,
      silent: false,
      babble: null,
      ...options,
    };
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.port = this.#listener.addr.port;
    this.#serving = this.#serve(this.#listener);
  }

  /** What of the receipt is on the paper but not yet cut off. */
  get unfinished(): PrintedReceipt {
    return this.#receipt;
  }

  set(flags: Partial<ReceiptPrinterFlags>): void {
    Object.assign(this.#flags, flags);
    if (this.#options.reports) {
      this.#say([0x10 | (this.#offline ? 0x08 : 0), 0, this.#flags.paperOut ? 0x0c : 0, 0]);
    }
    this.#work();
  }

  /** Hangs up when so many bytes have come that are no question about its state. */
  breakAtJobByte(bytes: number): void {
    this.#breakAfter = bytes;
  }

  /** Answers the next such question about its state so late, and whatever else it says not before that. */
  answerLate(answer: SlowAnswer): void {
    this.#slow = answer;
  }

  /** Whether it still waits for that question, or holds back the answer. */
  get isSlow(): boolean {
    return this.#slow !== null || this.#heldBack !== null;
  }

  /** From now on it leaves GS r without an answer. */
  forgetSensor(): void {
    this.#options.answersSensor = false;
  }

  /** Forgets everything and hangs up; nobody listens until it is switched on again. */
  powerOff(): void {
    clearTimeout(this.#timer);
    this.#working = false;
    this.#buffer = [];
    this.#initialise();
    this.#listener?.close();
    this.#listener = null;
    this.#hangUp();
  }

  powerOn(): void {
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: this.port });
    this.#serving = this.#serve(this.#listener);
  }

  async close(): Promise<void> {
    this.powerOff();
    await this.#serving;
  }

  #hangUp(): void {
    const connection = this.#connection;
    this.#connection = null;
    try {
      connection?.close();
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }

  async #serve(listener: Deno.TcpListener): Promise<void> {
    try {
      for await (const connection of listener) {
        this.#connection = connection;
        this.#realTime = [];
        this.#buffered = 0;
        await this.#listen(connection);
        this.#hangUp();
      }
    } catch (error) {
      if (this.#listener === listener) throw error;
    }
  }

  async #listen(connection: Deno.TcpConn): Promise<void> {
    const chunk = new Uint8Array(256);
    try {
      for (let size = await connection.read(chunk); size !== null; size = await connection.read(chunk)) {
        for (const byte of chunk.subarray(0, size)) {
          this.received.push(byte);
          this.#hear(byte);
          if (this.#breakAfter !== null && this.#buffered >= this.#breakAfter) {
            this.#breakAfter = null;
            return;
          }
        }
        this.#work();
      }
    } catch {
      // The other end or a power cut broke the connection: a printer shrugs.
    }
  }

  /** DLE EOT is obeyed as it arrives, whatever is still to be printed. */
  #hear(byte: number): void {
    this.#realTime.push(byte);
    const [dle, eot, question] = this.#realTime;
    const fits = dle === 0x10 && (eot === undefined || eot === 0x04);
    if (!fits) {
      this.#buffered += this.#realTime.length;
      this.#buffer.push(...this.#realTime.splice(0));
    }
    if (fits && question !== undefined) {
      this.#realTime = [];
      if (question === this.#slow?.question) this.#holdBack();
      if (question === 1 || !this.#options.onlyFirstStatus) this.#say([this.#status(question)]);
    }
  }

  #say(bytes: readonly number[]): void {
    const { silent, babble } = this.#flags;
    if (silent) return;
    const said = babble === null ? Uint8Array.from(bytes) : new TextEncoder().encode(babble);
    if (this.#heldBack) return void this.#heldBack.push(said);
    this.#connection?.write(said).catch(() => {});
  }

  #heldBack: Uint8Array<ArrayBuffer>[] | null = null;

  #holdBack(): void {
    const connection = this.#connection;
    const held: Uint8Array<ArrayBuffer>[] = [];
    this.#heldBack = held;
    setTimeout(() => {
      this.#heldBack = null;
      for (const said of held) connection?.write(said).catch(() => {});
    }, this.#slow?.ms);
    this.#slow = null;
  }

  get #offline(): boolean {
    const { paperOut, coverOpen, cutterJammed, tooHot } = this.#flags;
    return paperOut || coverOpen || cutterJammed || tooHot;
  }

  #status(question: number): number {
    const { paperOut, paperLow, coverOpen, cutterJammed, tooHot } = this.#flags;
    const bits = (...pairs: [boolean, number][]) =>
      pairs.reduce((byte, [set, bit]) => set ? byte | bit : byte, 0x12);
    if (question === 1) return bits([this.#offline, 0x08]);
    if (question === 2) return bits([coverOpen, 0x04], [paperOut, 0x20], [cutterJammed || tooHot, 0x40]);
    if (question === 3) return bits([cutterJammed, 0x08], [tooHot, 0x40]);
    return bits([paperLow || paperOut, 0x0c], [paperOut, 0x60]);
  }

  #work(): void {
    if (this.#working || this.#offline) return;
    for (;;) {
      const length = lengthOf(this.#buffer);
      if (length === null || this.#offline) return;
      const command = this.#buffer.splice(0, length);
      if (command[0] === 0x0a && (this.#options.lineMs ?? 0) > 0) {
        this.#working = true;
        this.#timer = setTimeout(() => {
          this.#working = false;
          if (this.#offline) this.#buffer.unshift(...command);
          else this.#feed();
          this.#work();
        }, this.#options.lineMs);
        return;
      }
      this.#obey(command);
    }
  }

  #obey(command: number[]): void {
    const [lead = 0, second = 0, third = 0] = command;
    const name = String.fromCharCode(second);
    if (lead === 0x0a) this.#feed();
    else if (lead >= 0x20) this.#type(lead);
    else if (lead === 0x1b && name === "@") this.#initialise();
    else if (lead === 0x1b && name === "E") this.#style.bold = (third & 1) === 1;
    else if (lead === 0x1b && name === "t") this.#page = third;
    else if (lead === 0x1b && name === "a") this.#centred = third === 1;
    else if (lead === 0x1b && name === "p") this.kicks.push(third === 0 ? 2 : 5);
    else if (lead === 0x1d && name === "!") {
      this.#style = { ...this.#style, wide: (third >> 4) + 1, high: (third & 7) + 1 };
    } else if (lead === 0x1d && name === "k") this.#receipt.code128.push(symbolText(command.slice(6)));
    else if (lead === 0x1d && name === "V") this.#cut([1, 66, 49].includes(third) ? "partial" : "full");
    else if (lead === 0x1d && name === "r" && this.#options.answersSensor) {
      this.#say([this.#flags.paperLow ? 0x03 : 0x00]);
    } else if (lead === 0x1d && name === "I" && this.#options.answersProcessId) this.#introduce(third);
    else if (lead === 0x1d && name === "(") this.#extended(third, command);
  }

  #extended(group: number, command: number[]): void {
    if (group === 0x48 && this.#options.answersProcessId) {
      this.#say([0x37, 0x22, ...command.slice(7, 11), 0]);
    } else if (group === 0x6b && command[6] === 0x50) this.#qrData = symbolText(command.slice(8));
    else if (group === 0x6b && command[6] === 0x51) this.#receipt.qr.push(this.#qrData);
  }

  #introduce(what: number): void {
    const text = { 65: "1.05 ESC/POS", 67: "TM-T20III", 68: "X7RF012345" }[what] ?? "";
    this.#say([0x5f, ...new TextEncoder().encode(text), 0]);
  }

  #initialise(): void {
    this.#page = 0;
    this.#line = blankLine();
    this.#used = 0;
    this.#style = { bold: false, wide: 1, high: 1 };
    this.#centred = false;
  }

  #type(byte: number): void {
    const { bold, wide, high } = this.#style;
    if (this.#used + wide > (this.#options.columns ?? 48)) {
      this.overflows++;
      this.#feed();
    }
    this.#used += wide;
    this.#line.text += decodeText([byte], this.#page);
    if (byte === 0x20) return;
    this.#line.bold ||= bold;
    this.#line.wide = Math.max(this.#line.wide, wide);
    this.#line.high = Math.max(this.#line.high, high);
  }

  #feed(): void {
    const room = Math.floor(((this.#options.columns ?? 48) - this.#used) / 2);
    const indent = this.#centred ? " ".repeat(Math.max(0, room)) : "";
    this.#receipt.lines.push({ ...this.#line, text: indent + this.#line.text });
    this.#line = blankLine();
    this.#used = 0;
  }

  #cut(cut: "full" | "partial"): void {
    this.receipts.push({ ...this.#receipt, cut });
    this.#receipt = blankReceipt();
  }
}

function blankLine(): PrintedLine {
  return { text: "", bold: false, wide: 1, high: 1 };
}

function blankReceipt(): PrintedReceipt {
  return { lines: [], qr: [], code128: [], cut: "partial" };
}

function symbolText(bytes: readonly number[]): string {
  return String.fromCharCode(...bytes);
}

/** Parameters behind the two bytes of a command; what is not here has none. */
const PARAMETERS: Record<string, number> = {
  "\x1b3": 1,
  "\x1bM": 1,
  "\x1bE": 1,
  "\x1bt": 1,
  "\x1ba": 1,
  "\x1b-": 1,
  "\x1bd": 1,
  "\x1bp": 3,
  "\x1d!": 1,
  "\x1dB": 1,
  "\x1dh": 1,
  "\x1dw": 1,
  "\x1dH": 1,
  "\x1dr": 1,
  "\x1dI": 1,
};

/** Bytes of the next command in the buffer; null while its end has not come. */
function lengthOf(buffer: readonly number[]): number | null {
  const [lead, second, third, fourth, fifth] = buffer;
  if (lead === undefined) return null;
  if (lead !== 0x1b && lead !== 0x1c && lead !== 0x1d) return 1;
  if (second === undefined) return null;
  const length = (() => {
    const name = String.fromCharCode(lead, second);
    if (name === "\x1dk") return fourth === undefined ? null : 4 + fourth;
    if (name === "\x1d(") {
      return fourth === undefined || fifth === undefined ? null : 5 + fourth + fifth * 256;
    }
    if (name === "\x1dV") return third === undefined ? null : third >= 65 ? 4 : 3;
    return 2 + (PARAMETERS[name] ?? 0);
  })();
  return length === null || buffer.length < length ? null : length;
}
