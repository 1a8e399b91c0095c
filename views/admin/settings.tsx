import { sectionVersion, SETTING_SECTIONS, type Settings } from "../../src/admin/settings.ts";
import { CASH_SESSION_RULES } from "../../src/cash/session.ts";
import type { Organization } from "../../src/admin/shop.ts";
import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { ConflictPanel } from "../components/conflict.tsx";
import { Select } from "../components/inputs.tsx";
import { SearchBar, Tabs } from "../components/list.tsx";
import { EmptyState, PageHeader, Panel } from "../components/panel.tsx";
import { cashText } from "../cash/text.ts";
import { errorOf } from "../errors/fields.ts";
import { Layout } from "../layout.tsx";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import { AccentFields } from "./accent.tsx";
import { LogoPart } from "./logo.tsx";
import { DayList } from "./day_list.tsx";
import { QuoteFields } from "./quote_settings.tsx";
import { OrganizationFields } from "./organization.tsx";
import { settingDifferences } from "./setting_fields.ts";
import { Line, Part, type PartProps, settingsForm, SettingSwitch, Whole } from "./settings_part.tsx";
import { findSettings, foundIn } from "./settings_search.ts";
import { type SettingsPart, settingsText } from "./settings_text.ts";
import { SlaFields, StaleFields, StatusFields } from "./statuses.tsx";
import { ToldStatuses } from "./told_statuses.tsx";
import { text } from "./text.ts";
import { typedSettings } from "./typed_settings.ts";

/** A form that came back: what was typed into it and what is wrong. */
export interface Returned {
  part: SettingsPart;
  typed: Typed;
  errors: FieldErrors;
  /** The version that the form was made from. */
  version: string;
  /** Somebody saved the part meanwhile. */
  conflict?: boolean;
}

export interface SettingsPageProps {
  viewer: Viewer;
  organization: Organization;
  settings: Settings;
  /** What is looked for, "" for nothing. */
  query: string;
  returned?: Returned;
}

export function SettingsPage(props: SettingsPageProps) {
  const { viewer, query, returned } = props;
  const t = settingsText[viewer.locale];
  return (
    <Layout viewer={viewer} title={t.title} section="admin" width="narrow">
      <PageHeader
        title={t.title}
        lead={t.lead}
        back={{ href: paths.admin(), label: text[viewer.locale].title }}
      />
      {!returned && <Search viewer={viewer} query={query} />}
      {returned?.conflict && <SettingsConflict {...props} returned={returned} />}
      <SettingsParts {...props} />
    </Layout>
  );
}

function Search({ viewer, query }: { viewer: Viewer; query: string }) {
  const t = settingsText[viewer.locale];
  return (
    <SearchBar
      viewer={viewer}
      action={paths.settings()}
      label={t.search}
      act={t.searchAct}
      q={query}
      hint={t.searchHint}
      target="#settings-parts"
      hx-swap="outerMorph"
      hx-replace-url="true"
      maxlength={100}
    />
  );
}

/**
 * One form per part, so that saving one never touches another. What the search leaves out stays in the page unseen: what is typed
 * and not yet saved survives looking for something else.
 */
export function SettingsParts({ viewer, organization, settings, query, returned }: SettingsPageProps) {
  const t = settingsText[viewer.locale];
  const found = findSettings(viewer.locale, query);
  const saved = typedSettings({ organization, settings, locale: viewer.locale });
  const part = (name: SettingsPart): PartProps => {
    const back = returned?.part === name ? returned : undefined;
    const fields = found[name];
    return {
      viewer,
      part: name,
      typed: back?.typed ?? saved,
      errors: back?.errors ?? {},
      version: back && !back.conflict ? back.version : savedVersion({ organization, settings }, name),
      finds: (field) => fields === "all" || fields.has(field),
      stands: fields === "all" ? "whole" : fields.size > 0 ? "in part" : "not",
    };
  };
  const tabs = PARTS.filter((name) => foundIn(found, name))
    .map((name) => ({ href: `#${name}`, label: t.parts[name][0] }));
  const counter = part("mostrador");
  const quotes = part("presupuestos");
  const mails = part("correos");
  const reminders = part("recordatorios");
  const service = part("servicio");
  const watch = part("vigilancia");
  const accounts = part("cuentas");
  const quality = part("calidad");
  const privacy = part("privacidad");
  const labels = part("etiquetas");
  const cash = part("caja");
  const limits = part("plazos");
  const kept = part("conservacion");
  return (
    <div id="settings-parts" class="stack loose">
      {tabs.length > 1 && <Tabs label={t.sectionsLabel} tabs={tabs} />}
      {tabs.length === 0 && (
        <Panel>
          <EmptyState
            icon="search"
            title={t.nothingFound(query.trim())}
            action={<LinkButton href={paths.settings()}>{t.showAll}</LinkButton>}
          >
            {t.nothingFoundText}
          </EmptyState>
        </Panel>
      )}
      <Part {...part("negocio")}>
        <OrganizationFields {...part("negocio")} />
      </Part>
      <LogoPart {...part("logo")} logo={settings.logo} />
      <Part {...counter}>
        <SettingSwitch {...counter} name="signature_required" />
        <SettingSwitch {...counter} name="delivery_signature_required" />
        <Whole {...counter} name="warranty_days" max={3650} />
        <Whole {...counter} name="abandonment_days" min={1} max={3650} />
        <DayList {...counter} name="abandonment_notices" />
        <Whole {...counter} name="slip_open_days" min={1} max={365} />
      </Part>
      <Part {...mails}>
        <ToldStatuses {...mails} />
        <SettingSwitch {...mails} name="mail_intake_receipt" />
        <SettingSwitch {...mails} name="mail_payment_receipt" />
        <Whole {...mails} name="mail_hourly_limit" min={1} max={1000} />
      </Part>
      <Part {...service}>
        <SettingSwitch {...service} name="service_notice" />
        <Line {...service} name="service_notice_es" />
        <Line {...service} name="service_notice_en" />
      </Part>
      <Part {...watch}>
        <Whole {...watch} name="disk_low_percent" min={1} max={50} />
        <Whole {...watch} name="files_limit_mb" min={1} max={100_000_000} optional />
        <Whole {...watch} name="login_alert_failures" min={5} max={1000} />
      </Part>
      <Part {...accounts}>
        <SettingSwitch {...accounts} name="admins_two_factors" />
      </Part>
      <Part {...reminders}>
        <DayList {...reminders} name="pickup_reminders" />
        <Whole {...reminders} name="appointment_reminder_hour" max={23} />
        <Whole {...reminders} name="digest_hour" max={23} />
      </Part>
      <Part {...quotes}>
        <QuoteFields {...quotes} currency={organization.currency} />
      </Part>
      <Part {...quality}>
        <SettingSwitch {...quality} name="quality_control_used" />
        <SettingSwitch {...quality} name="quality_control_by_another" />
        <SettingSwitch {...quality} name="exit_checklist_required" />
        <SettingSwitch {...quality} name="intake_checklist_required" />
      </Part>
      <Part {...privacy}>
        <Whole {...privacy} name="tracking_days" min={1} max={3650} />
        <Whole {...privacy} name="secret_purge_days" max={365} />
      </Part>
      <Part {...labels}>
        <Whole {...labels} name="label_expiry_hours" min={1} max={168} />
        <SettingSwitch {...labels} name="label_per_accessory" />
        <Whole {...labels} name="fallback_seconds" min={10} max={86400} />
        <Whole {...labels} name="printer_fault_minutes" min={1} max={1440} />
      </Part>
      <Part {...cash}>
        <Select
          viewer={viewer}
          name="cash_session_rule"
          label={t.settings.cash_session_rule}
          hint={t.hints.cash_session_rule}
          value={typedText(cash.typed, "cash_session_rule")}
          error={errorOf(viewer, cash.errors, "cash_session_rule")}
          hidden={!cash.finds("cash_session_rule")}
          options={CASH_SESSION_RULES.map((value) => ({
            value,
            label: cashText[viewer.locale].rules[value],
          }))}
        />
        <Whole {...cash} name="refund_limit" max={999_999_999} optional />
      </Part>
      <Part {...part("estados")}>
        <StatusFields {...part("estados")} />
      </Part>
      <Part {...limits}>
        <SlaFields {...limits} />
        <StaleFields {...limits} />
      </Part>
      <Part {...kept}>
        <Whole {...kept} name="run_days" min={1} max={365} />
        <Whole {...kept} name="log_days" min={1} max={365} />
        <Whole {...kept} name="link_days" min={1} max={3650} />
      </Part>
      <Part {...part("aspecto")}>
        <AccentFields {...part("aspecto")} />
      </Part>
    </div>
  );
}

const PARTS: readonly SettingsPart[] = [
  "negocio",
  ...Object.keys(SETTING_SECTIONS) as (keyof typeof SETTING_SECTIONS)[],
];

type Saved = Pick<SettingsPageProps, "organization" | "settings">;

function savedVersion({ organization, settings }: Saved, part: SettingsPart): string {
  return part === "negocio" ? String(organization.version) : sectionVersion(settings, part);
}

function SettingsConflict(
  { viewer, organization, settings, returned: { part, typed } }: SettingsPageProps & { returned: Returned },
) {
  const t = settingsText[viewer.locale];
  const words = frameText[viewer.locale].conflict;
  const saved = typedSettings({ organization, settings, locale: viewer.locale });
  return (
    <ConflictPanel
      viewer={viewer}
      by={t.conflictIn(t.parts[part][0])}
      fields={settingDifferences(viewer.locale, { part, saved, typed })}
    >
      <LinkButton href={`${paths.settings()}#${part}`}>{words.keepTheirs}</LinkButton>
      <Button variant="primary" form={settingsForm(part)}>{words.keepYours}</Button>
    </ConflictPanel>
  );
}
