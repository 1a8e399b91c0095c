import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedList } from "../../src/lib/form.ts";
import { formatMoney } from "../../src/lib/money.ts";
import { quantityField } from "../../src/lib/quantity.ts";
import type { OfferedPart } from "../../src/quotes/parts.ts";
import { LINE_KINDS, MOST_LINES, OPTION_KEYS } from "../../src/quotes/quote.ts";
import { Select, TextInput } from "../components/inputs.tsx";
import { RepeatGroup } from "../components/repeat.tsx";
import { fieldsOf } from "../errors/fields.ts";
import type { Viewer } from "../viewer.ts";
import { quantityWords } from "../parts/words.ts";
import { quoteText } from "./text.ts";

export interface QuoteLinesProps {
  viewer: Viewer;
  typed: Typed;
  errors: FieldErrors;
  currency: string;
  taxRates: readonly number[];
  /** Whether a line says which alternative it belongs to. */
  options: boolean;
  seesCosts: boolean;
  /** Of the catalogue, those that lines offer. */
  parts: ReadonlyMap<string, OfferedPart>;
  /** Minor units of each line, null for one that cannot be read yet; left out where amounts are not shown. */
  amounts?: readonly (number | null)[];
}

/** The lines of an offer or of a common job, one row each at the desk. */
export function QuoteLines(props: QuoteLinesProps) {
  const { viewer, typed, options, seesCosts, taxRates } = props;
  const text = quoteText[viewer.locale].editor;
  const shape = [
    "quote-lines",
    options && "with-options",
    seesCosts && "with-costs",
    taxRates.length > 1 && "with-taxes",
  ].filter(Boolean).join(" ");
  return (
    <div class={shape}>
      <RepeatGroup
        viewer={viewer}
        name="lines"
        count={Math.max(1, typedList(typed, "lines").length)}
        min={1}
        max={MOST_LINES}
        entryLabel={text.line}
        addLabel={text.addLine}
        entry={(index) => <LineFields {...props} index={index} />}
      />
    </div>
  );
}

function LineFields(props: QuoteLinesProps & { index: number | "__index__" }) {
  const { viewer, typed, errors, index, taxRates, options, seesCosts, amounts } = props;
  const words = quoteText[viewer.locale];
  const text = words.editor;
  const filled = fieldsOf({ viewer, typed, errors });
  const field = (name: string) => filled(`lines.${index}.${name}`);
  const part = props.parts.get(field("part_id").value ?? "");
  const amount = index === "__index__" ? null : amounts?.[index] ?? null;
  return (
    <div class="quote-line">
      <input type="hidden" name={`lines.${index}.id`} value={field("id").value} />
      <input type="hidden" name={`lines.${index}.part_id`} value={field("part_id").value} />
      <Select
        {...field("kind")}
        label={text.kind}
        class="line-kind"
        options={LINE_KINDS.map((value) => ({ value, label: words.kinds[value] }))}
      />
      <TextInput
        {...field("description")}
        label={text.description}
        hint={part &&
          text.ofCatalogue(
            part.sku,
            quantityWords(viewer.locale, { quantity: part.available, unit: part.unit }),
          )}
        class="line-description"
        maxlength={200}
        autocomplete="off"
      />
      <TextInput
        {...field("quantity")}
        value={field("quantity").value || "1"}
        label={text.quantity}
        class="line-quantity"
        inputmode="decimal"
        maxlength={20}
        autocomplete="off"
      />
      <TextInput
        {...field("price")}
        label={text.price}
        class="line-price"
        inputmode="decimal"
        maxlength={40}
        autocomplete="off"
      />
      {taxRates.length > 1
        ? (
          <Select
            {...field("tax")}
            value={field("tax").value || String(taxRates[0])}
            label={text.tax}
            class="line-tax"
            options={taxRates.map((rate) => ({
              value: String(rate),
              label: `${quantityField(rate, viewer.locale)} %`,
            }))}
          />
        )
        : <input type="hidden" name={`lines.${index}.tax`} value={String(taxRates[0] ?? 0)} />}
      {options && (
        <Select
          {...field("option")}
          label={text.option}
          class="line-option"
          options={[
            { value: "", label: text.all },
            ...OPTION_KEYS.map((key) => ({ value: key, label: key })),
          ]}
        />
      )}
      {seesCosts && (
        <TextInput
          {...field("cost")}
          label={text.cost}
          class="line-cost"
          inputmode="decimal"
          maxlength={40}
          autocomplete="off"
        />
      )}
      {amounts && <LineAmount {...props} index={index} amount={amount} />}
    </div>
  );
}

interface LineAmountProps {
  viewer: Viewer;
  currency: string;
  index: number | "__index__";
  amount: number | null;
}

/** What a line comes to; replaced while the form is being filled in. */
export function LineAmount({ viewer, currency, index, amount }: LineAmountProps) {
  return (
    <p class="line-amount" id={`lines-${index}-amount`}>
      <span class="muted">{quoteText[viewer.locale].editor.lineTotal}</span>{" "}
      <span class="amount">{amount === null ? "—" : formatMoney(amount, currency, viewer.locale)}</span>
    </p>
  );
}
