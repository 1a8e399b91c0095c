import { paths } from "../../src/paths.ts";
import { JOB_FILTERS, type JobFilter } from "../../src/printing/print_job.ts";
import type { PrintJobList, PrintJobStory, PrintJobView } from "../../src/printing/queries.ts";
import { LinkButton } from "../components/button.tsx";
import type { IconName } from "../components/icon.tsx";
import { Pager, Tabs, Timeline } from "../components/list.tsx";
import { DescriptionList, EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { Chip, Code } from "../components/status.tsx";
import { type Column, DataTable } from "../components/table.tsx";
import { DateTimeText, TimeAgo } from "../components/time.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { JobActs } from "./job_acts.tsx";
import { printingText } from "./text.ts";
import { jobWords, stateSentence } from "./words.ts";

export interface PrintJobsProps {
  viewer: Viewer;
  list: PrintJobList;
  filter: JobFilter;
  formKey: string;
}

export function PrintJobsPage({ viewer, list, filter, formKey }: PrintJobsProps) {
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
          columns={columns(viewer, formKey)}
          rows={list.jobs}
          href={(job) => paths.printJob(job.id)}
          empty={
            <EmptyState icon={filter === "attention" ? "circle-check" : "printer"} title={text.none[filter]}>
              {text.emptyHint}
            </EmptyState>
          }
        />
      </Panel>
      <Pager
        viewer={viewer}
        older={list.before === null ? null : paths.printJobs(`?ver=${filter}&antes=${list.before}`)}
      />
    </Layout>
  );
}

function columns(viewer: Viewer, formKey: string): Column<PrintJobView>[] {
  const text = printingText[viewer.locale].jobPage;
  return [
    { label: text.label, cell: (job) => <Code>{job.title}</Code>, width: "grow" },
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
    { label: text.printer, cell: (job) => job.printer.name },
    {
      label: text.requested,
      cell: (job) => (
        <>
          <TimeAgo viewer={viewer} at={job.createdAt} /> · {job.createdBy}
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

export function PrintJobPage(
  { viewer, story, formKey }: { viewer: Viewer; story: PrintJobStory; formKey: string },
) {
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
            <Timeline
              label={text.story}
              entries={events.map((event) => ({
                title: stateSentence(viewer, event),
                time: <DateTimeText viewer={viewer} at={event.at} />,
                actor: event.actor,
                icon: ICON[event.state],
              }))}
            />
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
              <JobActs viewer={viewer} job={job} formKey={formKey} to={jobAddresses(job.id)} />
              <JobFacts viewer={viewer} story={story} />
            </div>
          </Panel>
        </div>
      </div>
    </Layout>
  );
}

function JobFacts({ viewer, story: { job, evidence } }: { viewer: Viewer; story: PrintJobStory }) {
  const all = printingText[viewer.locale];
  const text = all.jobPage;
  const counted = evidence !== null && evidence.odoBefore !== null && evidence.odoAfter !== null;
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
        { term: text.template, value: all.templates[job.template as keyof typeof all.templates] },
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
          value: evidence && [
            counted ? text.counter(evidence.odoBefore ?? 0, evidence.odoAfter ?? 0) : "",
            text.bytes(evidence.bytes),
          ].filter((part) => part !== "").join(" · "),
        },
      ]}
    />
  );
}

function jobAddresses(id: string) {
  return {
    reprint: paths.printJobReprint(id),
    cancel: paths.printJobCancel(id),
    result: paths.printJobResult(id),
    dismissal: paths.printJobDismissal(id),
  };
}
