import type { Locale } from "../../src/lib/locale.ts";
import type { SearchKind } from "../../src/search/kinds.ts";

const es = {
  title: "Buscar",
  titleOf: (q: string) => `Buscar «${q}»`,
  kinds: { orders: "Órdenes", clients: "Clientes", devices: "Equipos", parts: "Repuestos" } as Record<
    SearchKind,
    string
  >,
  slips: "Talonario",
  all: "Todo",
  tabs: "Qué mostrar",
  more: {
    orders: "Más órdenes",
    clients: "Más clientes",
    devices: "Más equipos",
    parts: "Más repuestos",
  } as Record<SearchKind, string>,
  part: "Repuesto",
  code: "Código",
  category: "Categoría",
  stock: "Disponible",
  available: (quantity: string) => `${quantity} disp.`,
  order: "Orden",
  client: "Cliente",
  device: "Equipo",
  fault: "Falla",
  status: "Estado",
  received: "Ingreso",
  name: "Nombre",
  phone: "Teléfono",
  email: "Correo",
  document: "Documento",
  serial: "Serie / IMEI",
  owner: "Titular",
  emptyTitle: "¿Qué busca?",
  emptyText: (phones: boolean) =>
    `Escanee una etiqueta o escriba un número de orden, un nombre, ${
      phones ? "un teléfono, " : ""
    }una serie, ` +
    "una marca, una falla o un repuesto.",
  noneTitle: (q: string) => `Nada coincide con «${q}»`,
  noneText: (phones: boolean) =>
    `Pruebe con menos palabras${
      phones ? ", con los últimos números del teléfono" : ""
    } o con el comienzo de la serie.`,
  unknownTitle: (q: string) => `El código «${q}» no es de ninguna orden, equipo ni repuesto`,
  unknownText: "Si el equipo llega por primera vez, haga su ingreso; si ya vino, búsquelo por el cliente.",
  noneOfKind: "Nada de esto coincide.",
  newIntake: "Nuevo ingreso",
  newClient: "Nuevo cliente",
  none: "—",
};

const en: typeof es = {
  title: "Search",
  titleOf: (q) => `Search “${q}”`,
  kinds: { orders: "Orders", clients: "Clients", devices: "Devices", parts: "Parts" },
  slips: "Contingency slips",
  all: "Everything",
  tabs: "What to show",
  more: { orders: "More orders", clients: "More clients", devices: "More devices", parts: "More parts" },
  part: "Part",
  code: "Code",
  category: "Category",
  stock: "Available",
  available: (quantity) => `${quantity} avail.`,
  order: "Order",
  client: "Client",
  device: "Device",
  fault: "Fault",
  status: "Status",
  received: "Received",
  name: "Name",
  phone: "Phone",
  email: "E-mail",
  document: "ID document",
  serial: "Serial / IMEI",
  owner: "Owner",
  emptyTitle: "What are you looking for?",
  emptyText: (phones) =>
    `Scan a label or write an order number, a name, ${
      phones ? "a phone, " : ""
    }a serial, a brand, a fault or a part.`,
  noneTitle: (q) => `Nothing matches “${q}”`,
  noneText: (phones) =>
    `Try fewer words${phones ? ", the last digits of the phone" : ""} or the beginning of the serial.`,
  unknownTitle: (q) => `The code “${q}” belongs to no order, device or part`,
  unknownText:
    "If the device comes for the first time, take it in; if it has been here, search for its client.",
  noneOfKind: "Nothing of this kind matches.",
  newIntake: "New intake",
  newClient: "New client",
  none: "—",
};

export const text: Record<Locale, typeof es> = { es, en };
