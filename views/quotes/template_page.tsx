import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedList, typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import type { QuoteTemplate } from "../../src/quotes/template_queries.ts";
import type { PartOption } from "../../src/parts/order_part_queries.ts";
import type { OfferedPart } from "../../src/quotes/parts.ts";
import { asset, QUOTE_EDITOR_STYLE } from "../assets.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { Switch } from "../components/choices.tsx";
import { ConflictPanel } from "../components/conflict.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { TextInput } from "../components/inputs.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { fieldsOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { CatalogueParts } from "./catalogue_parts.tsx";
import { lineWords } from "./differences.ts";
import { QuoteLines } from "./line_fields.tsx";
import { quoteText } from "./text.ts";

interface TemplatePageProps {
  viewer: Viewer;
  /** Null for a new one. */
  template: QuoteTemplate | null;
  typed: Typed;
  errors: FieldErrors;
  formKey: string;
  currency: string;
  taxRates: readonly number[];
  parts: ReadonlyMap<string, OfferedPart>;
  options?: readonly PartOption[];
  scanning?: boolean;
  /** What somebody saved meanwhile. */
  theirs?: Typed;
}

const FORM = "template-form";

export function TemplatePage(props: TemplatePageProps) {
  const { viewer, template, typed, errors, formKey, currency, taxRates, parts, options, scanning, theirs } =
    props;
  const text = quoteText[viewer.locale].templates;
  const words = frameText[viewer.locale].conflict;
  const address = template ? paths.quoteTemplate(template.id) : paths.newQuoteTemplate();
  const title = template ? template.name : text.new;
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <Layout
      viewer={viewer}
      title={title}
      section="admin"
      width="wide"
      head={<link rel="stylesheet" href={asset(QUOTE_EDITOR_STYLE)} />}
    >
      <PageHeader title={title} back={{ href: paths.quoteTemplates(), label: text.title }} />
      {theirs && (
        <ConflictPanel viewer={viewer} fields={differences(viewer, { theirs, yours: typed })}>
          <LinkButton href={address}>{words.keepTheirs}</LinkButton>
          <Button variant="primary" form={FORM} name="act" value="save">{words.keepYours}</Button>
        </ConflictPanel>
      )}
      <form
        method="post"
        action={address}
        id={FORM}
        class="stack quote-form"
        data-guard=""
        data-quote-lines=""
      >
        <CsrfField viewer={viewer} />
        <input type="hidden" name="form_key" value={formKey} />
        <input
          type="hidden"
          name="version"
          value={theirs && template ? String(template.version) : typedText(typed, "version")}
        />
        <button
          type="submit"
          class="visually-hidden"
          name="act"
          value="save"
          tabindex={-1}
          aria-hidden="true"
        >
        </button>
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        <Panel aria-label={text.name}>
          <div class="stack">
            <TextInput {...field("name")} label={text.name} hint={text.nameHint} maxlength={80} required />
            <Switch
              viewer={viewer}
              name="active"
              label={text.active}
              checked={typedText(typed, "active") === "1"}
            />
          </div>
        </Panel>
        <Panel heading={text.lines} headingId="template-lines" icon="list">
          <div class="quote-sources">
            <CatalogueParts {...{ viewer, typed, errors, options, scanning }} />
          </div>
          <QuoteLines
            {...{ viewer, typed, errors, currency, taxRates, parts }}
            options={false}
            seesCosts={false}
          />
        </Panel>
        <div class="act-bar">
          <Button variant="primary" icon="save" name="act" value="save" data-quote-submit="">
            {text.save}
          </Button>
        </div>
      </form>
    </Layout>
  );
}

function differences(viewer: Viewer, { theirs, yours }: { theirs: Typed; yours: Typed }) {
  const text = quoteText[viewer.locale].templates;
  const lines = (typed: Typed) => typedList(typed, "lines").map(lineWords).join("\n");
  const fields: [string, string, string][] = [
    [text.name, typedText(theirs, "name"), typedText(yours, "name")],
    [text.lines, lines(theirs), lines(yours)],
    [text.active, typedText(theirs, "active"), typedText(yours, "active")],
  ];
  const form = frameText[viewer.locale].form;
  return fields.filter(([, saved, typed]) => saved !== typed).map(([label, saved, typed]) => {
    const shown = (value: string) => label === text.active ? (value === "1" ? form.yes : form.no) : value;
    return { label, theirs: shown(saved), yours: shown(typed), differs: true };
  });
}
