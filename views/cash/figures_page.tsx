import type { CashFigures, CurrencyFigures, FigureRow } from "../../src/cash/figures_queries.ts";
import type { FiguresFilter } from "../../src/cash/input.ts";
import { formatDate } from "../../src/lib/dates.ts";
import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { DateInput, Select } from "../components/inputs.tsx";
import { FilterBar } from "../components/list.tsx";
import { EmptyState, PageHeader, Panel, StatCard } from "../components/panel.tsx";
import { type Column, DataTable } from "../components/table.tsx";
import { Money } from "../components/time.tsx";
import { CsvLink } from "../exports/link.tsx";
import { Layout } from "../layout.tsx";
import { orderText } from "../orders/text.ts";
import type { Viewer } from "../viewer.ts";
import { cashText } from "./text.ts";

interface FiguresPageProps {
  viewer: Viewer;
  filter: FiguresFilter;
  figures: CashFigures;
}

export function FiguresPage({ viewer, filter, figures }: FiguresPageProps) {
  const text = cashText[viewer.locale].report;
  const { from, to, branches, currencies } = figures;
  return (
    <Layout viewer={viewer} title={text.title} section="cash">
      <PageHeader
        title={text.title}
        lead={text.lead(dayText(viewer, from), dayText(viewer, to))}
        back={{ href: paths.cash(), label: cashText[viewer.locale].title }}
      />
      <FilterBar action={paths.cashFigures()} label={text.filters}>
        <DateInput viewer={viewer} name="desde" label={text.from} value={from} />
        <DateInput viewer={viewer} name="hasta" label={text.to} value={to} />
        {branches.length > 1 && (
          <Select
            viewer={viewer}
            name="sucursal"
            label={text.branch}
            empty={text.allBranches}
            value={filter.sucursal}
            options={branches.map(({ id, code, name }) => ({ value: id, label: `${code} · ${name}` }))}
          />
        )}
        <Button>{text.apply}</Button>
      </FilterBar>
      {currencies.length === 0 && (
        <Panel aria-label={text.title}>
          <EmptyState icon="wallet" title={text.none}>{text.noneText}</EmptyState>
        </Panel>
      )}
      {currencies.map((one) => <OfCurrency viewer={viewer} figures={one} branches={branches.length} />)}
      <CsvLink
        viewer={viewer}
        list="pagos"
        query={`?desde=${from}&hasta=${to}${filter.sucursal && `&sucursal=${filter.sucursal}`}`}
      />
    </Layout>
  );
}

interface FiguresProps {
  viewer: Viewer;
  figures: CurrencyFigures;
}

function OfCurrency({ viewer, figures, branches }: FiguresProps & { branches: number }) {
  const text = cashText[viewer.locale].report;
  const money = (minor: number) => <Money viewer={viewer} minor={minor} currency={figures.currency} />;
  return (
    <>
      <div class="stats">
        <StatCard label={text.taken} value={money(figures.taken)} />
        <StatCard label={text.refunded} value={money(figures.refunded)} />
        <StatCard label={text.net} value={money(figures.net)} />
        <StatCard label={text.movements} value={money(figures.moved)} />
        <StatCard
          label={text.differences}
          value={money(figures.difference)}
          note={text.closings(figures.closings)}
          tone={figures.difference === 0 ? undefined : "problem"}
          href={paths.cashSessions()}
        />
      </div>
      <ByMethod viewer={viewer} figures={figures} />
      <Matrix {...{ viewer, figures }} name="byUser" heading={text.byUser} label={text.user} />
      {branches > 1 && (
        <Matrix {...{ viewer, figures }} name="byBranch" heading={text.byBranch} label={text.branch} />
      )}
      <Matrix
        {...{ viewer, figures }}
        name="byDay"
        heading={text.byDay}
        label={text.day}
        words={(row) => dayText(viewer, row.label)}
      />
    </>
  );
}

function ByMethod({ viewer, figures }: FiguresProps) {
  const text = cashText[viewer.locale].report;
  const { methods } = orderText[viewer.locale];
  return (
    <Panel heading={text.byMethod} headingId={`by-method-${figures.currency}`} flush>
      <DataTable
        viewer={viewer}
        caption={text.byMethod}
        rows={figures.byMethod}
        dense
        columns={[
          { label: text.method, width: "grow", cell: (row) => methods[row.method] },
          { label: text.entries, numeric: true, cell: (row) => row.entries },
          {
            label: text.total,
            numeric: true,
            cell: (row) => <Money viewer={viewer} minor={row.minor} currency={figures.currency} />,
          },
        ]}
      />
    </Panel>
  );
}

interface MatrixProps extends FiguresProps {
  name: "byDay" | "byUser" | "byBranch";
  heading: string;
  /** Of the first column. */
  label: string;
  words?: (row: FigureRow) => string;
}

/** A row for each day, person or branch; a column for each method that money went by. */
function Matrix({ viewer, figures, name, heading, label, words }: MatrixProps) {
  const text = cashText[viewer.locale].report;
  const { methods } = orderText[viewer.locale];
  const money = (minor: number) => <Money viewer={viewer} minor={minor} currency={figures.currency} />;
  const columns: Column<FigureRow>[] = [
    { label, width: "grow", cell: (row) => words?.(row) ?? row.label },
    ...figures.byMethod.map(({ method }): Column<FigureRow> => ({
      label: methods[method],
      numeric: true,
      cell: (row) => row.methods[method] !== undefined && money(row.methods[method]),
    })),
    { label: text.total, numeric: true, cell: (row) => <strong>{money(row.minor)}</strong> },
  ];
  return (
    <Panel heading={heading} headingId={`${name}-${figures.currency}`} flush>
      <DataTable viewer={viewer} caption={heading} columns={columns} rows={figures[name]} dense />
    </Panel>
  );
}

/** A calendar day has no time zone of its own. */
function dayText({ locale }: Viewer, day: string): string {
  return formatDate(Date.parse(`${day}T12:00Z`), { locale, timeZone: "UTC" });
}
