import type { IntakeRow } from "../../src/intakes/made_queries.ts";
import { paths } from "../../src/paths.ts";
import { LinkButton } from "../components/button.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { DataTable } from "../components/table.tsx";
import { DateTimeText } from "../components/time.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { intakeText } from "./text.ts";

/** The branch's latest intakes, where a receipt is found again. */
export function IntakesPage({ viewer, intakes }: { viewer: Viewer; intakes: readonly IntakeRow[] }) {
  const t = intakeText[viewer.locale];
  const start = <LinkButton href={paths.newIntake()} icon="plus" variant="primary">{t.title}</LinkButton>;
  return (
    <Layout viewer={viewer} title={t.list.title} section="newIntake">
      <PageHeader
        title={t.list.title}
        actions={
          <>
            {viewer.can("slips.manage") && (
              <LinkButton href={paths.slips()} icon="qr-code">{t.slip.pads}</LinkButton>
            )}
            {start}
          </>
        }
      />
      <Panel flush aria-label={t.list.title}>
        <DataTable
          viewer={viewer}
          caption={t.list.caption}
          rows={intakes}
          href={(row) => paths.intake(row.id)}
          columns={[
            { label: t.list.client, cell: (row) => row.client },
            { label: t.list.orders, cell: (row) => row.orders.join(", ") },
            { label: t.list.at, cell: (row) => <DateTimeText viewer={viewer} at={row.at} /> },
            { label: t.list.by, cell: (row) => row.by },
          ]}
          empty={<EmptyState icon="inbox" title={t.list.empty} action={start}>{t.list.emptyText}</EmptyState>}
        />
      </Panel>
    </Layout>
  );
}
