import type { DevicePick } from "../../src/intakes/pick_queries.ts";
import { paths } from "../../src/paths.ts";
import { FieldNotes } from "../components/field.tsx";
import { Icon } from "../components/icon.tsx";
import { Chip, Code } from "../components/status.tsx";
import { TimeAgo } from "../components/time.tsx";
import { DEVICE_ICON } from "../devices/icons.ts";
import { deviceName, StatusChip } from "../orders/status.tsx";
import type { Viewer } from "../viewer.ts";
import { intakeText } from "./text.ts";

interface DevicePicksProps {
  viewer: Viewer;
  index: number | "__index__";
  picks: readonly DevicePick[];
  /** Id of the device that is chosen, "" for another one. */
  chosen: string;
  /** Number of the announced order that the form receives: nothing to warn of. */
  into?: string;
  error?: string;
}

/**
 * What the client brought before, to be chosen instead of typed; asks for itself again when another client is chosen. Answers
 * `GET /ingresos/anteriores`.
 */
export function DevicePicks({ viewer, index, picks, chosen, into, error }: DevicePicksProps) {
  const name = `devices.${index}.device_id`;
  return (
    <div
      class="device-picks"
      id={`devices-${index}-picks`}
      hx-get={paths.intakePicks()}
      hx-trigger={index === "__index__" ? "load, client-chosen from:#intake" : "client-chosen from:#intake"}
      hx-include="this, #client-options, #client-duplicates"
      hx-target="this"
      hx-sync="this:replace"
    >
      {picks.length === 0
        ? <input type="hidden" name={name} value="" />
        : <Choices viewer={viewer} index={index} picks={picks} chosen={chosen} into={into} error={error} />}
    </div>
  );
}

function Choices({ viewer, index, picks, chosen, into, error }: DevicePicksProps) {
  const t = intakeText[viewer.locale].device;
  const name = `devices.${index}.device_id`;
  const id = `f-devices-${index}-device_id`;
  return (
    <fieldset
      class={error ? "field picks wrong" : "field picks"}
      id={id}
      tabindex={error ? -1 : undefined}
      aria-describedby={error && `${id}-error`}
    >
      <legend class="field-label">{t.picks}</legend>
      <div class="pick-list">
        {picks.map((pick) => (
          <Pick viewer={viewer} name={name} pick={pick} checked={pick.id === chosen} into={into} />
        ))}
        <label class="option">
          <input type="radio" name={name} value="" checked={chosen === ""} data-device-pick="" />
          <span class="option-card">
            <strong>
              <Icon name="plus" /> {t.another}
            </strong>
            <span class="sub">{t.anotherNote}</span>
          </span>
        </label>
      </div>
      <FieldNotes id={id} error={error} />
    </fieldset>
  );
}

function Pick(
  { viewer, name, pick, checked, into }: {
    viewer: Viewer;
    name: string;
    pick: DevicePick;
    checked: boolean;
    into?: string;
  },
) {
  const t = intakeText[viewer.locale].device;
  const { lastOrder } = pick;
  return (
    <label class="option">
      <input
        type="radio"
        name={name}
        value={pick.id}
        checked={checked}
        data-device-pick=""
        data-category={pick.category}
        data-brand={pick.brand}
        data-model={pick.model}
        data-serial={pick.serial}
      />
      <span class="option-card">
        <strong>
          <Icon name={DEVICE_ICON[pick.category]} /> {deviceName(viewer, pick)}
        </strong>
        {pick.serial && (
          <span class="sub">
            <Code>{pick.serial}</Code>
          </span>
        )}
        {lastOrder
          ? (
            <span class="order-line">
              <Code>{lastOrder.number}</Code>
              <StatusChip viewer={viewer} status={lastOrder.status} small />
              <span class="sub">
                <TimeAgo viewer={viewer} at={lastOrder.receivedAt} />
              </span>
            </span>
          )
          : <span class="sub">{t.noOrders}</span>}
        {pick.hasOpenOrder && lastOrder?.number !== into && (
          <Chip tone="waiting" label={t.openNow} icon="triangle-alert" small />
        )}
      </span>
    </label>
  );
}
