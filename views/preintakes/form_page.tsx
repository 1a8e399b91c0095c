import { DEVICE_CATEGORIES } from "../../src/devices/device.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { MOST_ANNOUNCED } from "../../src/preintakes/link.ts";
import { paths } from "../../src/paths.ts";
import type { PreintakePlace } from "../../src/preintakes/queries.ts";
import { Button } from "../components/button.tsx";
import { Checkbox, ChipGroup } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { TextArea, TextInput } from "../components/inputs.tsx";
import { Panel } from "../components/panel.tsx";
import { RepeatGroup } from "../components/repeat.tsx";
import { Notice } from "../components/status.tsx";
import { DEVICE_ICON } from "../devices/icons.ts";
import { errorOf, fieldsOf } from "../errors/fields.ts";
import { intakeText } from "../intakes/text.ts";
import { PublicLayout } from "../layout.tsx";
import { orderText } from "../orders/text.ts";
import { Contact } from "../tracking/page.tsx";
import type { Viewer } from "../viewer.ts";
import { preintakeErrors } from "./errors.ts";
import { preintakeText } from "./text.ts";

export interface PreintakeFormProps {
  viewer: Viewer;
  token: string;
  place: PreintakePlace;
  formKey: string;
  typed: Typed;
  /** How many devices the form asks for. */
  count: number;
  errors: FieldErrors;
  /** Somebody of the staff looks: they do not announce as the client. */
  byStaff: boolean;
}

/** What a client fills in on their own phone before they come. */
export function PreintakeFormPage(props: PreintakeFormProps) {
  const { viewer, token, place, typed, errors, byStaff } = props;
  const t = preintakeText[viewer.locale];
  return (
    <PublicLayout viewer={viewer} title={t.title}>
      <div class="tracking preintake">
        <header class="tracking-now">
          <h1>{t.title}</h1>
          <p class="lead">{place.client ? t.known(place.client.name) : t.lead}</p>
        </header>
        {byStaff && (
          <Notice tone="waiting">
            <p>{t.byStaff}</p>
          </Notice>
        )}
        <form id="f-form" class="stack" method="post" action={paths.preintake(token)} novalidate>
          <CsrfField viewer={viewer} />
          <input type="hidden" name="form_key" value={props.formKey} />
          <button type="submit" class="visually-hidden" tabindex={-1} aria-hidden="true"></button>
          <ErrorSummary viewer={viewer} errors={preintakeErrors(viewer, errors)} />
          {place.client === null && <Who {...props} />}
          <Panel heading={t.devices} headingId="preintake-devices" icon="package" id="f-devices">
            <RepeatGroup
              viewer={viewer}
              name="devices"
              count={props.count}
              min={1}
              max={MOST_ANNOUNCED}
              entryLabel={t.entry}
              addLabel={t.add}
              entry={(index) => <DeviceFields {...props} index={index} />}
            />
            <p class="hint">{t.noSecrets}</p>
          </Panel>
          <Panel>
            <Checkbox
              viewer={viewer}
              name="contact_ok"
              label={t.consent(place.shop.name)}
              required
              checked={typedText(typed, "contact_ok") !== ""}
              error={errorOf(viewer, errors, "contact_ok")}
            />
            {!byStaff && <Button variant="primary" size="big" icon="send">{t.submit}</Button>}
          </Panel>
        </form>
        <Contact viewer={viewer} shop={place.shop} />
      </div>
    </PublicLayout>
  );
}

function Who({ viewer, typed, errors }: PreintakeFormProps) {
  const t = preintakeText[viewer.locale];
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <Panel heading={t.who} headingId="preintake-who" icon="user">
      <TextInput {...field("client.name")} label={t.name} required autocomplete="name" maxlength={120} />
      <TextInput
        {...field("client.contacts.0.value")}
        label={t.phone}
        type="tel"
        required
        autocomplete="tel"
        maxlength={40}
      />
      <TextInput
        {...field("client.contacts.1.value")}
        label={t.email}
        hint={t.emailHint}
        type="email"
        autocomplete="email"
        maxlength={254}
      />
    </Panel>
  );
}

function DeviceFields(
  { viewer, typed, errors, index }: PreintakeFormProps & { index: number | "__index__" },
) {
  const t = preintakeText[viewer.locale];
  const own = index === "__index__" ? { typed: {}, errors: {} } : { typed, errors };
  const at = (name: string) => `devices.${index}.${name}`;
  const field = (name: string) => fieldsOf({ viewer, ...own })(at(name));
  return (
    <div class="stack">
      <ChipGroup
        viewer={viewer}
        choose="one"
        name={at("category")}
        label={t.category}
        required
        choices={DEVICE_CATEGORIES.map((value) => ({
          value,
          label: value === "other"
            ? intakeText[viewer.locale].device.otherCategory
            : orderText[viewer.locale].categories[value],
          icon: DEVICE_ICON[value],
        }))}
        chosen={[field("category").value || "phone"]}
        error={field("category").error}
      />
      <div class="field-pair">
        <TextInput {...field("brand")} label={t.brand} required autocomplete="off" maxlength={60} />
        <TextInput {...field("model")} label={t.model} autocomplete="off" maxlength={80} />
      </div>
      <TextInput {...field("serial")} label={t.serial} hint={t.serialHint} code maxlength={60} />
      <TextArea {...field("fault")} label={t.fault} hint={t.faultHint} required rows={3} maxlength={1000} />
      <TextArea
        {...field("accessory_lines")}
        label={t.accessories}
        hint={t.accessoriesHint}
        rows={2}
        maxlength={1000}
      />
    </div>
  );
}
