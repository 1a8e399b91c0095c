import { paths } from "../../src/paths.ts";
import type { QuoteTemplate } from "../../src/quotes/template_queries.ts";
import { lineSum } from "../../src/quotes/totals.ts";
import { LinkButton } from "../components/button.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { OnChip } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { Money } from "../components/time.tsx";
import { Layout } from "../layout.tsx";
import { text as adminText } from "../admin/text.ts";
import type { Viewer } from "../viewer.ts";
import { quoteText } from "./text.ts";

interface TemplatesPageProps {
  viewer: Viewer;
  templates: readonly QuoteTemplate[];
  currency: string;
}

export function TemplatesPage({ viewer, templates, currency }: TemplatesPageProps) {
  const text = quoteText[viewer.locale].templates;
  const create = (
    <LinkButton variant="primary" icon="plus" href={paths.newQuoteTemplate()}>{text.new}</LinkButton>
  );
  return (
    <Layout viewer={viewer} title={text.title} section="admin">
      <PageHeader
        title={text.title}
        lead={text.lead}
        back={{ href: paths.admin(), label: adminText[viewer.locale].title }}
        actions={create}
      />
      <Panel flush aria-label={text.caption}>
        <DataTable
          viewer={viewer}
          caption={text.caption}
          rows={templates}
          href={({ id }) => paths.quoteTemplate(id)}
          empty={<EmptyState icon="layers" title={text.emptyTitle} action={create}>{text.empty}</EmptyState>}
          columns={[
            { label: text.name, cell: ({ name }) => name },
            { label: text.lines, cell: ({ lines }) => String(lines.length), numeric: true },
            {
              label: text.total,
              cell: ({ lines }) => <Money viewer={viewer} minor={priceOf(lines)} currency={currency} />,
              numeric: true,
            },
            {
              label: text.state,
              cell: ({ active }) => <OnChip on={active} words={{ on: text.on, off: text.off }} />,
              beside: true,
            },
          ]}
        />
      </Panel>
    </Layout>
  );
}

/** As its prices are typed. */
function priceOf(lines: QuoteTemplate["lines"]): number {
  return lines.reduce((sum, line) => sum + lineSum({ ...line, option: "" }, true).totalMinor, 0);
}
