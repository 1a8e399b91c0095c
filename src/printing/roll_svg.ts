import { barsPath, barsWidth, code128Bars, qrModules, qrPath } from "./barcodes.ts";
import { BAR_HEIGHT_DOTS, COLUMN_DOTS, QR_MODULE_DOTS, type Roll, type RollLine } from "./roll.ts";
import { escapeXml } from "./svg.ts";

const LINE_DOTS = 30;
const FONT_DOTS = 24;
const GAP_DOTS = 12;
const EDGE_DOTS = 24;

/** The preview of a receipt, a dot of the printer being a unit. Safe to inline. */
export function rollSvg({ printer, lines }: Roll): string {
  const paper = printer.columns * COLUMN_DOTS;
  let y = EDGE_DOTS;
  let shapes = "";
  for (const line of lines) {
    const { drawn, height } = shapeOf(line, { paper, y });
    shapes += drawn;
    y += height;
  }
  const [width, height] = [paper + 2 * EDGE_DOTS, y + EDGE_DOTS];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${-EDGE_DOTS} 0 ${width} ${height}" role="img">` +
    `<rect x="${-EDGE_DOTS}" width="${width}" height="${height}" fill="#fff"/>${shapes}</svg>`;
}

function shapeOf(line: RollLine, at: { paper: number; y: number }): { drawn: string; height: number } {
  if (line.kind === "text") return { drawn: text(line, at.y), height: LINE_DOTS * line.size };
  if (line.kind === "code") {
    const bars = code128Bars(line.code);
    const path = barsPath(bars, BAR_HEIGHT_DOTS / line.module);
    const drawn = symbol(path, { ...at, width: barsWidth(bars) * line.module, module: line.module });
    return { drawn, height: BAR_HEIGHT_DOTS + GAP_DOTS };
  }
  const qr = qrModules(line.url);
  const side = qr.size * QR_MODULE_DOTS;
  const drawn = symbol(qrPath(qr), { ...at, width: side, module: QR_MODULE_DOTS });
  return { drawn, height: side + GAP_DOTS };
}

/** Each line has the width that it has on paper, whatever font the screen knows. */
function text({ text, bold, size }: Extract<RollLine, { kind: "text" }>, y: number): string {
  const shown = text.trimStart();
  if (shown === "") return "";
  const cell = COLUMN_DOTS * size;
  return `<text x="${(text.length - shown.length) * cell}" y="${y + 0.8 * FONT_DOTS * size}" ` +
    `font-size="${FONT_DOTS * size * 0.8}" font-family="monospace" xml:space="preserve" ` +
    `textLength="${shown.length * cell}" lengthAdjust="spacingAndGlyphs"${
      bold ? ' font-weight="700"' : ""
    }>` +
    `${escapeXml(shown)}</text>`;
}

/** In the middle of the paper; `path` is drawn one unit a module. */
function symbol(path: string, place: { paper: number; y: number; width: number; module: number }): string {
  const x = (place.paper - place.width) / 2;
  return `<path transform="translate(${x} ${place.y}) scale(${place.module})" d="${path}" ` +
    `shape-rendering="crispEdges"/>`;
}
