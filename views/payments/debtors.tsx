import { paths } from "../../src/paths.ts";
import { debtorQueryText } from "../../src/payments/filter.ts";
import type { Debtor, DebtorFilter } from "../../src/payments/queries.ts";
import { Pager, Tabs } from "../components/list.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { DataTable } from "../components/table.tsx";
import { DateText, Money } from "../components/time.tsx";
import { text as clientText } from "../clients/text.ts";
import { CsvLink } from "../exports/link.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { paymentText } from "./text.ts";

interface DebtorsProps {
  viewer: Viewer;
  filter: DebtorFilter;
  /** Those in which somebody owes. */
  currencies: readonly string[];
  list: { rows: readonly Debtor[]; next: DebtorFilter["after"] };
}

export function DebtorsPage({ viewer, filter, currencies, list }: DebtorsProps) {
  const text = paymentText[viewer.locale].debtors;
  const href = (part: Partial<DebtorFilter>) =>
    paths.debtors(debtorQueryText({ ...filter, after: null, ...part }));
  return (
    <Layout viewer={viewer} title={text.title} section="clients">
      <PageHeader
        title={text.title}
        lead={text.lead}
        back={{ href: paths.clients(), label: clientText[viewer.locale].title }}
      />
      {currencies.length > 1 && (
        <Tabs
          label={paymentText[viewer.locale].client.currencies}
          tabs={currencies.map((currency) => ({
            href: href({ currency }),
            label: currency,
            current: currency === filter.currency,
          }))}
        />
      )}
      <Panel flush aria-label={text.caption}>
        <DataTable
          viewer={viewer}
          caption={text.caption}
          rows={list.rows}
          href={(row) => paths.client(row.id)}
          columns={[
            { label: text.client, width: "grow", cell: (row) => row.name },
            { label: text.phone, cell: (row) => row.phone ?? text.noPhone },
            { label: text.orders, numeric: true, cell: (row) => row.orders },
            { label: text.since, cell: (row) => <DateText viewer={viewer} at={row.since} /> },
            {
              label: text.owed,
              numeric: true,
              cell: (row) => (
                <strong>
                  <Money viewer={viewer} minor={row.owed} currency={filter.currency} />
                </strong>
              ),
            },
          ]}
          empty={<EmptyState icon="circle-check" title={text.none}>{text.noneText}</EmptyState>}
        />
      </Panel>
      <Pager
        viewer={viewer}
        words={{ newer: text.previous, older: text.next }}
        newer={filter.after === null ? null : href({})}
        older={list.next === null ? null : href({ after: list.next })}
      />
      <CsvLink viewer={viewer} list="deudores" query={debtorQueryText({ ...filter, after: null })} />
    </Layout>
  );
}
