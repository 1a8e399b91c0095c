import type { Locale } from "../../src/lib/locale.ts";

const es = {
  title: "Sus correos",
  about: (shop: string) =>
    `${shop} le escribe cuando su reparación cambia de estado y le recuerda lo que falta responder. Puede dejar de recibir esos correos. Los del ingreso, los presupuestos, los pagos y el retiro llegan siempre.`,
  stopped: (shop: string) => `Listo: ${shop} ya no le envía esos correos.`,
  stop: "No quiero más avisos",
  start: "Quiero recibirlos otra vez",
};

const en: typeof es = {
  title: "Your e-mails",
  about: (shop) =>
    `${shop} writes to you when your repair changes its status and reminds you of what waits for your answer. You can stop those mails. The ones about the intake, quotes, payments and pick-up always arrive.`,
  stopped: (shop) => `Done: ${shop} no longer sends you those mails.`,
  stop: "I want no more of these",
  start: "I want them again",
};

export const noMailText: Record<Locale, typeof es> = { es, en };
