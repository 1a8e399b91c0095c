import { exportText, type Heading } from "../../views/exports/text.ts";
import { fold } from "../lib/fold.ts";
import { IMPORT_FIELDS, type ImportField, type ImportKind, type Mapping } from "./import.ts";

/** What columns are called that hold a field, beside the headings of our own exports; folded when compared. */
const NAMES: Record<ImportField, { headings: readonly Heading[]; others: readonly string[] }> = {
  key: {
    headings: ["id"],
    others: ["id externo", "codigo", "external id", "nro", "numero", "number", "cod", "idclientes", "uid"],
  },
  name: {
    headings: ["name"],
    others: [
      "nombre y apellido",
      "razon social",
      "nombre completo",
      "full name",
      "cliente",
      "client",
      "titulo",
    ],
  },
  client_kind: { headings: ["clientKind"], others: ["tipo", "kind", "type", "tipo de persona"] },
  document: {
    headings: ["document"],
    others: [
      "dni",
      "cuit",
      "cuil",
      "rut",
      "cpf",
      "cnpj",
      "nif",
      "rfc",
      "cedula",
      "tax id",
      "documento cliente",
    ],
  },
  phone: { headings: ["phone"], others: ["tel", "celular", "movil", "telefonos", "mobile", "cell phone"] },
  whatsapp: { headings: ["whatsapp"], others: ["wsp", "wa"] },
  email: { headings: ["email"], others: ["e mail", "mail", "correo electronico", "email address"] },
  address: { headings: ["address"], others: ["domicilio", "calle", "street"] },
  notes: { headings: ["notes"], others: ["observaciones", "comentarios", "obs", "comments", "remarks"] },
  locale: { headings: ["language"], others: ["lang"] },
  channel: { headings: ["channel"], others: ["canal", "canal de contacto", "contact by"] },
  consent_email: { headings: ["consentEmail"], others: ["acepta mails", "opt in email"] },
  consent_whatsapp: { headings: ["consentWhatsapp"], others: ["opt in whatsapp"] },
  consent_phone: { headings: ["consentPhone"], others: ["opt in phone"] },
  category: { headings: ["category"], others: ["rubro", "tipo de equipo", "device type", "equipo"] },
  brand: { headings: ["brand"], others: ["fabricante", "make", "manufacturer"] },
  model: { headings: ["model"], others: ["modelo equipo"] },
  serial: {
    headings: ["serial"],
    others: ["imei", "serie", "numero de serie", "serial number", "sn", "n serie"],
  },
  client_key: {
    headings: ["clientId"],
    others: ["id cliente", "codigo de cliente", "cliente id", "client code", "nro cliente"],
  },
  client: {
    headings: ["client"],
    others: ["nombre del cliente", "titular", "dueno", "owner", "customer", "customer name"],
  },
  sku: { headings: ["sku"], others: ["codigo de producto", "cod", "referencia", "part number", "id"] },
  ean: { headings: ["ean"], others: ["ean13", "gtin", "codigo barras", "upc"] },
  description: { headings: ["description"], others: ["detalle"] },
  models: { headings: ["models"], others: ["compatibles", "compatible con", "fits"] },
  unit: { headings: ["unit"], others: ["unidad", "unidad de medida"] },
  serialised: { headings: ["serialised"], others: ["serializado"] },
  active: { headings: ["active"], others: ["habilitado", "enabled"] },
  price: { headings: ["price"], others: ["precio de venta", "pvp", "importe", "sale price"] },
  cost: { headings: ["cost"], others: ["precio de compra", "costo unitario", "purchase price"] },
  minimum: { headings: ["minimum"], others: ["stock minimo", "min", "minimum stock"] },
  location: { headings: ["location"], others: ["estante", "deposito", "shelf"] },
  status: { headings: ["status", "statusCode"], others: ["situacion", "estado de la orden", "state"] },
  fault: {
    headings: ["fault"],
    others: ["problema", "falla declarada", "defecto", "motivo", "problem", "issue"],
  },
  condition: { headings: ["condition"], others: ["estado del equipo", "estetica"] },
  accessories: { headings: [], others: ["accesorios", "accessories"] },
  received_at: {
    headings: ["receivedAt"],
    others: ["fecha de ingreso", "ingreso", "fecha", "fecha inicial", "date", "date in", "created at"],
  },
  promised_at: { headings: ["promisedAt"], others: ["fecha prometida", "fecha estimada", "due date"] },
  ready_at: { headings: ["readyAt"], others: ["fecha de reparacion", "fecha lista", "completed at"] },
  closed_at: {
    headings: ["closedAt"],
    others: ["fecha de entrega", "fecha de salida", "entregada", "fecha final", "delivered at", "date out"],
  },
  outcome: { headings: ["outcome"], others: ["solucion"] },
  priority: { headings: ["priority"], others: ["urgencia"] },
  technician: { headings: ["technician"], others: ["tecnico asignado", "responsable", "assigned to"] },
};

/** Which column holds which field, as far as the headings tell; each column once. */
export function guessMapping(kind: ImportKind, headings: readonly string[]): Mapping {
  const folded = headings.map((heading) => fold(heading));
  const taken = new Set<number>();
  const mapping: Mapping = {};
  for (const field of IMPORT_FIELDS[kind]) {
    const column = namesOf(kind, field).map((name) =>
      folded.findIndex((one, at) => one === name && !taken.has(at))
    )
      .find((at) => at >= 0);
    if (column === undefined) continue;
    taken.add(column);
    mapping[field] = column;
  }
  return mapping;
}

function namesOf(kind: ImportKind, field: ImportField): string[] {
  const { headings, others } = NAMES[field];
  const own = kind === "orders" && field === "key" ? ["number" as const, ...headings] : headings;
  const ours = own.flatMap((key) => [exportText.es.headings[key], exportText.en.headings[key]]);
  return [...ours, ...others].map((name) => fold(name));
}
