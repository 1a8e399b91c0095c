/** A label as it came out of the printer: the exact format that was received, and which copy of it. */
export interface PrintedLabel {
  zpl: string;
  copy: number;
  /** Printed once with a fault in the middle, and once more by the printer itself. */
  reprinted: boolean;
}

export interface PrinterFlags {
  paperOut: boolean;
  headOpen: boolean;
  ribbonOut: boolean;
  paused: boolean;
  /** Answers nothing at all. */
  silent: boolean;
  /** Answers nothing while it has a fault, as the manual says; most firmware does answer. */
  silentWhenFaulted: boolean;
  /** ~HQES is answered even when ~HS is not. */
  answersErrors: boolean;
  /** Says this instead of everything it should say. */
  babble: string | null;
}

export interface PrinterOptions extends Partial<PrinterFlags> {
  /** For one label. */
  printMs?: number;
  odometer?: number | null;
  /** Prints without counting. */
  stuckOdometer?: boolean;
  dotsPerMm?: number;
  serial?: string;
  /** Breaks the connection when this many bytes of a format have come, once. */
  breakAfterBytes?: number;
  port?: number;
}

export interface TestPrinter {
  readonly port: number;
  readonly labels: PrintedLabel[];
  /** Everything ever received, for counting bytes and questions. */
  received(): string;
  odometer(): number | null;
  calibrations(): number;
  set(flags: Partial<PrinterFlags>): void;
  breakAfter(bytes: number): void;
  /** Forgets every format and hangs up; nobody listens until it is switched on again. */
  powerOff(): void;
  powerOn(): void;
  close(): Promise<void>;
}

const STX = "\x02";
const ETX = "\x03";
const COMMAND = /~HQES|~HS|~HI|~J[ACX]|\^XA|\^XZ|! U1 getvar "[^"]*"\r\n/;
const LONGEST_COMMAND = 80;

interface Format {
  zpl: string;
  copies: number;
  printed: number;
  spoiled: boolean;
}

/** A ZPL printer on 127.0.0.1 that serves one connection at a time, as printers do. */
export function startPrinter(options: PrinterOptions = {}): Promise<TestPrinter> {
  return Promise.resolve(new Emulator(options));
}

class Emulator implements TestPrinter {
  readonly port: number;
  readonly labels: PrintedLabel[] = [];
  readonly #options: PrinterOptions;
  #flags: PrinterFlags;
  #listener: Deno.TcpListener | null;
  #serving: Promise<void>;
  #connection: Deno.TcpConn | null = null;
  #log = "";
  #input = "";
  /** The format whose end has not come yet; it survives a broken connection. */
  #format: string | null = null;
  #queue: Format[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #odometer: number | null;
  #breakAfter: number | null;
  #calibrations = 0;

  constructor(options: PrinterOptions) {
    this.#options = options;
    this.#flags = {
      paperOut: false,
      headOpen: false,
      ribbonOut: false,
      paused: false,
      silent: false,
      silentWhenFaulted: false,
      answersErrors: true,
      babble: null,
      ...options,
    };
    this.#odometer = options.odometer === undefined ? 1000 : options.odometer;
    this.#breakAfter = options.breakAfterBytes ?? null;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: options.port ?? 0 });
    this.port = this.#listener.addr.port;
    this.#serving = this.#serve(this.#listener);
  }

  received(): string {
    return this.#log;
  }

  odometer(): number | null {
    return this.#odometer;
  }

  calibrations(): number {
    return this.#calibrations;
  }

  set(flags: Partial<PrinterFlags>): void {
    Object.assign(this.#flags, flags);
    this.#work();
  }

  breakAfter(bytes: number): void {
    this.#breakAfter = bytes;
  }

  powerOff(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#queue = [];
    this.#format = null;
    this.#input = "";
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
    try {
      this.#connection?.close();
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
    this.#connection = null;
  }

  async #serve(listener: Deno.TcpListener): Promise<void> {
    try {
      for await (const connection of listener) {
        this.#connection = connection;
        this.#input = "";
        await this.#listen(connection);
        this.#hangUp();
      }
    } catch (error) {
      if (this.#listener === listener) throw error;
    }
  }

  async #listen(connection: Deno.TcpConn): Promise<void> {
    const buffer = new Uint8Array(64);
    try {
      for (let size = await connection.read(buffer); size !== null; size = await connection.read(buffer)) {
        const text = Array.from(buffer.subarray(0, size), (byte) => String.fromCharCode(byte)).join("");
        this.#log += text;
        this.#input += text;
        await this.#obey(connection);
        if (this.#breakAfter !== null && this.#format !== null && this.#format.length >= this.#breakAfter) {
          this.#breakAfter = null;
          return;
        }
      }
    } catch {
      // The other end or a power cut broke the connection: a printer shrugs.
    }
  }

  async #obey(connection: Deno.TcpConn): Promise<void> {
    for (let found = COMMAND.exec(this.#input); found; found = COMMAND.exec(this.#input)) {
      this.#draw(this.#input.slice(0, found.index));
      this.#input = this.#input.slice(found.index + found[0].length);
      const reply = this.#do(found[0]);
      if (reply !== "") await connection.write(new TextEncoder().encode(reply));
    }
    const start = Math.max(...["~", "^", "!"].map((sign) => this.#input.lastIndexOf(sign)));
    const kept = start >= 0 && this.#input.length - start < LONGEST_COMMAND ? start : this.#input.length;
    this.#draw(this.#input.slice(0, kept));
    this.#input = this.#input.slice(kept);
  }

  #draw(text: string): void {
    if (this.#format !== null) this.#format += text;
  }

  #do(command: string): string {
    if (command === "^XA") this.#format = (this.#format ?? "") + command;
    else if (command === "^XZ") this.#endFormat();
    else if (command === "~JX") this.#format = null;
    else if (command === "~JA") this.#queue = [];
    else if (command === "~JC") this.#calibrations++;
    else return this.#answer(command);
    return "";
  }

  #endFormat(): void {
    if (this.#format === null) return;
    const bytes = Uint8Array.from(this.#format + "^XZ", (character) => character.charCodeAt(0));
    const zpl = new TextDecoder().decode(bytes);
    this.#format = null;
    this.#queue.push({ zpl, copies: Number(/\^PQ(\d+)/.exec(zpl)?.[1] ?? 1), printed: 0, spoiled: false });
    this.#work();
  }

  get #faulted(): boolean {
    const { paperOut, headOpen, ribbonOut } = this.#flags;
    return paperOut || headOpen || ribbonOut;
  }

  #work(): void {
    const current = this.#queue[0];
    if (this.#faulted || this.#flags.paused) {
      if (this.#timer !== undefined && current) current.spoiled = true;
      clearTimeout(this.#timer);
      this.#timer = undefined;
      return;
    }
    if (current && this.#timer === undefined) {
      this.#timer = setTimeout(() => this.#labelOut(current), this.#options.printMs ?? 20);
    }
  }

  #labelOut(format: Format): void {
    this.#timer = undefined;
    format.printed++;
    this.labels.push({ zpl: format.zpl, copy: format.printed, reprinted: format.spoiled });
    format.spoiled = false;
    if (this.#odometer !== null && !this.#options.stuckOdometer) this.#odometer++;
    if (format.printed >= format.copies) this.#queue.shift();
    this.#work();
  }

  #answer(question: string): string {
    const { silent, silentWhenFaulted, answersErrors, babble } = this.#flags;
    if (silent) return "";
    if (babble !== null) return babble;
    if (silentWhenFaulted && this.#faulted && !(answersErrors && question === "~HQES")) return "";
    if (question === "~HS") return this.#hostStatus();
    if (question === "~HQES") return this.#errorStatus();
    if (question === "~HI") {
      return `${STX}ZD421-203dpi,V93.21.17Z,${this.#options.dotsPerMm ?? 8},8192KB${ETX}\r\n`;
    }
    if (question.includes("odometer.total_label_count")) {
      return this.#odometer === null ? '"?"' : `"${this.#odometer}"`;
    }
    if (question.includes("device.unique_id")) return `"${this.#options.serial ?? "D2J204700001"}"`;
    return '"?"';
  }

  #hostStatus(): string {
    const { paperOut, paused, headOpen, ribbonOut } = this.#flags;
    const bit = (flag: boolean) => (flag ? "1" : "0");
    const current = this.#queue[0];
    const remaining = current ? current.copies - current.printed : 0;
    const formats = String(this.#queue.length).padStart(3, "0");
    const first = `030,${bit(paperOut)},${bit(paused)},0232,${formats},0,0,${
      bit(this.#format !== null)
    },000,0,0,0`;
    const second = `000,0,${bit(headOpen)},${bit(ribbonOut)},1,2,4,0,${
      String(remaining).padStart(8, "0")
    },1,000`;
    return [first, second, "1234,0"].map((text) => `${STX}${text}${ETX}\r\n`).join("");
  }

  #errorStatus(): string {
    const { paperOut, paused, headOpen, ribbonOut } = this.#flags;
    const errors = (paperOut ? 1 : 0) | (ribbonOut ? 2 : 0) | (headOpen ? 4 : 0) | (paused ? 0x10000 : 0);
    const word = errors.toString(16).padStart(8, "0");
    return `${STX}\r\n\r\n  PRINTER STATUS\r\n  ERRORS:         ${
      errors === 0 ? 0 : 1
    } 00000000 ${word}\r\n` +
      `  WARNINGS:       0 00000000 00000000\r\n${ETX}`;
  }
}
