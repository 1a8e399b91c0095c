import { changeOf, type Figures, type Totals } from "../../src/statistics/figures.ts";
import { StatCard } from "../components/panel.tsx";
import { Money } from "../components/time.tsx";
import type { Viewer } from "../viewer.ts";
import { changeText, count, type Figure, figureText, part, time } from "./cells.ts";
import { text } from "./text.ts";

interface Props {
  viewer: Viewer;
  figures: Figures;
}

/** What matters first, each against the period before and last year. */
export function TotalCards({ viewer, figures }: Props) {
  const t = text[viewer.locale];
  const { totals, currency, standing } = figures;
  const said = (figure: Figure) => figureText(viewer, figure);
  const money = (minor: number) => <Money viewer={viewer} minor={minor} currency={currency} />;
  const versus = (of: (totals: Totals) => number) => comparison(viewer, figures, of);
  const shareOf = ({ count: some, of }: Totals["inTime"]) =>
    of === 0 ? t.nothing : t.of(said(count(some)), said(count(of)));
  return (
    <div class="stats">
      <StatCard
        label={t.received}
        value={said(count(totals.received))}
        note={versus((one) => one.received)}
      />
      <StatCard
        label={t.delivered}
        value={said(count(totals.delivered))}
        note={versus((one) => one.delivered)}
      />
      <StatCard
        label={t.turnaround}
        value={said(time(totals.turnaround.median))}
        note={totals.turnaround.p90 === null ? t.nothing : t.p90Note(said(time(totals.turnaround.p90)))}
      />
      <StatCard label={t.inTime} value={said(part(totals.inTime))} note={shareOf(totals.inTime)} />
      <StatCard
        label={t.fixedFirst}
        value={said(part(totals.fixedFirst))}
        note={shareOf(totals.fixedFirst)}
      />
      <StatCard label={t.approved} value={said(part(totals.approved))} note={shareOf(totals.approved)} />
      <StatCard label={t.paid} value={money(totals.paid)} note={versus((one) => one.paid)} />
      {totals.margin !== undefined && (
        <StatCard label={t.margin} value={money(totals.margin)} note={t.billedNote} />
      )}
      <StatCard
        label={t.overdue}
        value={said(count(standing.overdue))}
        tone={standing.overdue > 0 ? "problem" : undefined}
      />
    </div>
  );
}

/** A figure against the period before and last year, in words. */
export function comparison(
  { locale }: Viewer,
  { totals, before, lastYear }: Pick<Figures, "totals" | "before" | "lastYear">,
  of: (totals: Totals) => number,
): string {
  const t = text[locale].compared;
  const lines = [[before, t.before], [lastYear, t.lastYear]] as const;
  return lines.flatMap(([then, told]) => {
    const change = changeOf(of(totals), of(then));
    return change === null ? [] : [told(changeText(locale, change))];
  }).join(" · ");
}
