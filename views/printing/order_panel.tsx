import { paths } from "../../src/paths.ts";
import { showsMoney } from "../../src/printing/document.ts";
import type { PrintJobView } from "../../src/printing/job_views.ts";
import type { OrderRoutes } from "../../src/printing/routing.ts";
import { isLabelTemplate } from "../../src/printing/templates.ts";
import { Button } from "../components/button.tsx";
import { Checkbox } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Select, TextInput } from "../components/inputs.tsx";
import { Panel } from "../components/panel.tsx";
import { Chip, Notice } from "../components/status.tsx";
import { TimeAgo } from "../components/time.tsx";
import type { Viewer } from "../viewer.ts";
import { JobActs } from "./job_acts.tsx";
import { queueText } from "./queue_text.ts";
import { printingText } from "./text.ts";
import { jobWords } from "./words.ts";

export interface PrintPanelProps {
  viewer: Viewer;
  /** The order's number. */
  number: string;
  jobs: readonly PrintJobView[];
  routed: OrderRoutes;
  /** Drawn when the panel is: makes a second click on a button the same click. */
  formKey: string;
  /** Sentence of what could not be done just now. */
  refusal?: string | null;
}

/** The order's labels with their picture and true state; the page that it stands on keeps it up to date. */
export function PrintPanel({ viewer, number, jobs, routed, formKey, refusal = null }: PrintPanelProps) {
  const text = printingText[viewer.locale].panel;
  const seen = jobs.filter((job) => !showsMoney(job.template) || viewer.can("payments.read"));
  const newest = seen.find((job) => job.template === "device") ?? seen[0];
  return (
    <Panel
      id="print-panel"
      heading={text.title}
      headingId="print-panel-title"
      icon="printer"
      hx-target:inherited="#print-panel"
    >
      <div class="stack">
        {refusal && <Notice tone="problem">{refusal}</Notice>}
        {newest && (
          <img
            class="label-picture"
            src={paths.orderLabelPicture(number, newest.id)}
            alt={text.picture(newest.title)}
          />
        )}
        {jobs.length === 0 && <p class="muted">{text.none}</p>}
        {viewer.can("labels.print") && (
          <RequestForm {...{ viewer, number, routed, formKey }} first={jobs.length === 0} />
        )}
        <ReceiptForm {...{ viewer, number, routed, formKey }} />
        {jobs.length > 0 && (
          <ul class="stack" aria-label={text.history}>
            {jobs.map((job) => (
              <li class="stack tight">
                <JobLine viewer={viewer} job={job} number={number} />
                <JobActs
                  viewer={viewer}
                  job={job}
                  formKey={formKey}
                  to={addresses(number, job.id)}
                  inPlace
                />
              </li>
            ))}
          </ul>
        )}
        {jobs.length > 0 && (
          <p>
            <a href={paths.orderLabelHistory(number)}>{queueText[viewer.locale].jobs.fullHistory}</a>
          </p>
        )}
      </div>
    </Panel>
  );
}

function RequestForm(
  { viewer, number, routed, formKey, first }:
    & Pick<PrintPanelProps, "viewer" | "number" | "routed" | "formKey">
    & {
      first: boolean;
    },
) {
  const text = printingText[viewer.locale].panel;
  return (
    <form
      class="label-request"
      method="post"
      action={paths.orderLabels(number)}
      hx-post={paths.orderLabels(number)}
    >
      <CsrfField viewer={viewer} />
      <input type="hidden" name="form_key" value={formKey} />
      <TextInput
        viewer={viewer}
        name="copies"
        id="label-copies"
        label={text.copies}
        type="number"
        inputmode="numeric"
        min="1"
        max="20"
        placeholder="1"
      />
      {routed.labels.length > 1 && (
        <Select
          viewer={viewer}
          name="printer_id"
          id="label-printer"
          label={queueText[viewer.locale].jobs.whichPrinter}
          empty={queueText[viewer.locale].jobs.anyPrinter}
          options={routed.labels.map((printer) => ({ value: printer.id, label: printer.name }))}
        />
      )}
      <Checkbox viewer={viewer} name="accessories" id="label-accessories" label={text.accessories} />
      <Button variant={first ? "primary" : "plain"} icon="printer" data-key="p">
        {first ? text.print : text.printAgain}
      </Button>
    </form>
  );
}

/** Receipts on paper of the counter; what tells of money is for those who may see it. */
function ReceiptForm(
  { viewer, number, routed, formKey }: Pick<PrintPanelProps, "viewer" | "number" | "routed" | "formKey">,
) {
  const shown = routed.receipts.filter((document) => !showsMoney(document) || viewer.can("payments.read"));
  if (shown.length === 0 || !viewer.can("labels.print")) return null;
  const { documents } = queueText[viewer.locale];
  return (
    <form
      class="row"
      method="post"
      action={paths.orderReceiptPrint(number)}
      hx-post={paths.orderReceiptPrint(number)}
    >
      <CsrfField viewer={viewer} />
      <input type="hidden" name="form_key" value={`${formKey}:receipt`} />
      {shown.map((document) => (
        <Button size="small" icon="receipt" name="document" value={document}>{documents[document]}</Button>
      ))}
    </form>
  );
}

function JobLine({ viewer, job, number }: { viewer: Viewer; job: PrintJobView; number: string }) {
  const words = jobWords(viewer, job);
  const pdf = isLabelTemplate(job.template) ? paths.orderLabelPdf(number, job.id) : null;
  return (
    <div class="stack tight">
      <Chip tone={words.tone} label={words.label} />
      {words.note && <p>{words.note}</p>}
      <p class="muted">
        {job.title}
        {job.copies > 1 && ` ×${job.copies}`} · {job.printer.name} · {job.createdBy}{" "}
        <TimeAgo viewer={viewer} at={job.createdAt} />
        {pdf && (
          <>
            {" · "}
            <a href={pdf} target="_blank" aria-label={`PDF: ${job.title}`}>PDF</a>
          </>
        )}
      </p>
    </div>
  );
}

function addresses(number: string, jobId: string) {
  return {
    reprint: paths.orderLabelReprint(number, jobId),
    cancel: paths.orderLabelCancel(number, jobId),
    result: paths.orderLabelResult(number, jobId),
    dismissal: paths.orderLabelDismissal(number, jobId),
    retry: paths.orderLabelRetry(number, jobId),
    move: null,
  };
}
