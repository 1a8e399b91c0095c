import type { Branch } from "../../src/admin/shop.ts";
import { formatDateTime } from "../../src/lib/dates.ts";
import { paths } from "../../src/paths.ts";
import type { PlanView } from "../../src/reports/queries.ts";
import { text as adminText } from "../admin/text.ts";
import { LinkButton } from "../components/button.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { OnChip } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { reportText } from "./text.ts";

interface ReportsProps {
  viewer: Viewer;
  plans: readonly { plan: PlanView; next: { at: number; timeZone: string } | null }[];
  branches: readonly Pick<Branch, "id" | "name">[];
}

/** The reports that go out by mail: of what, to whom, and when the next one does. */
export function ReportsPage({ viewer, plans, branches }: ReportsProps) {
  const t = reportText[viewer.locale];
  const add = <LinkButton variant="primary" icon="plus" href={paths.newReport()}>{t.add}</LinkButton>;
  const scope = (id: string) => branches.find((one) => one.id === id)?.name ?? t.whole;
  return (
    <Layout viewer={viewer} title={t.title} section="admin">
      <PageHeader
        title={t.title}
        lead={t.lead}
        back={{ href: paths.admin(), label: adminText[viewer.locale].title }}
        actions={plans.length > 0 && add}
      />
      <Panel flush aria-label={t.caption}>
        <DataTable
          viewer={viewer}
          caption={t.caption}
          rows={plans}
          href={({ plan }) => paths.report(plan.id)}
          empty={<EmptyState icon="mail" title={t.none} action={add}>{t.noneText}</EmptyState>}
          columns={[
            { label: t.what, cell: ({ plan }) => `${t.periods[plan.period]}: ${scope(plan.branchId)}` },
            {
              label: t.state,
              beside: true,
              cell: ({ plan }) => <OnChip on={plan.active} words={{ on: t.on, off: t.off }} />,
            },
            {
              label: t.whom,
              width: "grow",
              line: true,
              cell: ({ plan }) =>
                plan.recipients.filter(({ unsubscribedAt }) => unsubscribedAt === null)
                  .map(({ name, address }) => name || address).join(", "),
            },
            {
              label: t.next,
              cell: ({ next }) =>
                next && (
                  <time datetime={new Date(next.at).toISOString()}>
                    {formatDateTime(next.at, { locale: viewer.locale, timeZone: next.timeZone })}
                  </time>
                ),
            },
          ]}
        />
      </Panel>
    </Layout>
  );
}
