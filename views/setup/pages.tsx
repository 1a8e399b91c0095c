import type { FieldErrors } from "../../src/lib/app_error.ts";
import { type Typed, typedText } from "../../src/lib/form.ts";
import { LOCALES } from "../../src/lib/locale.ts";
import { paths } from "../../src/paths.ts";
import { Button } from "../components/button.tsx";
import { CsrfField } from "../components/csrf.tsx";
import { ErrorSummary } from "../components/field.tsx";
import { Select, TextInput, type TextInputProps } from "../components/inputs.tsx";
import { Fieldset } from "../components/panel.tsx";
import { errorOf, listedErrors } from "../errors/fields.ts";
import { PublicLayout } from "../layout.tsx";
import type { Viewer } from "../viewer.ts";
import { countries, currencies, timeZones } from "./choices.ts";
import { text } from "./text.ts";

export function SetupLinkPage({ viewer, tried }: { viewer: Viewer; tried: boolean }) {
  const t = text[viewer.locale];
  return (
    <PublicLayout viewer={viewer} title={t.link} shape="gate">
      <h1>{t.link}</h1>
      {tried && <p class="field-error" role="alert">{t.linkWrong}</p>}
      <p>{t.linkLead}</p>
    </PublicLayout>
  );
}

export function SetupPage({ viewer, typed, errors }: { viewer: Viewer; typed: Typed; errors: FieldErrors }) {
  const t = text[viewer.locale];
  const field = (name: string, label: string, more: Partial<TextInputProps> = {}) => (
    <TextInput
      viewer={viewer}
      name={name}
      label={label}
      value={typedText(typed, name)}
      error={errorOf(viewer, errors, name)}
      {...more}
    />
  );
  const select = (
    name: string,
    label: string,
    options: { value: string; label: string }[],
    hint?: string,
  ) => (
    <Select
      viewer={viewer}
      name={name}
      label={label}
      options={options}
      value={typedText(typed, name)}
      error={errorOf(viewer, errors, name)}
      hint={hint}
      required
    />
  );
  return (
    <PublicLayout viewer={viewer} title={t.title}>
      <h1>{t.title}</h1>
      <p class="hint">{t.lead}</p>
      <form method="post" action={paths.setup()} class="stack">
        <CsrfField viewer={viewer} />
        <input type="hidden" name="code" value={typedText(typed, "code")} />
        <ErrorSummary viewer={viewer} errors={listedErrors(viewer, errors)} />
        <Fieldset legend={t.shopPart}>
          {field("shop", t.shop, {
            required: true,
            autocomplete: "organization",
            attributes: { autofocus: true },
          })}
          {field("tax_id", t.taxId)}
          {field("address", t.address, { autocomplete: "street-address" })}
          {field("phone", t.phone, { type: "tel" })}
          {field("shop_email", t.shopEmail, { type: "email", hint: t.shopEmailHint })}
          {select("locale", t.language, LOCALES.map((one) => ({ value: one, label: t.languages[one] })))}
          {select("country", t.country, countries(viewer.locale), t.countryHint)}
          {select("time_zone", t.timeZone, timeZones(typedText(typed, "time_zone")))}
          {select("currency", t.currency, currencies(viewer.locale))}
        </Fieldset>
        <Fieldset legend={t.branchPart}>
          {field("branch_name", t.branchName, { required: true })}
          {field("branch_code", t.branchCode, {
            required: true,
            code: true,
            hint: t.branchCodeHint,
            maxlength: 6,
          })}
        </Fieldset>
        <Fieldset legend={t.adminPart}>
          {field("name", t.name, { required: true, autocomplete: "name" })}
          {field("email", t.email, { required: true, type: "email", autocomplete: "username" })}
          {field("password", t.password, {
            required: true,
            type: "password",
            autocomplete: "new-password",
            hint: t.passwordHint,
          })}
        </Fieldset>
        <Button variant="primary" size="big">{t.submit}</Button>
      </form>
    </PublicLayout>
  );
}
