import type { FieldErrors } from "../../src/lib/app_error.ts";
import { paths } from "../../src/paths.ts";
import type { LabelLayout } from "../../src/printing/label_layout.ts";
import type { LabelPreview } from "../../src/printing/label_preview.ts";
import type { LabelTarget } from "../../src/printing/label_targets.ts";
import { stockName } from "../../src/printing/loose_label.ts";
import { LABEL_SIZES, TEMPLATE_LINKS } from "../../src/printing/templates.ts";
import { Button } from "../components/button.tsx";
import { Switch } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { Select, TextInput } from "../components/inputs.tsx";
import { ConfirmForm } from "../components/menu.tsx";
import { Fieldset, PageHeader, Panel } from "../components/panel.tsx";
import { Chip, Notice } from "../components/status.tsx";
import { TimeAgo } from "../components/time.tsx";
import { listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { labelPageText } from "./label_page_text.ts";
import { LabelPreviewPart } from "./label_picture.tsx";
import { labelText } from "./label_text.ts";
import { FieldRow } from "./layout_field.tsx";
import { stockWords } from "./stock_words.ts";

/** A layout on the desk: saved or not yet. */
export interface Draft {
  viewer: Viewer;
  branch: { id: string; code: string; name: string };
  layout: LabelLayout;
  version: number;
  /** Differs from what is saved, as far as one knows. */
  changed: boolean;
  /** Has just changed its place. */
  movedField?: string;
  conflict?: boolean;
  errors: FieldErrors;
  query: { sucursal: string; medida: string; orden: string };
  orderMissing: boolean;
  targets: readonly LabelTarget[];
  preview: LabelPreview;
  /** The branch has a layout of its own. */
  own: boolean;
  savedBy: string | null;
  savedAt: number | null;
  formKey: string;
}

/** Where an administrator decides what a label says, in which order and how large. */
export function LayoutPage(draft: Draft) {
  const { viewer, layout, branch } = draft;
  const { editor, layouts } = labelPageText[viewer.locale];
  const title = editor.title(labelText[viewer.locale].templates[layout.template]);
  return (
    <Layout viewer={viewer} title={title} section="admin">
      <PageHeader
        title={title}
        lead={`${branch.name}. ${editor.lead}`}
        back={{ href: paths.labelLayouts(`?sucursal=${branch.code}`), label: layouts.title }}
      />
      <LayoutEditor {...draft} />
    </Layout>
  );
}

/** What a move or a refused save brings back. */
export function LayoutEditor(draft: Draft) {
  const { viewer, layout, preview, errors, conflict } = draft;
  const text = labelPageText[viewer.locale];
  const address = paths.labelLayout(layout.template);
  return (
    <div id="layout-editor" class="stack" hx-target:inherited="this">
      {conflict && <Notice tone="problem" title={text.editor.conflict}>{text.editor.conflictHelp}</Notice>}
      <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
      <form
        id="layout-form"
        method="post"
        action={address}
        hx-post={address}
        hx-target="#layout-editor"
        hx-swap="outerMorph"
      >
        <CsrfField viewer={viewer} />
        <input type="hidden" name="form_key" value={draft.formKey} />
        <input type="hidden" name="version" value={String(draft.version)} />
        <input type="hidden" name="sucursal" value={draft.branch.code} />
        {/* Enter in a field saves; without this the first arrow would be pressed. */}
        <button
          type="submit"
          class="visually-hidden"
          name="act"
          value="save"
          tabindex={-1}
          aria-hidden="true"
        >
        </button>
        <div class="split facts-first">
          <div>
            <Panel heading={text.editor.fields} headingId="layout-fields" icon="list">
              <Fields {...draft} />
              <Codes {...draft} />
            </Panel>
          </div>
          <div class="label-side">
            <Panel
              heading={text.preview.heading}
              headingId="preview-title"
              actions={<SavedChip {...draft} />}
            >
              <div
                hx-post={paths.labelLayoutPreview(layout.template)}
                hx-trigger="input from:#layout-form delay:250ms"
                hx-include="#layout-form"
                hx-target="#label-preview"
                hx-swap="outerHTML"
                hx-sync="this:replace"
              >
                <LabelPreviewPart viewer={viewer} preview={preview} />
              </div>
            </Panel>
            <Panel>
              <div class="stack">
                <Trial {...draft} />
                <div class="row">
                  <Button variant="primary" icon="save" name="act" value="save">{text.editor.save}</Button>
                  {draft.targets.length > 0 && (
                    <Button icon="printer" name="act" value="print">{text.editor.test}</Button>
                  )}
                  <noscript>
                    <Button variant="quiet" name="act" value="preview">{text.preview.look}</Button>
                  </noscript>
                </div>
              </div>
            </Panel>
          </div>
        </div>
      </form>
      {draft.own && <Restore {...draft} />}
    </div>
  );
}

function SavedChip({ viewer, changed, own, savedBy, savedAt }: Draft) {
  const { editor, layouts } = labelPageText[viewer.locale];
  if (changed) return <Chip tone="waiting" label={editor.unsaved} small />;
  if (!own) return <Chip tone="closed" label={layouts.shipped} small />;
  return (
    <>
      <Chip tone="active" icon="pencil" label={layouts.own} small />
      {savedBy && savedAt !== null && (
        <small class="muted">
          {editor.lastSaved(savedBy)} <TimeAgo viewer={viewer} at={savedAt} />
        </small>
      )}
    </>
  );
}

function Fields({ viewer, layout, movedField }: Draft) {
  const { editor } = labelPageText[viewer.locale];
  const names = labelText[viewer.locale].fields;
  const place = layout.fields.findIndex(({ field }) => field === movedField);
  const field = layout.fields[place]?.field;
  return (
    <>
      <p class="visually-hidden" role="status">
        {field && editor.moved(names[field], place + 1, layout.fields.length)}
      </p>
      <ol class="layout-fields">
        {layout.fields.map((one, index) => (
          <FieldRow
            viewer={viewer}
            field={one}
            index={index}
            last={index === layout.fields.length - 1}
          />
        ))}
      </ol>
    </>
  );
}

function Codes({ viewer, layout }: Draft) {
  const { editor } = labelPageText[viewer.locale];
  const { targets } = labelText[viewer.locale];
  return (
    <Fieldset legend={editor.codes}>
      <div class="row">
        <Switch viewer={viewer} name="barcode" label={editor.barcode} checked={layout.barcode.on} />
        <Switch viewer={viewer} name="qr" label={editor.qr} checked={layout.qr.on} />
      </div>
      <Select
        viewer={viewer}
        name="target"
        label={editor.target}
        value={layout.qr.target}
        options={TEMPLATE_LINKS[layout.template].map((one) => ({ value: one, label: targets[one] }))}
      />
    </Fieldset>
  );
}

/** On which stock, and with whose words. */
function Trial({ viewer, layout, targets, query, orderMissing }: Draft) {
  const { editor } = labelPageText[viewer.locale];
  const takesOrder = layout.template === "device" || layout.template === "accessory";
  const printers = targets.map(({ id, name, width_um, height_um, media }) => {
    const size = { widthMm: width_um / 1000, heightMm: height_um / 1000, media };
    return { value: id, label: `${name} · ${stockWords(viewer, size)}` };
  });
  const stocks = LABEL_SIZES.map((size) => ({ value: stockName(size), label: stockWords(viewer, size) }));
  return (
    <Fieldset legend={editor.sample}>
      <div class="columns">
        <Select
          viewer={viewer}
          name="medida"
          label={editor.stock}
          value={query.medida || (targets[0]?.id ?? stockName(LABEL_SIZES[1]))}
          options={[...printers, ...stocks]}
        />
        {takesOrder && (
          <TextInput
            viewer={viewer}
            name="orden"
            label={editor.order}
            hint={editor.orderHint}
            error={orderMissing ? editor.noOrder : undefined}
            value={query.orden}
            code
            maxlength={40}
            attributes={{ "data-scan-here": "" }}
          />
        )}
      </div>
    </Fieldset>
  );
}

function Restore({ viewer, layout, branch, version, formKey }: Draft) {
  const { editor } = labelPageText[viewer.locale];
  return (
    <ConfirmForm
      viewer={viewer}
      action={paths.labelLayout(layout.template)}
      question={editor.restoreQuestion}
      label={editor.restore}
      icon="rotate-ccw"
      variant="plain"
    >
      <input type="hidden" name="act" value="restore" />
      <input type="hidden" name="version" value={String(version)} />
      <input type="hidden" name="sucursal" value={branch.code} />
      <input type="hidden" name="form_key" value={`${formKey}:r`} />
    </ConfirmForm>
  );
}
