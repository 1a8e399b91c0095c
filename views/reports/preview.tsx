import { paths } from "../../src/paths.ts";
import type { PlanView } from "../../src/reports/queries.ts";
import { LinkButton } from "../components/button.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { DataTable } from "../components/table.tsx";
import { Layout } from "../layout.tsx";
import type { ReportMailFacts } from "../mail/report_mail.tsx";
import type { Viewer } from "../viewer.ts";
import { reportText } from "./text.ts";

interface PreviewProps {
  viewer: Viewer;
  plan: PlanView;
  /** With the figures as they are now. */
  facts: ReportMailFacts;
  plain: string;
}

/** What would be sent now: the figures, the PDF, and the mail as readers without HTML show it. */
export function ReportPreviewPage({ viewer, plan, facts, plain }: PreviewProps) {
  const t = reportText[viewer.locale];
  return (
    <Layout viewer={viewer} title={`${t.preview}: ${facts.title}`} section="admin" width="narrow">
      <PageHeader
        title={facts.title}
        lead={`${facts.scope} · ${facts.days}`}
        back={{ href: paths.report(plan.id), label: t.what }}
        actions={<LinkButton href={paths.reportPdf(plan.id)} icon="file-text">{t.pdf}</LinkButton>}
      />
      {facts.sections.map(({ heading, lines }, index) => (
        <Panel flush heading={heading} headingId={`section-${index}`}>
          <DataTable
            viewer={viewer}
            caption={heading}
            rows={lines}
            columns={[
              {
                label: t.figure,
                width: "grow",
                cell: ({ label }) =>
                  label,
              },
              {
                label: t.value,
                numeric: true,
                beside: true,
                cell: ({ value, before }) => (
                  <>
                    <strong>{value}</strong>
                    {before !== "" && (
                      <>
                        <br />
                        <small class="muted">{before}</small>
                      </>
                    )}
                  </>
                ),
              },
            ]}
          />
        </Panel>
      ))}
      <details>
        <summary class="button small">{t.plain}</summary>
        <pre class="code-block">{plain}</pre>
      </details>
    </Layout>
  );
}
