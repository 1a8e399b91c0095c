import type { QuoteInput } from "./input.ts";
import type { QuoteLine, QuoteRow } from "./rows.ts";

/** Whether a form that was sent again, or by two people at once, says what is already saved. Costs are not compared. */
export function sameContent(quote: QuoteRow, lines: readonly QuoteLine[], input: QuoteInput): boolean {
  const head = (
    one: Pick<QuoteInput, "note" | "valid_days" | "deposit_percent">,
  ) => [one.note, one.valid_days, one.deposit_percent];
  return same(head(quote), head(input)) && quote.options_json === JSON.stringify(input.options) &&
    same(lines.map(lineFacts), input.lines.map((line) => lineFacts({ ...line, partId: line.part_id })));
}

function lineFacts(line: Omit<QuoteLine, "id">): unknown[] {
  return [line.kind, line.option, line.description, line.quantity, line.unitMinor, line.taxRate, line.partId];
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
