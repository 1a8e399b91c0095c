import type { FieldErrors } from "../../src/lib/app_error.ts";
import type { Typed } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import type { LabelTarget } from "../../src/printing/label_targets.ts";
import type { BatchDetail } from "../../src/slips/queries.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { Checkbox } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { Select, TextInput } from "../components/inputs.tsx";
import { PageHeader, Panel, StatCard } from "../components/panel.tsx";
import { Code } from "../components/status.tsx";
import { type Column, DataTable } from "../components/table.tsx";
import { DateTimeText } from "../components/time.tsx";
import { fieldsOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { labelsWord } from "./list_page.tsx";
import { Numbers, SlipChip, SlipOutcome } from "./parts.tsx";
import { slipText } from "./text.ts";

export interface BatchPageProps {
  viewer: Viewer;
  detail: BatchDetail;
  branch: string;
  /** Label printers of its branch, the usual one for slips first. */
  targets: readonly LabelTarget[];
  /** What a voiding that came back held. */
  typed: Typed;
  errors: FieldErrors;
  formKey: string;
}

/** One pad: what became of each of its numbers, how to print it, and how to say that some will never be used. */
export function BatchPage(props: BatchPageProps) {
  const { viewer, detail: { batch }, branch } = props;
  const { batch: t, batches } = slipText[viewer.locale];
  const { counts } = batch;
  return (
    <Layout viewer={viewer} title={batch.first} section="newIntake">
      <PageHeader
        title={<Numbers viewer={viewer} of={batch} />}
        lead={
          <>
            {t.lead(batch.reservedBy)} · <DateTimeText viewer={viewer} at={batch.reservedAt} /> · {branch}
          </>
        }
        back={{ href: paths.slips(), label: t.back }}
      />
      <div class="stats">
        <StatCard label={batches.slips} value={batch.slips} />
        <StatCard label={t.printed} value={labelsWord(viewer, counts)} />
        <StatCard label={batches.used} value={counts.used} />
        <StatCard label={batches.void} value={counts.void} />
        <StatCard label={batches.open} value={counts.open} tone={counts.open > 0 ? "waiting" : undefined} />
      </div>
      <PrintPanel {...props} />
      <SlipsPanel {...props} />
    </Layout>
  );
}

function PrintPanel({ viewer, detail: { batch }, targets, formKey }: BatchPageProps) {
  const t = slipText[viewer.locale].batch;
  if (batch.counts.open === 0) return null;
  return (
    <Panel heading={t.print} headingId="print-title" icon="printer">
      <div class="row">
        <LinkButton
          href={paths.slipBatchPaper(batch.id, "a4")}
          icon="file-text"
          target="_blank"
          data-key="p"
        >
          {t.a4}
        </LinkButton>
        <LinkButton href={paths.slipBatchPaper(batch.id, "80mm")} icon="receipt" target="_blank">
          {t.roll}
        </LinkButton>
        {targets.length === 0
          ? <span class="muted">{t.noPrinter}</span>
          : (
            <form class="row" method="post" action={paths.slipBatchLabels(batch.id)}>
              <CsrfField viewer={viewer} />
              <input type="hidden" name="form_key" value={formKey} />
              <Button icon="tag">{t.labels}</Button>
              <Select
                viewer={viewer}
                name="printer_id"
                label={t.printer}
                hideLabel
                options={targets.map(({ id, name }) => ({ value: id, label: name }))}
              />
            </form>
          )}
      </div>
    </Panel>
  );
}

const VOIDING = "void-slips";

function SlipsPanel({ viewer, detail: { batch, slips }, typed, errors }: BatchPageProps) {
  const t = slipText[viewer.locale];
  const field = fieldsOf({ viewer, typed, errors });
  const open = batch.counts.open > 0;
  return (
    <>
      <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
      <Panel flush aria-label={t.batch.slips}>
        <DataTable
          viewer={viewer}
          caption={t.batch.slips}
          rows={slips}
          href={(slip) => paths.slip(slip.number)}
          columns={columns(viewer, { picks: open, chosen: [typed["numbers"] ?? []].flat() })}
          dense
        />
      </Panel>
      {open && (
        <form
          id={VOIDING}
          method="post"
          action={paths.slipBatchVoiding(batch.id)}
          class="act-bar print-batch"
          data-confirm={t.batch.confirm}
          data-confirm-label={t.batch.confirmLabel}
        >
          <CsrfField viewer={viewer} />
          <Checkbox
            {...field("all")}
            value="1"
            label={t.batch.all(batch.counts.open)}
            checked={field("all").value !== ""}
          />
          <TextInput
            {...field("reason")}
            label={t.batch.reason}
            placeholder={t.batch.reasonHint}
            maxlength={200}
            required
            class="grow"
          />
          <Button variant="danger" icon="ban">{t.batch.void}</Button>
        </form>
      )}
    </>
  );
}

type Row = BatchDetail["slips"][number];

function columns(
  viewer: Viewer,
  { picks, chosen }: { picks: boolean; chosen: readonly unknown[] },
): Column<Row>[] {
  const t = slipText[viewer.locale].slips;
  return [
    { label: t.number, cell: (slip) => <Code>{slip.number}</Code> },
    ...(picks
      ? [
        {
          label: t.choose,
          width: "shrink",
          cell: (slip) =>
            slip.state === "open" && (
              <label class="pick">
                <input
                  type="checkbox"
                  name="numbers"
                  value={slip.number}
                  form={VOIDING}
                  checked={chosen.includes(slip.number)}
                  aria-label={t.pick(slip.number)}
                />
              </label>
            ),
        } satisfies Column<Row>,
      ]
      : []),
    { label: t.state, cell: ({ state }) => <SlipChip viewer={viewer} state={state} />, beside: true },
    { label: t.label, cell: ({ label }) => t.labels[label ?? "none"] },
    { label: t.outcome, cell: (slip) => <SlipOutcome viewer={viewer} slip={slip} />, width: "grow" },
  ];
}
