import { formatMoney } from "../../src/lib/money.ts";
import { formatQuantity } from "../../src/lib/quantity.ts";
import type { TypedSums } from "../../src/quotes/typed_sums.ts";
import type { Viewer } from "../viewer.ts";
import { LineAmount } from "./line_fields.tsx";
import { sheetText } from "./sheet_text.ts";
import { quoteText } from "./text.ts";

interface QuoteTotalsProps {
  viewer: Viewer;
  currency: string;
  sums: TypedSums;
  taxIncluded: boolean;
}

/** What each alternative comes to while the lines are being written. */
export function QuoteTotals({ viewer, currency, sums, taxIncluded }: QuoteTotalsProps) {
  const words = sheetText[viewer.locale];
  const text = quoteText[viewer.locale].editor;
  const money = (minor: number) => formatMoney(minor, currency, viewer.locale);
  return (
    <div id="quote-totals" class="stack tight" role="status">
      {sums.options.map((sum) => (
        <dl class="quote-sums">
          {!taxIncluded && sum.taxes.length > 0 && <Row label={words.subtotal} value={money(sum.netMinor)} />}
          {sum.taxes.map(({ rate, taxMinor }) => {
            const shown = formatQuantity(rate, viewer.locale);
            return (
              <Row label={taxIncluded ? words.taxIn(shown) : words.tax(shown)} value={money(taxMinor)} />
            );
          })}
          <Row
            strong
            label={sum.option ? words.totalOf(sum.option) : words.total}
            value={money(sum.totalMinor)}
          />
          {sum.depositMinor > 0 && <Row label={text.deposit} value={money(sum.depositMinor)} />}
          {sum.costMinor !== null && (
            <>
              <Row label={text.costTotal} value={money(sum.costMinor)} />
              <Row label={text.margin} value={money(sum.netMinor - sum.costMinor)} />
            </>
          )}
        </dl>
      ))}
    </div>
  );
}

function Row({ label, value, strong }: { label: string; value: string; strong?: boolean }) {
  return (
    <div class={strong ? "total" : undefined}>
      <dt>{label}</dt>
      <dd class="amount">{value}</dd>
    </div>
  );
}

/** The totals and the amount of every line, each for its own place. */
export function TotalParts(props: QuoteTotalsProps) {
  const { viewer, currency, sums } = props;
  return (
    <>
      <hx-partial hx-target="#quote-totals" hx-swap="outerHTML">
        <QuoteTotals {...props} />
      </hx-partial>
      {sums.lines.map((amount, index) => (
        <hx-partial hx-target={`#lines-${index}-amount`} hx-swap="outerHTML">
          <LineAmount {...{ viewer, currency, index, amount }} />
        </hx-partial>
      ))}
    </>
  );
}
