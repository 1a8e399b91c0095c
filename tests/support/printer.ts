import { answerTo, type Persona } from "./printer_answers.ts";
import { PrinterPort, type WhenBusy } from "./printer_port.ts";
import { type HeadFlags, HEALTHY, type PrintedLabel, PrintHead } from "./print_head.ts";

export type { PrintedLabel } from "./print_head.ts";

export interface PrinterFlags extends HeadFlags {
  /** Answers nothing at all. */
  silent: boolean;
  /** Answers nothing while it has a fault, as the manual says; most firmware does answer. */
  silentWhenFaulted: boolean;
  /** ~HS is never answered, whatever else is. */
  muteStatus: boolean;
  /** Firmware of before the variables: `! U1 getvar` is not answered. */
  muteVariables: boolean;
  /** It knows its counter and does not get round to telling it. */
  muteCounter: boolean;
  /** The same of its serial number. */
  muteSerial: boolean;
  /** ~HQES is answered even when ~HS is not. */
  answersErrors: boolean;
  /** Says this instead of everything it should say. */
  babble: string | null;
  /** Accepts connections and never reads. */
  deaf: boolean;
}

export interface PrinterOptions extends Partial<PrinterFlags>, Partial<Persona> {
  hostname?: string;
  port?: number;
  /** For one label. */
  printMs?: number;
  odometer?: number | null;
  /** Prints without counting. */
  stuckOdometer?: boolean;
  /** Breaks the connection when this many bytes of a format have come, once. */
  breakAfterBytes?: number;
  breakHow?: "close" | "reset";
  whenBusy?: WhenBusy;
}

/** Another computer of the shop on the same port. */
export interface OtherComputer {
  send(zpl: string): Promise<void>;
  hangUp(): void;
}

export interface TestPrinter {
  readonly hostname: string;
  readonly port: number;
  readonly labels: PrintedLabel[];
  /** Everything ever received, for counting bytes and questions. */
  received(): string;
  odometer(): number | null;
  calibrations(): number;
  /** What it was told to keep for good. */
  readonly setups: readonly string[];
  set(flags: Partial<PrinterFlags>): void;
  breakAfter(bytes: number, how?: "close" | "reset"): void;
  /** Forgets every format and hangs up; connecting is refused until it is switched on again. */
  powerOff(): void;
  powerOn(): Promise<void>;
  /** No answer to anything any more, not even a FIN: by the network cable, or by the plug with all that it held. */
  vanish(what: "cable" | "plug"): Promise<void>;
  comeBack(): Promise<void>;
  /** Another printer takes over the address. */
  replaceBy(persona: Partial<Persona> & { odometer?: number }): void;
  otherComputer(): Promise<OtherComputer>;
  close(): Promise<void>;
}

const COMMAND = /~HQES|~HQSN|~HS|~HI|~J[ACX]|\^XA|\^XZ|! U1 getvar "[^"]*"\r\n/;
const LONGEST_COMMAND = 80;

/** A ZPL printer on 127.0.0.1 that serves one connection at a time, as printers do. */
export async function startPrinter(options: PrinterOptions = {}): Promise<TestPrinter> {
  const printer = new Emulator(options);
  await printer.powerOn();
  return printer;
}

class Emulator implements TestPrinter {
  readonly hostname: string;
  readonly #head: PrintHead;
  readonly #port: PrinterPort;
  readonly #persona: Persona;
  readonly #flags: PrinterFlags;
  #log = "";
  #input = "";
  #break: { after: number; how: "close" | "reset" } | null = null;
  #unplugged = false;

  constructor(options: PrinterOptions) {
    this.hostname = options.hostname ?? "127.0.0.1";
    this.#flags = {
      ...HEALTHY,
      silent: false,
      silentWhenFaulted: false,
      muteStatus: false,
      muteVariables: false,
      muteCounter: false,
      muteSerial: false,
      answersErrors: true,
      babble: null,
      deaf: false,
      ...options,
    };
    this.#persona = {
      model: options.model ?? "ZD421-203dpi",
      firmware: options.firmware ?? "V93.21.17Z",
      dotsPerMm: options.dotsPerMm ?? 8,
      serial: options.serial ?? "D2J204700001",
      variables: options.variables ?? {},
    };
    this.#head = new PrintHead({
      printMs: options.printMs ?? 20,
      odometer: options.odometer === undefined ? 1000 : options.odometer,
      counts: !options.stuckOdometer,
    });
    this.#port = new PrinterPort({
      hostname: this.hostname,
      port: options.port ?? 0,
      whenBusy: options.whenBusy ?? "queue",
      onData: (text) => this.#hear(text),
    });
    if (options.breakAfterBytes !== undefined) this.breakAfter(options.breakAfterBytes, options.breakHow);
    this.set(this.#flags);
  }

  get port(): number {
    return this.#port.port;
  }

  get labels(): PrintedLabel[] {
    return this.#head.labels;
  }

  received(): string {
    return this.#log;
  }

  odometer(): number | null {
    return this.#head.odometer;
  }

  get setups(): readonly string[] {
    return this.#head.setups;
  }

  calibrations(): number {
    return this.#head.calibrations;
  }

  set(flags: Partial<PrinterFlags>): void {
    Object.assign(this.#flags, flags);
    const { paperOut, paperLow, headOpen, ribbonOut, overTemperature, paused, deaf } = this.#flags;
    this.#head.set({ paperOut, paperLow, headOpen, ribbonOut, overTemperature, paused });
    this.#port.deaf = deaf;
  }

  breakAfter(bytes: number, how: "close" | "reset" = "close"): void {
    this.#break = { after: bytes, how };
  }

  powerOff(): void {
    this.#head.losePower();
    this.#input = "";
    this.#port.close();
  }

  async powerOn(): Promise<void> {
    await this.#port.open();
  }

  async vanish(what: "cable" | "plug"): Promise<void> {
    this.#unplugged = what === "plug";
    if (this.#unplugged) {
      this.#head.losePower();
      this.#input = "";
    }
    await this.#port.vanish();
  }

  async comeBack(): Promise<void> {
    await this.#port.comeBack({ reset: this.#unplugged });
  }

  replaceBy({ odometer, ...persona }: Partial<Persona> & { odometer?: number }): void {
    Object.assign(this.#persona, persona);
    if (odometer !== undefined) this.#head.odometer = odometer;
  }

  async otherComputer(): Promise<OtherComputer> {
    const connection = await Deno.connect({ hostname: this.hostname, port: this.port });
    return {
      async send(zpl) {
        await connection.write(new TextEncoder().encode(zpl));
      },
      hangUp: () => connection.close(),
    };
  }

  close(): Promise<void> {
    this.powerOff();
    return Promise.resolve();
  }

  #hear(text: string): string {
    this.#log += text;
    this.#input += text;
    const reply = this.#obey();
    const { partial } = this.#head;
    if (this.#break !== null && partial !== null && partial.length >= this.#break.after) {
      const { how } = this.#break;
      this.#break = null;
      this.#port.hangUp(how);
    }
    return reply;
  }

  #obey(): string {
    let reply = "";
    for (let found = COMMAND.exec(this.#input); found; found = COMMAND.exec(this.#input)) {
      this.#head.draw(this.#input.slice(0, found.index));
      this.#input = this.#input.slice(found.index + found[0].length);
      reply += this.#do(found[0]);
    }
    const start = Math.max(...["~", "^", "!"].map((sign) => this.#input.lastIndexOf(sign)));
    const kept = start >= 0 && this.#input.length - start < LONGEST_COMMAND ? start : this.#input.length;
    this.#head.draw(this.#input.slice(0, kept));
    this.#input = this.#input.slice(kept);
    return reply;
  }

  #do(command: string): string {
    if (command === "^XA") this.#head.begin();
    else if (command === "^XZ") this.#head.end();
    else if (command === "~JX") this.#head.partial = null;
    else if (command === "~JA") this.#head.cancelAll();
    else if (command === "~JC") this.#head.calibrations++;
    else return this.#answer(command);
    return "";
  }

  #answer(question: string): string {
    const { silent, silentWhenFaulted, muteStatus, muteVariables, muteCounter, muteSerial } = this.#flags;
    const { answersErrors, babble } = this.#flags;
    if (silent) return "";
    if (babble !== null) return babble;
    if (muteStatus && question === "~HS") return "";
    if (muteSerial && /unique_id|~HQSN/.test(question)) return "";
    if (muteCounter && question.includes("odometer")) return "";
    if (muteVariables && question.startsWith("!")) return "";
    if (silentWhenFaulted && this.#head.faulted && !(answersErrors && question === "~HQES")) return "";
    return answerTo(question, this.#head, this.#persona);
  }
}
