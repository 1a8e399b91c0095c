import type { Alert } from "../../src/alerts/alert.ts";
import { paths } from "../../src/paths.ts";
import type { PrintJobView } from "../../src/printing/job_views.ts";
import type { PrintingStatus } from "../../src/printing/status.ts";
import { OpenAlerts } from "../alerts/parts.tsx";
import { LinkButton } from "../components/button.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { Chip } from "../components/status.tsx";
import { TimeAgo } from "../components/time.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { JobActs } from "./job_acts.tsx";
import { JobTitle } from "./job_title.tsx";
import { labelPageText } from "./label_page_text.ts";
import { queueText } from "./queue_text.ts";
import { printingText } from "./text.ts";
import { jobWords, printerTrouble } from "./words.ts";

export interface StatusPartProps {
  viewer: Viewer;
  status: PrintingStatus;
  formKey: string;
}

/** What the badge of the top bar leads to: what is wrong with printing in this branch, in words. */
export function PrintingStatusPage(props: StatusPartProps & { mark: string }) {
  const { viewer, mark } = props;
  const text = queueText[viewer.locale].status;
  return (
    <Layout viewer={viewer} title={text.title}>
      <PageHeader
        title={text.title}
        lead={text.lead}
        actions={
          <>
            <LinkButton href={paths.looseLabels()} icon="tag">
              {labelPageText[viewer.locale].loose.title}
            </LinkButton>
            {viewer.can("slips.manage") && (
              <LinkButton href={paths.slips()} icon="qr-code">{text.slips}</LinkButton>
            )}
            {viewer.can("printers.manage") && (
              <LinkButton href={paths.printers()} icon="settings">{text.manage}</LinkButton>
            )}
          </>
        }
      />
      <div hx-sse:connect={`${paths.printingLive()}?v=${encodeURIComponent(mark)}`}>
        <PrintingStatusPart {...props} />
      </div>
    </Layout>
  );
}

/** What the live page replaces. */
export function PrintingStatusPart({ viewer, status, formKey }: StatusPartProps) {
  const { status: text } = queueText[viewer.locale];
  const { alerts, printers, jobs } = status;
  const troubled = printers.filter((printer) => printerTrouble(viewer, printer) !== null);
  const fine = alerts.length + troubled.length + jobs.length === 0 && printers.length > 0;
  return (
    <div id="printing-status" class="stack">
      <Alerts viewer={viewer} alerts={alerts} />
      {fine && (
        <Panel>
          <EmptyState icon="printer-check" title={text.fine}>{text.fineNote}</EmptyState>
        </Panel>
      )}
      {jobs.length > 0 && (
        <Panel heading={text.labels} headingId="status-labels" icon="circle-help">
          <ul class="stack" aria-label={text.labels}>
            {jobs.map((job) => <StuckJob viewer={viewer} job={job} status={status} formKey={formKey} />)}
          </ul>
        </Panel>
      )}
      <Panel heading={text.printers} headingId="status-printers" icon="printer">
        {printers.length === 0
          ? <p class="muted">{text.noPrinters}</p>
          : (
            <ul class="stack" aria-label={text.printers}>
              {printers.map((printer) => {
                const trouble = printerTrouble(viewer, printer);
                return (
                  <li class="row apart">
                    <span>
                      <strong>{printer.name}</strong>{" "}
                      {printer.waiting > 0 && <span class="muted">{text.waiting(printer.waiting)}</span>}
                    </span>
                    <Chip
                      small
                      tone={trouble ? "problem" : "ready"}
                      label={trouble ?? printingText[viewer.locale].printers.ok}
                    />
                  </li>
                );
              })}
            </ul>
          )}
      </Panel>
    </div>
  );
}

function Alerts({ viewer, alerts }: { viewer: Viewer; alerts: readonly Alert[] }) {
  return alerts.length === 0 ? null : <OpenAlerts viewer={viewer} alerts={alerts} />;
}

interface StuckJobProps extends StatusPartProps {
  job: PrintJobView;
}

function StuckJob({ viewer, job, formKey }: StuckJobProps) {
  const words = jobWords(viewer, job);
  const number = job.orderNumber;
  return (
    <li class="stack tight">
      <div class="row">
        <JobTitle title={job.title} />
        <Chip tone={words.tone} label={words.label} small />
        <span class="muted">
          {job.printer.name} · <TimeAgo viewer={viewer} at={job.createdAt} />
        </span>
        {number !== null && <a href={paths.order(number)}>{queueText[viewer.locale].status.seeOrder}</a>}
      </div>
      {words.note && <p>{words.note}</p>}
      <JobActs
        viewer={viewer}
        job={job}
        formKey={formKey}
        to={{
          reprint: paths.printingJob(job.id, "reimpresion"),
          cancel: paths.printingJob(job.id, "cancelacion"),
          result: paths.printingJob(job.id, "resultado"),
          retry: paths.printingJob(job.id, "reintento"),
          dismissal: paths.printingJob(job.id, "descarte"),
          move: null,
        }}
      />
    </li>
  );
}
