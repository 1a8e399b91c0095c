import { paths } from "../../src/paths.ts";
import type { Endpoint } from "../../src/webhooks/endpoint.ts";
import { LinkButton } from "../components/button.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { DataTable } from "../components/table.tsx";
import { DateText } from "../components/time.tsx";
import { Layout } from "../layout.tsx";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { EndpointChip } from "./state.tsx";
import { text } from "./text.ts";

export function WebhooksPage({ viewer, endpoints }: { viewer: Viewer; endpoints: readonly Endpoint[] }) {
  const t = text[viewer.locale];
  return (
    <Layout viewer={viewer} title={t.title} section="admin">
      <PageHeader
        title={t.title}
        lead={t.lead}
        back={{ href: paths.admin(), label: frameText[viewer.locale].nav.admin }}
        actions={<LinkButton href={paths.newWebhook()} variant="primary" icon="plus">{t.add}</LinkButton>}
      />
      <Panel flush aria-label={t.title}>
        <DataTable
          viewer={viewer}
          caption={t.caption}
          rows={endpoints}
          href={({ id }) => paths.webhook(id)}
          empty={<EmptyState icon="webhook" title={t.empty}>{t.emptyText}</EmptyState>}
          columns={[
            {
              label: t.url,
              width: "grow",
              cell: ({ url, description }) => (
                <>
                  <strong class="mono wrap-anywhere">{url}</strong>
                  {description !== "" && (
                    <>
                      <br />
                      <small class="muted">{description}</small>
                    </>
                  )}
                </>
              ),
            },
            {
              label: t.events,
              cell: ({ types }) => types.length === 0 ? t.allEvents : t.someEvents(types.length),
            },
            { label: t.state, cell: (endpoint) => <EndpointChip viewer={viewer} endpoint={endpoint} /> },
            {
              label: t.created,
              wideOnly: true,
              cell: ({ createdAt }) => <DateText viewer={viewer} at={createdAt} />,
            },
          ]}
        />
      </Panel>
    </Layout>
  );
}
