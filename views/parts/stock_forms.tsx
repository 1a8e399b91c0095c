import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import type { PartDetail } from "../../src/parts/queries.ts";
import { SCRAP_REASONS } from "../../src/parts/stock.ts";
import { Button } from "../components/button.tsx";
import { Checkbox } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { MoneyInput, Select, TextArea, TextInput } from "../components/inputs.tsx";
import { Panel } from "../components/panel.tsx";
import { fieldsOf } from "../errors/fields.ts";
import type { Viewer } from "../viewer.ts";
import { partText } from "./text.ts";
import { quantityWords } from "./words.ts";

export type StockForm = "receive" | "count" | "scrap";

export interface StockFormsProps {
  viewer: Viewer;
  part: PartDetail;
  /** Labels of parts can be printed. */
  prints: boolean;
  formKey: string;
  /** The form that came back, with what was typed. */
  returned?: { form: StockForm; typed: Typed; errors: FieldErrors };
}

/** What can be done with the stock of one's own branch, each behind its button. */
export function StockPanel(props: StockFormsProps) {
  const { viewer } = props;
  const text = partText[viewer.locale].stock;
  return (
    <Panel heading={text.heading} headingId="stock-heading" icon="package-plus" class="leads">
      <p class="hint">{text.where(viewer.branch?.name ?? "")}</p>
      <div class="row">
        <StockFormOf {...props} form="receive" />
        <StockFormOf {...props} form="count" />
        <StockFormOf {...props} form="scrap" />
      </div>
    </Panel>
  );
}

const ACTIONS = { receive: paths.partReceipt, count: paths.partCount, scrap: paths.partScrap } as const;
const SUBMIT = { receive: "submitReceive", count: "submitCount", scrap: "submitScrap" } as const;
const FIELDS = { receive: ReceiveFields, count: CountFields, scrap: ScrapFields } as const;

function StockFormOf(props: StockFormsProps & { form: StockForm }) {
  const { viewer, part, form, returned, formKey } = props;
  const text = partText[viewer.locale].stock;
  const mine = returned?.form === form ? returned : undefined;
  const Fields = FIELDS[form];
  return (
    <details open={mine !== undefined}>
      <summary class="button small">{text[form]}</summary>
      <form class="stack" method="post" action={ACTIONS[form](part.id)} data-guard="">
        <CsrfField viewer={viewer} />
        <input
          type="hidden"
          name="form_key"
          value={typedText(mine?.typed, "form_key") || formKey}
        />
        <Fields {...props} typed={mine?.typed} errors={mine?.errors ?? {}} />
        <Button variant={form === "scrap" ? "danger" : "primary"}>{text[SUBMIT[form]]}</Button>
      </form>
    </details>
  );
}

interface FieldsProps extends StockFormsProps {
  form: StockForm;
  typed: Typed | undefined;
  errors: FieldErrors;
}

/** Each form has its own ids: all three stand on one page. */
function field({ viewer, form, typed, errors }: FieldsProps) {
  const of = fieldsOf({ viewer, typed, errors });
  return (name: string) => ({ ...of(name), id: `${form}-${name}` });
}

function ReceiveFields(props: FieldsProps) {
  const { viewer, part, typed, prints } = props;
  const text = partText[viewer.locale].stock;
  const of = field(props);
  return (
    <>
      {part.serialised === 1
        ? <Serials {...props} hint={text.serialsHint} />
        : <TextInput {...of("quantity")} label={text.quantity} inputmode="decimal" maxlength={20} required />}
      {viewer.can("costs.read") && <MoneyInput {...of("cost")} label={text.cost} currency={part.currency} />}
      <TextInput {...of("note")} label={text.note} hint={text.noteHint} maxlength={200} />
      {prints && (
        <Checkbox
          viewer={viewer}
          name="labels"
          id="receive-labels"
          label={text.labels}
          checked={typedText(typed, "labels") === "1"}
        />
      )}
    </>
  );
}

function CountFields(props: FieldsProps) {
  const { viewer, part } = props;
  const text = partText[viewer.locale].stock;
  const of = field(props);
  const quantity = part.stock.find(({ branchId }) => branchId === viewer.branch?.id)?.on_hand ?? 0;
  const there = quantityWords(viewer.locale, { quantity, unit: part.unit });
  return (
    <>
      <input type="hidden" name="seen" value={String(quantity)} />
      {part.serialised === 1 ? <Serials {...props} hint={text.countedSerialsHint(there)} /> : (
        <TextInput
          {...of("counted")}
          label={text.counted}
          hint={text.countedHint(there)}
          inputmode="decimal"
          maxlength={20}
          required
        />
      )}
      <TextArea {...of("note")} label={text.countNote} rows={2} maxlength={500} required />
    </>
  );
}

function ScrapFields(props: FieldsProps) {
  const { viewer, part } = props;
  const words = partText[viewer.locale];
  const text = words.stock;
  const of = field(props);
  return (
    <>
      {part.serialised === 1
        ? (
          <TextInput
            {...of("serial")}
            label={text.serial}
            maxlength={60}
            required
            code
            attributes={{ "data-scan-here": "" }}
          />
        )
        : <TextInput {...of("quantity")} label={text.quantity} inputmode="decimal" maxlength={20} required />}
      <Select
        {...of("reason")}
        label={text.reason}
        empty
        required
        options={SCRAP_REASONS.map((value) => ({ value, label: words.scrapReasons[value] }))}
      />
      <TextArea {...of("note")} label={text.note} rows={2} maxlength={500} />
    </>
  );
}

function Serials(props: FieldsProps & { hint: string }) {
  const text = partText[props.viewer.locale].stock;
  return (
    <TextArea
      {...field(props)("serials")}
      label={text.serials}
      hint={props.hint}
      rows={4}
      maxlength={20_000}
      required={props.form === "receive"}
      attributes={{ "data-scan-here": "" }}
    />
  );
}
