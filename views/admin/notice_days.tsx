import { typedText } from "../../src/lib/form.ts";
import { TextInput } from "../components/inputs.tsx";
import { errorOf } from "../errors/fields.ts";
import type { PartProps } from "./settings_part.tsx";
import { settingsText } from "./settings_text.ts";

/** On which days a client whose device waits is given notice: `30, 60, 80`. */
export function NoticeDays({ viewer, typed, errors, finds }: PartProps) {
  const t = settingsText[viewer.locale];
  return (
    <TextInput
      viewer={viewer}
      name="abandonment_notices"
      label={t.settings.abandonment_notices}
      hint={t.hints.abandonment_notices}
      value={typedText(typed, "abandonment_notices")}
      error={errorOf(viewer, errors, "abandonment_notices")}
      hidden={!finds("abandonment_notices")}
      class="short-money"
      autocomplete="off"
      maxlength={80}
    />
  );
}
