import type Bwip from "bwip-js/node";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
let loaded: typeof Bwip | undefined;

/** Loaded with the first symbol: it takes 12 MB. */
function bwip(): typeof Bwip {
  return loaded ??= require("bwip-js/node");
}

/** What every symbol of ours may carry: a wedge scanner types it the same on any keyboard layout of the trade. */
const CODE_128 = /^[A-Z0-9-]{1,40}$/;
/** Beyond ASCII a reader guesses the character set, and guesses differ. */
const QR_TEXT = /^[\x21-\x7e]{1,300}$/;

/** One dark stretch of a row of a QR, in modules. */
export interface Run {
  x: number;
  y: number;
  width: number;
}

export interface Qr {
  /** Modules a side, without the quiet zone of 4. */
  size: number;
  runs: Run[];
}

export function fitsCode128(text: string): boolean {
  return CODE_128.test(text);
}

export function fitsQr(text: string): boolean {
  return QR_TEXT.test(text);
}

/** Widths in modules: bar, space, bar … bar, without the quiet zone of 10. RangeError outside `[A-Z0-9-]`. */
export function code128Bars(text: string): number[] {
  if (!CODE_128.test(text)) throw new RangeError("Code 128 carries A-Z, 0-9 and hyphen, up to 40 characters");
  const [symbol] = bwip().raw("code128", text, "");
  if (!symbol || !("sbs" in symbol)) throw new Error("the encoder gave no bars");
  return symbol.sbs;
}

/** A QR of level M. RangeError for anything that is not plain printable ASCII. */
export function qrModules(text: string): Qr {
  if (!QR_TEXT.test(text)) throw new RangeError("a QR carries 1 to 300 printable ASCII characters");
  const [symbol] = bwip().raw("qrcode", text, "eclevel=M");
  if (!symbol || !("pixs" in symbol)) throw new Error("the encoder gave no modules");
  return { size: symbol.pixx, runs: runsOf(symbol.pixs, symbol.pixx) };
}

export function barsWidth(bars: readonly number[]): number {
  return bars.reduce((sum, width) => sum + width, 0);
}

/** The bars as one SVG path, one unit a module, `height` units tall. */
export function barsPath(bars: readonly number[], height: number): string {
  let x = 0;
  let path = "";
  bars.forEach((width, index) => {
    if (index % 2 === 0) path += `M${x} 0h${width}v${height}h-${width}z`;
    x += width;
  });
  return path;
}

/** The dark modules as one SVG path, one unit a module. */
export function qrPath(qr: Qr): string {
  return qr.runs.map(({ x, y, width }) => `M${x} ${y}h${width}v1h-${width}z`).join("");
}

/** A free-standing picture of a path with its quiet zone, for a page that shows one symbol. */
export function toSvg(path: string, size: { width: number; height: number; quiet: number }): string {
  const { width, height, quiet } = size;
  const box = `${-quiet} ${-quiet} ${width + 2 * quiet} ${height + 2 * quiet}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M${-quiet} ${-quiet}h${width + 2 * quiet}v${
      height + 2 * quiet
    }h${-(width + 2 * quiet)}z"/>` +
    `<path d="${path}"/></svg>`;
}

function runsOf(modules: readonly number[], size: number): Run[] {
  const runs: Run[] = [];
  for (let y = 0; y < size; y++) {
    let start = -1;
    for (let x = 0; x <= size; x++) {
      const dark = x < size && modules[y * size + x] === 1;
      if (dark && start < 0) start = x;
      if (!dark && start >= 0) {
        runs.push({ x: start, y, width: x - start });
        start = -1;
      }
    }
  }
  return runs;
}
