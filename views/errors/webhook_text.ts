import type { Locale } from "../../src/lib/locale.ts";
import type { Sentence } from "./visit_text.ts";

/** What endpoints and the feed of events are refused for, beside a field. */
export const webhookFields = {
  es: {
    event_unknown: "No hay ningún evento con ese identificador.",
    url_malformed: "Escriba una dirección completa, como https://ejemplo.com/reparo.",
    url_scheme: "La dirección tiene que empezar con https://.",
    url_credentials: "Quite el usuario y la contraseña de la dirección: la firma ya prueba quién envía.",
    url_private: "Esa dirección es de una red privada o reservada; los webhooks salen solo a internet.",
    url_fragment: "Quite la parte que empieza con #: nunca se envía.",
  },
  en: {
    event_unknown: "There is no event with that id.",
    url_malformed: "Write a whole address, such as https://example.com/reparo.",
    url_scheme: "The address has to begin with https://.",
    url_credentials: "Take user and password out of the address: the signature proves who sends.",
    url_private:
      "That address belongs to a private or reserved network; webhooks only go out to the internet.",
    url_fragment: "Take out the part that begins with #: it is never sent.",
  },
} satisfies Record<Locale, Record<string, Sentence>>;

export const webhookReasons = {
  es: {
    webhook_changed: "Otra persona cambió este webhook. Vuelva a abrirlo y repita el cambio.",
    webhook_made_already: "Este webhook ya se creó. Si no anotó el secreto, renuévelo.",
    webhooks_many: (p) => `Como máximo ${p.limit} webhooks. Dé de baja alguno primero.`,
    webhook_inactive: "Este webhook está detenido. Actívelo primero.",
  },
  en: {
    webhook_changed: "Somebody else changed this webhook. Open it again and repeat your change.",
    webhook_made_already: "This webhook was made already. If you did not keep its secret, renew it.",
    webhooks_many: (p) => `At most ${p.limit} webhooks. Remove one first.`,
    webhook_inactive: "This webhook is stopped. Activate it first.",
  },
} satisfies Record<Locale, Record<string, Sentence>>;
