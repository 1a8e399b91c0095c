import { paths } from "../../src/paths.ts";
import { JOB_FILTERS, type JobFilter } from "../../src/printing/print_job.ts";
import { BATCH_ACTS } from "../../src/printing/batch.ts";
import type { PrintJobFact, PrintJobView } from "../../src/printing/job_views.ts";
import type { PrintJobList, PrintJobStory } from "../../src/printing/queries.ts";
import type { Target } from "../../src/printing/targets.ts";
import { isLabelTemplate } from "../../src/printing/templates.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import type { IconName } from "../components/icon.tsx";
import { Select } from "../components/inputs.tsx";
import { Pager, Tabs, Timeline } from "../components/list.tsx";
import { DescriptionList, EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { Chip, Code } from "../components/status.tsx";
import { type Column, DataTable } from "../components/table.tsx";
import { DateTimeText, TimeAgo } from "../components/time.tsx";
import { CsvLink } from "../exports/link.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { JobActs } from "./job_acts.tsx";
import { JobTitle } from "./job_title.tsx";
import { labelPageText } from "./label_page_text.ts";
import { queueText } from "./queue_text.ts";
import { printingText } from "./text.ts";
import { jobWords, stateSentence } from "./words.ts";

export interface PrintJobsProps {
  viewer: Viewer;
  list: PrintJobList;
  filter: JobFilter;
  /** Living printers of the shop. */
  targets: readonly Target[];
  formKey: string;
}

export function PrintJobsPage({ viewer, list, filter, targets, formKey }: PrintJobsProps) {
  const all = printingText[viewer.locale];
  const text = all.jobPage;
  const counts: Record<JobFilter, number | undefined> = {
    attention: list.attention,
    waiting: list.waiting,
    done: undefined,
  };
  return (
    <Layout viewer={viewer} title={text.title} section="admin" width="wide">
      <PageHeader
        title={text.title}
        lead={text.lead}
        back={{ href: paths.admin(), label: all.back }}
        actions={<LinkButton href={paths.printers()} icon="printer">{all.printers.title}</LinkButton>}
      />
      <Tabs
        label={text.filter}
        tabs={JOB_FILTERS.map((one) => ({
          href: paths.printJobs(`?ver=${one}`),
          label: text.filters[one],
          current: one === filter,
          count: counts[one],
        }))}
      />
      <Panel flush aria-label={text.caption}>
        <DataTable
          viewer={viewer}
          caption={text.caption}
          columns={columns(viewer, { formKey, picks: filter !== "done" })}
          rows={list.jobs}
          href={(job) => paths.printJob(job.id)}
          empty={
            <EmptyState icon={filter === "attention" ? "circle-check" : "printer"} title={text.none[filter]}>
              {text.emptyHint}
            </EmptyState>
          }
        />
      </Panel>
      {filter !== "done" && list.jobs.length > 0 && (
        <BatchForm viewer={viewer} targets={targets} filter={filter} formKey={formKey} />
      )}
      <Pager
        viewer={viewer}
        older={list.before === null ? null : paths.printJobs(`?ver=${filter}&antes=${list.before}`)}
      />
      <CsvLink viewer={viewer} list="etiquetas" query={`?ver=${filter}`} />
    </Layout>
  );
}

const BATCH_FORM = "print-batch";

/** The same for every label that was chosen above. */
function BatchForm(
  { viewer, targets, filter, formKey }: Pick<PrintJobsProps, "viewer" | "targets" | "filter" | "formKey">,
) {
  const text = queueText[viewer.locale].jobs;
  const acts = BATCH_ACTS.filter((act) => act === "move" ? targets.length > 1 : filter === "attention");
  return (
    <form id={BATCH_FORM} method="post" action={paths.printJobBatch()} class="act-bar print-batch">
      <CsrfField viewer={viewer} />
      <input type="hidden" name="form_key" value={formKey} />
      <input type="hidden" name="ver" value={filter} />
      <span class="field-label">{text.batch}</span>
      {acts.map((act) =>
        act !== "move"
          ? <Button size="small" name="act" value={act}>{text.acts[act]}</Button>
          : (
            <span class="row">
              <Button size="small" icon="arrow-right" name="act" value={act}>{text.acts[act]}</Button>
              <Select
                viewer={viewer}
                name="printer_id"
                id="batch-printer"
                label={text.whichPrinter}
                hideLabel
                options={targets.map(({ id, name }) => ({ value: id, label: name }))}
              />
            </span>
          )
      )}
    </form>
  );
}

interface Shown {
  formKey: string;
  /** Whether each can be chosen for the form below. */
  picks: boolean;
}

function columns(viewer: Viewer, { formKey, picks }: Shown): Column<PrintJobView>[] {
  const text = printingText[viewer.locale].jobPage;
  const queued = queueText[viewer.locale].jobs;
  return [
    { label: text.label, cell: (job) => <JobTitle title={job.title} /> },
    ...(picks
      ? [
        {
          label: queued.choose,
          width: "shrink",
          cell: (job) => (
            <label class="pick">
              <input
                type="checkbox"
                name="ids"
                value={job.id}
                form={BATCH_FORM}
                aria-label={queued.pick(job.title)}
              />
            </label>
          ),
        } satisfies Column<PrintJobView>,
      ]
      : []),
    {
      label: text.order,
      cell: (job) =>
        job.orderNumber === null ? "—" : (
          <a href={paths.order(job.orderNumber)}>
            <Code>{job.orderNumber}</Code>
          </a>
        ),
    },
    {
      label: text.state,
      cell: (job) => {
        const words = jobWords(viewer, job);
        return (
          <>
            <Chip tone={words.tone} label={words.label} small />
            {words.note && <p class="muted">{words.note}</p>}
          </>
        );
      },
    },
    {
      label: text.printer,
      cell: (job) => (
        <>
          {job.printer.name}
          <p class="muted">
            <TimeAgo viewer={viewer} at={job.createdAt} /> · {job.createdBy}
          </p>
        </>
      ),
    },
    {
      label: text.actions,
      actions: true,
      cell: (job) => <JobActs viewer={viewer} job={job} formKey={formKey} to={jobAddresses(job.id)} />,
    },
  ];
}

const ICON = {
  queued: "clock",
  leased: "send",
  custody: "hard-drive",
  sending: "printer",
  printed: "printer-check",
  sent: "send",
  unknown: "circle-help",
  failed: "printer-x",
  expired: "clock",
  cancelled: "ban",
} as const satisfies Record<PrintJobView["state"], IconName>;

interface PrintJobPageProps {
  viewer: Viewer;
  story: PrintJobStory;
  targets: readonly Target[];
  formKey: string;
}

export function PrintJobPage({ viewer, story, targets, formKey }: PrintJobPageProps) {
  const all = printingText[viewer.locale];
  const text = all.jobPage;
  const { job, events } = story;
  const words = jobWords(viewer, job);
  return (
    <Layout viewer={viewer} title={job.title} section="admin">
      <PageHeader
        title={job.title}
        aside={<Chip tone={words.tone} label={words.label} />}
        lead={words.note || undefined}
        back={{ href: paths.printJobs(), label: text.title }}
      />
      <div class="split">
        <div class="stack">
          <Panel heading={text.story} headingId="story-title" icon="history">
            <JobTimeline viewer={viewer} events={events} />
          </Panel>
        </div>
        <div class="stack">
          <Panel heading={text.label} headingId="label-title" icon="tag">
            <div class="stack">
              <img
                class="label-picture"
                src={paths.printJobPicture(job.id)}
                alt={all.panel.picture(job.title)}
              />
              {isLabelTemplate(job.template) && (
                <LinkButton href={paths.printJobPdf(job.id)} target="_blank" icon="file-text">
                  {labelPageText[viewer.locale].loose.pdf}
                </LinkButton>
              )}
              <JobActs
                viewer={viewer}
                job={job}
                targets={targets}
                formKey={formKey}
                to={jobAddresses(job.id)}
              />
              <JobFacts viewer={viewer} story={story} />
            </div>
          </Panel>
        </div>
      </div>
    </Layout>
  );
}

/** What happened to a label: who, when, on which printer, with what evidence. */
export function JobTimeline({ viewer, events }: { viewer: Viewer; events: readonly PrintJobFact[] }) {
  const text = printingText[viewer.locale].jobPage;
  return (
    <Timeline
      label={text.story}
      entries={events.map((event) => ({
        title: stateSentence(viewer, event),
        time: <DateTimeText viewer={viewer} at={event.at} />,
        actor: event.actor,
        icon: ICON[event.state],
        body: <p class="muted">{factNote(viewer, event)}</p>,
      }))}
    />
  );
}

function factNote(viewer: Viewer, { printer, evidence }: PrintJobFact): string {
  const parts = [
    printer === "" ? "" : queueText[viewer.locale].jobs.onPrinter(printer),
    evidenceWords(viewer, evidence),
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

function evidenceWords(viewer: Viewer, evidence: PrintJobFact["evidence"]): string {
  if (evidence === null) return "";
  const text = printingText[viewer.locale].jobPage;
  const { odoBefore, odoAfter, bytes } = evidence;
  const counted = odoBefore !== null && odoAfter !== null ? text.counter(odoBefore, odoAfter) : "";
  return [counted, text.bytes(bytes)].filter((part) => part !== "").join(" · ");
}

function JobFacts({ viewer, story: { job, evidence, reprints } }: { viewer: Viewer; story: PrintJobStory }) {
  const all = printingText[viewer.locale];
  const text = all.jobPage;
  return (
    <DescriptionList
      facts={[
        {
          term: text.order,
          value: job.orderNumber && (
            <a href={paths.order(job.orderNumber)}>
              <Code>{job.orderNumber}</Code>
            </a>
          ),
        },
        { term: text.printer, value: job.printer.name },
        { term: text.template, value: printedThing(viewer, job.template) },
        { term: text.copies, value: job.copies },
        { term: text.attempts, value: job.attempts },
        { term: text.by, value: job.createdBy },
        { term: text.requested, value: <DateTimeText viewer={viewer} at={job.createdAt} /> },
        { term: text.expires, value: <DateTimeText viewer={viewer} at={job.expiresAt} /> },
        {
          term: text.reprintOf,
          value: job.reprintOf && <a href={paths.printJob(job.reprintOf)}>{job.title}</a>,
        },
        {
          term: text.evidence,
          value: evidenceWords(viewer, evidence),
        },
        {
          term: queueText[viewer.locale].jobs.reprints,
          value: reprints.length > 0 && (
            <ul class="stack tight">
              {reprints.map((again) => (
                <li>
                  <a href={paths.printJob(again.id)}>{all.states[again.state]}</a>{" "}
                  <TimeAgo viewer={viewer} at={again.createdAt} />
                </li>
              ))}
            </ul>
          ),
        },
      ]}
    />
  );
}

/** What a job prints: a label's template, or a receipt. */
function printedThing(viewer: Viewer, template: string): string {
  const known: Record<string, string> = {
    ...queueText[viewer.locale].documents,
    ...printingText[viewer.locale].templates,
  };
  return known[template] ?? template;
}

function jobAddresses(id: string) {
  return {
    reprint: paths.printJobReprint(id),
    cancel: paths.printJobCancel(id),
    result: paths.printJobResult(id),
    dismissal: paths.printJobDismissal(id),
    retry: paths.printJobRetry(id),
    move: paths.printJobMove(id),
  };
}
