import { paths } from "../../src/paths.ts";
import { showsMoney } from "../../src/printing/document.ts";
import type { PrintHistoryEntry } from "../../src/printing/queries.ts";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { Chip } from "../components/status.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { JobTimeline } from "./jobs.tsx";
import { queueText } from "./queue_text.ts";
import { printingText } from "./text.ts";
import { jobWords } from "./words.ts";

export interface OrderHistoryProps {
  viewer: Viewer;
  /** The order's number. */
  number: string;
  history: readonly PrintHistoryEntry[];
}

/** Everything that was printed for an order, each with who, when, where and the evidence. */
export function OrderHistoryPage({ viewer, number, history }: OrderHistoryProps) {
  const text = queueText[viewer.locale].jobs;
  return (
    <Layout viewer={viewer} title={`${text.historyOfOrder} ${number}`} section="orders">
      <PageHeader
        title={text.historyOfOrder}
        lead={text.historyLead}
        back={{ href: `${paths.order(number)}#print-panel`, label: number }}
      />
      <div class="stack">
        {history.length === 0 && (
          <Panel>
            <EmptyState icon="printer" title={text.noHistory} />
          </Panel>
        )}
        {history.map((entry) => <HistoryEntry viewer={viewer} number={number} entry={entry} />)}
      </div>
    </Layout>
  );
}

function HistoryEntry(
  { viewer, number, entry: { job, events } }: { viewer: Viewer; number: string; entry: PrintHistoryEntry },
) {
  const words = jobWords(viewer, job);
  return (
    <Panel
      id={`print-job-${job.id}`}
      heading={`${job.title}${job.copies > 1 ? ` ×${job.copies}` : ""}`}
      headingId={`print-job-${job.id}-title`}
      icon="tag"
      actions={<Chip tone={words.tone} label={words.label} small />}
    >
      <div class="split">
        <div class="stack">
          {job.reprintOf && (
            <p>
              <a href={`#print-job-${job.reprintOf}`}>{printingText[viewer.locale].jobPage.reprintOf}…</a>
            </p>
          )}
          <JobTimeline viewer={viewer} events={events} />
        </div>
        {(!showsMoney(job.template) || viewer.can("payments.read")) && (
          <img
            class="label-picture"
            src={paths.orderLabelPicture(number, job.id)}
            alt={printingText[viewer.locale].panel.picture(job.title)}
            loading="lazy"
          />
        )}
      </div>
    </Panel>
  );
}
