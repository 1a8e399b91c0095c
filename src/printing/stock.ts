import { conflict } from "../lib/app_error.ts";
import type { Language } from "./protocol.ts";

/** What decides whether a drawn label comes out well of a printer: a row of `printer`. */
export interface Stock {
  language: Language;
  media: string;
  dpi: number;
  width_um: number;
  height_um: number;
}

/** A label drawn for one stock may be sent to another one of the same measures. */
export function fits(label: Stock, printer: Stock): boolean {
  if (label.language !== printer.language || label.width_um !== printer.width_um) return false;
  if (label.language === "escpos") return true;
  return label.dpi === printer.dpi && label.height_um === printer.height_um &&
    (label.media === "continuous") === (printer.media === "continuous");
}

/** @throws AppError conflict `label_does_not_fit`, with both measures in words */
export function requireFit(label: Stock, printer: Stock): void {
  if (fits(label, printer)) return;
  throw conflict("label_does_not_fit", {
    label: stockWords(label, printer),
    printer: stockWords(printer, label),
  });
}

/** `100×50`; with the resolution or the language where only that differs. */
function stockWords(stock: Stock, other: Stock): string {
  if (stock.language !== other.language) return stock.language === "zpl" ? "ZPL" : "ESC/POS";
  const continuous = stock.media === "continuous" || stock.language === "escpos";
  const size = continuous
    ? `${stock.width_um / 1000} mm`
    : `${stock.width_um / 1000}×${stock.height_um / 1000}`;
  return stock.dpi === other.dpi ? size : `${size}, ${stock.dpi} dpi`;
}
