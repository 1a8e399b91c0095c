import { dayOf, formatDateTime } from "../../src/lib/dates.ts";
import { paths } from "../../src/paths.ts";
import type { Figures } from "../../src/statistics/figures.ts";
import { asset, STATISTICS_STYLE } from "../assets.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { DateInput, Select } from "../components/inputs.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { Notice } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { figureText } from "./cells.ts";
import { SectionChart } from "./chart.tsx";
import { type FilterProps, StatisticsFilter } from "./filter.tsx";
import { type Section, sectionOf, spanText } from "./sections.ts";
import { type SectionId, text } from "./text.ts";
import { TotalCards } from "./totals.tsx";

export interface StatisticsProps extends FilterProps {
  figures: Figures;
  /** Of the address, for the files. */
  query: string;
}

/** Wide ones take the whole width; the others stand beside each other. */
const SECTIONS: readonly (SectionId | SectionId[])[] = [
  "movimiento",
  "cobros",
  ["categorias", "medios"],
  ["tiempos", "estados"],
  "tecnicos",
  ["abiertas", "carga"],
  ["pendientes", "retiros"],
  "repuestos",
  "resumen",
];

export function StatisticsPage(props: StatisticsProps) {
  const { viewer, figures, query, branches, asked } = props;
  const t = text[viewer.locale];
  const { range, readAt, otherCurrencies } = figures;
  const panel = (id: SectionId) => (
    <SectionPanel viewer={viewer} section={sectionOf(viewer, figures, id)} query={query} />
  );
  return (
    <Layout
      viewer={viewer}
      title={t.title}
      section="statistics"
      head={<link rel="stylesheet" href={asset(STATISTICS_STYLE)} />}
    >
      <PageHeader
        title={t.title}
        lead={t.lead(spanText(viewer, range.from), spanText(viewer, range.to))}
        aside={readAt !== null && <span class="hint">{t.readAt(formatDateTime(readAt, viewer))}</span>}
      />
      <StatisticsFilter {...props} />
      {readAt === null && <Notice tone="waiting">{t.notRead}</Notice>}
      {otherCurrencies.length > 0 && (
        <Notice tone="waiting">{t.otherCurrencies(otherCurrencies.join(", "))}</Notice>
      )}
      <TotalCards viewer={viewer} figures={figures} />
      {SECTIONS.map((one) =>
        typeof one === "string" ? panel(one) : <div class="columns roomy">{one.map(panel)}</div>
      )}
      <p class="hint">{t.approximate}</p>
      {viewer.can("payments.read") && (
        <CashReport viewer={viewer} branches={branches} branch={asked.filter.branch} />
      )}
    </Layout>
  );
}

function SectionPanel({ viewer, section, query }: { viewer: Viewer; section: Section; query: string }) {
  const t = text[viewer.locale];
  const { id, title, lead, columns, rows, drawn } = section;
  if (rows.length === 0) {
    return (
      <Panel heading={title} headingId={id}>
        <EmptyState icon="chart-column" title={t.nothing}>{lead}</EmptyState>
      </Panel>
    );
  }
  const table = (
    <DataTable
      viewer={viewer}
      caption={title}
      columns={columns.map(({ label, is }, index) => ({
        label,
        numeric: is !== "text",
        cell: (row: Section["rows"][number]) => row[index] && figureText(viewer, row[index]),
      }))}
      rows={rows}
      dense
    />
  );
  return (
    <Panel
      heading={title}
      headingId={id}
      actions={<FileLink viewer={viewer} section={section} query={query} />}
    >
      <p class="hint">{lead}</p>
      <SectionChart viewer={viewer} section={section} />
      {drawn.length === 0 || id === "tecnicos"
        ? <div class="figures-table">{table}</div>
        : (
          <details class="figures-table">
            <summary class="button small">{t.table}</summary>
            {table}
          </details>
        )}
    </Panel>
  );
}

function FileLink(
  { viewer, section: { id, title }, query }: { viewer: Viewer; section: Section; query: string },
) {
  const t = text[viewer.locale];
  if (!viewer.can("lists.export")) return null;
  return (
    <LinkButton
      size="small"
      variant="quiet"
      icon="download"
      class="no-print"
      href={paths.statisticsFile(id, query)}
      aria-label={t.csv(title)}
      download
    >
      {t.csvShort}
    </LinkButton>
  );
}

function CashReport(
  { viewer, branches, branch }: Pick<FilterProps, "viewer" | "branches"> & { branch: string },
) {
  const t = text[viewer.locale].cash;
  return (
    <Panel heading={t.title} headingId="cash" icon="wallet" class="no-print">
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
