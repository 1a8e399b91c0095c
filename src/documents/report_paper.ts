import { reportText } from "../../views/reports/text.ts";
import { daysWords, reportSections } from "../../views/reports/words.ts";
import type { ReceiptShop } from "../intakes/receipt.ts";
import { formatDateTime, type Reading } from "../lib/dates.ts";
import type { ReportFigures, ReportPeriod } from "../reports/report.ts";
import type { Paper } from "./paper.ts";

export interface ReportPaperFacts extends Reading {
  shop: ReceiptShop;
  period: ReportPeriod;
  at: number;
  figures: ReportFigures;
}

/** How the shop did in a period, beside the one before, and how it stands. */
export function reportPaper({ locale, timeZone, shop, period, at, figures }: ReportPaperFacts): Paper {
  const reading = { locale, timeZone };
  return {
    ...reading,
    at,
    shop,
    title: reportText[locale].titles[period],
    reference: daysWords(figures.days, locale),
    dates: [formatDateTime(at, reading)],
    parts: reportSections(figures, locale).map(({ heading, lines }) => ({
      kind: "lines" as const,
      heading,
      lines: lines.map(({ label, value, before }) => ({
        label: before === "" ? label : `${label} (${before})`,
        amount: value,
      })),
    })),
  };
}
