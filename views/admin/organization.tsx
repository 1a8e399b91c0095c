import { type Typed, typedText } from "../../src/lib/form.ts";
import { LOCALES } from "../../src/lib/locale.ts";
import { paths } from "../../src/paths.ts";
import { Button, LinkButton } from "../components/button.tsx";
import { ConflictPanel } from "../components/conflict.tsx";
import { Select, TextInput } from "../components/inputs.tsx";
import { fieldsOf } from "../errors/fields.ts";
import { countries, currencies, timeZones } from "../setup/choices.ts";
import { frameText } from "../text.ts";
import type { Viewer } from "../viewer.ts";
import type { PartProps } from "./settings.tsx";
import { settingsText } from "./settings_text.ts";

export function OrganizationFields({ viewer, typed, errors }: PartProps) {
  const t = settingsText[viewer.locale];
  const field = fieldsOf({ viewer, typed, errors });
  return (
    <>
      <div class="columns">
        <TextInput {...field("name")} label={t.shopName} required maxlength={80} autocomplete="off" />
        <TextInput {...field("tax_id")} label={t.taxId} maxlength={30} autocomplete="off" />
      </div>
      <TextInput {...field("address")} label={t.address} maxlength={160} autocomplete="off" />
      <div class="columns">
        <TextInput {...field("phone")} label={t.phone} type="tel" maxlength={40} autocomplete="off" />
        <TextInput
          {...field("email")}
          label={t.email}
          hint={t.emailHint}
          type="email"
          maxlength={254}
          autocomplete="off"
        />
      </div>
      <div class="columns">
        <Select
          {...field("country")}
          label={t.settings.country}
          hint={t.countryHint}
          options={countries(viewer.locale)}
          required
        />
        <Select
          {...field("locale")}
          label={t.language}
          hint={t.languageHint}
          options={LOCALES.map((one) => ({ value: one, label: t.languages[one] }))}
          required
        />
      </div>
      <div class="columns">
        <Select
          {...field("time_zone")}
          label={t.timeZone}
          options={timeZones(typedText(typed, "time_zone"))}
          required
        />
        <Select
          {...field("currency")}
          label={t.currency}
          hint={t.currencyHint}
          options={currencies(viewer.locale)}
          required
        />
      </div>
    </>
  );
}

interface ConflictProps {
  viewer: Viewer;
  saved: Typed;
  typed: Typed;
  /** Id of the form that holds what was typed. */
  form: string;
}

export function OrganizationConflict({ viewer, saved, typed, form }: ConflictProps) {
  const t = settingsText[viewer.locale];
  const words = frameText[viewer.locale].conflict;
  const labels = {
    name: t.shopName,
    tax_id: t.taxId,
    address: t.address,
    phone: t.phone,
    email: t.email,
    country: t.settings.country,
    locale: t.language,
    time_zone: t.timeZone,
    currency: t.currency,
  };
  const fields = Object.entries(labels).map(([name, label]) => {
    const theirs = typedText(saved, name);
    const yours = typedText(typed, name).trim();
    return { label, theirs, yours, differs: theirs !== yours };
  });
  return (
    <ConflictPanel viewer={viewer} fields={fields}>
      <LinkButton href={paths.settings()}>{words.keepTheirs}</LinkButton>
      <Button variant="primary" form={form}>{words.keepYours}</Button>
    </ConflictPanel>
  );
}
