import type { Degraded } from "../../src/tracking/service_notice.ts";
import type { Locale } from "../../src/lib/locale.ts";

/** What clients read while something online works worse than usual. */
export const serviceText: Record<Locale, Record<Degraded, string>> = {
  es: {
    payments:
      "Los pagos en línea pueden tardar en verse aquí. Su pago no se pierde; si tiene dudas, escríbanos o llámenos.",
    messages: "Nuestros mensajes pueden llegar con demora. En esta página ve siempre cómo va su equipo.",
    service: "Algunas cosas en línea pueden demorar más que de costumbre. Ya lo estamos resolviendo.",
  },
  en: {
    payments:
      "Online payments may take a while to show here. Your payment is not lost; if in doubt, write or call us.",
    messages: "Our messages may arrive late. This page always shows how your device is doing.",
    service: "Some things online may take longer than usual. We are already working on it.",
  },
};
