import { barsWidth, code128Bars, qrModules } from "../printing/barcodes.ts";
import type { Block } from "./block.ts";

const INK = "#000000";
const QUIET_CODE_128 = 10;
const QUIET_QR = 4;

/** Code 128 with its quiet zone inside the width, as large as fits. `unit` keeps modules on a printer's dots. */
export function code128(text: string, look: { width: number; height: number; unit?: number }): Block {
  const bars = code128Bars(text);
  const module = fitted(look.width / (barsWidth(bars) + 2 * QUIET_CODE_128), look.unit);
  const left = (look.width - barsWidth(bars) * module) / 2;
  return {
    height: look.height,
    draw(pen, x, y) {
      let at = x + left;
      const dark = bars.map((bar, index) => {
        const box = { x: at, y, width: bar * module, height: look.height };
        at += box.width;
        return index % 2 === 0 ? box : null;
      });
      pen.solid(dark.filter((box) => box !== null), INK);
    },
  };
}

/** A QR with its quiet zone inside the `side`. */
export function qr(text: string, look: { side: number; unit?: number }): Block {
  const { size, runs } = qrModules(text);
  const module = fitted(look.side / (size + 2 * QUIET_QR), look.unit);
  const edge = (look.side - size * module) / 2;
  return {
    height: look.side,
    draw(pen, x, y) {
      pen.solid(
        runs.map((run) => ({
          x: x + edge + run.x * module,
          y: y + edge + run.y * module,
          width: run.width * module,
          height: module,
        })),
        INK,
      );
    },
  };
}

function fitted(module: number, unit: number | undefined): number {
  return unit && module >= unit ? Math.floor(module / unit) * unit : module;
}
