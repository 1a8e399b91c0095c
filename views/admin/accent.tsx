import { typedText } from "../../src/lib/form.ts";
import { Switch } from "../components/choices.tsx";
import { controlAttributes, Field } from "../components/field.tsx";
import { errorOf } from "../errors/fields.ts";
import type { PartProps } from "./settings_part.tsx";
import { settingsText } from "./settings_text.ts";

export function AccentFields({ viewer, typed, errors, finds }: PartProps) {
  const t = settingsText[viewer.locale];
  const colour = {
    viewer,
    name: "accent",
    label: t.settings.accent,
    hint: t.hints.own_accent,
    error: errorOf(viewer, errors, "accent"),
    hidden: !finds("accent"),
  };
  return (
    <>
      <Switch
        viewer={viewer}
        name="own_accent"
        label={t.useOwn}
        checked={typedText(typed, "own_accent") === "1"}
        hidden={!finds("own_accent")}
      />
      <Field {...colour}>
        <input
          class="control colour"
          type="color"
          value={typedText(typed, "accent")}
          {...controlAttributes(colour)}
        />
      </Field>
    </>
  );
}
