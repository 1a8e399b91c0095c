import type { Locale } from "../../src/lib/locale.ts";
import type { NoticeProof } from "../../src/pickups/notice.ts";

const es = {
  heading: "Avisos de retiro",
  count: (proven: number, demanded: number) => `Avisos comprobados: ${proven} de ${demanded}.`,
  missing: (count: number) =>
    count === 1
      ? "Falta comprobar un aviso para poder declarar el abandono."
      : `Falta comprobar ${count} avisos para poder declarar el abandono.`,
  day: (day: number) => day === 1 ? "Aviso al primer día" : `Aviso a los ${day} días`,
  extra: "Aviso adicional",
  proof: {
    mail: "Correo enviado",
    phone: "Avisado por teléfono",
    whatsapp: "Avisado por WhatsApp",
    counter: "Avisado en el mostrador",
    email: "Avisado por correo",
  } as Record<NoticeProof, string>,
  underWay: "En camino o por avisar",
  unproven: "Sin comprobar",
  notGiven: "No salió",
  ahead: "Todavía no toca",
  give: "Dar un aviso ahora",
  giveHint: "Sale por correo, o el cliente pasa a «Por avisar». Como mucho uno por día.",
  toTell: "Ver «Por avisar»",
  given: "Aviso de retiro en marcha.",
};

const en: typeof es = {
  heading: "Pick-up notices",
  count: (proven, demanded) => `Proven notices: ${proven} of ${demanded}.`,
  missing: (count) =>
    count === 1
      ? "One more notice has to be proven before the device can be declared abandoned."
      : `${count} more notices have to be proven before the device can be declared abandoned.`,
  day: (day) => day === 1 ? "Notice on the first day" : `Notice after ${day} days`,
  extra: "Additional notice",
  proof: {
    mail: "E-mail sent",
    phone: "Told by phone",
    whatsapp: "Told by WhatsApp",
    counter: "Told at the counter",
    email: "Told by e-mail",
  },
  underWay: "On its way or to be told",
  unproven: "Not proven",
  notGiven: "Did not go out",
  ahead: "Not due yet",
  give: "Give notice now",
  giveHint: "It goes by e-mail, or the client goes to “To notify”. One a day at most.",
  toTell: "See “To notify”",
  given: "The pick-up notice is on its way.",
};

export const pickupText: Record<Locale, typeof es> = { es, en };
