import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import type { LabelTarget } from "../../src/printing/label_targets.ts";
import { SLIP_VIEWS, type SlipFilter, slipQuery } from "../../src/slips/filter.ts";
import type { Slip, SlipBatch, UnusedSlips } from "../../src/slips/queries.ts";
import { MOST_SLIPS, USUAL_SLIPS } from "../../src/slips/slip.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { Select, TextInput } from "../components/inputs.tsx";
import { Pager, Tabs } from "../components/list.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { Code } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { fieldsOf, listedErrors } from "../errors/fields.ts";
import { CsvLink } from "../exports/link.tsx";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { Numbers, OldSlips, Reserved, SlipChip, SlipOutcome } from "./parts.tsx";
import { slipText } from "./text.ts";

export interface SlipsPageProps {
  viewer: Viewer;
  filter: SlipFilter;
  /** Of the view that is asked for. */
  batches: readonly SlipBatch[];
  slips: readonly Slip[];
  next: number | null;
  unused: UnusedSlips;
  /** The shop's setting: open for longer is pointed out. */
  days: number;
  reserve: ReserveProps;
}

interface ReserveProps {
  /** Label printers of the branch, the usual one for slips first. */
  targets: readonly LabelTarget[];
  typed: Typed;
  errors: FieldErrors;
  formKey: string;
}

/** Numbers on paper, batch by batch or one by one, and how to reserve more. */
export function SlipsPage(props: SlipsPageProps) {
  const { viewer, filter, unused, days, reserve } = props;
  const t = slipText[viewer.locale];
  const counts = { open: unused.open, old: unused.old };
  const views = SLIP_VIEWS.filter((view) => view !== "old" || unused.old > 0 || filter.view === "old");
  return (
    <Layout viewer={viewer} title={t.title} section="newIntake">
      <PageHeader
        title={t.title}
        lead={t.lead}
        back={viewer.can("intakes.create") ? { href: paths.newIntake(), label: t.back } : undefined}
      />
      <OldSlips viewer={viewer} old={unused.old} days={days} />
      <div class="split">
        <div class="stack">
          <Tabs
            label={t.viewsLabel}
            tabs={views.map((view) => ({
              href: paths.slips(slipQuery({ view, before: null })),
              label: t.views[view],
              current: view === filter.view,
              count: view === "open" || view === "old" ? counts[view] : undefined,
            }))}
          />
          {filter.view === "batches" ? <Batches {...props} /> : <Slips {...props} />}
          <Pager
            viewer={viewer}
            newer={filter.before === null ? null : paths.slips(slipQuery({ ...filter, before: null }))}
            older={props.next === null ? null : paths.slips(slipQuery({ ...filter, before: props.next }))}
          />
          <CsvLink viewer={viewer} list="talones" query={slipQuery({ ...filter, before: null })} />
        </div>
        <div class="stack">
          <ReserveForm viewer={viewer} {...reserve} />
        </div>
      </div>
    </Layout>
  );
}

function Batches({ viewer, batches }: SlipsPageProps) {
  const t = slipText[viewer.locale].batches;
  return (
    <Panel flush aria-label={t.caption}>
      <DataTable
        viewer={viewer}
        caption={t.caption}
        rows={batches}
        href={(batch) => paths.slipBatch(batch.id)}
        columns={[
          { label: t.numbers, cell: (batch) => <Numbers viewer={viewer} of={batch} /> },
          { label: t.reserved, cell: (batch) => <Reserved viewer={viewer} of={batch} /> },
          { label: t.labels, cell: ({ counts }) => labelsWord(viewer, counts), numeric: true },
          { label: t.used, cell: ({ counts }) => counts.used, numeric: true },
          { label: t.void, cell: ({ counts }) => counts.void, numeric: true },
          { label: t.open, cell: ({ counts }) => counts.open, numeric: true },
        ]}
        empty={<EmptyState icon="qr-code" title={t.empty}>{t.emptyText}</EmptyState>}
      />
    </Panel>
  );
}

/** How many labels have come out of those that were asked for. */
export function labelsWord(viewer: Viewer, { asked, printed }: SlipBatch["counts"]): string {
  const t = slipText[viewer.locale].batches;
  return asked === 0 ? t.noLabels : t.labelsOf(printed, asked);
}

function Slips({ viewer, slips, filter }: SlipsPageProps) {
  const t = slipText[viewer.locale].slips;
  const settled = filter.view === "used" || filter.view === "void";
  return (
    <Panel flush aria-label={t.caption}>
      <DataTable
        viewer={viewer}
        caption={t.caption}
        rows={slips}
        href={(slip) => paths.slip(slip.number)}
        columns={[
          { label: t.number, cell: (slip) => <Code>{slip.number}</Code> },
          { label: t.state, cell: ({ state }) => <SlipChip viewer={viewer} state={state} />, beside: true },
          {
            label: t.reserved,
            cell: (slip) => (
              <a href={paths.slipBatch(slip.batchId)}>
                <Reserved viewer={viewer} of={slip} />
              </a>
            ),
          },
          ...settled
            ? [{ label: t.outcome, cell: (slip: Slip) => <SlipOutcome viewer={viewer} slip={slip} /> }]
            : [],
        ]}
        empty={<EmptyState icon="qr-code" title={t.empty}>{t.emptyText}</EmptyState>}
      />
    </Panel>
  );
}

function ReserveForm({ viewer, targets, typed, errors, formKey }: ReserveProps & { viewer: Viewer }) {
  const t = slipText[viewer.locale].reserve;
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <Panel heading={t.heading} headingId="reserve-title" icon="qr-code">
      <form class="stack" method="post" action={paths.slips()}>
        <CsrfField viewer={viewer} />
        <input type="hidden" name="form_key" value={formKey} />
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        <TextInput
          {...field("count")}
          value={typed["count"] === undefined ? String(USUAL_SLIPS) : typedText(typed, "count")}
          label={t.count}
          hint={t.countHint(viewer.branch?.code ?? "")}
          type="number"
          inputmode="numeric"
          min="1"
          max={String(MOST_SLIPS)}
          required
          class="short"
        />
        {targets.length === 0 ? <p class="hint">{t.noPrinter}</p> : (
          <Select
            {...field("printer_id")}
            label={t.labels}
            hint={t.papers}
            empty={t.noLabels}
            options={targets.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        <div class="row">
          <Button variant="primary" icon="plus">{t.act}</Button>
        </div>
      </form>
    </Panel>
  );
}
