import { barsPath, code128Bars, qrModules, qrPath } from "./barcodes.ts";
import type { Code128Item, Layout, LayoutItem, LineItem, QrItem, TextItem } from "./layout.ts";

/** The preview: one SVG document in millimetres, drawn from the boxes that the printer gets. Safe to inline. */
export function toSvg(layout: Layout): string {
  const { widthMm, heightMm } = layout;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${widthMm}mm" height="${heightMm}mm" ` +
    `viewBox="0 0 ${widthMm} ${heightMm}"><rect width="${widthMm}" height="${heightMm}" fill="#fff"/>` +
    `${layout.items.map(shape).join("")}</svg>`;
}

function shape(item: LayoutItem): string {
  switch (item.kind) {
    case "text":
      return text(item);
    case "code128":
      return code128(item);
    case "qr":
      return qr(item);
    case "line":
      return line(item);
  }
}

/** Squeezed to its measured width, so that the preview breaks and ends where the label does. */
function text(item: TextItem): string {
  const baseline = item.y + 0.74 * item.fontHeight;
  return `<text x="${mm(item.x)}" y="${mm(baseline)}" font-size="${mm(item.fontHeight)}" font-weight="700" ` +
    `font-family="'Arial Narrow','Liberation Sans Narrow',Arial,sans-serif" textLength="${
      mm(item.width / 1.05)
    }" ` +
    `lengthAdjust="spacingAndGlyphs">${escapeXml(item.text)}</text>`;
}

function code128(item: Code128Item): string {
  return symbol(item, barsPath(code128Bars(item.text), item.height / item.module));
}

function qr(item: QrItem): string {
  return symbol(item, qrPath(qrModules(item.text)));
}

/** `path` is drawn one unit a module. */
function symbol(item: Code128Item | QrItem, path: string): string {
  const place = `translate(${mm(item.x)} ${mm(item.y)}) scale(${mm(item.module)})`;
  return `<path transform="${place}" d="${path}" shape-rendering="crispEdges"/>`;
}

function line({ x, y, width, height }: LineItem): string {
  return `<rect x="${mm(x)}" y="${mm(y)}" width="${mm(width)}" height="${mm(height)}"/>`;
}

function mm(value: number): string {
  return String(Math.round(value * 1e6) / 1e6);
}

const XML: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

export function escapeXml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => XML[character] ?? character);
}
