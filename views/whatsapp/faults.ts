import type { Locale } from "../../src/lib/locale.ts";
import { type FaultKind, faultKind } from "../../src/whatsapp/faults.ts";

const es = {
  codes: {
    "131026": "El número no está en WhatsApp, o su dueño no aceptó sus últimas condiciones.",
    "131047":
      "WhatsApp pide una plantilla aprobada: pasaron más de 24 horas desde el último mensaje del cliente.",
    "131049": "Meta decidió no entregarlo para no cansar al cliente. Se puede volver a intentar otro día.",
    "131050": "El cliente pidió a WhatsApp no recibir más mensajes de este negocio.",
    "131042": "La cuenta de WhatsApp Business tiene un problema de pago.",
    "132000": "La plantilla espera otra cantidad de datos. Vuelva a elegirla en los ajustes de WhatsApp.",
    "132001": "Meta no tiene esa plantilla en ese idioma. Traiga las plantillas y elija otra.",
    "132015": "Meta pausó la plantilla por su baja calidad.",
    "132016": "Meta desactivó la plantilla por su baja calidad.",
    "190": "El token de acceso venció o se revocó. Pegue uno nuevo en los ajustes de WhatsApp.",
    EOFF: "WhatsApp estaba apagado cuando le tocaba salir.",
  } as Record<string, string>,
  kinds: {
    account: "Meta no acepta la cuenta del negocio. Revise el token y el número en los ajustes de WhatsApp.",
    template: "Meta rechazó la plantilla o sus datos. Vuelva a elegirla en los ajustes de WhatsApp.",
    recipient: "WhatsApp no puede entregarlo a este número.",
    busy: "Meta está ocupada o no responde. Se vuelve a intentar.",
    other: "Meta no lo aceptó.",
  } as Record<FaultKind, string>,
};

const en: typeof es = {
  codes: {
    "131026": "The number is not on WhatsApp, or its owner has not accepted its latest terms.",
    "131047": "WhatsApp asks for an approved template: the client's last message is more than 24 hours old.",
    "131049":
      "Meta decided not to deliver it so as not to tire the client. It can be tried again another day.",
    "131050": "The client asked WhatsApp for no more messages of this business.",
    "131042": "The WhatsApp Business account has a problem with its payment.",
    "132000": "The template takes another number of values. Choose it again in the WhatsApp settings.",
    "132001": "Meta has no such template in that language. Fetch the templates and choose another one.",
    "132015": "Meta paused the template for its low quality.",
    "132016": "Meta disabled the template for its low quality.",
    "190": "The access token ran out or was revoked. Paste a new one in the WhatsApp settings.",
    EOFF: "WhatsApp was switched off when its turn came.",
  },
  kinds: {
    account:
      "Meta does not accept the shop's account. Look at the token and the number in the WhatsApp settings.",
    template: "Meta refused the template or its values. Choose it again in the WhatsApp settings.",
    recipient: "WhatsApp cannot deliver it to this number.",
    busy: "Meta is busy or does not answer. It is tried again.",
    other: "Meta did not accept it.",
  },
};

const text: Record<Locale, typeof es> = { es, en };

/** What a code of Meta's means to the shop. */
export function faultSentence(code: string, locale: Locale): string {
  const { codes, kinds } = text[locale];
  const number = /^\d+$/.test(code) ? Number(code) : null;
  const kind = number === null ? (code === "EOFF" ? "other" : "busy") : faultKind(number, number);
  return (Object.hasOwn(codes, code) ? codes[code] : undefined) ?? kinds[kind];
}
