import type { Branch } from "../../src/admin/shop.ts";
import { dayOf, formatDate } from "../../src/lib/dates.ts";
import { EVERYTHING, listQuery } from "../../src/orders/list_filter.ts";
import { paths } from "../../src/paths.ts";
import { type FigureFilter, PERIODS } from "../../src/statistics/input.ts";
import type { Figures } from "../../src/statistics/queries.ts";
import { Button } from "../components/button.tsx";
import { DateInput, Select } from "../components/inputs.tsx";
import { FilterBar } from "../components/list.tsx";
import { EmptyState, PageHeader, Panel, StatCard } from "../components/panel.tsx";
import { DataTable } from "../components/table.tsx";
import { Money } from "../components/time.tsx";
import { Layout } from "../layout.tsx";
import { StatusChip } from "../orders/status.tsx";
import type { Viewer } from "../viewer.ts";
import { DayChart } from "./chart.tsx";
import { text } from "./text.ts";

interface Props {
  viewer: Viewer;
  filter: FigureFilter;
  figures: Figures;
  branches: readonly Branch[];
}

export function StatisticsPage({ viewer, filter, figures, branches }: Props) {
  const t = text[viewer.locale];
  return (
    <Layout viewer={viewer} title={t.title} section="statistics">
      <PageHeader title={t.title} lead={t.lead(dayText(viewer, figures.from), dayText(viewer, figures.to))} />
      <FilterBar action={paths.statistics()} label={t.filters}>
        <Select
          viewer={viewer}
          name="branch"
          label={t.branch}
          empty={t.allBranches}
          value={filter.branch}
          options={branches.map(({ id, code, name }) => ({ value: id, label: `${code} · ${name}` }))}
        />
        <Select
          viewer={viewer}
          name="days"
          label={t.period}
          value={String(filter.days)}
          options={PERIODS.map((days) => ({ value: String(days), label: t.days(days) }))}
        />
        <Button>{t.apply}</Button>
      </FilterBar>
      <Totals viewer={viewer} figures={figures} />
      {viewer.can("payments.read") && (
        <CashReport viewer={viewer} branches={branches} branch={filter.branch} />
      )}
      <ByDay viewer={viewer} days={figures.days} />
      <div class="columns">
        <OpenOrders viewer={viewer} open={figures.open} />
        <TechnicianLoad viewer={viewer} technicians={figures.technicians} />
      </div>
    </Layout>
  );
}

function Totals({ viewer, figures: { totals, before } }: { viewer: Viewer; figures: Figures }) {
  const t = text[viewer.locale];
  return (
    <div class="stats">
      <StatCard
        label={t.received}
        value={totals.received}
        note={change(viewer, totals.received, before.received)}
      />
      <StatCard label={t.ready} value={totals.ready} note={change(viewer, totals.ready, before.ready)} />
      <StatCard
        label={t.delivered}
        value={totals.delivered}
        note={change(viewer, totals.delivered, before.delivered)}
      />
      <StatCard
        label={t.turnaround}
        value={totals.ready === 0
          ? t.noTurnaround
          : t.inDays(daysText(viewer, totals.repairMs / totals.ready))}
        note={t.turnaroundNote}
      />
      {viewer.can("payments.read") && (
        <StatCard
          label={t.paid}
          value={<Money viewer={viewer} minor={totals.paidMinor} />}
          note={change(viewer, totals.paidMinor, before.paidMinor)}
        />
      )}
    </div>
  );
}

function CashReport(
  { viewer, branches, branch }: { viewer: Viewer; branches: readonly Branch[]; branch: string },
) {
  const t = text[viewer.locale].cash;
  return (
    <Panel heading={t.title} headingId="cash" icon="wallet">
      <form class="filters" method="get" action={paths.cashReport()} target="_blank">
        {branches.length > 1 && (
          <Select
            viewer={viewer}
            name="sucursal"
            id="cash-branch"
            label={t.branch}
            value={branch || branches[0]?.id}
            options={branches.map(({ id, code, name }) => ({ value: id, label: `${code} · ${name}` }))}
          />
        )}
        <DateInput
          viewer={viewer}
          name="dia"
          id="cash-day"
          label={t.day}
          value={dayOf(viewer.now, viewer.timeZone)}
        />
        <Button icon="file-text" name="formato" value="a4">{t.a4}</Button>
        <Button icon="receipt" name="formato" value="80mm">{t.roll}</Button>
      </form>
    </Panel>
  );
}

function ByDay({ viewer, days }: { viewer: Viewer; days: Figures["days"] }) {
  const t = text[viewer.locale];
  const columns = [
    { label: t.day, cell: (row: Figures["days"][number]) => dayText(viewer, row.day) },
    { label: t.received, numeric: true, cell: (row: Figures["days"][number]) => row.received },
    { label: t.ready, numeric: true, cell: (row: Figures["days"][number]) => row.ready },
    { label: t.delivered, numeric: true, cell: (row: Figures["days"][number]) => row.delivered },
    { label: t.cancelled, numeric: true, cell: (row: Figures["days"][number]) => row.cancelled },
  ];
  if (
    days.every(({ received, ready, delivered, cancelled }) => received + ready + delivered + cancelled === 0)
  ) {
    return (
      <Panel heading={t.byDay} headingId="by-day">
        <EmptyState icon="chart-column" title={t.nothing}>{t.nothingLead}</EmptyState>
      </Panel>
    );
  }
  return (
    <Panel heading={t.byDay} headingId="by-day">
      <DayChart days={days} label={t.chart} names={t} dayText={(day) => dayText(viewer, day)} />
      <details>
        <summary class="button small">{t.table}</summary>
        <DataTable viewer={viewer} caption={t.byDay} columns={columns} rows={days.toReversed()} dense />
      </details>
    </Panel>
  );
}

function OpenOrders({ viewer, open }: { viewer: Viewer; open: Figures["open"] }) {
  const t = text[viewer.locale];
  const columns = [
    {
      label: t.status,
      cell: (row: Figures["open"][number]) => <StatusChip viewer={viewer} status={row.status} />,
    },
    { label: t.orders, numeric: true, cell: (row: Figures["open"][number]) => row.orders },
  ];
  return (
    <Panel heading={t.open} headingId="open-orders" flush>
      <DataTable
        viewer={viewer}
        caption={t.open}
        columns={columns}
        rows={open}
        href={(row) => paths.orders(listQuery({ ...EVERYTHING, status: row.status }))}
        dense
      />
    </Panel>
  );
}

function TechnicianLoad({ viewer, technicians }: { viewer: Viewer; technicians: Figures["technicians"] }) {
  const t = text[viewer.locale];
  if (technicians.length === 0) {
    return (
      <Panel heading={t.load} headingId="load">
        <EmptyState icon="users" title={t.nobody}>{t.nobodyLead}</EmptyState>
      </Panel>
    );
  }
  const columns = [
    { label: t.technician, cell: (row: Figures["technicians"][number]) => row.name },
    { label: t.onTheBench, numeric: true, cell: (row: Figures["technicians"][number]) => row.open },
    { label: t.toCollect, numeric: true, cell: (row: Figures["technicians"][number]) => row.ready },
  ];
  return (
    <Panel heading={t.load} headingId="load" flush>
      <DataTable
        viewer={viewer}
        caption={t.load}
        columns={columns}
        rows={technicians}
        href={(row) => paths.technician(row.id)}
        dense
      />
    </Panel>
  );
}

function change({ locale }: Viewer, now: number, before: number): string {
  const t = text[locale];
  if (before === 0) return "";
  const percent = Math.round((now - before) / before * 100);
  return percent === 0 ? t.asBefore : t.against(`${percent > 0 ? "+" : "−"}${Math.abs(percent)} %`);
}

function daysText({ locale }: Viewer, ms: number): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(ms / 86_400_000);
}

/** A calendar day has no time zone of its own. */
function dayText({ locale }: Viewer, day: string): string {
  return formatDate(Date.parse(`${day}T12:00Z`), { locale, timeZone: "UTC" });
}
