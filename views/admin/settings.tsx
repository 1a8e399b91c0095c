import type { Child } from "hono/jsx";
import type { Settings } from "../../src/admin/settings.ts";
import type { Organization } from "../../src/admin/shop.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { Switch } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { TextInput, type TextInputProps } from "../components/inputs.tsx";
import { Tabs } from "../components/list.tsx";
import { PageHeader, Panel } from "../components/panel.tsx";
import { errorOf, listedErrors } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { AccentFields } from "./accent.tsx";
import { OrganizationConflict, OrganizationFields } from "./organization.tsx";
import { type SettingsPart, settingsText } from "./settings_text.ts";
import { StatusFields } from "./statuses.tsx";
import { text } from "./text.ts";
import { typedSettings } from "./typed_settings.ts";

/** A form that came back: what was typed into it and what is wrong. */
export interface Returned {
  part: SettingsPart;
  typed: Typed;
  errors: FieldErrors;
  /** Somebody saved the organization meanwhile. */
  conflict?: boolean;
}

export interface SettingsPageProps {
  viewer: Viewer;
  organization: Organization;
  settings: Settings;
  returned?: Returned;
}

/** One form per part, so that saving one never touches another. */
export function SettingsPage({ viewer, organization, settings, returned }: SettingsPageProps) {
  const t = settingsText[viewer.locale];
  const saved = typedSettings({ organization, settings });
  const part = (name: SettingsPart): PartProps => ({
    viewer,
    part: name,
    typed: returned?.part === name ? returned.typed : saved,
    errors: returned?.part === name ? returned.errors : {},
  });
  const conflict = returned?.conflict === true;
  const shop = part("negocio");
  const version = String(organization.version);
  return (
    <Layout viewer={viewer} title={t.title} section="admin" width="narrow">
      <PageHeader
        title={t.title}
        lead={t.lead}
        back={{ href: paths.admin(), label: text[viewer.locale].title }}
      />
      <Tabs
        label={t.sectionsLabel}
        tabs={Object.entries(t.parts).map(([name, [label]]) => ({ href: `#${name}`, label }))}
      />
      {conflict && (
        <OrganizationConflict
          viewer={viewer}
          saved={saved}
          typed={shop.typed}
          form="form-negocio"
        />
      )}
      <Part {...shop}>
        <input
          type="hidden"
          name="version"
          value={conflict ? version : typedText(shop.typed, "version")}
        />
        <OrganizationFields {...shop} />
      </Part>
      <Part {...part("mostrador")}>
        <SettingSwitch {...part("mostrador")} name="signature_required" />
        <SettingSwitch {...part("mostrador")} name="delivery_signature_required" />
        <Whole {...part("mostrador")} name="warranty_days" max={3650} />
        <Whole {...part("mostrador")} name="abandonment_days" min={1} max={3650} />
      </Part>
      <Part {...part("calidad")}>
        <SettingSwitch {...part("calidad")} name="quality_control_used" />
        <SettingSwitch {...part("calidad")} name="quality_control_by_another" />
      </Part>
      <Part {...part("privacidad")}>
        <Whole {...part("privacidad")} name="tracking_days" min={1} max={3650} />
        <Whole {...part("privacidad")} name="secret_purge_days" max={365} />
      </Part>
      <Part {...part("etiquetas")}>
        <Whole {...part("etiquetas")} name="label_expiry_hours" min={1} max={168} />
        <SettingSwitch {...part("etiquetas")} name="label_per_accessory" />
      </Part>
      <Part {...part("estados")}>
        <StatusFields {...part("estados")} />
      </Part>
      <Part {...part("aspecto")}>
        <AccentFields {...part("aspecto")} />
      </Part>
    </Layout>
  );
}

export interface PartProps {
  viewer: Viewer;
  part: SettingsPart;
  typed: Typed;
  errors: FieldErrors;
}

function Part({ viewer, part, errors, children }: PartProps & { children?: Child }) {
  const t = settingsText[viewer.locale];
  const [heading, help] = t.parts[part];
  return (
    <form method="post" action={paths.settings(part)} id={`form-${part}`} data-guard="">
      <Panel
        id={part}
        heading={heading}
        headingId={`heading-${part}`}
        footer={
          <div class="row end">
            <Button variant="primary" icon="save">{t.save}</Button>
          </div>
        }
      >
        <CsrfField viewer={viewer} />
        <p class="hint">{help}</p>
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        {children}
      </Panel>
    </form>
  );
}

type SwitchName =
  | "signature_required"
  | "delivery_signature_required"
  | "quality_control_used"
  | "quality_control_by_another"
  | "label_per_accessory";

function SettingSwitch({ viewer, typed, errors, name }: PartProps & { name: SwitchName }) {
  const t = settingsText[viewer.locale];
  return (
    <Switch
      viewer={viewer}
      name={name}
      label={t.settings[name]}
      hint={t.hints[name]}
      checked={typedText(typed, name) === "1"}
      error={errorOf(viewer, errors, name)}
    />
  );
}

type WholeName =
  | "warranty_days"
  | "abandonment_days"
  | "tracking_days"
  | "secret_purge_days"
  | "label_expiry_hours";

type WholeProps = PartProps & { name: WholeName; min?: number; max: number };

function Whole({ viewer, typed, errors, name, min = 0, max }: WholeProps) {
  const t = settingsText[viewer.locale];
  const limits: Partial<TextInputProps> = { min: String(min), max: String(max) };
  return (
    <TextInput
      viewer={viewer}
      name={name}
      label={t.settings[name]}
      hint={t.hints[name]}
      type="number"
      inputmode="numeric"
      required
      class="short"
      value={typedText(typed, name)}
      error={errorOf(viewer, errors, name)}
      {...limits}
    />
  );
}
