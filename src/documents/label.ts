import { barsWidth, code128Bars, qrModules } from "../printing/barcodes.ts";
import type { Code128Item, Layout, LineItem, QrItem, TextItem } from "../printing/layout.ts";
import type { Block } from "./block.ts";
import { compose, type DocumentFacts } from "./compose.ts";
import type { Box, Pen } from "./pen.ts";
import { CAP_HEIGHT, type Typeface } from "./typeface.ts";
import { printable } from "./words.ts";

const INK = "#000000";
const POINTS_PER_MM = 72 / 25.4;
/** Of a printer's font 0: capitals by the height of the font. */
const CAPITALS = 0.75;
/** Layouts measure a twentieth wider than a printer draws. */
const MEASURED = 1.05;

/** A label as a page of its own size, for a printer that knows no labels: the boxes that a label printer gets. */
export function renderLabelPdf(layout: Layout, facts: DocumentFacts): Promise<Uint8Array<ArrayBuffer>> {
  const height = layout.heightMm * POINTS_PER_MM;
  return compose(facts, ({ faces }) =>
    Promise.resolve({
      width: layout.widthMm * POINTS_PER_MM,
      height,
      roll: false,
      margin: { top: 0, side: 0, bottom: 0 },
      flow: [drawing(layout, faces.semibold)],
    }));
}

function drawing({ items }: Layout, face: Typeface): Block {
  return {
    height: 0,
    draw(pen) {
      for (const item of items) {
        switch (item.kind) {
          case "text":
            drawText(pen, item, face);
            break;
          case "code128":
            pen.solid(bars(item).map(points), INK);
            break;
          case "qr":
            pen.solid(modules(item).map(points), INK);
            break;
          case "line":
            pen.solid([points(rectangle(item))], INK);
            break;
        }
      }
    },
  };
}

/** The embedded face, squeezed to the width that the printer's own letters take. */
function drawText(pen: Pen, item: TextItem, face: Typeface): void {
  const line = printable(item.text, face);
  const size = (item.fontHeight * CAPITALS / CAP_HEIGHT) * POINTS_PER_MM;
  const drawn = (item.width / MEASURED) * POINTS_PER_MM;
  pen.element({ role: "P" }, () =>
    pen.text(line, {
      x: item.x * POINTS_PER_MM,
      baseline: (item.y + CAPITALS * item.fontHeight) * POINTS_PER_MM,
      size,
      face: face.name,
      colour: INK,
      squeeze: drawn / face.width(line, size),
    }));
}

function bars({ text, module, x, y, height }: Code128Item): Box[] {
  const widths = code128Bars(text);
  return widths.flatMap((width, index) => {
    const before = barsWidth(widths.slice(0, index));
    return index % 2 === 0 ? [{ x: x + before * module, y, width: width * module, height }] : [];
  });
}

function modules({ text, module, x, y }: QrItem): Box[] {
  return qrModules(text).runs.map((run) => ({
    x: x + run.x * module,
    y: y + run.y * module,
    width: run.width * module,
    height: module,
  }));
}

function rectangle({ x, y, width, height }: LineItem): Box {
  return { x, y, width, height };
}

function points({ x, y, width, height }: Box): Box {
  return {
    x: x * POINTS_PER_MM,
    y: y * POINTS_PER_MM,
    width: width * POINTS_PER_MM,
    height: height * POINTS_PER_MM,
  };
}
