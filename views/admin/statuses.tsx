import { STALE_GROUPS } from "../../src/admin/settings.ts";
import { typedText } from "../../src/lib/form.ts";
import { PRIORITIES } from "../../src/orders/order.ts";
import { hasLimit, inOpenHours } from "../../src/orders/sla.ts";
import { ORDER_STATUSES } from "../../src/orders/status.ts";
import { TextInput } from "../components/inputs.tsx";
import { Chip } from "../components/status.tsx";
import { errorOf } from "../errors/fields.ts";
import { statusTone } from "../orders/status.tsx";
import { orderText } from "../orders/text.ts";
import type { PartProps } from "./settings_part.tsx";
import { settingsText } from "./settings_text.ts";

/** Name and limit of every status, a row each. */
export function StatusFields({ viewer, typed, errors, finds }: PartProps) {
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
      <div class="status-heads" aria-hidden="true">
        <span>{t.status}</span>
        <span>{t.label}</span>
        <span>{t.hours}</span>
      </div>
      <ul class="status-rows" aria-label={t.statusCaption}>
        {ORDER_STATUSES.map((status) => (
          <li hidden={!finds(`status_labels.${status}`) && !finds(`status_hours.${status}`)}>
            <Chip tone={statusTone(status)} label={words[status]} />
            <TextInput
              {...input(`status_labels.${status}`, t.labelOf(words[status]))}
              placeholder={words[status]}
              maxlength={30}
              autocomplete="off"
            />
            {hasLimit(status)
              ? (
                <span class="with-unit">
                  <TextInput {...input(`status_hours.${status}`, t.hoursOf(words[status]))} {...HOURS} />
                  <span class="muted">{inOpenHours(status) ? t.units.open : t.units.any}</span>
                </span>
              )
              : <span class="muted">{t.noHours}</span>}
          </li>
        ))}
      </ul>
      <p class="hint">{t.hoursNote}</p>
    </>
  );
}

/** How long the shop may work on an order of each priority. */
export function SlaFields({ viewer, typed, errors, finds }: PartProps) {
  const t = settingsText[viewer.locale];
  const words = orderText[viewer.locale].priorities;
  return (
    <div class="columns">
      {PRIORITIES.map((priority) => {
        const name = `sla_hours.${priority}`;
        return (
          <TextInput
            viewer={viewer}
            name={name}
            label={t.slaOf(words[priority])}
            hint={t.slaHint}
            value={typedText(typed, name)}
            error={errorOf(viewer, errors, name)}
            hidden={!finds(name)}
            {...HOURS}
          />
        );
      })}
    </div>
  );
}

/** How many days an order of each group may stand still. */
export function StaleFields({ viewer, typed, errors, finds }: PartProps) {
  const t = settingsText[viewer.locale];
  const words = orderText[viewer.locale].groups;
  return (
    <div class="columns">
      {STALE_GROUPS.map((group) => {
        const name = `stale_days.${group}`;
        return (
          <TextInput
            viewer={viewer}
            name={name}
            label={t.staleOf(words[group])}
            hint={t.staleHint}
            value={typedText(typed, name)}
            error={errorOf(viewer, errors, name)}
            hidden={!finds(name)}
            {...HOURS}
            max="365"
          />
        );
      })}
    </div>
  );
}

const HOURS = { type: "number", inputmode: "numeric", min: "1", max: "8760" } as const;
