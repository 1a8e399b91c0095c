import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import type { Loan } from "../../src/loaners/queries.ts";
import type { Accessory } from "../../src/orders/hand_back.ts";
import { Checkbox } from "../components/choices.tsx";
import type { IconName } from "../components/icon.tsx";
import { TextInput } from "../components/inputs.tsx";
import { Panel } from "../components/panel.tsx";
import { errorOf } from "../errors/fields.ts";
import { loanerName } from "../loaners/state.tsx";
import { loanerText } from "../loaners/text.ts";
import type { Viewer } from "../viewer.ts";
import { visitText } from "./visit_text.ts";

interface FormProps {
  viewer: Viewer;
  typed?: Typed;
  errors: FieldErrors;
}

/** Every accessory that came with the device, to be ticked off as it goes back. */
export function HandBackPanel({ accessories, ...props }: FormProps & { accessories: readonly Accessory[] }) {
  return (
    <TickPanel
      {...props}
      name="accessories"
      icon="package-check"
      words={visitText[props.viewer.locale].handBack}
      things={accessories.map(({ id, description }) => ({ id, label: description }))}
    />
  );
}

/** What the shop lent with the order and the client still has. */
export function LoansOutPanel({ loans, ...props }: FormProps & { loans: readonly Loan[] }) {
  return (
    <TickPanel
      {...props}
      name="loans"
      icon="smartphone"
      words={loanerText[props.viewer.locale].handOver}
      things={loans.map(({ id, loaner, serial }) => ({ id, label: loanerName({ name: loaner, serial }) }))}
    />
  );
}

interface TickPanelProps extends FormProps {
  name: string;
  icon: IconName;
  words: { heading: string; hint: string; note: (what: string) => string; notePlaceholder: string };
  things: readonly { id: string; label: string }[];
}

/** A tick for each thing, and beside it what there is to say. */
function TickPanel({ viewer, typed, errors, name, icon, words, things }: TickPanelProps) {
  if (things.length === 0) return null;
  return (
    <Panel heading={words.heading} headingId={`${name}-heading`} icon={icon}>
      <p class="muted">{words.hint}</p>
      <ul class="hand-back">
        {things.map(({ id, label }, index) => {
          const at = `${name}.${index}`;
          return (
            <li>
              <input type="hidden" name={`${at}.id`} value={id} />
              <Checkbox
                viewer={viewer}
                name={`${at}.returned`}
                label={label}
                checked={typedText(typed, `${at}.returned`) !== ""}
              />
              <TextInput
                viewer={viewer}
                name={`${at}.note`}
                label={words.note(label)}
                hideLabel
                placeholder={words.notePlaceholder}
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
