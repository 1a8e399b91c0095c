import type { Locale } from "../../src/lib/locale.ts";

/** What forms of the counter are refused for, beside a field. */
export const visitFields = {
  es: {
    accessory_unsettled: "Márquelo como devuelto, o escriba por qué no se devuelve.",
  },
  en: {
    accessory_unsettled: "Tick it as handed back, or write why it is not.",
  },
} satisfies Record<Locale, Record<string, unknown>>;
