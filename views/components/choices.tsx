import type { Viewer } from "../viewer.ts";
import { type Attributes, classes } from "./attributes.ts";
import { controlAttributes, fieldId, FieldNotes, type FieldProps, Required } from "./field.tsx";
import { Icon, type IconName } from "./icon.tsx";

export interface CheckboxProps extends FieldProps {
  checked?: boolean;
  value?: string;
  attributes?: Attributes;
}

export function Checkbox(props: CheckboxProps) {
  return <Tick {...props} look="checkbox" />;
}

/** A check box that looks like what it does at once or as a setting: on or off. */
export function Switch(props: CheckboxProps) {
  return <Tick {...props} look="switch" />;
}

function Tick({ look, ...props }: CheckboxProps & { look: "checkbox" | "switch" }) {
  return (
    <div
      class={classes("field", "tick", props.error && "wrong", props.class)}
      hidden={props.hidden === true}
    >
      <label class={look}>
        <input
          type="checkbox"
          value={props.value ?? "1"}
          checked={props.checked === true}
          role={look === "switch" ? "switch" : undefined}
          {...controlAttributes(props)}
          {...props.attributes}
        />
        <span>{props.label}{props.required && <Required viewer={props.viewer} />}</span>
      </label>
      <FieldNotes id={fieldId(props)} hint={props.hint} error={props.error} />
    </div>
  );
}

export interface Choice {
  value: string;
  label: string;
  icon?: IconName;
  /** A second, quieter line. */
  note?: string;
  disabled?: boolean;
}

export interface ChipGroupProps {
  viewer: Viewer;
  /** `one` posts `name=value`, `many` posts it once per ticked chip. */
  choose: "one" | "many";
  name: string;
  /** Where two forms of a page have a field of this name. */
  id?: string;
  label: string;
  choices: readonly Choice[];
  chosen?: readonly string[];
  hint?: string;
  error?: string;
  required?: boolean;
  hideLabel?: boolean;
  class?: string;
  attributes?: Attributes;
}

/** Radio buttons or check boxes as chips. */
export function ChipGroup(props: ChipGroupProps) {
  const id = fieldId(props);
  const chosen = props.chosen ?? [];
  const described = classes(props.hint && `${id}-hint`, props.error && `${id}-error`);
  return (
    <fieldset
      class={classes("field", "chips", props.error && "wrong", props.class)}
      id={id}
      tabindex={props.error ? -1 : undefined}
      aria-describedby={described || undefined}
      {...props.attributes}
    >
      <legend class={props.hideLabel ? "visually-hidden" : "field-label"}>
        {props.label}
        {props.required && <Required viewer={props.viewer} />}
      </legend>
      <div class="chip-row">
        {props.choices.map((choice) => (
          <label class="chip-choice">
            <input
              type={props.choose === "one" ? "radio" : "checkbox"}
              name={props.name}
              value={choice.value}
              checked={chosen.includes(choice.value)}
              disabled={choice.disabled === true}
              required={props.required === true && props.choose === "one"}
            />
            <span>
              {choice.icon && <Icon name={choice.icon} />}
              {choice.note
                ? (
                  <span>
                    {choice.label}
                    <small>{choice.note}</small>
                  </span>
                )
                : choice.label}
            </span>
          </label>
        ))}
      </div>
      <FieldNotes id={id} hint={props.hint} error={props.error} />
    </fieldset>
  );
}
