import type { ReferenceParameter } from "../../src/api/reference.ts";
import type { Locale } from "../../src/lib/locale.ts";

const es = {
  title: "Referencia de la API",
  lead:
    "Lo que otros programas pueden leer y hacer. Los nombres y sus explicaciones están en inglés, como en el código.",
  document: "Documento OpenAPI 3.1",
  tokens: "Crear una clave",
  contents: "Contenido",
  search: "Buscar",
  searchFor: "order, quote, /pagos…",
  found: (count: number, query: string) =>
    count === 1 ? `1 resultado para «${query}».` : `${count} resultados para «${query}».`,
  all: "Ver todo",
  none: "Nada coincide",
  noneText: "Se busca en las direcciones, los nombres y las explicaciones, que están en inglés.",
  chapters: {
    orders: "Órdenes",
    clients: "Clientes",
    devices: "Equipos",
    quotes: "Presupuestos",
    payments: "Pagos",
    parts: "Repuestos",
    technicians: "Técnicos",
    statistics: "Estadísticas",
    webhooks: "Webhooks",
    printing: "Impresión",
    events: "Eventos",
  } as Record<string, string>,
  scope: "Permiso",
  places: { path: "En la dirección", query: "Consulta", header: "Encabezados" } as Record<
    ReferenceParameter["place"],
    string
  >,
  body: "Cuerpo",
  example: "Ejemplo con curl",
  eventExample: "Ejemplo",
  answer: "Respuesta",
  fields: (count: number) => `Ver los ${count} campos`,
  refusals: "Otras respuestas",
  required: "obligatorio",
  intro: {
    heading: "Primer pedido",
    call: "Las diez órdenes abiertas más nuevas",
    lead:
      "Un administrador crea una clave en Administración → Claves, con los permisos que hagan falta. Se muestra una sola vez.",
    manners: [
      [
        "Importes",
        'Unidades menores enteras con su moneda: `{ "amount_minor": 12345, "currency": "ARS" }` son $ 123,45.',
      ],
      ["Cantidades", "Milésimas enteras: `quantity_thousandths: 1500` es uno y medio."],
      ["Fechas", "RFC 3339 en UTC; lo que llega puede traer cualquier huso."],
      [
        "Listas",
        '`limit` hasta 200; la página siguiente es el `rel="next"` del encabezado `Link`. `fields=` deja solo esos campos.',
      ],
      [
        "Repetir",
        "Cada POST acepta `Idempotency-Key`: con la misma clave y el mismo cuerpo responde lo mismo y no hace nada dos veces, por 24 horas.",
      ],
      ["Modificar", "PATCH es un JSON Merge Patch con `If-Match`: 412 si alguien guardó mientras tanto."],
      [
        "Errores",
        "`application/problem+json` (RFC 9457): un `code`, y en `errors[].field` cada campo que está mal. Lo desconocido se rechaza y se nombra.",
      ],
      ["Límites", "`RateLimit` y `RateLimit-Policy`; después de un 429 se espera lo que dice `Retry-After`."],
    ] as [string, string][],
  },
};

const en: typeof es = {
  title: "API reference",
  lead: "What other programs may read and do.",
  document: "OpenAPI 3.1 document",
  tokens: "Make a token",
  contents: "Contents",
  search: "Search",
  searchFor: "order, quote, /pagos…",
  found: (count, query) => count === 1 ? `1 match for “${query}”.` : `${count} matches for “${query}”.`,
  all: "See everything",
  none: "Nothing matches",
  noneText: "Addresses, names and explanations are searched.",
  chapters: {
    orders: "Orders",
    clients: "Clients",
    devices: "Devices",
    quotes: "Quotes",
    payments: "Payments",
    parts: "Parts",
    technicians: "Technicians",
    statistics: "Statistics",
    webhooks: "Webhooks",
    printing: "Printing",
    events: "Events",
  },
  scope: "Scope",
  places: { path: "In the address", query: "Query", header: "Headers" },
  body: "Body",
  example: "Example with curl",
  eventExample: "Example",
  answer: "Answer",
  fields: (count) => `Show the ${count} fields`,
  refusals: "Other answers",
  required: "required",
  intro: {
    heading: "First call",
    call: "The ten newest open orders",
    lead:
      "An administrator makes a token at Administration → Tokens, with the scopes that are needed. It is shown once.",
    manners: [
      [
        "Amounts",
        'Whole minor units with their currency: `{ "amount_minor": 12345, "currency": "ARS" }` is $ 123.45.',
      ],
      ["Quantities", "Whole thousandths: `quantity_thousandths: 1500` is one and a half."],
      ["Dates", "RFC 3339 in UTC; what comes in may have any offset."],
      [
        "Lists",
        '`limit` up to 200; the next page is the `rel="next"` of the header `Link`. `fields=` leaves only those fields.',
      ],
      [
        "Repeating",
        "Every POST takes an `Idempotency-Key`: for 24 hours the same key with the same body gets the same answer and makes nothing twice.",
      ],
      ["Changing", "PATCH is a JSON Merge Patch with `If-Match`: 412 when somebody saved meanwhile."],
      [
        "Errors",
        "`application/problem+json` (RFC 9457): a `code`, and in `errors[].field` each field that is wrong. What is unknown is refused and named.",
      ],
      ["Limits", "`RateLimit` and `RateLimit-Policy`; after a 429 wait for `Retry-After`."],
    ],
  },
};

export const text: Record<Locale, typeof es> = { es, en };
