import type { BackupPulse } from "../../src/backups/queries.ts";
import { EVERYTHING, listQuery } from "../../src/orders/list_filter.ts";
import { paths } from "../../src/paths.ts";
import type { Totals } from "../../src/statistics/figures.ts";
import type { BenchPulse, OwnerPulse } from "../../src/statistics/pulse_queries.ts";
import { BackupCard } from "../backups/pulse.tsx";
import { StatCard } from "../components/panel.tsx";
import { Money } from "../components/time.tsx";
import type { Viewer } from "../viewer.ts";
import { count, type Figure, figureText, part, time } from "./cells.ts";
import { pulseText } from "./pulse_text.ts";
import { comparison } from "./totals.tsx";

/** How the shop is doing, for who owns it; each figure leads to more. */
export function OwnerPulsePanel(
  { viewer, branch, pulse, backups }: {
    viewer: Viewer;
    branch: string;
    pulse: OwnerPulse | null;
    backups: BackupPulse | null;
  },
) {
  if (!pulse) return null;
  const t = pulseText[viewer.locale];
  const said = (figure: Figure) => figureText(viewer, figure);
  const { totals, backlog, unclaimed, overdue } = pulse;
  const more = paths.statistics(`?sucursal=${branch}`);
  const versus = (of: (totals: Totals) => number) => {
    const changes = comparison(viewer, pulse, of);
    return changes === "" ? t.days : t.versus(changes);
  };
  return (
    <section aria-label={t.owner}>
      <div class="stats">
        <StatCard
          label={t.paid}
          value={<Money viewer={viewer} minor={totals.paid} />}
          note={versus((one) => one.paid)}
          href={more}
        />
        <StatCard
          label={t.delivered}
          value={said(count(totals.delivered))}
          note={versus((one) => one.delivered)}
          href={more}
        />
        <StatCard
          label={t.inTime}
          value={said(part(totals.inTime))}
          note={t.of(said(count(totals.inTime.count)), said(count(totals.inTime.of)))}
          href={more}
        />
        <StatCard
          label={t.backlog}
          value={said(count(backlog))}
          note={t.backlogNote}
          href={`${more}#pendientes`}
        />
        <StatCard
          label={t.unclaimed}
          value={said(count(unclaimed))}
          note={t.unclaimedNote}
          href={`${more}#retiros`}
        />
        <StatCard
          label={t.overdue}
          value={said(count(overdue))}
          tone={overdue > 0 ? "problem" : undefined}
          href={paths.orders(listQuery({ ...EVERYTHING, branch, overdue: true }))}
        />
        {backups && <BackupCard viewer={viewer} pulse={backups} />}
      </div>
    </section>
  );
}

/** What came of the own work, for who repairs; what waits is listed below it. */
export function BenchPulsePanel({ viewer, pulse }: { viewer: Viewer; pulse: BenchPulse }) {
  const t = pulseText[viewer.locale];
  const said = (figure: Figure) => figureText(viewer, figure);
  const { toCheck, totals } = pulse;
  return (
    <section aria-label={t.bench}>
      <div class="stats">
        <StatCard
          label={t.toCheck}
          value={said(count(toCheck))}
          note={t.toCheckNote}
          href={paths.orders(listQuery({ ...EVERYTHING, status: "quality_check" }))}
        />
        <StatCard label={t.ready} value={said(count(totals.ready))} note={t.days} />
        <StatCard label={t.turnaround} value={said(time(totals.turnaround.median))} note={t.turnaroundNote} />
        <StatCard
          label={t.fixedFirst}
          value={said(part(totals.fixedFirst))}
          note={t.of(said(count(totals.fixedFirst.count)), said(count(totals.fixedFirst.of)))}
        />
      </div>
    </section>
  );
}
