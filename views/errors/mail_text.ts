import type { Locale } from "../../src/lib/locale.ts";
import type { Sentence } from "./visit_text.ts";

export const mailFields = {
  es: {
    template_unknown: (p) => `No hay ningún campo «${p.what}». Los que hay: ${p.known}.`,
    template_printed: (p) => `«${p.what}» no es un texto: solo sirve como {{#${p.what}}}…{{/${p.what}}}.`,
    template_open: (p) => `Falta cerrar {{#${p.what}}} con {{/${p.what}}}.`,
    template_stray: (p) => `{{/${p.what}}} cierra algo que no está abierto.`,
    template_malformed: (p) => `No se entiende «${p.what}»: un campo se escribe {{nombre}}.`,
  },
  en: {
    template_unknown: (p) => `There is no field “${p.what}”. Those there are: ${p.known}.`,
    template_printed: (p) => `“${p.what}” is no text: it only serves as {{#${p.what}}}…{{/${p.what}}}.`,
    template_open: (p) => `{{#${p.what}}} has to be closed with {{/${p.what}}}.`,
    template_stray: (p) => `{{/${p.what}}} closes what is not open.`,
    template_malformed: (p) => `“${p.what}” makes no sense: a field is written {{name}}.`,
  },
} satisfies Record<Locale, Record<string, Sentence>>;

export const mailReasons = {
  es: {
    mail_template_changed: "Otra persona guardó esta plantilla mientras usted la editaba.",
    address_suppressed:
      "El servidor dijo que esa dirección no existe. Levante el bloqueo en Mensajes para volver a escribirle.",
  },
  en: {
    mail_template_changed: "Somebody saved this template while you were editing it.",
    address_suppressed:
      "Its server said that there is no such address. Lift that under Messages to write to it again.",
  },
} satisfies Record<Locale, Record<string, Sentence>>;
