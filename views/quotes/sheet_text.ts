import type { Locale } from "../../src/lib/locale.ts";
import type { DecisionChannel } from "../../src/quotes/quote.ts";

/** The words of an offer itself: on the client's page, on paper, in the evidence. */
const es = {
  title: (revision: number) => `Presupuesto ${revision}`,
  draftTitle: (revision: number) => `Presupuesto ${revision} (borrador)`,
  found: "Qué encontramos",
  fault: "Falla informada",
  proposal: "Qué incluye",
  option: (key: string, name: string) => name ? `Opción ${key}: ${name}` : `Opción ${key}`,
  each: (quantity: string, price: string) => `${quantity} × ${price}`,
  subtotal: "Subtotal sin impuestos",
  tax: (rate: string) => `Impuestos (${rate} %)`,
  taxIn: (rate: string) => `Incluye impuestos (${rate} %)`,
  total: "Total",
  totalOf: (key: string) => `Total de la opción ${key}`,
  deposit: (percent: number) => `Seña para empezar (${percent} %)`,
  conditions: "Condiciones de este presupuesto",
  validity: "Validez",
  valid: (until: string) => `Vale hasta el ${until}.`,
  validDays: (days: number) =>
    days === 1 ? "Vale 1 día desde que se envía." : `Vale ${days} días desde que se envía.`,
  terms: "Condiciones del servicio",
  termsVersion: (version: number) => `Versión ${version}`,
  approve: (offer: string) => `Apruebo ${offer}.`,
  approveWithTerms: (offer: string, version: number) =>
    `Apruebo ${offer} y acepto las condiciones del servicio, versión ${version}.`,
  reject: (offer: string) => `No apruebo ${offer}.`,
  offer: (revision: number, number: string, total: string) =>
    `el presupuesto ${revision} de la orden ${number} por ${total}`,
  chosenOption: (revision: number, number: string) =>
    `la opción elegida del presupuesto ${revision} de la orden ${number} por su total`,
  wholeOffer: (revision: number, number: string) => `el presupuesto ${revision} de la orden ${number}`,
  chosen: (option: string, total: string) => `Opción elegida: ${option}, ${total}`,
  takenBack: (revision: number, what: string) => `Se anula del presupuesto ${revision}: ${what}`,
  diagnosisFee: "Diagnóstico",
  depositKept: "Seña que no se devuelve",
  channels: {
    link: "por el enlace del cliente",
    phone: "por teléfono",
    counter: "en el mostrador",
    whatsapp: "por WhatsApp",
    email: "por correo",
    fixed_price: "como precio fijo acordado",
    preauthorised: "dentro del máximo autorizado al ingresar",
    "": "sin indicar cómo",
  } satisfies Record<DecisionChannel, string>,
};

export type SheetText = typeof es;

const en: SheetText = {
  title: (revision) => `Quote ${revision}`,
  draftTitle: (revision) => `Quote ${revision} (draft)`,
  found: "What we found",
  fault: "Reported fault",
  proposal: "What it includes",
  option: (key, name) => name ? `Option ${key}: ${name}` : `Option ${key}`,
  each: (quantity, price) => `${quantity} × ${price}`,
  subtotal: "Subtotal without tax",
  tax: (rate) => `Tax (${rate}%)`,
  taxIn: (rate) => `Includes tax (${rate}%)`,
  total: "Total",
  totalOf: (key) => `Total of option ${key}`,
  deposit: (percent) => `Deposit to begin (${percent}%)`,
  conditions: "Conditions of this quote",
  validity: "Validity",
  valid: (until) => `Valid until ${until}.`,
  validDays: (days) =>
    days === 1 ? "Valid for 1 day once it is sent." : `Valid for ${days} days once it is sent.`,
  terms: "Terms of service",
  termsVersion: (version) => `Version ${version}`,
  approve: (offer) => `I approve ${offer}.`,
  approveWithTerms: (offer, version) =>
    `I approve ${offer} and accept the terms of service, version ${version}.`,
  reject: (offer) => `I do not approve ${offer}.`,
  offer: (revision, number, total) => `quote ${revision} of order ${number} for ${total}`,
  chosenOption: (revision, number) =>
    `the chosen option of quote ${revision} of order ${number} for its total`,
  wholeOffer: (revision, number) => `quote ${revision} of order ${number}`,
  chosen: (option, total) => `Chosen option: ${option}, ${total}`,
  takenBack: (revision, what) => `Taken back from quote ${revision}: ${what}`,
  diagnosisFee: "Diagnosis",
  depositKept: "Deposit kept",
  channels: {
    link: "by the client's link",
    phone: "by phone",
    counter: "at the counter",
    whatsapp: "by WhatsApp",
    email: "by e-mail",
    fixed_price: "as a fixed price agreed on",
    preauthorised: "within the maximum authorised at intake",
    "": "without saying how",
  },
};

export const sheetText: Record<Locale, SheetText> = { es, en };
