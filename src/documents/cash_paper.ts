import { documentText } from "../../views/documents/text.ts";
import type { ReceiptShop } from "../intakes/receipt.ts";
import { formatDate, formatDateTime, type Reading } from "../lib/dates.ts";
import { formatMoney } from "../lib/money.ts";
import type { CashEntry } from "../statistics/cash_queries.ts";
import type { AccountLine } from "./delivery_words.ts";
import type { Paper } from "./paper.ts";

export interface CashFacts extends Reading {
  shop: ReceiptShop;
  branchCode: string;
  /** First instant of the day. */
  dayStart: number;
  at: number;
  entries: readonly CashEntry[];
}

/** The *arqueo*: what came in and went back on a day, by method and by person, and every entry of it. */
export function cashPaper(facts: CashFacts): Paper {
  const { locale, timeZone, at, shop, entries } = facts;
  const reading = { locale, timeZone };
  const words = documentText[locale];
  const nothing: AccountLine[] = [{ label: words.noMovements, amount: "" }];
  const byMethod = sums(entries, { locale, of: (entry) => words.methods[entry.method] });
  const byUser = sums(entries, { locale, of: (entry) => entry.user });
  const all = sums(entries, { locale, of: () => words.dayTotal });
  const each = entries.map((entry): AccountLine => ({
    label: [
      formatDateTime(entry.at, reading).slice(-5),
      entry.number,
      entry.client,
      words.paymentKinds[entry.kind],
      words.methods[entry.method],
      entry.user,
    ].join(" · "),
    amount: formatMoney(entry.minor, entry.currency, locale),
  }));
  return {
    ...reading,
    at,
    shop,
    title: words.cashTitle,
    reference: `${facts.branchCode} · ${formatDate(facts.dayStart, reading)}`,
    dates: [formatDateTime(at, reading)],
    parts: [
      {
        kind: "lines",
        heading: words.byMethod,
        lines: entries.length > 0
          ? [...byMethod, ...all.map((line) => ({ ...line, strong: true }))]
          : nothing,
      },
      ...(entries.length > 0 ? [{ kind: "lines" as const, heading: words.byUser, lines: byUser }] : []),
      ...(each.length > 0 ? [{ kind: "lines" as const, heading: words.movements, lines: each }] : []),
      { kind: "blank", heading: words.counted, rows: 1 },
      { kind: "signatures", labels: [words.shopSignature] },
    ],
  };
}

/** A line for each name and currency, in the order of their first entry. */
function sums(
  entries: readonly CashEntry[],
  { locale, of }: { locale: Reading["locale"]; of: (entry: CashEntry) => string },
): AccountLine[] {
  const found = new Map<string, { label: string; minor: number; currency: string }>();
  for (const entry of entries) {
    const label = of(entry);
    const { currency, minor } = entry;
    const key = `${currency} ${label}`;
    found.set(key, { label, currency, minor: minor + (found.get(key)?.minor ?? 0) });
  }
  return Array.from(
    found.values(),
    ({ label, minor, currency }) => ({ label, amount: formatMoney(minor, currency, locale) }),
  );
}
