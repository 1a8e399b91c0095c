import type { FieldErrors } from "../../src/lib/app_error.ts";
import type { Locale } from "../../src/lib/locale.ts";
import type { TemplateKind } from "../../src/mail/message.ts";
import { paths } from "../../src/paths.ts";
import { type ListedTemplate, obstacleFor } from "../../src/whatsapp/template.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { Select } from "../components/inputs.tsx";
import { ConfirmForm } from "../components/menu.tsx";
import { Fieldset, PageHeader, Panel } from "../components/panel.tsx";
import { errorOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { text as mailText } from "../mail/text.ts";
import type { Viewer } from "../viewer.ts";
import { whatsappText } from "./text.ts";

export interface ChoicePageProps {
  viewer: Viewer;
  kind: TemplateKind;
  locale: Locale;
  /** In this language; those that cannot be used say why. */
  templates: readonly ListedTemplate[];
  /** Which one is looked at, null before one was picked. */
  picked: ListedTemplate | null;
  /** Names of its parameters, and the field of ours for each, "" where none was chosen. */
  parameters: readonly string[];
  fields: readonly string[];
  /** What this kind can name. */
  known: readonly string[];
  /** With an order made up for it; null while a field is missing. */
  preview: string | null;
  /** Some template serves it already. */
  chosen: boolean;
  errors?: FieldErrors;
}

export function ChoicePage(props: ChoicePageProps) {
  const { viewer, kind, locale, templates, picked, chosen } = props;
  const t = whatsappText[viewer.locale].choice;
  const title = t.title(mailText[viewer.locale].kinds[kind]);
  const judged = templates.map((template) => ({ ...template, why: obstacleFor(kind, template) }));
  const usable = judged.filter(({ why }) => why === "");
  const unusable = judged.filter(({ why }) => why !== "");
  return (
    <Layout viewer={viewer} title={title} section="admin" width="narrow">
      <PageHeader
        title={title}
        lead={t.lead(whatsappText[viewer.locale].language[locale])}
        back={{ href: paths.whatsapp(), label: t.back }}
        actions={chosen && (
          <ConfirmForm
            viewer={viewer}
            action={paths.whatsappChoiceEnd(kind, locale)}
            question={t.dropQuestion}
            label={t.drop}
            icon="bell-off"
          />
        )}
      />
      <Panel>
        {usable.length === 0
          ? <p>{t.nothing}</p>
          : (
            <form method="get" action={paths.whatsappChoice(kind, locale)} class="stack">
              <Select
                viewer={viewer}
                name="plantilla"
                label={t.template}
                value={picked?.id ?? ""}
                options={usable.map(({ id, name, language }) => ({
                  value: id,
                  label: `${name} (${language})`,
                }))}
                error={props.errors && errorOf(viewer, props.errors, "template")}
              />
              <div class="row end">
                <Button>{t.pick}</Button>
              </div>
            </form>
          )}
        {unusable.length > 0 && (
          <ul class="muted">
            {unusable.map(({ name, why }) => <li>{t.unusable(name, t.obstacles[why])}</li>)}
          </ul>
        )}
      </Panel>
      {picked && <FieldsPanel {...props} picked={picked} />}
    </Layout>
  );
}

function FieldsPanel(
  { viewer, kind, locale, picked, parameters, fields, known, preview, errors = {} }:
    & ChoicePageProps
    & { picked: ListedTemplate },
) {
  const t = whatsappText[viewer.locale].choice;
  return (
    <Panel heading={picked.name} headingId="whatsapp-picked" icon="message-circle">
      <form method="post" action={paths.whatsappChoice(kind, locale)} class="stack">
        <CsrfField viewer={viewer} />
        <input type="hidden" name="template" value={picked.id} />
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        <div class="stack tight">
          <p class="field-label">{t.body}</p>
          <pre class="mail-text">{picked.body}</pre>
          {picked.document && <p class="hint">{t.carries}</p>}
        </div>
        {parameters.length === 0 ? <p class="muted">{t.noFields}</p> : (
          <Fieldset legend={t.fields}>
            {parameters.map((name, at) => (
              <Select
                viewer={viewer}
                name={`fields.${at}`}
                label={t.parameter(name)}
                value={fields[at] ?? ""}
                empty="—"
                options={known.map((field) => ({ value: field, label: field }))}
                error={errorOf(viewer, errors, `fields.${at}`)}
                required
              />
            ))}
          </Fieldset>
        )}
        {preview !== null && (
          <div class="stack tight">
            <p class="field-label">{t.preview}</p>
            <pre class="mail-text">{preview}</pre>
          </div>
        )}
        <div class="row end">
          <Button variant="primary" icon="save">{t.save}</Button>
        </div>
      </form>
    </Panel>
  );
}
