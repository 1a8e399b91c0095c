import type { SuppressedAddress } from "../../src/mail/queries.ts";
import { paths } from "../../src/paths.ts";
import { Pager } from "../components/list.tsx";
import { ConfirmForm } from "../components/menu.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { DataTable } from "../components/table.tsx";
import { DateText } from "../components/time.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { text } from "./text.ts";

export interface SuppressedProps {
  viewer: Viewer;
  list: { addresses: readonly SuppressedAddress[]; next: string | null };
}

/** Addresses that nothing is sent to, since their servers do not know them. */
export function SuppressedPage({ viewer, list }: SuppressedProps) {
  const t = text[viewer.locale].page;
  return (
    <Layout viewer={viewer} title={t.suppressedTitle} section="admin">
      <PageHeader
        title={t.suppressedTitle}
        lead={t.suppressedLead}
        back={{ href: paths.messages(), label: t.title }}
      />
      <Panel flush aria-label={t.suppressedTitle}>
        <DataTable
          viewer={viewer}
          caption={t.suppressedTitle}
          rows={list.addresses}
          empty={<EmptyState icon="mail" title={t.noneSuppressed}>{t.noneSuppressedNote}</EmptyState>}
          columns={[
            { label: t.to, width: "grow", cell: ({ address }) => address },
            { label: t.since, cell: ({ since }) => <DateText viewer={viewer} at={since} /> },
            { label: t.answer, cell: ({ code }) => <span class="mono">{code}</span> },
            {
              label: t.lift,
              actions: true,
              cell: ({ address }) => (
                <ConfirmForm
                  viewer={viewer}
                  action={paths.suppressionLift()}
                  question={t.liftQuestion(address)}
                  label={t.lift}
                  variant="plain"
                  size="small"
                >
                  <input type="hidden" name="address" value={address} />
                </ConfirmForm>
              ),
            },
          ]}
        />
      </Panel>
      <Pager
        viewer={viewer}
        older={list.next && paths.suppressions(`?desde=${encodeURIComponent(list.next)}`)}
      />
    </Layout>
  );
}
