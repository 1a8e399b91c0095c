import { barsWidth, code128Bars, qrModules } from "../printing/barcodes.ts";
import type { Block } from "./block.ts";

const INK = "#000000";
const QUIET_CODE_128 = 10;
const QUIET_QR = 4;

interface SymbolLook {
  width: number;
  /** Keeps modules on a printer's dots; points. */
  unit?: number;
  /** Ends on the right edge: the page's own margin is the quiet zone there. */
  flush?: boolean;
}

/** Code 128 with its quiet zone inside the width, as large as fits. */
export function code128(text: string, look: SymbolLook & { height: number }): Block {
  const bars = code128Bars(text);
  const quiet = look.flush ? QUIET_CODE_128 : 2 * QUIET_CODE_128;
  const module = fitted(look.width / (barsWidth(bars) + quiet), look.unit);
  const left = leftOf(barsWidth(bars) * module, look);
  return {
    height: look.height,
    draw(pen, x, y) {
      const tall = Math.round(1000 * look.height / module) / 1000;
      let at = 0;
      const dark = bars.flatMap((width, index) => {
        const box = { x: at, y: 0, width, height: tall };
        at += width;
        return index % 2 === 0 ? [box] : [];
      });
      const box = { x: x + left, y, width: at * module, height: look.height };
      const origin = { x: x + left, y, unit: module, colour: INK };
      pen.element({ role: "Figure", alt: text, box }, () => pen.modules(dark, origin));
    },
  };
}

/** A QR in the middle of the width, with its quiet zone no larger than `side`. */
export function qr(text: string, look: SymbolLook & { side: number }): Block {
  const { size, runs } = qrModules(text);
  const module = fitted(look.side / (size + 2 * QUIET_QR), look.unit);
  const left = leftOf(size * module, look);
  return {
    height: (size + 2 * QUIET_QR) * module,
    draw(pen, x, y) {
      const [origin, top] = [x + left, y + QUIET_QR * module];
      const dark = runs.map((run) => ({ ...run, height: 1 }));
      const box = { x: origin, y: top, width: size * module, height: size * module };
      pen.element(
        { role: "Figure", alt: text, box },
        () => pen.modules(dark, { x: origin, y: top, unit: module, colour: INK }),
      );
    },
  };
}

function leftOf(drawn: number, { width, unit, flush }: SymbolLook): number {
  const slack = width - drawn;
  if (flush) return slack;
  return unit ? Math.floor(slack / 2 / unit) * unit : slack / 2;
}

function fitted(module: number, unit: number | undefined): number {
  return unit && module >= unit ? Math.floor(module / unit) * unit : module;
}
