import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import type { Attributes } from "./attributes.ts";
import { controlAttributes, Field, type FieldProps } from "./field.tsx";

export interface TextInputProps extends FieldProps {
  value?: string;
  type?: "text" | "email" | "tel" | "password" | "search" | "url" | "number" | "time";
  placeholder?: string;
  autocomplete?: string;
  inputmode?: "text" | "numeric" | "decimal" | "tel" | "email";
  maxlength?: number;
  /** Serials and codes: mono, no spelling, no capitals made by the keyboard. */
  code?: boolean;
  readonly?: boolean;
  disabled?: boolean;
  list?: string;
  min?: string;
  max?: string;
  step?: string;
  attributes?: Attributes;
}

export function TextInput(props: TextInputProps) {
  const { value = "", type = "text", code } = props;
  return (
    <Field {...props}>
      <input
        class={code ? "control mono" : "control"}
        type={type}
        value={value}
        placeholder={props.placeholder}
        autocomplete={props.autocomplete ?? (code ? "off" : undefined)}
        autocapitalize={code ? "none" : undefined}
        spellcheck={code ? false : undefined}
        inputmode={props.inputmode}
        maxlength={props.maxlength}
        readonly={props.readonly === true}
        disabled={props.disabled === true}
        list={props.list}
        min={props.min}
        max={props.max}
        step={props.step}
        {...controlAttributes(props)}
        {...props.attributes}
      />
    </Field>
  );
}

export interface TextAreaProps extends FieldProps {
  value?: string;
  rows?: number;
  placeholder?: string;
  maxlength?: number;
  attributes?: Attributes;
}

/** Grows with what is typed. */
export function TextArea(props: TextAreaProps) {
  return (
    <Field {...props}>
      <textarea
        class="control"
        rows={props.rows ?? 3}
        placeholder={props.placeholder}
        maxlength={props.maxlength}
        {...controlAttributes(props)}
        {...props.attributes}
      >
        {props.value ?? ""}
      </textarea>
    </Field>
  );
}

export interface Option {
  value: string;
  label: string;
  disabled?: boolean;
}

export interface SelectProps extends FieldProps {
  value?: string;
  options: readonly Option[];
  /** Words of an empty first choice; `true` for "Choose…". */
  empty?: string | true;
  attributes?: Attributes;
}

export function Select(props: SelectProps) {
  const empty = props.empty === true ? frameText[props.viewer.locale].form.choose : props.empty;
  return (
    <Field {...props}>
      <select class="control" {...controlAttributes(props)} {...props.attributes}>
        {empty !== undefined && <option value="">{empty}</option>}
        {props.options.map((option) => (
          <option
            value={option.value}
            selected={option.value === props.value}
            disabled={option.disabled === true}
          >
            {option.label}
          </option>
        ))}
      </select>
    </Field>
  );
}

export interface DateInputProps extends FieldProps {
  /** `YYYY-MM-DD`, or `YYYY-MM-DDTHH:MM` with `time`; in the branch's time zone. */
  value?: string;
  time?: boolean;
  min?: string;
  max?: string;
  attributes?: Attributes;
}

export function DateInput(props: DateInputProps) {
  return (
    <Field {...props}>
      <input
        class="control date"
        type={props.time ? "datetime-local" : "date"}
        value={props.value ?? ""}
        min={props.min}
        max={props.max}
        {...controlAttributes(props)}
        {...props.attributes}
      />
    </Field>
  );
}

export interface MoneyInputProps extends FieldProps {
  viewer: Pick<Viewer, "locale" | "currency">;
  /** What the field holds, as typed or from `moneyField`. */
  value?: string;
  /** ISO 4217; the branch's when left out. */
  currency?: string;
  attributes?: Attributes;
}

export function MoneyInput(props: MoneyInputProps) {
  return (
    <Field {...props}>
      <span class="control-group">
        <span class="control-prefix" aria-hidden="true">{props.currency ?? props.viewer.currency}</span>
        <input
          class="control money"
          type="text"
          inputmode="decimal"
          autocomplete="off"
          value={props.value ?? ""}
          {...controlAttributes(props)}
          {...props.attributes}
        />
      </span>
    </Field>
  );
}
