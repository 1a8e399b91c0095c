import { typedText } from "../../src/lib/form.ts";
import { TextInput } from "../components/inputs.tsx";
import { errorOf } from "../errors/fields.ts";
import type { PartProps } from "./settings_part.tsx";
import { settingsText } from "./settings_text.ts";

type DayListName = "abandonment_notices" | "pickup_reminders";

/** On which days a client whose device waits is told: `30, 60, 80`. */
export function DayList({ viewer, typed, errors, finds, name }: PartProps & { name: DayListName }) {
  const t = settingsText[viewer.locale];
  return (
    <TextInput
      viewer={viewer}
      name={name}
      label={t.settings[name]}
      hint={t.hints[name]}
      value={typedText(typed, name)}
      error={errorOf(viewer, errors, name)}
      hidden={!finds(name)}
      class="short-money"
      autocomplete="off"
      maxlength={80}
    />
  );
}
