import type { FieldErrors } from "../../src/lib/app_error.ts";
import type { Typed } from "../../src/lib/form.ts";
import { typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import type { LabelPreview } from "../../src/printing/label_preview.ts";
import type { LabelTarget } from "../../src/printing/label_targets.ts";
import {
  LOOSE_TEMPLATES,
  type LooseTemplate,
  MOST_LABEL_LINES,
  stockName,
} from "../../src/printing/loose_label.ts";
import { LABEL_SIZES } from "../../src/printing/templates.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { Select, TextArea, TextInput } from "../components/inputs.tsx";
import { Tabs } from "../components/list.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Notice } from "../components/status.tsx";
import { fieldsOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { labelPageText } from "./label_page_text.ts";
import { LabelPreviewPart } from "./label_picture.tsx";
import { labelText } from "./label_text.ts";
import { stockWords } from "./stock_words.ts";

export interface LooseLabelProps {
  viewer: Viewer;
  template: LooseTemplate;
  typed: Typed;
  errors: FieldErrors;
  /** Label printers of the branch, the usual one for this template first. */
  targets: readonly LabelTarget[];
  preview: LabelPreview;
  formKey: string;
}

/** A label of no order: what it says on the left, how it comes out on the right. */
export function LooseLabelPage(props: LooseLabelProps) {
  const { viewer, template, preview } = props;
  const { loose: text, preview: previewWords } = labelPageText[viewer.locale];
  return (
    <Layout viewer={viewer} title={text.title}>
      <PageHeader
        title={text.title}
        lead={text.lead}
        actions={
          <>
            <LinkButton href={paths.printing()} icon="printer">{text.status}</LinkButton>
            {viewer.can("slips.manage") && (
              <LinkButton href={paths.slips()} icon="qr-code">{text.slips}</LinkButton>
            )}
            {viewer.can("printers.manage") && (
              <LinkButton href={paths.labelLayout(template)} icon="settings">{text.layouts}</LinkButton>
            )}
          </>
        }
      />
      <Tabs
        label={text.kinds}
        tabs={LOOSE_TEMPLATES.map((one) => ({
          href: paths.looseLabels(`?plantilla=${one}`),
          label: labelText[viewer.locale].templates[one],
          current: one === template,
        }))}
      />
      <div class="split facts-first">
        <div>
          <Panel heading={text.heading} headingId="loose-title" icon="tag">
            <LooseForm {...props} />
          </Panel>
        </div>
        <div class="label-side">
          <Panel heading={previewWords.heading} headingId="preview-title">
            <LabelPreviewPart viewer={viewer} preview={preview} />
          </Panel>
        </div>
      </div>
    </Layout>
  );
}

function LooseForm(props: LooseLabelProps) {
  const { viewer, template, typed, errors, targets, formKey } = props;
  const { loose: text, preview: previewWords } = labelPageText[viewer.locale];
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <form
      class="stack"
      method="post"
      action={paths.looseLabels()}
      hx-post={paths.looseLabelPreview()}
      hx-trigger="input delay:250ms"
      hx-target="#label-preview"
      hx-sync="this:replace"
    >
      <CsrfField viewer={viewer} />
      <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
      <input type="hidden" name="form_key" value={formKey} />
      <input type="hidden" name="plantilla" value={template} />
      <TextInput
        {...field("code")}
        label={text.code}
        hint={text.codeHint}
        code
        maxlength={40}
        required={template !== "text"}
      />
      <Texts {...props} />
      <TextInput {...field("url")} label={text.url} hint={text.urlHint} type="url" maxlength={213} />
      <Destination {...props} />
      <div class="row">
        {targets.length > 0 && (
          <Button variant="primary" icon="printer" name="act" value="print" data-key="p">{text.print}</Button>
        )}
        <Button icon="file-text" name="act" value="pdf" formtarget="_blank">{text.pdf}</Button>
        <noscript>
          <Button variant="quiet" name="act" value="preview">{previewWords.look}</Button>
        </noscript>
      </div>
    </form>
  );
}

function Texts({ viewer, template, typed, errors }: LooseLabelProps) {
  const text = labelPageText[viewer.locale].loose;
  const field = fieldsOf({ viewer, typed, errors });
  switch (template) {
    case "text":
      return (
        <>
          {Array.from(
            { length: MOST_LABEL_LINES },
            (_, index) => (
              <TextInput {...field(`lines.${index}`)} label={text.line(index + 1)} maxlength={120} />
            ),
          )}
        </>
      );
    case "shelf":
      return (
        <>
          <TextInput {...field("name")} label={text.name} maxlength={120} required />
          <TextArea {...field("contents")} label={text.contents} maxlength={400} />
        </>
      );
    case "part":
      return (
        <>
          <TextInput {...field("name")} label={text.name} maxlength={120} required />
          <TextInput {...field("fits")} label={text.fits} hint={text.fitsHint} maxlength={200} />
          <div class="columns">
            <TextInput {...field("location")} label={text.location} maxlength={60} />
            <TextInput {...field("price")} label={text.price} maxlength={30} />
          </div>
        </>
      );
  }
}

/** Where it comes out and how often; without a label printer, of what size. */
function Destination({ viewer, targets, typed, errors }: LooseLabelProps) {
  const text = labelPageText[viewer.locale].loose;
  const field = fieldsOf({ viewer, typed, errors });
  if (targets.length === 0) {
    return (
      <>
        <Notice tone="waiting">{text.noPrinter}</Notice>
        <Select
          {...field("stock")}
          label={text.stock}
          value={typedText(typed, "stock") || stockName(LABEL_SIZES[1])}
          options={LABEL_SIZES.map((size) => ({ value: stockName(size), label: stockWords(viewer, size) }))}
        />
      </>
    );
  }
  return (
    <div class="columns">
      <Select
        {...field("printer_id")}
        label={text.printer}
        options={targets.map(({ id, name, width_um, height_um, media }) => {
          const size = { widthMm: width_um / 1000, heightMm: height_um / 1000, media };
          return { value: id, label: `${name} · ${stockWords(viewer, size)}` };
        })}
      />
      <TextInput
        {...field("copies")}
        label={text.copies}
        type="number"
        inputmode="numeric"
        min="1"
        max="20"
        placeholder="1"
      />
    </div>
  );
}
