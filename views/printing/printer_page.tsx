import type { Alert } from "../../src/alerts/alert.ts";
import { paths } from "../../src/paths.ts";
import type { PrintJobView } from "../../src/printing/job_views.ts";
import type { PrinterView } from "../../src/printing/printer_queries.ts";
import { type PrinterSetup } from "../../src/printing/protocol.ts";
import { fits } from "../../src/printing/stock.ts";
import type { Target } from "../../src/printing/targets.ts";
import { AlertList } from "../alerts/parts.tsx";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { Select, TextInput } from "../components/inputs.tsx";
import { Pager } from "../components/list.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { Chip, Code, Notice } from "../components/status.tsx";
import { type Column, DataTable } from "../components/table.tsx";
import { TimeAgo } from "../components/time.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { PrinterActs, PrinterCondition, PrinterFacts, PrinterTakes } from "./printers.tsx";
import { JobTitle } from "./job_title.tsx";
import { queueText } from "./queue_text.ts";
import { printingText } from "./text.ts";
import { jobWords } from "./words.ts";

export interface PrinterPageProps {
  viewer: Viewer;
  printer: PrinterView;
  /** Living printers of the branch. */
  targets: readonly Target[];
  jobs: readonly PrintJobView[];
  /** For the next page of them. */
  before: number | null;
  faults: readonly Alert[];
  /** How long the shop waits for it before the stand-in takes over. */
  fallbackSeconds: number;
  formKey: string;
}

/** One printer: how it is, what it may be told, and everything that it was given. */
export function PrinterPage(props: PrinterPageProps) {
  const { viewer, printer, jobs, before, faults, formKey } = props;
  const all = printingText[viewer.locale];
  const text = queueText[viewer.locale].printer;
  return (
    <Layout viewer={viewer} title={printer.name} section="admin" width="wide">
      <PageHeader
        title={printer.name}
        aside={<Code tag>{printer.branch}</Code>}
        back={{ href: paths.printers(), label: all.printers.title }}
      />
      {!printer.active && <Notice tone="waiting">{text.gone}</Notice>}
      <div class="split">
        <div class="stack">
          <Panel
            aria-label={printer.name}
            footer={printer.active && <PrinterActs viewer={viewer} printer={printer} formKey={formKey} />}
          >
            <div class="stack">
              <PrinterCondition viewer={viewer} printer={printer} />
              <PrinterTakes viewer={viewer} printer={printer} />
              <PrinterFacts viewer={viewer} printer={printer} />
            </div>
          </Panel>
          <Panel heading={text.history} headingId="history-title" icon="history" flush>
            <DataTable
              viewer={viewer}
              caption={`${text.history}: ${printer.name}`}
              columns={columns(viewer)}
              rows={jobs}
              href={(job) => paths.printJob(job.id)}
              empty={<EmptyState icon="printer" title={all.printers.noLabel} />}
            />
          </Panel>
          <Pager
            viewer={viewer}
            older={before === null ? null : `${paths.printer(printer.id)}?antes=${before}`}
          />
        </div>
        <div class="stack">
          <FallbackForm {...props} />
          {printer.waiting > 0 && <MoveForm {...props} />}
          {printer.language === "zpl" && printer.kind !== "virtual" && printer.active && (
            <SetupForm viewer={viewer} printer={printer} />
          )}
          <Panel heading={text.faults} headingId="faults-title" icon="triangle-alert">
            {faults.length === 0
              ? <p class="muted">{text.noFaults}</p>
              : <AlertList viewer={viewer} alerts={faults} />}
          </Panel>
        </div>
      </div>
    </Layout>
  );
}

function columns(viewer: Viewer): Column<PrintJobView>[] {
  const text = printingText[viewer.locale].jobPage;
  return [
    { label: text.label, width: "grow", cell: (job) => <JobTitle title={job.title} /> },
    {
      label: text.state,
      cell: (job) => {
        const words = jobWords(viewer, job);
        return <Chip tone={words.tone} label={words.label} small />;
      },
    },
    {
      label: text.requested,
      cell: (job) => (
        <>
          <TimeAgo viewer={viewer} at={job.createdAt} /> · {job.createdBy}
        </>
      ),
    },
  ];
}

/** Printers that take the same labels as this one. */
function fitting({ printer, targets }: PrinterPageProps): Target[] {
  const own = targets.find((target) => target.id === printer.id);
  return own ? targets.filter((target) => target.id !== own.id && fits(own, target)) : [];
}

function FallbackForm(props: PrinterPageProps) {
  const { viewer, printer } = props;
  const text = queueText[viewer.locale].printer;
  const others = fitting(props);
  return (
    <Panel heading={text.fallback} headingId="fallback-title" icon="rotate-ccw">
      <form class="stack" method="post" action={paths.printerFallback(printer.id)}>
        <CsrfField viewer={viewer} />
        <p class="muted">{text.fallbackLead(props.fallbackSeconds)}</p>
        {others.length === 0 && printer.fallback === null ? <p>{text.noFitting}</p> : (
          <>
            <Select
              viewer={viewer}
              name="printer_id"
              label={text.fallback}
              empty={text.noFallback}
              value={printer.fallback?.id ?? ""}
              options={others.map(({ id, name }) => ({ value: id, label: name }))}
            />
            <div class="row end">
              <Button icon="save">{text.saveFallback}</Button>
            </div>
          </>
        )}
      </form>
    </Panel>
  );
}

function MoveForm(props: PrinterPageProps) {
  const { viewer, printer } = props;
  const text = queueText[viewer.locale].printer;
  const others = fitting(props);
  return (
    <Panel heading={text.moveAll} headingId="move-title" icon="arrow-right">
      <form class="stack" method="post" action={paths.printerMove(printer.id)}>
        <CsrfField viewer={viewer} />
        <p class="muted">{text.moveAllLead}</p>
        {others.length === 0 ? <p>{text.noFitting}</p> : (
          <>
            <Select
              viewer={viewer}
              name="printer_id"
              id="move-printer"
              label={text.moveTo}
              value={printer.fallback?.id ?? others[0]?.id ?? ""}
              options={others.map(({ id, name }) => ({ value: id, label: name }))}
            />
            <div class="row end">
              <Button icon="arrow-right">{text.move}</Button>
            </div>
          </>
        )}
      </form>
    </Panel>
  );
}

const USUAL_DARKNESS = 15;
const USUAL_SPEED = 4;

function SetupForm({ viewer, printer }: { viewer: Viewer; printer: PrinterView }) {
  const text = queueText[viewer.locale].printer;
  const { setup } = printer;
  const known: PrinterSetup = setup ?? {
    media: printer.media,
    transfer: "direct",
    darkness: printer.darkness ?? USUAL_DARKNESS,
    speed: USUAL_SPEED,
  };
  return (
    <Panel heading={text.setup} headingId="setup-title" icon="settings">
      <form
        class="stack"
        method="post"
        action={paths.printerSetup(printer.id)}
        data-confirm={text.setUpQuestion(printer.name)}
        data-confirm-label={text.setUp}
      >
        <CsrfField viewer={viewer} />
        <p class="muted">{text.setupLead}</p>
        {setup && (
          <p>
            <Chip
              small
              tone={setup.state === "done" ? "ready" : setup.state === "failed" ? "problem" : "waiting"}
              label={text.setUpStates[setup.state]}
            />
          </p>
        )}
        <Select
          viewer={viewer}
          name="media"
          label={text.media}
          value={known.media}
          options={Object.entries(text.medias).map(([value, label]) => ({ value, label }))}
        />
        <Select
          viewer={viewer}
          name="transfer"
          label={text.transfer}
          value={known.transfer}
          options={Object.entries(text.transfers).map(([value, label]) => ({ value, label }))}
        />
        <div class="columns">
          <TextInput
            viewer={viewer}
            name="darkness"
            label={text.darkness}
            type="number"
            inputmode="numeric"
            min="0"
            max="30"
            value={String(known.darkness)}
            required
          />
          <TextInput
            viewer={viewer}
            name="speed"
            label={text.speed}
            type="number"
            inputmode="numeric"
            min="1"
            max="14"
            value={String(known.speed)}
            required
          />
        </div>
        <div class="row end">
          <Button icon="settings">{text.setUp}</Button>
        </div>
      </form>
    </Panel>
  );
}
