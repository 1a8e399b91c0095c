import { typedText } from "../../src/lib/form.ts";
import { MoneyInput, TextInput } from "../components/inputs.tsx";
import { errorOf } from "../errors/fields.ts";
import { type PartProps, SettingSwitch, Whole } from "./settings_part.tsx";
import { settingsText } from "./settings_text.ts";

/** What every quote begins with, and what its approval takes. */
export function QuoteFields({ currency, ...part }: PartProps & { currency: string }) {
  const { viewer, typed, errors, finds } = part;
  const t = settingsText[viewer.locale];
  const field = (name: "tax_rates" | "diagnosis_fee") => ({
    viewer,
    name,
    label: t.settings[name],
    hint: t.hints[name],
    value: typedText(typed, name),
    error: errorOf(viewer, errors, name),
    hidden: !finds(name),
  });
  return (
    <>
      <Whole {...part} name="quote_days" min={1} max={365} />
      <Whole {...part} name="deposit_percent" max={100} />
      <MoneyInput {...field("diagnosis_fee")} currency={currency} class="short-money" />
      <TextInput {...field("tax_rates")} autocomplete="off" maxlength={80} class="short-money" />
      <SettingSwitch {...part} name="prices_with_tax" />
      <SettingSwitch {...part} name="quote_signature_required" />
      <SettingSwitch {...part} name="quote_terms" />
    </>
  );
}
