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
    letter: "Avisado por carta",
  } as Record<NoticeProof, string>,
  underWay: "En camino o por avisar",
  unproven: "Sin comprobar",
  notGiven: "No salió",
  ahead: "Todavía no toca",
  give: "Dar un aviso ahora",
  giveHint: "Sale por correo, o el cliente pasa a «Por avisar». Como mucho uno por día.",
  toTell: "Ver «Por avisar»",
  printLetter: "Imprimir la carta",
  letterHint:
    "Para entregar o enviar en papel. Queda comprobada cuando alguien anota en «Por avisar» que avisó por carta.",
  letter: {
    title: "Aviso de retiro",
    ready: (date: string) => `Su equipo está listo para retirar desde el ${date}.`,
    balance: (amount: string) => `Queda por pagar ${amount}.`,
    nothingToPay: "No queda nada por pagar.",
    term: (date: string) =>
      `El plazo para retirarlo termina el ${date}: desde entonces puede declararse en abandono, según los términos del servicio.`,
    termOver: (date: string) =>
      `El plazo para retirarlo terminó el ${date}: ya puede declararse en abandono, según los términos del servicio.`,
    bring: "Traiga este aviso o el número de orden, y un documento.",
    received: "Recibí este aviso (firma, aclaración y fecha)",
  },
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
    letter: "Told by letter",
  },
  underWay: "On its way or to be told",
  unproven: "Not proven",
  notGiven: "Did not go out",
  ahead: "Not due yet",
  give: "Give notice now",
  giveHint: "It goes by e-mail, or the client goes to “To notify”. One a day at most.",
  toTell: "See “To notify”",
  printLetter: "Print the letter",
  letterHint:
    "To be handed over or posted on paper. It is proven once somebody notes in “To notify” that they told the client by letter.",
  letter: {
    title: "Pick-up notice",
    ready: (date) => `Your device has been ready to collect since ${date}.`,
    balance: (amount) => `${amount} is left to pay.`,
    nothingToPay: "There is nothing left to pay.",
    term: (date) =>
      `The time to collect it ends on ${date}: from then on it can be declared abandoned, as the terms of service say.`,
    termOver: (date) =>
      `The time to collect it ended on ${date}: it can now be declared abandoned, as the terms of service say.`,
    bring: "Bring this notice or the order number, and an identity document.",
    received: "I received this notice (signature, name and date)",
  },
  given: "The pick-up notice is on its way.",
};

export const pickupText: Record<Locale, typeof es> = { es, en };
