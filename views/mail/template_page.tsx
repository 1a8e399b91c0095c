import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { type Locale, LOCALES } from "../../src/lib/locale.ts";
import type { TemplateField, TemplateFields } from "../../src/lib/template.ts";
import { TEMPLATE_PARTS, type TemplateKind, type TemplateText } from "../../src/mail/message.ts";
import type { WrittenTemplate } from "../../src/mail/template_queries.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { ConflictPanel } from "../components/conflict.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { TextArea, TextInput } from "../components/inputs.tsx";
import { Tabs } from "../components/list.tsx";
import { ConfirmForm } from "../components/menu.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Code } from "../components/status.tsx";
import { TimeAgo } from "../components/time.tsx";
import { fieldsOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { ChangedChip, isChanged } from "./template_list.tsx";
import { type TemplatePreview, TemplatePreviewPart } from "./template_preview.tsx";
import { templateText } from "./template_text.ts";
import { text } from "./text.ts";

export interface TemplatePageProps {
  viewer: Viewer;
  kind: TemplateKind;
  locale: Locale;
  /** Null before the shop wrote anything. */
  own: WrittenTemplate | null;
  fields: TemplateFields;
  typed: Typed;
  errors?: FieldErrors;
  preview: TemplatePreview;
  formKey: string;
  /** What somebody saved meanwhile. */
  theirs?: TemplateText;
}

const FORM = "mail-template-form";

export function TemplatePage(props: TemplatePageProps) {
  const { viewer, kind, locale, own, fields, typed, errors = {}, preview, formKey, theirs } = props;
  const t = templateText[viewer.locale];
  const title = text[viewer.locale].kinds[kind];
  const changed = own !== null && isChanged([own], { kind, locale });
  const address = paths.mailTemplate(kind, locale);
  return (
    <Layout viewer={viewer} title={title} section="admin" width="wide">
      <PageHeader
        title={title}
        aside={<ChangedChip viewer={viewer} changed={changed} />}
        lead={changed && own && (
          <>
            {t.changedBy(own.changedBy)} <TimeAgo viewer={viewer} at={own.changedAt} />
          </>
        )}
        back={{ href: paths.mailTemplates(), label: t.title }}
        actions={changed && own && (
          <ConfirmForm
            viewer={viewer}
            action={address}
            question={t.restoreQuestion}
            label={t.restore}
            icon="undo-2"
            variant="plain"
          >
            <input type="hidden" name="act" value="restore" />
            <input type="hidden" name="form_key" value={formKey} />
            <input type="hidden" name="version" value={String(own.version)} />
          </ConfirmForm>
        )}
      />
      <Tabs
        label={t.language}
        tabs={LOCALES.map((one) => ({
          href: paths.mailTemplate(kind, one),
          label: t.languages[one],
          current: one === locale,
        }))}
      />
      {theirs && <Conflict {...props} theirs={theirs} />}
      <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
      <form method="post" action={address} id={FORM} data-guard="">
        <CsrfField viewer={viewer} />
        <input type="hidden" name="form_key" value={formKey} />
        <input type="hidden" name="version" value={String(own?.version ?? 0)} />
        <div class="split">
          <div class="stack">
            <Panel heading={t.words} headingId="template-words" icon="mail">
              <p class="muted">{t.layoutNote}</p>
              <WordFields viewer={viewer} typed={typed} errors={errors} />
            </Panel>
            <div class="act-bar">
              <Button name="act" value="save" variant="primary" icon="save">{t.save}</Button>
              <Button name="act" value="look" icon="eye">{t.look}</Button>
              <Button name="act" value="test" icon="send">{t.test}</Button>
            </div>
            <FieldList viewer={viewer} fields={fields} />
          </div>
          <Panel heading={t.preview} headingId="template-preview-title" icon="eye">
            <TextInput
              {...fieldsOf({ viewer, typed, errors })("order")}
              label={t.order}
              hint={t.orderHint}
              maxlength={20}
              code
            />
            <div
              hx-post={paths.mailTemplatePreview(kind, locale)}
              hx-trigger={`input from:#${FORM} delay:500ms`}
              hx-target="#template-preview"
              hx-swap="outerHTML"
              hx-sync="this:replace"
            >
              <TemplatePreviewPart viewer={viewer} preview={preview} />
            </div>
          </Panel>
        </div>
      </form>
    </Layout>
  );
}

function WordFields({ viewer, typed, errors }: { viewer: Viewer; typed: Typed; errors: FieldErrors }) {
  const t = templateText[viewer.locale];
  const field = fieldsOf({ viewer, typed, errors });
  const props = (part: (typeof TEMPLATE_PARTS)[number]) => ({
    ...field(part),
    label: t.parts[part],
    hint: t.hints[part],
  });
  return (
    <>
      <TextInput {...props("subject")} required maxlength={300} />
      <TextInput {...props("greeting")} maxlength={200} />
      <TextInput {...props("heading")} required maxlength={300} />
      <TextArea {...props("body")} required rows={12} maxlength={4000} />
      <TextInput {...props("button")} maxlength={60} />
    </>
  );
}

function FieldList({ viewer, fields }: { viewer: Viewer; fields: TemplateFields }) {
  const t = templateText[viewer.locale];
  return (
    <Panel heading={t.fields} headingId="template-fields" icon="list">
      <p class="muted">{t.fieldsLead}</p>
      <dl class="template-fields">
        {Object.entries(fields).map(([name, field]) => (
          <div>
            <dt>
              <Code>{`{{${name}}}`}</Code>
            </dt>
            <dd>
              {[t.names[name] ?? name, asideOf(viewer, field)].filter((part) => part !== "").join(": ")}
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function asideOf(viewer: Viewer, field: TemplateField): string {
  const t = templateText[viewer.locale];
  if (field === "text") return "";
  return field === "flag" ? t.flag : t.list(field.map((name) => `{{${name}}}`).join(", "));
}

function Conflict(
  { viewer, kind, locale, typed, theirs }: TemplatePageProps & { theirs: TemplateText },
) {
  const t = templateText[viewer.locale];
  const words = frameText[viewer.locale].conflict;
  const fields = TEMPLATE_PARTS.map((part) => ({
    label: t.parts[part],
    theirs: theirs[part],
    yours: typedText(typed, part),
    differs: theirs[part] !== typedText(typed, part),
  }));
  return (
    <ConflictPanel viewer={viewer} fields={fields.filter(({ differs }) => differs)}>
      <LinkButton href={paths.mailTemplate(kind, locale)}>{words.keepTheirs}</LinkButton>
      <Button variant="primary" form={FORM} name="act" value="save">{words.keepYours}</Button>
    </ConflictPanel>
  );
}
