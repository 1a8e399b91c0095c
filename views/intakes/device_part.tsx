import { DEVICE_CATEGORIES, type DeviceCategory, SECRET_KINDS } from "../../src/devices/device.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import type { IntakeFormDevice } from "../../src/intakes/form_queries.ts";
import type { DevicePick } from "../../src/intakes/pick_queries.ts";
import type { DeviceHistory } from "../../src/intakes/queries.ts";
import { PRIORITIES } from "../../src/orders/order.ts";
import { paths } from "../../src/paths.ts";
import { Checkbox, ChipGroup } from "../components/choices.tsx";
import { Icon, type IconName } from "../components/icon.tsx";
import { DateInput, MoneyInput, Select, TextArea, TextInput } from "../components/inputs.tsx";
import { PhotoStrip } from "../components/photos.tsx";
import { errorOf } from "../errors/fields.ts";
import { statusLabel } from "../orders/status.tsx";
import { orderText } from "../orders/text.ts";
import type { Viewer } from "../viewer.ts";
import { ClaimChoice } from "../warranties/choice.tsx";
import { AnnouncedPart } from "./announced_part.tsx";
import { OrderLine } from "./client_part.tsx";
import { DevicePicks } from "./device_picks.tsx";
import { intakeText } from "./text.ts";

export const CATEGORY_ICON = {
  phone: "smartphone",
  tablet: "tablet",
  laptop: "laptop",
  desktop: "monitor",
  console: "package",
  tv: "tv",
  audio: "plug",
  printer: "printer",
  camera: "camera",
  appliance: "plug",
  tool: "wrench",
  wearable: "watch",
  other: "circle-help",
} as const satisfies Record<DeviceCategory, IconName>;

interface DeviceEntryProps {
  viewer: Viewer;
  index: number | "__index__";
  device: IntakeFormDevice;
  /** What the chosen client brought before. */
  picks: readonly DevicePick[];
  errors: FieldErrors;
}

/** One device of the visit. The same part is the template that scripts clone, with `__index__` for its number. */
export function DeviceEntry({ viewer, index, device, picks, errors }: DeviceEntryProps) {
  const t = intakeText[viewer.locale].device;
  const { typed } = device;
  const at = (name: string) => `devices.${index}.${name}`;
  const field = (name: string) => ({
    viewer,
    name: at(name),
    value: typedText(typed, name),
    error: errorOf(viewer, errors, at(name)),
  });
  return (
    <div class="stack device-entry" data-check-group="">
      <div class="device-identity stack">
        {device.announced && (
          <AnnouncedPart
            viewer={viewer}
            index={index}
            announced={device.announced}
            error={errorOf(viewer, errors, at("order"))}
          />
        )}
        <DevicePicks
          viewer={viewer}
          index={index}
          picks={offered(picks, device.picked)}
          chosen={device.picked?.id ?? ""}
          into={device.announced?.number}
          error={errorOf(viewer, errors, at("device_id"))}
        />
        <ChipGroup
          viewer={viewer}
          choose="one"
          name={at("category")}
          label={t.category}
          required
          class="device-category"
          choices={DEVICE_CATEGORIES.map((value) => ({
            value,
            label: value === "other" ? t.otherCategory : orderText[viewer.locale].categories[value],
            icon: CATEGORY_ICON[value],
          }))}
          chosen={[typedText(typed, "category") || "phone"]}
          error={errorOf(viewer, errors, at("category"))}
        />
        <div class="field-pair">
          <TextInput
            {...field("brand")}
            label={t.brand}
            required
            list="seen-brands"
            autocomplete="off"
            maxlength={60}
            attributes={{ "data-device-name": "" }}
          />
          <TextInput
            {...field("model")}
            label={t.model}
            list="seen-models"
            autocomplete="off"
            maxlength={80}
            attributes={{ "data-device-name": "" }}
          />
        </div>
        <TextInput
          {...field("serial")}
          label={t.serial}
          hint={t.serialHint}
          code
          maxlength={60}
          attributes={{
            "data-scan-here": "",
            "hx-get": paths.intakeDevices(),
            "hx-trigger": "change",
            "hx-include": "closest .device-identity",
            "hx-target": `#devices-${index}-known`,
            "hx-sync": "this:replace",
          }}
        />
      </div>
      <KnownDevice
        viewer={viewer}
        index={index}
        history={device.history}
        accepted={typedText(typed, "open_order_ok") !== ""}
        error={errorOf(viewer, errors, at("open_order_ok"))}
        claims={typedText(typed, "warranty_of")}
        claimError={errorOf(viewer, errors, at("warranty_of"))}
      />
      <TextArea {...field("fault")} label={t.fault} hint={t.faultHint} required rows={2} maxlength={1000} />
      <TextArea
        {...field("condition")}
        label={t.condition}
        hint={t.conditionHint}
        rows={2}
        maxlength={1000}
      />
      <Accessories viewer={viewer} index={index} typed={typed} errors={errors} />
      <PhotoStrip
        viewer={viewer}
        name={at("photos")}
        fileName={at("photo_files")}
        uploadUrl={paths.uploads()}
        label={t.photos}
        photos={device.photos.map(({ id, name }) => ({
          id,
          name,
          url: paths.photo(id),
          thumbUrl: paths.thumbnail(id),
        }))}
        error={errorOf(viewer, errors, at("photo_files")) ?? errorOf(viewer, errors, at("photos"))}
      />
      <div class="field-pair">
        <DateInput {...field("promised")} label={t.promised} time />
        <Select
          {...field("priority")}
          value={typedText(typed, "priority") || "normal"}
          label={t.priority}
          options={PRIORITIES.map((value) => ({ value, label: orderText[viewer.locale].priorities[value] }))}
        />
      </div>
      <MoneyInput {...field("preauthorised")} label={t.preauthorised} hint={t.preauthorisedHint} />
      <div class="device-secret stack">
        <ChipGroup
          viewer={viewer}
          choose="one"
          name={at("secret_kind")}
          label={t.secretKind}
          choices={[
            { value: "", label: t.noSecret },
            ...SECRET_KINDS.map((value) => ({ value, label: t.secretKinds[value] })),
          ]}
          chosen={[typedText(typed, "secret_kind")]}
          error={errorOf(viewer, errors, at("secret_kind"))}
        />
        <TextInput
          {...field("secret")}
          label={t.secret}
          hint={t.secretHint}
          code
          maxlength={128}
          class="secret-text"
        />
      </div>
    </div>
  );
}

/** A chosen device is offered also where it is somebody else's. */
function offered(picks: readonly DevicePick[], picked: DevicePick | null): readonly DevicePick[] {
  return picked && picks.every(({ id }) => id !== picked.id) ? [picked, ...picks] : picks;
}

function Accessories(
  { viewer, index, typed, errors }: {
    viewer: Viewer;
    index: number | "__index__";
    typed: Typed;
    errors: FieldErrors;
  },
) {
  const t = intakeText[viewer.locale].device;
  const ticked = typed["accessories"];
  const chosen = typeof ticked === "string"
    ? [ticked]
    : Array.isArray(ticked)
    ? ticked.filter((one) => typeof one === "string")
    : [];
  const lines = `devices.${index}.accessory_lines`;
  return (
    <>
      <ChipGroup
        viewer={viewer}
        choose="many"
        name={`devices.${index}.accessories`}
        label={t.accessories}
        choices={t.usual.map((label) => ({ value: label, label }))}
        chosen={chosen}
      />
      <TextArea
        viewer={viewer}
        name={lines}
        label={t.otherAccessories}
        value={typedText(typed, "accessory_lines")}
        error={errorOf(viewer, errors, lines)}
        rows={1}
      />
    </>
  );
}

interface KnownDeviceProps {
  viewer: Viewer;
  index: number | "__index__";
  history: DeviceHistory | null;
  accepted: boolean;
  error?: string;
  /** Number of the order under whose warranty it comes back. */
  claims?: string;
  claimError?: string;
}

/** What the shop knows of the device that was chosen or that the serial names: its history, owner, and an order that is still open. Answers `GET /ingresos/equipos`. */
export function KnownDevice(props: KnownDeviceProps) {
  const { viewer, index, history, accepted, error } = props;
  const t = intakeText[viewer.locale].device;
  return (
    <div id={`devices-${index}-known`} aria-live="polite">
      {history && (
        <div class={`notice tone-${history.open ? "waiting" : "new"}`}>
          <div class="stack">
            <p class="notice-title">{t.known(history.name)}</p>
            {history.owner && <p>{t.owner(history.owner.name)}</p>}
            {history.orders.map((order) => <OrderLine viewer={viewer} order={order} />)}
            <ClaimChoice
              viewer={viewer}
              name={`devices.${index}.warranty_of`}
              warranties={history.warranties}
              chosen={props.claims ?? ""}
              error={props.claimError}
            />
            {history.open && (
              <>
                <p>{t.hasOrder(history.open.number, statusLabel(viewer, history.open.status))}</p>
                <p>
                  <a
                    class="seen-apart"
                    href={paths.order(history.open.number)}
                    target="_blank"
                    rel="noopener"
                  >
                    {t.seeOrder(history.open.number)} <Icon name="external-link" size={16} />
                  </a>
                </p>
                <Checkbox
                  viewer={viewer}
                  name={`devices.${index}.open_order_ok`}
                  label={t.acceptOrder}
                  checked={accepted}
                  error={error}
                />
              </>
            )}
          </div>
        </div>
      )}
    </div>
  );
}
