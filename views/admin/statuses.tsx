import { typedText } from "../../src/lib/form.ts";
import { ORDER_STATUSES, type OrderStatus, SLA_CLOCK } from "../../src/orders/status.ts";
import { TextInput } from "../components/inputs.tsx";
import { Chip } from "../components/status.tsx";
import { DataTable } from "../components/table.tsx";
import { errorOf } from "../errors/fields.ts";
import { statusTone } from "../orders/status.tsx";
import { orderText } from "../orders/text.ts";
import type { PartProps } from "./settings.tsx";
import { settingsText } from "./settings_text.ts";

/** Name and limit of every status, a row each. */
export function StatusFields({ viewer, typed, errors }: PartProps) {
  const t = settingsText[viewer.locale];
  const words = orderText[viewer.locale].statuses;
  const input = (name: string, label: string) => ({
    viewer,
    name,
    label,
    hideLabel: true,
    value: typedText(typed, name),
    error: errorOf(viewer, errors, name),
  });
  return (
    <>
      <p class="hint">{t.hoursNote}</p>
      <DataTable
        viewer={viewer}
        caption={t.statusCaption}
        rows={ORDER_STATUSES}
        columns={[
          { label: t.status, cell: (status) => <Chip tone={statusTone(status)} label={words[status]} /> },
          {
            label: t.label,
            width: "grow",
            cell: (status) => (
              <TextInput
                {...input(`status_labels.${status}`, t.labelOf(words[status]))}
                placeholder={words[status]}
                maxlength={30}
                autocomplete="off"
              />
            ),
          },
          {
            label: t.hours,
            cell: (status) =>
              hasLimit(status)
                ? (
                  <TextInput
                    {...input(`status_hours.${status}`, t.hoursOf(words[status]))}
                    type="number"
                    inputmode="numeric"
                    min="1"
                    max="8760"
                    class="short"
                  />
                )
                : <span class="muted">{t.noHours}</span>,
          },
        ]}
      />
    </>
  );
}

/** What is over, or has not begun, waits for nobody. */
function hasLimit(status: OrderStatus): boolean {
  return SLA_CLOCK[status] !== "off" && SLA_CLOCK[status] !== "stopped";
}
