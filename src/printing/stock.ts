import { conflict } from "../lib/app_error.ts";
import type { Language, Media } from "./protocol.ts";

/** What decides whether a drawn label comes out well of a printer: a row of `printer`. */
export interface Stock {
  language: Language;
  media: Media;
  dpi: number;
  width_um: number;
  height_um: number;
}

/** What a job's label was drawn for: its printer may hold other stock by now. A receipt is as wide as its own printer's roll. */
export function stockOf(job: { language: Language; layout_json: string }, printer: Stock): Stock {
  if (job.layout_json === "") return { ...printer, language: job.language };
  const { widthMm, heightMm, dpi, media }: Drawn = JSON.parse(job.layout_json);
  const continuous = media === "continuous";
  return {
    language: job.language,
    media,
    dpi,
    width_um: Math.round(widthMm * 1000),
    // On a roll a label is as long as what stands on it; the printer says how long it may be.
    height_um: continuous ? printer.height_um : Math.round(heightMm * 1000),
  };
}

interface Drawn {
  widthMm: number;
  heightMm: number;
  dpi: number;
  media: Media;
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
