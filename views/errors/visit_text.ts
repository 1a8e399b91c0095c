import type { Locale } from "../../src/lib/locale.ts";

/** A sentence, or how it is made from what a refusal names. */
export type Sentence = string | ((params: Params) => string);
export type Params = Record<string, string | number>;

/** What forms of the counter are refused for, beside a field. */
export const visitFields = {
  es: {
    accessory_unsettled: "Márquelo como devuelto, o escriba por qué no se devuelve.",
    claim_unknown: "Esa orden no tiene garantía.",
    claim_over: (p) => `La garantía venció el ${p.date}. Recíbalo como un ingreso normal.`,
    claim_other_device: (p) => `La garantía de ${p.number} es de otro equipo.`,
    claim_reason: "Es un reclamo de garantía: escriba por qué se cobra.",
  },
  en: {
    accessory_unsettled: "Tick it as handed back, or write why it is not.",
    claim_unknown: "That order has no warranty.",
    claim_over: (p) => `The warranty ended on ${p.date}. Take it in as a normal intake.`,
    claim_other_device: (p) => `The warranty of ${p.number} is of another device.`,
    claim_reason: "This is a warranty claim: write why it is charged.",
  },
} satisfies Record<Locale, Record<string, Sentence>>;

/** Why a request of the counter was refused. */
export const visitReasons = {
  es: {
    claim_part:
      "Es un reclamo de garantía: agregue el repuesto como cargo, con el motivo por el que se cobra.",
  },
  en: {
    claim_part: "This is a warranty claim: add the part as a charge, with the reason why it is charged.",
  },
} satisfies Record<Locale, Record<string, Sentence>>;
