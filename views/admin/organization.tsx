import { typedText } from "../../src/lib/form.ts";
import { LOCALES } from "../../src/lib/locale.ts";
import { Select, TextInput } from "../components/inputs.tsx";
import { fieldsOf } from "../errors/fields.ts";
import { countries, currencies, timeZones } from "../setup/choices.ts";
import type { PartProps } from "./settings_part.tsx";
import { settingsText } from "./settings_text.ts";

export function OrganizationFields({ viewer, typed, errors, finds }: PartProps) {
  const t = settingsText[viewer.locale];
  const filled = fieldsOf({ viewer, typed, errors });
  const field = (name: string) => ({ ...filled(name), hidden: !finds(name) });
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
