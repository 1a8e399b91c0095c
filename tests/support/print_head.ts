/** A label as it came out of the printer: the exact format that was received, and which copy of it. */
export interface PrintedLabel {
  zpl: string;
  copy: number;
  /** Printed once with a fault in the middle, and once more by the printer itself. */
  reprinted: boolean;
}

export interface HeadFlags {
  paperOut: boolean;
  /** A warning: it prints on. */
  paperLow: boolean;
  headOpen: boolean;
  ribbonOut: boolean;
  overTemperature: boolean;
  paused: boolean;
}

export const HEALTHY: HeadFlags = {
  paperOut: false,
  paperLow: false,
  headOpen: false,
  ribbonOut: false,
  overTemperature: false,
  paused: false,
};

interface Format {
  zpl: string;
  copies: number;
  printed: number;
  spoiled: boolean;
}

/** What happens to the formats inside a printer: one label after the other, held by faults, lost without power. */
export class PrintHead {
  readonly labels: PrintedLabel[] = [];
  readonly flags: HeadFlags = { ...HEALTHY };
  odometer: number | null;
  calibrations = 0;
  /** Formats that were not labels: what the printer keeps for good (`^JUS`). */
  readonly setups: string[] = [];
  /** The format whose end has not come yet; it survives a broken connection. */
  partial: string | null = null;
  #queue: Format[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly options: { printMs: number; odometer: number | null; counts: boolean }) {
    this.odometer = options.odometer;
  }

  get formats(): number {
    return this.#queue.length;
  }

  /** Labels of the current batch still to come. */
  get remaining(): number {
    const current = this.#queue[0];
    return current ? current.copies - current.printed : 0;
  }

  get faulted(): boolean {
    const { paperOut, headOpen, ribbonOut, overTemperature } = this.flags;
    return paperOut || headOpen || ribbonOut || overTemperature;
  }

  set(flags: Partial<HeadFlags>): void {
    Object.assign(this.flags, flags);
    this.#work();
  }

  begin(): void {
    this.partial = (this.partial ?? "") + "^XA";
  }

  draw(text: string): void {
    if (this.partial !== null) this.partial += text;
  }

  end(): void {
    if (this.partial === null) return;
    const bytes = Uint8Array.from(this.partial + "^XZ", (character) => character.charCodeAt(0));
    const zpl = new TextDecoder().decode(bytes);
    this.partial = null;
    if (zpl.includes("^JUS")) {
      this.setups.push(zpl);
      return;
    }
    this.#queue.push({ zpl, copies: Number(/\^PQ(\d+)/.exec(zpl)?.[1] ?? 1), printed: 0, spoiled: false });
    this.#work();
  }

  cancelAll(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#queue = [];
  }

  losePower(): void {
    this.cancelAll();
    this.partial = null;
  }

  #work(): void {
    const current = this.#queue[0];
    if (this.faulted || this.flags.paused) {
      if (this.#timer !== undefined && current) current.spoiled = true;
      clearTimeout(this.#timer);
      this.#timer = undefined;
      return;
    }
    if (current && this.#timer === undefined) {
      this.#timer = setTimeout(() => this.#labelOut(current), this.options.printMs);
    }
  }

  #labelOut(format: Format): void {
    this.#timer = undefined;
    format.printed++;
    this.labels.push({ zpl: format.zpl, copy: format.printed, reprinted: format.spoiled });
    format.spoiled = false;
    if (this.odometer !== null && this.options.counts) this.odometer++;
    if (format.printed >= format.copies) this.#queue.shift();
    this.#work();
  }
}
