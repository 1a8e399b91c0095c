import type { Child } from "hono/jsx";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { classes } from "./attributes.ts";
import { Icon } from "./icon.tsx";

/** What every control of a form shares. `name` may be dotted (`devices.0.brand`). */
export interface FieldProps {
  viewer: Pick<Viewer, "locale">;
  name: string;
  label: string;
  hint?: string;
  /** The sentence of what is wrong with it. */
  error?: string;
  required?: boolean;
  id?: string;
  /** Keeps the label for screen readers only. */
  hideLabel?: boolean;
  /** Posts its value, but is not shown. */
  hidden?: boolean;
  class?: string;
}

export function fieldId(field: { id?: string; name: string }): string {
  return field.id ?? `f-${field.name.replaceAll(".", "-")}`;
}

/** The attributes that tie a control to its label, hint and error. */
export function controlAttributes({ id, name, hint, error, required }: FieldProps) {
  const own = fieldId({ id, name });
  const described = classes(hint && `${own}-hint`, error && `${own}-error`);
  return {
    id: own,
    name,
    required: required === true,
    "aria-invalid": error ? "true" as const : undefined,
    "aria-describedby": described || undefined,
  };
}

/** Label, control, hint and error, in that order. The control is the child and carries `controlAttributes`. */
export function Field({ children, ...field }: FieldProps & { children?: Child }) {
  const id = fieldId(field);
  return (
    <div class={classes("field", field.error && "wrong", field.class)} hidden={field.hidden === true}>
      <label for={id} class={field.hideLabel ? "visually-hidden" : "field-label"}>
        {field.label}
        {field.required && <Required viewer={field.viewer} />}
      </label>
      {children}
      <FieldNotes id={id} hint={field.hint} error={field.error} />
    </div>
  );
}

export function FieldNotes({ id, hint, error }: { id: string; hint?: string; error?: string }) {
  return (
    <>
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          <Icon name="circle-alert" size={16} />
          {error}
        </p>
      )}
    </>
  );
}

export function Required({ viewer }: { viewer: Pick<Viewer, "locale"> }) {
  return (
    <span class="required" title={frameText[viewer.locale].form.required}>
      <span aria-hidden="true">*</span>
      <span class="visually-hidden">({frameText[viewer.locale].form.required})</span>
    </span>
  );
}

export interface ListedError {
  /** The field's name, or the id of any element after `#`. */
  field: string;
  message: string;
}

/** Above a form that came back: what is wrong, each a link to its field. Nothing when there is no error. */
export function ErrorSummary({ viewer, errors }: { viewer: Viewer; errors: readonly ListedError[] }) {
  if (errors.length === 0) return null;
  return (
    <div class="error-summary" role="alert" tabindex={-1}>
      <Icon name="triangle-alert" />
      <div>
        <p class="error-summary-title">{frameText[viewer.locale].form.errors(errors.length)}</p>
        <ul>
          {errors.map(({ field, message }) => (
            <li>
              <a href={field.startsWith("#") ? field : `#${fieldId({ name: field })}`}>{message}</a>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
