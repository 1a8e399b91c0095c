import {
  CHECK_RESULTS,
  type CheckItem,
  type ChecklistPhase,
  type CheckRun,
  PHASE_SLUG,
} from "../../src/checklists/checklist.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedList, typedText } from "../../src/lib/form.ts";
import type { OrderDetail } from "../../src/orders/queries.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { Checkbox, ChipGroup } from "../components/choices.tsx";
import { ConflictPanel } from "../components/conflict.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { Icon } from "../components/icon.tsx";
import { TextInput } from "../components/inputs.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { PhotoStrip } from "../components/photos.tsx";
import { Chip, Code, Notice, type Tone } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { DateTimeText } from "../components/time.tsx";
import { errorOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { deviceName } from "../orders/status.tsx";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { checklistText } from "./text.ts";

const FORM = "checks-form";

export interface RunPageProps {
  viewer: Viewer;
  detail: OrderDetail;
  phase: ChecklistPhase;
  /** The run that can be written into, or the last one. */
  run?: CheckRun;
  /** Its answers may be changed now. */
  writable: boolean;
  /** What a run would begin with. */
  points: readonly string[];
  typed?: Typed;
  errors?: FieldErrors;
  /** Somebody saved the run while `typed` was being written. */
  conflict?: boolean;
}

/** One check of a device, a point below the other. */
export function RunPage(props: RunPageProps) {
  const { viewer, detail, phase, run, writable } = props;
  const text = checklistText[viewer.locale];
  const { number } = detail.order;
  const earlier = detail.checks.runs.filter((one) => one.phase === phase && one !== run).toReversed();
  return (
    <Layout viewer={viewer} title={`${text.phases[phase]} ${number}`} section="orders">
      <PageHeader
        title={text.phases[phase]}
        aside={<Code tag>{number}</Code>}
        lead={`${deviceName(viewer, detail.device)} · ${text.page.lead[phase]}`}
        back={{ href: paths.order(number), label: number }}
      />
      <div class="stack loose">
        {run
          ? writable ? <RunForm {...props} run={run} /> : <RunTable {...props} run={run} note />
          : <Unbegun {...props} />}
        {earlier.length > 0 && (
          <section class="stack" aria-labelledby="earlier-checks">
            <h2 id="earlier-checks">{text.page.earlier}</h2>
            {earlier.map((one) => <RunTable {...props} run={one} />)}
          </section>
        )}
      </div>
    </Layout>
  );
}

function Unbegun({ viewer, detail, phase, points, writable }: RunPageProps) {
  const text = checklistText[viewer.locale];
  if (points.length === 0) {
    return (
      <Panel>
        <EmptyState
          icon="clipboard-list"
          title={text.page.unlisted}
          action={viewer.can("settings.manage") && (
            <LinkButton href={paths.checklist(detail.device.category, PHASE_SLUG[phase])}>
              {text.page.editList}
            </LinkButton>
          )}
        >
          {text.page.unlistedText}
        </EmptyState>
      </Panel>
    );
  }
  return (
    <Panel heading={text.page.points} headingId="points-heading">
      <ul>{points.map((point) => <li>{point}</li>)}</ul>
      {writable && (
        <form method="post" action={paths.orderChecksStart(detail.order.number, PHASE_SLUG[phase])}>
          <CsrfField viewer={viewer} />
          <Button variant="primary" icon="clipboard-list">{text.page.begin}</Button>
        </form>
      )}
    </Panel>
  );
}

function RunForm(props: RunPageProps & { run: CheckRun }) {
  const { viewer, detail, phase, run, typed, errors = {}, conflict } = props;
  const text = checklistText[viewer.locale].page;
  const { number } = detail.order;
  const version = typed && !conflict ? typedText(typed, "version") : String(run.version);
  return (
    <>
      {conflict && <RunConflict {...props} />}
      <form
        id={FORM}
        class="stack"
        method="post"
        enctype="multipart/form-data"
        action={paths.orderChecks(number, PHASE_SLUG[phase])}
        data-guard=""
      >
        <CsrfField viewer={viewer} />
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        <input type="hidden" name="run" value={run.id} />
        <input type="hidden" name="version" value={version} />
        <Panel aria-label={checklistText[viewer.locale].phases[phase]}>
          <ol class="check-list">
            {run.items.map((item, index) => <Point {...props} item={item} index={index} />)}
          </ol>
          <Checkbox
            viewer={viewer}
            name="rest_ok"
            label={text.restOk}
            hint={text.restOkHint}
            checked={typedText(typed, "rest_ok") === "1"}
          />
        </Panel>
        <div class="act-bar">
          <LinkButton variant="quiet" href={paths.order(number)}>{text.cancel}</LinkButton>
          <Button variant="primary" icon="save">{text.save}</Button>
        </div>
      </form>
    </>
  );
}

function Point({ viewer, detail, typed, errors = {}, item, index }: RunPageProps & {
  item: CheckItem;
  index: number;
}) {
  const text = checklistText[viewer.locale];
  const name = `items.${index}`;
  const result = typedText(typed, `${name}.result`) || (item.result ?? "");
  const photos = detail.photos.filter((photo) => photo.checklist_item_id === item.id);
  const uploaded = typedPhotos(typed, index);
  return (
    <li class="check-point">
      <input type="hidden" name={`${name}.id`} value={item.id} />
      <ChipGroup
        viewer={viewer}
        choose="one"
        name={`${name}.result`}
        label={item.text}
        choices={CHECK_RESULTS.map((value) => ({ value, label: text.results[value] }))}
        chosen={[result]}
        error={errorOf(viewer, errors, `${name}.result`)}
      />
      <TextInput
        viewer={viewer}
        name={`${name}.note`}
        label={text.page.noteOf(item.text)}
        hideLabel
        placeholder={text.page.notePlaceholder}
        value={typed ? typedText(typed, `${name}.note`) : item.note}
        error={errorOf(viewer, errors, `${name}.note`)}
        maxlength={200}
        class="check-note"
      />
      <details
        class="check-photos"
        open={photos.length + uploaded.length > 0 || errors[`${name}.photos`] !== undefined}
      >
        <summary class="button quiet">
          <Icon name="camera" />
          {photos.length > 0 ? text.photos(photos.length) : text.page.photo}
        </summary>
        <Photos photos={photos} />
        <PhotoStrip
          viewer={viewer}
          name={`${name}.photos[]`}
          fileName={`${name}.files[]`}
          uploadUrl={paths.uploads()}
          label={text.page.addPhoto(item.text)}
          photos={uploaded.map((id) => ({
            id,
            url: paths.photo(id),
            thumbUrl: paths.thumbnail(id),
            name: text.page.photo,
          }))}
          error={errorOf(viewer, errors, `${name}.photos`)}
        />
      </details>
    </li>
  );
}

/** Photos that are uploaded and not saved yet. */
function typedPhotos(typed: Typed | undefined, index: number): string[] {
  const photos = typedList(typed, "items")[index]?.photos;
  return Array.isArray(photos) ? photos.filter((id) => typeof id === "string") : [];
}

function Photos({ photos }: { photos: OrderDetail["photos"] }) {
  if (photos.length === 0) return null;
  return (
    <ul class="photo-list">
      {photos.map((photo) => (
        <li class="photo">
          <a href={paths.photo(photo.id)} target="_blank" rel="noopener">
            <img src={paths.thumbnail(photo.id)} alt={photo.name} width="96" height="96" loading="lazy" />
          </a>
        </li>
      ))}
    </ul>
  );
}

function RunConflict({ viewer, detail, phase, run, typed }: RunPageProps & { run: CheckRun }) {
  const text = checklistText[viewer.locale];
  const words = frameText[viewer.locale].conflict;
  const said = (result: string, note: string) => {
    const known: Record<string, string> = text.results;
    return [known[result] ?? "", note].filter(Boolean).join(": ");
  };
  const fields = run.items.map((item, index) => {
    const theirs = said(item.result ?? "", item.note);
    const yours = said(typedText(typed, `items.${index}.result`), typedText(typed, `items.${index}.note`));
    return { label: item.text, theirs, yours, differs: theirs !== yours };
  });
  return (
    <ConflictPanel viewer={viewer} fields={fields.filter((field) => field.differs)}>
      <LinkButton href={paths.orderChecks(detail.order.number, PHASE_SLUG[phase])}>
        {words.keepTheirs}
      </LinkButton>
      <Button variant="primary" form={FORM}>{words.keepYours}</Button>
    </ConflictPanel>
  );
}

const RESULT_TONE = { ok: "ready", fail: "problem", untestable: "waiting" } as const satisfies Record<
  NonNullable<CheckItem["result"]>,
  Tone
>;

/** A run that does not change any more. */
function RunTable({ viewer, detail, run, note }: RunPageProps & { run: CheckRun; note?: boolean }) {
  const text = checklistText[viewer.locale];
  return (
    <>
      {note && (
        <Notice tone="closed">
          <p>{text.page.closed}</p>
        </Notice>
      )}
      <Panel flush aria-label={text.phases[run.phase]}>
        <DataTable
          viewer={viewer}
          caption={text.phases[run.phase]}
          rows={run.items}
          columns={[
            {
              label: text.page.point,
              width: "grow",
              cell: (item) => (
                <>
                  {item.text}
                  {item.note && <span class="sub">{item.note}</span>}
                  <Photos photos={detail.photos.filter((photo) => photo.checklist_item_id === item.id)} />
                </>
              ),
            },
            {
              label: text.page.result,
              beside: true,
              cell: (item) =>
                item.result &&
                <Chip small tone={RESULT_TONE[item.result]} label={text.results[item.result]} />,
            },
            {
              label: text.page.answered,
              cell: (item) =>
                item.at !== null && (
                  <>
                    {item.by} · <DateTimeText viewer={viewer} at={item.at} />
                  </>
                ),
            },
          ]}
        />
      </Panel>
    </>
  );
}
