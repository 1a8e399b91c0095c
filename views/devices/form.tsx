import { DEVICE_CATEGORIES } from "../../src/devices/device.ts";
import type { DevicePage as Device } from "../../src/devices/queries.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { ChipGroup } from "../components/choices.tsx";
import { ConflictPanel } from "../components/conflict.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { TextInput } from "../components/inputs.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { errorOf, fieldsOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { deviceName } from "../orders/status.tsx";
import { orderText } from "../orders/text.ts";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { deviceDifferences } from "./differences.ts";
import { DEVICE_ICON } from "./icons.ts";
import { text } from "./text.ts";

const FORM = "device-form";

interface EditDeviceProps {
  viewer: Viewer;
  device: Device;
  typed: Typed;
  errors?: FieldErrors;
  /** Somebody saved `device` while `typed` was being written. */
  conflict?: boolean;
}

export function EditDevicePage({ viewer, device, typed, errors = {}, conflict = false }: EditDeviceProps) {
  const t = text[viewer.locale];
  const name = deviceName(viewer, device);
  const version = conflict ? String(device.version) : typedText(typed, "version");
  return (
    <Layout viewer={viewer} title={t.editTitle(name)} section="orders" width="narrow">
      <PageHeader title={t.editTitle(name)} back={{ href: paths.device(device.id), label: name }} />
      {conflict && <DeviceConflict viewer={viewer} device={device} typed={typed} />}
      <form method="post" action={paths.deviceEdit(device.id)} id={FORM} class="stack" data-guard="">
        <CsrfField viewer={viewer} />
        <input type="hidden" name="version" value={version} />
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        <Panel aria-label={t.facts}>
          <DeviceFields viewer={viewer} typed={typed} errors={errors} />
        </Panel>
        <div class="act-bar">
          <LinkButton href={paths.device(device.id)} variant="quiet">{t.cancel}</LinkButton>
          <Button variant="primary" icon="save">{t.save}</Button>
        </div>
      </form>
    </Layout>
  );
}

function DeviceFields({ viewer, typed, errors }: { viewer: Viewer; typed: Typed; errors: FieldErrors }) {
  const t = text[viewer.locale];
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <>
      <ChipGroup
        viewer={viewer}
        choose="one"
        name="category"
        label={t.category}
        required
        choices={DEVICE_CATEGORIES.map((category) => ({
          value: category,
          label: category === "other" ? t.other : orderText[viewer.locale].categories[category],
          icon: DEVICE_ICON[category],
        }))}
        chosen={[typedText(typed, "category")]}
        error={errorOf(viewer, errors, "category")}
      />
      <div class="columns">
        <TextInput {...field("brand")} label={t.brand} required maxlength={60} autocomplete="off" />
        <TextInput {...field("model")} label={t.model} maxlength={80} autocomplete="off" />
      </div>
      <TextInput
        {...field("serial")}
        label={t.serial}
        hint={t.serialHint}
        maxlength={60}
        code
        attributes={{ "data-scan-here": "" }}
      />
    </>
  );
}

function DeviceConflict({ viewer, device, typed }: { viewer: Viewer; device: Device; typed: Typed }) {
  const words = frameText[viewer.locale].conflict;
  return (
    <ConflictPanel viewer={viewer} fields={deviceDifferences(viewer.locale, { device, typed })}>
      <LinkButton href={paths.device(device.id)}>{words.keepTheirs}</LinkButton>
      <Button variant="primary" form={FORM}>{words.keepYours}</Button>
    </ConflictPanel>
  );
}
