import type { Locale } from "../../src/lib/locale.ts";
import type { Sentence } from "./visit_text.ts";

/** Why a program's request is refused. */
export const apiReasons = {
  es: {
    not_json: "El pedido no es JSON válido.",
    not_utf8: "El pedido no está en UTF-8.",
    too_deep: "El JSON tiene demasiados niveles: como máximo 32.",
    duplicate_key: (p) => `El campo «${p.name}» está dos veces en el mismo objeto.`,
    body_unexpected: "Este pedido no lleva cuerpo.",
    client_known: "Ya hay un cliente con ese teléfono, correo o documento. Con is_another se agrega igual.",
    price_not_yours: "Cambiar lo autorizado pide el permiso payments:write.",
    rate_limited: "Hizo demasiados pedidos en este minuto. Espere lo que dice Retry-After.",
    idempotency_key_malformed: "Una Idempotency-Key tiene de 1 a 255 caracteres ASCII, con o sin comillas.",
    idempotency_key_reused: "Esta Idempotency-Key ya se usó para otro pedido.",
    idempotency_key_busy: "El primer pedido con esta Idempotency-Key todavía se está respondiendo.",
  },
  en: {
    not_json: "The request is not valid JSON.",
    not_utf8: "The request is not in UTF-8.",
    too_deep: "The JSON is nested too deep: at most 32 levels.",
    duplicate_key: (p) => `The field “${p.name}” is twice in the same object.`,
    body_unexpected: "This request takes no body.",
    client_known:
      "A client with that phone, e-mail or document is known. With is_another it is added all the same.",
    price_not_yours: "To change what is agreed to beforehand takes the scope payments:write.",
    rate_limited: "Too many requests within this minute. Wait as long as Retry-After says.",
    idempotency_key_malformed: "An Idempotency-Key has 1 to 255 ASCII characters, quoted or not.",
    idempotency_key_reused: "This Idempotency-Key was used for another request.",
    idempotency_key_busy: "The first request with this Idempotency-Key is still being answered.",
  },
} satisfies Record<Locale, Record<string, Sentence>>;

/** What is wrong with a field or a parameter of one. */
export const apiFields = {
  es: {
    unknown_field: (p) => `No se conoce: ${p.names}.`,
    repeated: "Está más de una vez.",
    cursor: 'No es un cursor de esta lista. Siga el enlace rel="next" tal como vino.',
    sort_with_search: "Una búsqueda o un período siempre vienen del más nuevo al más viejo.",
    with_search: "Va sin «q».",
    without_csv: "Una lista en CSV va sin «expand».",
    without_order: "Va sin «order_number», que ya dice cuáles.",
    quote_options: "Las alternativas son dos o tres, o ninguna.",
    part_counted_by: (p) => `Las piezas de este repuesto se dicen en «${p.field}».`,
    whole_pieces: "Se cuenta por unidades: en milésimas, un múltiplo de 1000.",
    amount_or_charges: "Va un importe o los cargos que se devuelven, uno de los dos.",
    instant: "Escriba un instante RFC 3339, por ejemplo 2026-11-25T18:00:00Z.",
    currency_other: (p) => `Aquí los importes son en ${p.currency}.`,
    till_none: "Un programa no tiene caja: el efectivo se cobra en el mostrador.",
    one_of_two: "Se da de una de las dos maneras, no de ambas.",
    too_many_items: (p) => `Como máximo ${p.limit} por pedido.`,
    branch_unknown: "No hay una sucursal abierta con ese id.",
    range_reversed: "El último día es anterior al primero.",
    range_long: "Como máximo 3660 días.",
  },
  en: {
    unknown_field: (p) => `Unknown: ${p.names}.`,
    repeated: "It is there more than once.",
    cursor: 'This is no cursor of this list. Follow the rel="next" link as it came.',
    sort_with_search: "A search or a period always comes newest first.",
    with_search: "It goes without “q”.",
    without_csv: "A list as CSV goes without “expand”.",
    without_order: "It goes without “order_number”, which says which ones already.",
    quote_options: "Alternatives are two or three, or none.",
    part_counted_by: (p) => `The pieces of this part are told in “${p.field}”.`,
    whole_pieces: "It is counted in units: a multiple of 1000, in thousandths.",
    amount_or_charges: "Give an amount or the charges to give back, one of the two.",
    instant: "Write an RFC 3339 instant, such as 2026-11-25T18:00:00Z.",
    currency_other: (p) => `Amounts are in ${p.currency} here.`,
    till_none: "A program has no till: cash is taken at the counter.",
    one_of_two: "It is given in one of the two ways, not in both.",
    too_many_items: (p) => `At most ${p.limit} in one request.`,
    branch_unknown: "There is no open branch with that id.",
    range_reversed: "The last day is before the first one.",
    range_long: "3660 days at most.",
  },
} satisfies Record<Locale, Record<string, Sentence>>;
