import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import type { Accessory } from "../../src/orders/hand_back.ts";
import { Checkbox } from "../components/choices.tsx";
import { TextInput } from "../components/inputs.tsx";
import { Panel } from "../components/panel.tsx";
import { errorOf } from "../errors/fields.ts";
import type { Viewer } from "../viewer.ts";
import { visitText } from "./visit_text.ts";

interface HandBackProps {
  viewer: Viewer;
  accessories: readonly Accessory[];
  typed?: Typed;
  errors: FieldErrors;
}

/** Every accessory that came with the device, to be ticked off as it goes back. */
export function HandBackPanel({ viewer, accessories, typed, errors }: HandBackProps) {
  if (accessories.length === 0) return null;
  const text = visitText[viewer.locale].handBack;
  return (
    <Panel heading={text.heading} headingId="hand-back-heading" icon="package-check">
      <p class="muted">{text.hint}</p>
      <ul class="hand-back">
        {accessories.map(({ id, description }, index) => {
          const at = `accessories.${index}`;
          return (
            <li>
              <input type="hidden" name={`${at}.id`} value={id} />
              <Checkbox
                viewer={viewer}
                name={`${at}.returned`}
                label={description}
                checked={typedText(typed, `${at}.returned`) !== ""}
              />
              <TextInput
                viewer={viewer}
                name={`${at}.note`}
                label={text.note(description)}
                hideLabel
                placeholder={text.notePlaceholder}
                value={typedText(typed, `${at}.note`)}
                error={errorOf(viewer, errors, `${at}.note`)}
                maxlength={200}
              />
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
