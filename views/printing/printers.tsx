import { paths } from "../../src/paths.ts";
import type { PrinterView } from "../../src/printing/printer_queries.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { TextInput } from "../components/inputs.tsx";
import { ConfirmForm, Dialog } from "../components/menu.tsx";
import { DescriptionList, EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { Chip, Code, Notice } from "../components/status.tsx";
import { TimeAgo } from "../components/time.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { queueText } from "./queue_text.ts";
import { printingText } from "./text.ts";
import { printerTrouble, sentence } from "./words.ts";

export interface PrintersProps {
  viewer: Viewer;
  printers: readonly PrinterView[];
  /** Drawn with the page: makes a second click on "test label" the same click. */
  formKey: string;
}

export interface PrintersPageProps extends PrintersProps {
  /** What the page was made from: the live page sends what has changed since. */
  mark: string;
}

export function PrintersPage(props: PrintersPageProps) {
  const { viewer, mark } = props;
  const text = printingText[viewer.locale].printers;
  return (
    <Layout viewer={viewer} title={text.title} section="admin">
      <PageHeader
        title={text.title}
        lead={text.lead}
        back={{ href: paths.admin(), label: printingText[viewer.locale].back }}
        actions={
          <>
            <LinkButton href={paths.printRoutes()} icon="list">
              {queueText[viewer.locale].routes.title}
            </LinkButton>
            <LinkButton href={paths.printJobs()} icon="tag">{text.jobs}</LinkButton>
            <LinkButton href={paths.agents()} icon="hard-drive">{text.agents}</LinkButton>
          </>
        }
      />
      <div hx-sse:connect={`${paths.printersLive()}?v=${encodeURIComponent(mark)}`}>
        <PrinterList {...props} />
      </div>
    </Layout>
  );
}

/** What the live page replaces. */
export function PrinterList({ viewer, printers, formKey }: PrintersProps) {
  const text = printingText[viewer.locale].printers;
  const undecided = [...new Set(printers.map((printer) => printer.branch))]
    .filter((branch) =>
      !printers.some((printer) => printer.branch === branch && printer.documents.includes("label_device"))
    );
  return (
    <div id="printers" class="stack">
      {undecided.map((branch) => <Notice tone="waiting">{text.noDefault(branch)}</Notice>)}
      {printers.length === 0 && (
        <Panel>
          <EmptyState
            icon="printer"
            title={text.emptyTitle}
            action={
              <LinkButton href={paths.agents()} variant="primary" icon="plus">
                {printingText[viewer.locale].agentPage.pair}
              </LinkButton>
            }
          >
            {text.empty}
          </EmptyState>
        </Panel>
      )}
      {printers.map((printer) => <PrinterPanel viewer={viewer} printer={printer} formKey={formKey} />)}
    </div>
  );
}

function PrinterPanel(
  { viewer, printer, formKey }: { viewer: Viewer; printer: PrinterView; formKey: string },
) {
  const text = printingText[viewer.locale].printers;
  const trouble = printerTrouble(viewer, printer);
  return (
    <Panel
      id={`printer-${printer.id}`}
      heading={printer.name}
      headingId={`printer-${printer.id}-title`}
      icon={trouble ? "printer-x" : "printer-check"}
      actions={
        <>
          <Code tag>{printer.branch}</Code>
          <LinkButton href={paths.printer(printer.id)} size="small" variant="quiet" icon="history">
            {queueText[viewer.locale].printer.history}
          </LinkButton>
        </>
      }
      footer={<PrinterActs viewer={viewer} printer={printer} formKey={formKey} />}
    >
      <div class="split">
        <div class="stack">
          <PrinterCondition viewer={viewer} printer={printer} />
          <PrinterTakes viewer={viewer} printer={printer} />
          {printer.waiting > 0 && (
            <p>
              <a href={paths.printJobs("?ver=waiting")}>{text.waiting(printer.waiting)}</a>
            </p>
          )}
          <PrinterFacts viewer={viewer} printer={printer} />
        </div>
        <div class="stack tight">
          <p class="field-label">{text.lastLabel}</p>
          {printer.lastJobId
            ? (
              <img
                class="label-picture"
                src={paths.printJobPicture(printer.lastJobId)}
                alt={text.lastLabel}
              />
            )
            : <p class="muted">{text.noLabel}</p>}
        </div>
      </div>
    </Panel>
  );
}

/** How it is now, what it warns of and what it holds itself. */
export function PrinterCondition({ viewer, printer }: { viewer: Viewer; printer: PrinterView }) {
  const all = printingText[viewer.locale];
  const text = all.printers;
  const trouble = printerTrouble(viewer, printer);
  return (
    <>
      <div class="row">
        <Chip tone={trouble ? "problem" : "ready"} label={trouble ?? text.ok} />
        {trouble && printer.agent === "connected" && (
          <span class="muted">
            <TimeAgo viewer={viewer} at={printer.since} />
          </span>
        )}
      </div>
      {printer.inside > 0 && <Notice tone="waiting">{text.inside(printer.inside)}</Notice>}
      {printer.warnings.map((warning) => (
        <Notice tone="waiting">
          {sentence(all.warnings[warning as keyof typeof all.warnings] ?? warning)}
        </Notice>
      ))}
    </>
  );
}

/** What comes out of it, by the matrix of its branch. */
export function PrinterTakes({ viewer, printer }: { viewer: Viewer; printer: PrinterView }) {
  const { documents, printer: text } = queueText[viewer.locale];
  const { documents: own } = printer;
  return (
    <p class={own.length === 0 ? "muted" : undefined}>
      {own.length === 0
        ? `${text.takesNothing}. `
        : `${text.takes}: ${own.map((document) => documents[document]).join(", ")}. `}
      <a href={paths.printRoutes(printer.branchId)}>{text.chooseRoutes}</a>
    </p>
  );
}

export function PrinterFacts({ viewer, printer }: { viewer: Viewer; printer: PrinterView }) {
  const text = printingText[viewer.locale].printers;
  const { roll } = printer;
  const number = new Intl.NumberFormat(viewer.locale);
  const size = text.size(number.format(printer.widthMm), number.format(printer.heightMm), printer.dpi);
  const queued = queueText[viewer.locale].printer;
  const darkness = printer.setup?.darkness ?? printer.darkness;
  const moved = printer.offsetXMm !== 0 || printer.offsetYMm !== 0;
  const offset = moved &&
    queued.offset(number.format(printer.offsetXMm), number.format(printer.offsetYMm));
  return (
    <DescriptionList
      facts={[
        { term: text.connection, value: text.connections[printer.kind] },
        { term: text.language, value: text.languages[printer.language] },
        ...(roll === null ? [{ term: text.stock, value: size }] : [
          { term: text.paper, value: text.roll(number.format(printer.widthMm), roll.columns) },
          { term: text.codePage, value: <Code>{roll.codePage}</Code> },
          { term: text.drawer, value: text.drawers[roll.drawer] },
        ]),
        { term: text.model, value: printer.model },
        { term: text.serial, value: printer.serial && <Code>{printer.serial}</Code> },
        { term: text.firmware, value: printer.firmware && <Code>{printer.firmware}</Code> },
        { term: text.odometer, value: printer.odometer === null ? null : number.format(printer.odometer) },
        { term: text.agent, value: printer.agentName },
        { term: queued.media, value: printer.language === "zpl" && queued.medias[printer.media] },
        { term: queued.fallback, value: printer.fallback?.name },
        {
          term: queued.darknessNow,
          value: darkness === null ? null : number.format(darkness),
        },
        { term: queued.offsets, value: offset },
        {
          term: "",
          value: printer.kind === "virtual" ? text.virtual : printer.confirms ? null : text.oneWay,
          wide: true,
        },
      ]}
    />
  );
}

export function PrinterActs(
  { viewer, printer, formKey }: { viewer: Viewer; printer: PrinterView; formKey: string },
) {
  const text = printingText[viewer.locale].printers;
  const dialog = `rename-${printer.id}`;
  return (
    <div class="row">
      <PrinterAct viewer={viewer} action={paths.printerTest(printer.id)} formKey={`${formKey}:${printer.id}`}>
        <Button size="small" icon="printer">{printer.roll ? text.testReceipt : text.test}</Button>
      </PrinterAct>
      <PrinterAct viewer={viewer} action={paths.printerPause(printer.id)}>
        <Button size="small" icon="circle-pause" name="paused" value={printer.paused ? "" : "1"}>
          {printer.paused ? text.resume : text.pause}
        </Button>
      </PrinterAct>
      {printer.language === "zpl" && !printer.documents.includes("label_device") && (
        <PrinterAct viewer={viewer} action={paths.printerDefault(printer.id)}>
          <Button size="small" icon="tag">{text.makeDefault}</Button>
        </PrinterAct>
      )}
      {printer.roll && printer.roll.drawer !== "none" && (
        <PrinterAct viewer={viewer} action={paths.printerDrawer(printer.id)}>
          <Button size="small" icon="wallet">{text.openDrawer}</Button>
        </PrinterAct>
      )}
      {printer.kind !== "virtual" && printer.language === "zpl" && (
        <ConfirmForm
          viewer={viewer}
          action={paths.printerCalibration(printer.id)}
          question={text.calibrateQuestion(printer.name)}
          label={text.calibrate}
          variant="plain"
          icon="refresh-cw"
          size="small"
        />
      )}
      <Button size="small" variant="quiet" type="button" icon="pencil" data-dialog={dialog}>
        {text.rename}
      </Button>
      <Dialog viewer={viewer} id={dialog} title={text.rename}>
        <form class="stack" method="post" action={paths.printerName(printer.id)}>
          <CsrfField viewer={viewer} />
          <TextInput
            viewer={viewer}
            name="name"
            id={`${dialog}-name`}
            label={text.name}
            value={printer.name}
            maxlength={60}
            required
          />
          <div class="row end">
            <Button variant="primary" icon="save">{text.rename}</Button>
          </div>
        </form>
      </Dialog>
    </div>
  );
}

interface PrinterActProps {
  viewer: Viewer;
  action: string;
  formKey?: string;
  children?: unknown;
}

function PrinterAct({ viewer, action, formKey, children }: PrinterActProps) {
  return (
    <form method="post" action={action}>
      <CsrfField viewer={viewer} />
      {formKey && <input type="hidden" name="form_key" value={formKey} />}
      {children}
    </form>
  );
}
