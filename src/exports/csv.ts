import { exactDecimal, type Money } from "../lib/money.ts";

/** What a column has of a row: words, an amount, or a quantity in thousandths. Null is an empty cell. */
export type Cell = string | number | Money | { thousandths: number } | null;

export interface CsvColumn<Row> {
  heading: string;
  cell(row: Row): Cell;
}

export interface CsvStyle {
  separator: "," | ";" | "\t";
  /** Of amounts and quantities. */
  decimal: "," | ".";
}

/** Spreadsheets take a text file for UTF-8 only with this in front. */
export const BYTE_ORDER_MARK = "\uFEFF";

/** One record of RFC 4180, with its line break. */
export function csvLine(cells: readonly Cell[], style: CsvStyle): string {
  return `${cells.map((cell) => written(cell, style)).join(style.separator)}\r\n`;
}

/** What a spreadsheet would take for a formula, full-width forms included (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** Words that a spreadsheet shows and never reckons: an apostrophe in front of what begins like a formula. */
export function harmless(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** The text that `harmless` was given. */
export function asWritten(text: string): string {
  return text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text;
}

function written(cell: Cell, { decimal }: CsvStyle): string {
  if (cell === null) return "";
  if (typeof cell === "string") return quoted(harmless(cell));
  if (typeof cell === "number") return String(cell);
  const figures = "minor" in cell
    ? exactDecimal(cell.minor, cell.currency)
    : String(cell.thousandths / 1_000);
  return quoted(figures.replace(".", decimal));
}

/** Quoted wherever any of the usual separators is in it, so that another reading of the file shifts no cell. */
function quoted(text: string): string {
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
