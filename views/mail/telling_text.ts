import type { Locale } from "../../src/lib/locale.ts";
import type { UntoldReason } from "../../src/mail/message.ts";

const es = {
  email: (client: string, address: string) => `Se avisará a ${client} por correo a ${address}.`,
  whatsapp: (client: string, phone: string) => `Se avisará a ${client} por WhatsApp al ${phone}.`,
  hand: (client: string, why: string) => `No se podrá avisar a ${client}: ${why}.`,
  waits: "Quedará en «Por avisar».",
  kept: (address: string) => `El mensaje a ${address} queda guardado.`,
  nobody: "No se avisa en este estado.",
  silent: "No se avisa esta vez.",
  why: {
    no_email: "no tiene correo",
    address_bounced: "su dirección de correo no existe",
    no_server: "el servicio no tiene servidor de correo",
    mail_failed: "el correo no se pudo entregar",
    mail_refused: "no acepta correos",
    unwanted: "no quiere que se le escriba",
    prefers_phone: "prefiere que lo llamen",
    whatsapp_failed: "WhatsApp no pudo entregarlo",
    whatsapp_unsure: "no se sabe si WhatsApp lo entregó",
  } as Record<UntoldReason, string>,
  whoever: "Se avisará al cliente por donde prefiere, si hay cómo y lo acepta.",
  quiet: "No avisar esta vez",
  quietHint: "Queda anotado en el historial.",
  ready: (label: string) => `Al pasar a «${label}»:`,
};

const en: typeof es = {
  email: (client, address) => `${client} will be told by e-mail at ${address}.`,
  whatsapp: (client, phone) => `${client} will be told by WhatsApp at ${phone}.`,
  hand: (client, why) => `${client} cannot be told: ${why}.`,
  waits: "It will wait in “To notify”.",
  kept: (address) => `The message to ${address} is kept.`,
  nobody: "Nobody is told in this status.",
  silent: "Nobody is told this time.",
  why: {
    no_email: "has no e-mail",
    address_bounced: "has an e-mail address that does not exist",
    no_server: "the shop has no mail server",
    mail_failed: "the mail could not be delivered",
    mail_refused: "accepts no e-mails",
    unwanted: "does not want to be written to",
    prefers_phone: "prefers to be called",
    whatsapp_failed: "WhatsApp could not deliver it",
    whatsapp_unsure: "nobody knows whether WhatsApp delivered it",
  },
  whoever: "The client will be told the way they prefer, if there is one and they accept it.",
  quiet: "Do not notify this time",
  quietHint: "This is noted in the history.",
  ready: (label) => `On moving to “${label}”:`,
};

export const tellingText: Record<Locale, typeof es> = { es, en };
