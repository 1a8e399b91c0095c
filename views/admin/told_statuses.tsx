import { typedText } from "../../src/lib/form.ts";
import { TELLABLE_STATUSES } from "../../src/orders/status.ts";
import { Checkbox } from "../components/choices.tsx";
import { Fieldset } from "../components/panel.tsx";
import { errorOf } from "../errors/fields.ts";
import { orderText } from "../orders/text.ts";
import type { PartProps } from "./settings_part.tsx";
import { settingsText } from "./settings_text.ts";

/** Of which statuses the client is told by mail. */
export function ToldStatuses({ viewer, typed, errors, finds }: PartProps) {
  const t = settingsText[viewer.locale];
  const words = orderText[viewer.locale].statuses;
  const nameOf = (status: (typeof TELLABLE_STATUSES)[number]) => `told_statuses.${status}`;
  if (!TELLABLE_STATUSES.some((status) => finds(nameOf(status)))) {
    return (
      <>
        {TELLABLE_STATUSES.map((status) => (
          <input type="hidden" name={nameOf(status)} value={typedText(typed, nameOf(status))} />
        ))}
      </>
    );
  }
  return (
    <Fieldset legend={t.tell} hint={t.tellNote}>
      <div class="columns">
        {TELLABLE_STATUSES.map((status) => (
          <Checkbox
            viewer={viewer}
            name={nameOf(status)}
            label={viewer.shop.statusLabels[status] ?? words[status]}
            checked={typedText(typed, nameOf(status)) === "1"}
            error={errorOf(viewer, errors, nameOf(status))}
            hidden={!finds(nameOf(status))}
          />
        ))}
      </div>
    </Fieldset>
  );
}
