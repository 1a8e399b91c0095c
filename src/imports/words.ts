import { text as clientText } from "../../views/clients/text.ts";
import { documentText } from "../../views/documents/text.ts";
import { orderText } from "../../views/orders/text.ts";
import { partText } from "../../views/parts/text.ts";
import { CLIENT_KINDS, type ClientKind } from "../clients/client.ts";
import {
  CONSENT_ANSWERS,
  type ConsentAnswer,
  PREFERRED_CHANNELS,
  type PreferredChannel,
} from "../clients/consent.ts";
import { DEVICE_CATEGORIES, type DeviceCategory } from "../devices/device.ts";
import { fold } from "../lib/fold.ts";
import { type Locale, LOCALES } from "../lib/locale.ts";
import { PRIORITIES, type Priority } from "../orders/order.ts";
import { ORDER_OUTCOMES, type OrderOutcome, type OrderStatus } from "../orders/status.ts";
import { PART_UNITS, type PartUnit } from "../parts/part.ts";

/** Where an order of another system may stand here: nothing that hangs on papers which it does not bring along. */
export const IMPORTED_STATUSES = [
  "received",
  "diagnosing",
  "approved",
  "awaiting_parts",
  "repairing",
  "quality_check",
  "ready",
  "delivered",
  "cancelled",
] as const satisfies readonly OrderStatus[];
export type ImportedStatus = (typeof IMPORTED_STATUSES)[number];

/** A code by itself, by its word in either language, or by another that people use; null for none of them. */
export function codeOf<Code extends string>(
  written: string,
  codes: readonly Code[],
  words: readonly Partial<Record<Code, string | readonly string[]>>[],
): Code | null {
  const wanted = fold(written.replaceAll("_", " "));
  return codes.find((code) =>
    fold(code.replaceAll("_", " ")) === wanted ||
    words.some((named) => [named[code] ?? []].flat().some((word) => fold(word) === wanted))
  ) ?? null;
}

export function categoryOf(written: string): DeviceCategory | null {
  const { es, en } = documentText;
  return codeOf<DeviceCategory>(written, DEVICE_CATEGORIES, [es.category, en.category, {
    phone: ["Teléfono", "Smartphone", "Móvil", "iPhone", "Cell phone", "Mobile"],
    tablet: ["Tablet", "iPad"],
    laptop: ["Laptop", "Portátil", "MacBook"],
    desktop: ["PC", "Computadora", "CPU", "Desktop", "Computer"],
    console: ["Videojuego"],
    tv: ["TV", "Televisión", "Monitor", "Television"],
    printer: ["Printer"],
    other: ["Otros", "Others"],
  }]);
}

export function statusOf(
  written: string,
  shopLabels: Partial<Record<OrderStatus, string>>,
): ImportedStatus | null {
  return codeOf<ImportedStatus>(written, IMPORTED_STATUSES, [
    shopLabels,
    orderText.es.statuses,
    orderText.en.statuses,
    {
      received: [
        "Abierto",
        "Abierta",
        "Ingresado",
        "Ingresada",
        "Pendiente",
        "Nuevo",
        "Open",
        "Pending",
        "New",
      ],
      diagnosing: ["Diagnóstico", "En revisión", "Presupuestado"],
      approved: ["Aceptado"],
      awaiting_parts: ["Esperando repuesto", "Waiting for parts"],
      repairing: ["En proceso", "En curso", "Reparando", "In progress", "In process"],
      ready: ["Listo", "Lista", "Terminado", "Terminada", "Finalizado", "Reparado", "Completed", "Done"],
      delivered: ["Entregada", "Cerrado", "Cerrada", "Facturado", "Retirado", "Closed", "Collected"],
      cancelled: ["Cancelado", "Cancelada", "Anulada", "Canceled"],
    },
  ]);
}

export function outcomeOf(written: string): OrderOutcome | null {
  return codeOf<OrderOutcome>(written, ORDER_OUTCOMES, [documentText.es.outcomes, documentText.en.outcomes]);
}

export function priorityOf(written: string): Priority | null {
  return codeOf<Priority>(written, PRIORITIES, [documentText.es.priorities, documentText.en.priorities]);
}

export function unitOf(written: string): PartUnit | null {
  return codeOf<PartUnit>(written, PART_UNITS, [partText.es.units, partText.en.units, {
    unit: ["Unidad", "Un", "U", "Pieza", "Unit", "Piece"],
    metre: ["Metro", "m", "Meter"],
    gram: ["Gramo", "g"],
    millilitre: ["Mililitro", "ml"],
  }]);
}

export function clientKindOf(written: string): ClientKind | null {
  return codeOf<ClientKind>(written, CLIENT_KINDS, [{
    person: ["Persona", "Particular", "Person", "Física", "PF"],
    company: ["Empresa", "Compañía", "Company", "Jurídica", "PJ"],
  }]);
}

export function localeOf(written: string): Locale | null {
  return codeOf<Locale>(written, LOCALES, [{ es: ["Español", "Spanish"], en: ["Inglés", "English"] }]);
}

/** `sí`, `x`, `1` … and their opposites; null for any other word. */
export function truthOf(written: string): boolean | null {
  const word = fold(written);
  if (["si", "yes", "x", "1", "true", "verdadero", "s", "y"].includes(word)) return true;
  return ["no", "0", "false", "falso", "n", ""].includes(word) ? false : null;
}

export function channelOf(written: string): PreferredChannel | null {
  const { es, en } = clientText;
  return codeOf<PreferredChannel>(written, PREFERRED_CHANNELS, [es.channels, en.channels, {
    email: ["Mail", "E-mail"],
    phone: ["Llamada", "Call"],
    none: ["Ninguno", "None"],
  }]);
}

export function consentOf(written: string): ConsentAnswer | null {
  const { es, en } = clientText;
  return codeOf<ConsentAnswer>(written, CONSENT_ANSWERS, [es.answers, en.answers, {
    granted: ["Sí", "Si", "Yes", "1", "x"],
    refused: ["No", "0"],
  }]);
}
