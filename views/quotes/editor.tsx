import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import type { EditedQuote } from "../../src/quotes/editor_queries.ts";
import { OPTION_KEYS } from "../../src/quotes/quote.ts";
import type { PartOption } from "../../src/parts/order_part_queries.ts";
import type { OfferedPart } from "../../src/quotes/parts.ts";
import type { TypedSums } from "../../src/quotes/typed_sums.ts";
import { asset, QUOTE_EDITOR_STYLE } from "../assets.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { ConflictPanel } from "../components/conflict.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { Select, TextArea, TextInput } from "../components/inputs.tsx";
import { ConfirmForm } from "../components/menu.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { Code } from "../components/status.tsx";
import { errorOf, fieldsOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { CatalogueParts } from "./catalogue_parts.tsx";
import { quoteDifferences } from "./differences.ts";
import { QuoteLines } from "./line_fields.tsx";
import { quoteText } from "./text.ts";
import { QuoteTotals } from "./totals.tsx";

export interface QuoteEditorProps {
  viewer: Viewer;
  edited: EditedQuote;
  typed: Typed;
  errors?: FieldErrors;
  formKey: string;
  sums: TypedSums;
  /** Of the catalogue, those that lines offer. */
  parts: ReadonlyMap<string, OfferedPart>;
  /** What a code that names no part may mean. */
  options?: readonly PartOption[];
  /** A part has just been added: the next one can be scanned. */
  scanning?: boolean;
  /** Somebody saved meanwhile: what is saved now, in the shape of the form. */
  theirs?: Typed;
}

const FORM = "quote-form";

/** The draft of an offer: lines first, then what holds for all of it. */
export function QuoteEditorPage(props: QuoteEditorProps) {
  const { viewer, edited: { order, quote }, theirs, typed } = props;
  const text = quoteText[viewer.locale].editor;
  const words = frameText[viewer.locale].conflict;
  return (
    <Layout
      viewer={viewer}
      title={`${text.title(quote.revision)} ${order.number}`}
      section="orders"
      width="wide"
      head={<link rel="stylesheet" href={asset(QUOTE_EDITOR_STYLE)} />}
    >
      <PageHeader
        title={text.title(quote.revision)}
        aside={<Code>{order.number}</Code>}
        lead={order.fault}
        back={{ href: paths.order(order.number), label: text.back(order.number) }}
      />
      {theirs && (
        <ConflictPanel viewer={viewer} fields={quoteDifferences(viewer, { theirs, yours: typed })}>
          <LinkButton href={paths.quote(order.number, quote.id)}>{words.keepTheirs}</LinkButton>
          <Button variant="primary" form={FORM} name="act" value="save">{words.keepYours}</Button>
        </ConflictPanel>
      )}
      <EditorForm {...props} />
      <ConfirmForm
        viewer={viewer}
        action={paths.quoteDiscard(order.number, quote.id)}
        question={text.discardQuestion(quote.revision)}
        label={text.discard}
        icon="trash-2"
        variant="quiet"
        size="small"
      >
        <input type="hidden" name="version" value={String(quote.version)} />
      </ConfirmForm>
    </Layout>
  );
}

function EditorForm(props: QuoteEditorProps) {
  const { viewer, edited, typed, errors = {}, formKey, sums, theirs, parts, options, scanning } = props;
  const { order, device, quote, taxRates, seesCosts } = edited;
  const text = quoteText[viewer.locale].editor;
  return (
    <form
      method="post"
      action={paths.quote(order.number, quote.id)}
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
        value={theirs ? String(quote.version) : typedText(typed, "version")}
      />
      {/* Enter where scripts do not lead on saves the draft, not the first button of a line. */}
      <button type="submit" class="visually-hidden" name="act" value="enter" tabindex={-1} aria-hidden="true">
      </button>
      <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
      <Panel heading={text.lines} headingId="quote-lines" icon="list">
        <div class="quote-sources">
          <CatalogueParts
            {...{ viewer, typed, errors, options, scanning }}
            search={{ href: paths.quoteParts(order.number, quote.id), device }}
          />
          <Templates {...props} />
        </div>
        <QuoteLines
          {...{ viewer, typed, errors, taxRates, seesCosts, parts }}
          currency={quote.currency}
          options
          amounts={sums.lines}
        />
        <p class="hint">
          {quote.tax_included === 1 ? text.withTax : text.withoutTax}{" "}
          <span class="script-only">
            <span class="wide-screen">{text.keys}</span>
          </span>
        </p>
      </Panel>
      <div class="quote-rest">
        <Panel heading={text.options} headingId="quote-options" icon="layers">
          <Options viewer={viewer} typed={typed} errors={errors} />
        </Panel>
        <Panel heading={text.conditions} headingId="quote-conditions" icon="file-text">
          <Conditions {...props} />
        </Panel>
        <Totals {...props} />
      </div>
      <div class="act-bar">
        <Button icon="save" name="act" value="save">{text.save}</Button>
        <Button variant="primary" icon="send" name="act" value="review" data-quote-submit="">
          {text.saveAndReview}
        </Button>
      </div>
    </form>
  );
}

function Totals({ viewer, edited: { order, quote }, sums }: QuoteEditorProps) {
  const text = quoteText[viewer.locale].editor;
  return (
    <Panel heading={text.totals} headingId="quote-totals-heading" icon="wallet">
      <div
        hx-post={paths.quoteTotals(order.number, quote.id)}
        hx-trigger="input from:#quote-form delay:200ms, repeat from:#quote-form"
        hx-include="#quote-form"
        hx-swap="none"
        hx-sync="this:replace"
      >
        <QuoteTotals
          viewer={viewer}
          currency={quote.currency}
          sums={sums}
          taxIncluded={quote.tax_included === 1}
        />
      </div>
      <noscript>
        <Button size="small" name="act" value="count" formnovalidate>{text.recount}</Button>
      </noscript>
    </Panel>
  );
}

function Templates({ viewer, edited, typed, errors = {} }: QuoteEditorProps) {
  const text = quoteText[viewer.locale].editor;
  if (edited.templates.length === 0) return null;
  return (
    <div class="row quote-template">
      <Select
        viewer={viewer}
        name="template"
        label={text.template}
        hideLabel
        empty={text.templatePick}
        value={typedText(typed, "template")}
        error={errorOf(viewer, errors, "template")}
        options={edited.templates.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Button size="small" icon="plus" name="act" value="template" formnovalidate>{text.templateAdd}</Button>
    </div>
  );
}

function Options({ viewer, typed, errors }: { viewer: Viewer; typed: Typed; errors: FieldErrors }) {
  const text = quoteText[viewer.locale].editor;
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <div class="stack tight quote-options">
      <Select
        {...field("options")}
        label={text.optionCount}
        hideLabel
        hint={text.optionsHint}
        options={["1", "2", "3"].map((value) => ({ value, label: text.counts[value] ?? value }))}
      />
      {OPTION_KEYS.map((key) => (
        <TextInput
          {...field(`name_${key.toLowerCase()}`)}
          label={text.nameOf(key)}
          placeholder={key === "A" ? text.nameHint : undefined}
          class={`option-name option-${key.toLowerCase()}`}
          maxlength={60}
          autocomplete="off"
        />
      ))}
    </div>
  );
}

function Conditions({ viewer, typed, errors = {} }: QuoteEditorProps) {
  const text = quoteText[viewer.locale].editor;
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <div class="stack">
      <TextArea {...field("note")} label={text.note} hint={text.noteHint} rows={3} maxlength={2000} />
      <div class="columns">
        <TextInput
          {...field("valid_days")}
          label={text.validDays}
          type="number"
          inputmode="numeric"
          min="1"
          max="365"
          class="short"
          required
        />
        <TextInput
          {...field("deposit_percent")}
          label={text.deposit}
          hint={text.depositHint}
          type="number"
          inputmode="numeric"
          min="0"
          max="100"
          class="short"
          required
        />
      </div>
    </div>
  );
}
