import { formatDate } from "../../src/lib/dates.ts";
import type { Locale } from "../../src/lib/locale.ts";
import { formatMoney } from "../../src/lib/money.ts";
import { formatQuantity } from "../../src/lib/quantity.ts";
import type { Days, Flow, ReportFigures } from "../../src/reports/report.ts";
import { changeOf } from "../../src/statistics/figures.ts";
import { documentText } from "../documents/text.ts";
import { changeText } from "../statistics/cells.ts";
import { reportText } from "./text.ts";

export interface ReportLine {
  label: string;
  value: string;
  /** The period before and the change against it; "" where there is nothing to compare. */
  before: string;
}

export interface ReportSection {
  heading: string;
  lines: ReportLine[];
}

const FLOWS = ["received", "ready", "delivered", "cancelled"] as const satisfies readonly (keyof Flow)[];

/** What a report says, the same on paper, in the mail, in its plain twin and on the page. */
export function reportSections(figures: ReportFigures, locale: Locale): ReportSection[] {
  const t = reportText[locale];
  const { flow, flowBefore, money, backlog, low } = figures;
  const plain = (label: string, value: string): ReportLine => ({ label, value, before: "" });
  const change = (now: number, before: number) => changeWords(locale, now, before);
  return [
    {
      heading: t.heading.flow,
      lines: FLOWS.map((name) => ({
        label: t.line[name],
        value: String(flow[name]),
        before: t.before(String(flowBefore[name]), change(flow[name], flowBefore[name])),
      })),
    },
    ...money.flatMap((one): ReportSection[] => {
      const amount = (minor: number) => formatMoney(minor, one.currency, locale);
      return [
        {
          heading: t.heading.money(one.currency),
          lines: [
            {
              label: t.line.net,
              value: amount(one.net),
              before: t.before(amount(one.netBefore), change(one.net, one.netBefore)),
            },
            ...one.byMethod.map(({ method, minor }) =>
              plain(documentText[locale].methods[method], amount(minor))
            ),
          ],
        },
        ...one.closings === 0 ? [] : [{
          heading: t.heading.cash,
          lines: [
            plain(t.line.closings, String(one.closings)),
            plain(t.line.difference, amount(one.difference)),
          ],
        }],
      ];
    }),
    ...money.length === 0 ? [{ heading: t.heading.noMoney, lines: [plain(t.line.net, t.nothing)] }] : [],
    {
      heading: t.heading.backlog,
      lines: [
        plain(t.line.open, String(backlog.open)),
        plain(t.line.overdue, String(backlog.overdue)),
        plain(t.line.awaitingApproval, String(backlog.awaitingApproval)),
        plain(t.line.toCollect, String(backlog.ready)),
      ],
    },
    ...low.count === 0 ? [] : [{
      heading: t.heading.low,
      lines: [
        plain(t.line.lowCount, String(low.count)),
        ...low.parts.map(({ name, available, minimum }) =>
          plain(name, t.leftOf(formatQuantity(available, locale), formatQuantity(minimum, locale)))
        ),
      ],
    }],
  ];
}

/** "23 nov 2026", or "16 nov 2026 – 22 nov 2026". */
export function daysWords({ from, to }: Days, locale: Locale): string {
  const word = (day: string) => formatDate(Date.parse(`${day}T00:00Z`), { locale, timeZone: "UTC" });
  return from === to ? word(from) : `${word(from)} – ${word(to)}`;
}

/** "" where there was nothing before. */
function changeWords(locale: Locale, now: number, before: number): string {
  const change = changeOf(now, before);
  return change === null ? "" : changeText(locale, change);
}
