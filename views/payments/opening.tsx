import type { Desk } from "../../src/cash/desk.ts";
import type { TillChoice } from "../../src/cash/queries.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { formatMoney } from "../../src/lib/money.ts";
import { MoneyInput, Select } from "../components/inputs.tsx";
import { Fieldset } from "../components/panel.tsx";
import { errorOf } from "../errors/fields.ts";
import type { Viewer } from "../viewer.ts";
import { paymentText } from "./text.ts";

interface OpeningProps {
  viewer: Viewer;
  desk: Desk;
  formKey: string;
  typed?: Typed;
  errors?: FieldErrors;
}

/** In a payment's form: the till that cash goes into, where it must be open and is not. */
export function OpeningPart({ viewer, desk, formKey, typed, errors = {} }: OpeningProps) {
  if (!desk.demanded) return null;
  const text = paymentText[viewer.locale].opening;
  return (
    <Fieldset legend={text.title} hint={`${text.hint} ${text.hintOther}`}>
      <input type="hidden" name="opening.form_key" value={typedText(typed, "opening.form_key") || formKey} />
      <TillFields {...{ viewer, typed, errors }} tills={desk.tills} below="opening." />
    </Fieldset>
  );
}

interface TillFieldsProps {
  viewer: Viewer;
  tills: readonly TillChoice[];
  /** Before the names of the fields. */
  below?: string;
  typed?: Typed;
  errors?: FieldErrors;
  required?: boolean;
}

export function TillFields(
  { viewer, tills, below = "", typed, errors = {}, required }: TillFieldsProps,
) {
  const text = paymentText[viewer.locale].opening;
  const free = tills.filter((till) => till.takenBy === null);
  if (free.length === 0) return <p class="hint" id={`f-${below.replace(".", "-")}float`}>{text.none}</p>;
  const chosen = typedText(typed, `${below}till_id`) || free[0]?.id;
  const [only] = tills.length === 1 ? tills : [];
  return (
    <div class="columns">
      {only ? <input type="hidden" name={`${below}till_id`} value={only.id} /> : (
        <Select
          viewer={viewer}
          name={`${below}till_id`}
          label={text.till}
          value={chosen}
          error={errorOf(viewer, errors, `${below}till_id`)}
          options={tills.map(({ id, name, takenBy }) => ({
            value: id,
            label: takenBy === null ? name : `${name} (${text.takenBy(takenBy)})`,
            disabled: takenBy !== null,
          }))}
        />
      )}
      <MoneyInput
        viewer={viewer}
        name={`${below}float`}
        label={only ? `${text.float} (${only.name})` : text.float}
        hint={lastCounted(viewer, tills.find((till) => till.id === chosen))}
        value={typedText(typed, `${below}float`)}
        error={errorOf(viewer, errors, `${below}float`) ??
          (only && errorOf(viewer, errors, `${below}till_id`))}
        required={required}
      />
    </div>
  );
}

function lastCounted(viewer: Viewer, till: TillChoice | undefined): string | undefined {
  if (!till || till.lastCountedMinor === null) return undefined;
  const amount = formatMoney(till.lastCountedMinor, viewer.currency, viewer.locale);
  return paymentText[viewer.locale].opening.lastCounted(amount);
}
