import type { Child } from "hono/jsx";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { Switch } from "../components/choices.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { TextInput } from "../components/inputs.tsx";
import { Panel } from "../components/panel.tsx";
import { errorOf, listedErrors } from "../errors/fields.ts";
import type { Viewer } from "../viewer.ts";
import { type SettingsPart, settingsText } from "./settings_text.ts";

export interface PartProps {
  viewer: Viewer;
  part: SettingsPart;
  typed: Typed;
  errors: FieldErrors;
  /** Of what the form was made from, or of what it shall now overwrite. */
  version: string;
  /** Whether the search shows a field; what it does not show is posted all the same. */
  finds: (field: string) => boolean;
  /** How the part stands in the search: whole, with some of its fields, or not at all. */
  stands: "whole" | "in part" | "not";
}

interface FormProps extends PartProps {
  /** For a form that carries a file. */
  files?: boolean;
  /** Another button beside the one that saves. */
  action?: Child;
  save?: string;
  children?: Child;
}

/** The form of one part of the settings. */
export function Part(props: FormProps) {
  const { viewer, part, errors, version, stands, files = false, action, children } = props;
  const t = settingsText[viewer.locale];
  const [heading, help] = t.parts[part];
  return (
    <form
      method="post"
      action={paths.settings(part)}
      enctype={files ? "multipart/form-data" : undefined}
      id={settingsForm(part)}
      hidden={stands === "not"}
      data-guard=""
    >
      <Panel
        id={part}
        heading={heading}
        headingId={`heading-${part}`}
        footer={
          <div class="row end">
            {stands === "in part" && (
              <a class="grow" href={`${paths.settings()}#${part}`}>{t.wholePart(heading)}</a>
            )}
            {action}
            <Button variant="primary" icon="save">{props.save ?? t.save}</Button>
          </div>
        }
      >
        <CsrfField viewer={viewer} />
        <input type="hidden" name="version" value={version} />
        <p class="hint">{help}</p>
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        {children}
      </Panel>
    </form>
  );
}

export function settingsForm(part: SettingsPart): string {
  return `form-${part}`;
}

type SwitchName =
  | "mail_intake_receipt"
  | "mail_payment_receipt"
  | "prices_with_tax"
  | "quote_signature_required"
  | "quote_terms"
  | "signature_required"
  | "delivery_signature_required"
  | "quality_control_used"
  | "admins_two_factors"
  | "quality_control_by_another"
  | "exit_checklist_required"
  | "intake_checklist_required"
  | "label_per_accessory"
  | "service_notice";

export function SettingSwitch({ viewer, typed, errors, finds, name }: PartProps & { name: SwitchName }) {
  const t = settingsText[viewer.locale];
  return (
    <Switch
      viewer={viewer}
      name={name}
      label={t.settings[name]}
      hint={t.hints[name]}
      checked={typedText(typed, name) === "1"}
      error={errorOf(viewer, errors, name)}
      hidden={!finds(name)}
    />
  );
}

type LineName = "service_notice_es" | "service_notice_en";

export function Line({ viewer, typed, errors, finds, name }: PartProps & { name: LineName }) {
  const t = settingsText[viewer.locale];
  return (
    <TextInput
      viewer={viewer}
      name={name}
      label={t.settings[name]}
      hint={t.hints[name]}
      value={typedText(typed, name)}
      error={errorOf(viewer, errors, name)}
      hidden={!finds(name)}
      maxlength={200}
    />
  );
}

type WholeName =
  | "quote_days"
  | "deposit_percent"
  | "warranty_days"
  | "mail_hourly_limit"
  | "abandonment_days"
  | "slip_open_days"
  | "tracking_days"
  | "secret_purge_days"
  | "label_expiry_hours"
  | "fallback_seconds"
  | "printer_fault_minutes"
  | "refund_limit"
  | "run_days"
  | "log_days"
  | "link_days"
  | "appointment_reminder_hour"
  | "digest_hour"
  | "disk_low_percent"
  | "files_limit_mb"
  | "login_alert_failures";

type WholeProps = PartProps & { name: WholeName; min?: number; max: number; optional?: boolean };

export function Whole({ viewer, typed, errors, finds, name, min = 0, max, optional = false }: WholeProps) {
  const t = settingsText[viewer.locale];
  return (
    <TextInput
      viewer={viewer}
      name={name}
      label={t.settings[name]}
      hint={t.hints[name]}
      type="number"
      inputmode="numeric"
      required={!optional}
      class="short"
      value={typedText(typed, name)}
      error={errorOf(viewer, errors, name)}
      hidden={!finds(name)}
      min={String(min)}
      max={String(max)}
    />
  );
}
