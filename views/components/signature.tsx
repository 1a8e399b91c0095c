import { asset } from "../assets.ts";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { Button } from "./button.tsx";
import { fieldId, FieldNotes, Required } from "./field.tsx";
import { TextInput } from "./inputs.tsx";

export interface SignaturePadProps {
  viewer: Viewer;
  /** Posts a PNG data URL, empty when not signed. */
  name: string;
  /** A name may be typed instead; it posts as this. Without it the form asks for the name itself. */
  typedName?: string;
  /** Where one page has two of the same name. */
  id?: string;
  label?: string;
  value?: string;
  typedValue?: string;
  error?: string;
  required?: boolean;
}

/** A canvas to sign on, and a field to type the name for who cannot (keyboard, no scripts). */
export function SignaturePad(props: SignaturePadProps) {
  const { viewer, name } = props;
  const text = frameText[viewer.locale].signature;
  const id = fieldId({ name, id: props.id });
  return (
    <div class="field signature" data-signature={asset("vendor/signature_pad.min.js")}>
      <p
        class={props.typedName || props.required ? "field-label" : "field-label script-only"}
        id={`${id}-label`}
      >
        {props.label ?? text.label}
        {props.required && <Required viewer={viewer} />}
      </p>
      <div class="stack tight script-only">
        <div class="signature-pad" id={id} tabindex={-1}>
          <canvas aria-labelledby={`${id}-label`} role="img"></canvas>
          <span class="signature-line" aria-hidden="true"></span>
          <p class="signature-state" role="status" data-empty={text.empty} data-done={text.done}></p>
        </div>
        <input type="hidden" name={name} value={props.value ?? ""} />
        <div class="signature-foot">
          <p class="hint">{text.hint}</p>
          <Button variant="quiet" size="small" icon="rotate-ccw" type="button" data-signature-clear="">
            {text.clear}
          </Button>
        </div>
      </div>
      {props.typedName && (
        <TextInput
          viewer={viewer}
          name={props.typedName}
          label={text.typed}
          value={props.typedValue}
          autocomplete="off"
        />
      )}
      <FieldNotes id={id} error={props.error} />
    </div>
  );
}
