import { DOTS_PER_MM, type Dpi, type Media } from "./protocol.ts";
import { ellipsise, printable, textWidth } from "./text_fit.ts";

/** Everything is in millimetres from the top left corner, on whole dots of the print head. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** One line of text; `y` is the top of the capitals, `fontHeight` the size that the printer is asked for. */
export interface TextItem extends Box {
  kind: "text";
  text: string;
  fontHeight: number;
}

/** `module` is the width of the narrowest bar; the box leaves out the quiet zone. */
export interface Code128Item extends Box {
  kind: "code128";
  text: string;
  module: number;
}

export interface QrItem extends Box {
  kind: "qr";
  text: string;
  module: number;
}

export interface LineItem extends Box {
  kind: "line";
}

export type LayoutItem = TextItem | Code128Item | QrItem | LineItem;

/** What the preview tells before anything is printed. */
export type LayoutWarning =
  | "text_shortened"
  | "text_dropped"
  | "character_replaced"
  | "barcode_dropped"
  | "qr_dropped";

export interface LabelSize {
  widthMm: number;
  /** Of continuous media the longest label; a layout then has the height of what stands on it. */
  heightMm: number;
  dpi: Dpi;
  media: Media;
}

export interface Layout extends LabelSize {
  items: LayoutItem[];
  warnings: LayoutWarning[];
}

/** Accents rise above the top of the capitals by this share of the font height. */
export const ACCENT_RISE = 0.25;
export const LINE_PITCH = 1.25;
/** Printers place the label to about half a millimetre: nothing stands nearer to the edge than this. */
export const EDGE = 1.5;

export function toDots(mm: number, dpi: Dpi): number {
  return Math.round(mm * DOTS_PER_MM[dpi]);
}

/** A sheet that templates draw on; it snaps to dots and remembers what did not fit. */
export class Sheet {
  readonly #items: LayoutItem[] = [];
  readonly #warnings = new Set<LayoutWarning>();
  readonly #dots: number;

  constructor(readonly size: LabelSize) {
    this.#dots = DOTS_PER_MM[size.dpi];
  }

  /** On whole dots, no less than that. */
  up(mm: number): number {
    return Math.ceil(mm * this.#dots - 1e-6) / this.#dots;
  }

  /** On whole dots, no more than that. */
  down(mm: number): number {
    return Math.floor(mm * this.#dots + 1e-6) / this.#dots;
  }

  warn(warning: LayoutWarning): void {
    this.#warnings.add(warning);
  }

  /** Printable text, with the warning if a character had to be replaced. */
  clean(text: string): string {
    const { text: drawn, replaced } = printable(text);
    if (replaced) this.warn("character_replaced");
    return drawn;
  }

  /** Draws one line of clean text, ellipsised to `width`, and returns how wide it became; empty text draws nothing. */
  text(text: string, at: { x: number; y: number; width: number; fontHeight: number }): number {
    const shown = ellipsise(text, { width: at.width, height: at.fontHeight });
    if (shown !== text) this.warn(shown === "" ? "text_dropped" : "text_shortened");
    if (shown === "") return 0;
    const width = this.up(textWidth(shown, at.fontHeight));
    const box = this.#snap({ x: at.x, y: at.y, width, height: at.fontHeight });
    this.#items.push({ kind: "text", ...box, text: shown, fontHeight: box.height });
    return box.width;
  }

  line(box: Box): void {
    const drawn = this.#snap(box);
    if (drawn.width > 0 && drawn.height > 0) this.#items.push({ kind: "line", ...drawn });
  }

  /**
   * Draws a Code 128 symbol, as wide as `room` allows with its quiet zones of ten modules; returns its box, or null with
   * a warning. Only capitals, digits and hyphens: printers disagree about everything else.
   */
  code128(text: string, room: Box): Box | null {
    const inside = room.y >= EDGE && room.y + room.height <= this.size.heightMm - EDGE + 1e-6;
    if (!inside || !CODE128_TEXT.test(text)) return this.#dropped("barcode_dropped");
    const modules = 11 * (text.length + 2) + 13;
    const widest = Math.round(MAX_BAR * this.#dots);
    const dots = Math.min(widest, Math.floor((room.width * this.#dots) / (modules + 20)));
    if (dots < LEAST_BAR_DOTS[this.size.dpi]) return this.#dropped("barcode_dropped");
    const module = dots / this.#dots;
    const x = room.x + 10 * module;
    const box = this.#snap({ x, y: room.y, width: modules * module, height: room.height });
    this.#items.push({ kind: "code128", ...box, text, module });
    return box;
  }

  /**
   * Draws a QR symbol into the top right corner of `room`; returns the square that it needs with its quiet zone, or null
   * with a warning when it cannot be printed or its modules would be too fine for a phone.
   */
  qr(text: string, room: Box): Box | null {
    const side = qrSide(text);
    const quiet = 4;
    const free = Math.floor((Math.min(room.width, room.height) * this.#dots) / (side + 2 * quiet));
    const dots = Math.min(MAX_QR_DOTS, free);
    if (dots < LEAST_QR_DOTS[this.size.dpi]) return this.#dropped("qr_dropped");
    const module = dots / this.#dots;
    const margin = Math.max(EDGE, quiet * module);
    const edge = side * module;
    const x = room.x + room.width - margin - edge;
    const box = this.#snap({ x, y: room.y + margin, width: edge, height: edge });
    this.#items.push({ kind: "qr", ...box, text, module });
    const around = edge + margin + quiet * module;
    return { x: room.x + room.width - around, y: room.y, width: around, height: around };
  }

  /** `heightMm` of a label that is cut off where it ends. */
  finish(heightMm = this.size.heightMm): Layout {
    return { ...this.size, heightMm, items: this.#items, warnings: [...this.#warnings] };
  }

  #dropped(warning: LayoutWarning): null {
    this.warn(warning);
    return null;
  }

  #near(mm: number): number {
    return Math.round(mm * this.#dots) / this.#dots;
  }

  #snap(box: Box): Box {
    return {
      x: this.#near(box.x),
      y: this.#near(box.y),
      width: this.#near(box.width),
      height: this.#near(box.height),
    };
  }
}

/** Printers disagree about every other letter. */
export const CODE128_TEXT = /^[A-Z0-9-]{1,40}$/;
/** A bar of a quarter of a millimetre is the finest that counter scanners read without aiming. */
const LEAST_BAR_DOTS = { 203: 2, 300: 3, 600: 6 } as const satisfies Record<Dpi, number>;
const MAX_BAR = 0.5;
const LEAST_QR_DOTS = { 203: 3, 300: 4, 600: 8 } as const satisfies Record<Dpi, number>;
/** Older firmware magnifies no further. */
const MAX_QR_DOTS = 10;

/** Bytes that versions 1, 2, … hold at error correction level M. */
const QR_BYTES = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213];
/** Letters that neither a printer language nor a scanner's character set can turn into something else. */
const QR_TEXT = /^[A-Za-z0-9:/?#@&=%._+-]+$/;

/** What a QR of ours may hold. */
export function isQrText(text: string): boolean {
  return Number.isFinite(qrSide(text));
}

/** Modules of one side, in byte mode, the widest that a printer may choose; infinite for text that cannot be printed. */
function qrSide(text: string): number {
  const version = QR_BYTES.findIndex((bytes) => text.length <= bytes);
  return version < 0 || !QR_TEXT.test(text) ? Infinity : 21 + 4 * version;
}
