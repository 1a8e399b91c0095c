import { isDocument } from "../clients/client.ts";
import type { Cells } from "../imports/import.ts";
import { categoryOf } from "../imports/words.ts";
import { normalisePhone } from "../lib/phone.ts";
import { isEan } from "../parts/part.ts";
import type { OrderStatus } from "../orders/status.ts";

export type Values = Record<string, string | null>;

/** What Map-OS calls the standings of an order. A shop may have others: those are told, not guessed. */
const STATUSES: Record<string, OrderStatus> = {
  aberto: "received",
  orçamento: "diagnosing",
  negociação: "diagnosing",
  aprovado: "approved",
  "aguardando peças": "awaiting_parts",
  "em andamento": "repairing",
  faturado: "delivered",
  cancelado: "cancelled",
};

/** Of a client; what our own form would refuse is kept among the notes, so that nobody is lost for it. */
export function clientCells(row: Values, country: string): Cells {
  const notes: string[] = [];
  const phone = (value: string) => {
    if (value === "" || normalisePhone(value, country)) return value;
    notes.push(value);
    return "";
  };
  const document = text(row.documento);
  if (document !== "" && !isDocument(document)) notes.push(document);
  const email = text(row.email);
  const isEmail = email.length <= 254 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email);
  if (email !== "" && !isEmail) notes.push(email);
  const street = [text(row.rua), text(row.numero), text(row.complemento)].filter(Boolean).join(" ");
  const place = [text(row.bairro), text(row.cidade), text(row.estado), text(row.cep)].filter(Boolean);
  const phones = [phone(text(row.telefone)), phone(text(row.celular))].filter(Boolean);
  return {
    key: text(row.idClientes),
    name: text(row.nomeCliente).slice(0, 120),
    client_kind: row.pessoa_fisica === "0" ? "company" : "person",
    document: isDocument(document) ? document : "",
    phone: [...new Set(phones)].join(" / "),
    email: isEmail ? email : "",
    address: [street, ...place].filter(Boolean).join(", ").slice(0, 200),
    notes: [text(row.contato), ...notes].filter(Boolean).join("\n").slice(0, 2_000),
  };
}

/** Of a product, under a code made of its number. Its stock is counted anew by the shop. */
export function partCells(row: Values): Cells {
  const barcode = text(row.codDeBarra).replace(/\D/g, "");
  return {
    sku: `MAPOS-${text(row.idProdutos)}`,
    name: text(row.descricao) || `Map-OS ${text(row.idProdutos)}`,
    ean: isEan(barcode) ? barcode : "",
    description: isEan(barcode) ? "" : text(row.codDeBarra),
    price: text(row.precoVenda),
    cost: text(row.precoCompra),
    minimum: text(row.estoqueMinimo).replace(/^-.*/, ""),
  };
}

export interface OrderParts {
  client: Cells;
  equipment: { row: Values; brand: string; fault: string } | null;
  /** What an order that Map-OS calls finished is here. */
  finished: OrderStatus;
}

/** Of an order; in its words what Map-OS has of the device. */
export function orderCells(row: Values, { client, equipment, finished }: OrderParts): Cells {
  const described = plain(row.descricaoProduto);
  const status = text(row.status).toLowerCase();
  const device = equipment ? deviceOfEquipment(equipment) : deviceOfText(described);
  const fault = plain(row.defeito) || equipment?.fault || described;
  const closed = ["faturado", "cancelado", "finalizado"].includes(status);
  return {
    key: text(row.idOs),
    status: status === "finalizado" ? finished : STATUSES[status] ?? text(row.status),
    fault: fault.slice(0, 2_000) || "—",
    received_at: day(row.dataInicial) || day(row.dataFinal),
    closed_at: closed ? day(row.dataFinal) : "",
    client_key: client.key ?? "",
    client: client.name ?? "",
    document: client.document ?? "",
    phone: client.phone ?? "",
    email: client.email ?? "",
    ...device,
  };
}

function deviceOfEquipment({ row, brand }: NonNullable<OrderParts["equipment"]>): Cells {
  const name = text(row.equipamento);
  return {
    category: categoryOf(name.split(" ")[0] ?? "") ?? "other",
    brand: (brand || name).slice(0, 60),
    model: (text(row.modelo) || (brand ? name : "")).slice(0, 80),
    serial: text(row.num_serie).slice(0, 60),
  };
}

/** `Notebook Dell Inspiron 15`: kind, make, model, as far as words tell. */
function deviceOfText(described: string): Cells {
  const words = (described.split("\n")[0] ?? "").split(" ").filter(Boolean);
  const category = categoryOf(words[0] ?? "");
  const [brand = "—", ...model] = category && words.length > 1 ? words.slice(1) : words;
  return { category: category ?? "other", brand: brand.slice(0, 60), model: model.join(" ").slice(0, 80) };
}

/** Text of an editor's field without its markup. */
export function plain(value: string | null | undefined): string {
  return text(value).replace(/<(br|\/p|\/li|\/div)\b[^<>]*>/gi, "\n").replace(/<[^<>]*>/g, "")
    .replace(/&(nbsp|lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? " ")
    .replace(/\s+/g, (space) => space.includes("\n") ? "\n" : space.replace(/[ \t\u00a0]+/g, " ")).trim();
}

const ENTITIES: Record<string, string> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&amp;": "&",
};

export function text(value: string | null | undefined): string {
  return (value ?? "").trim();
}

function day(value: string | null | undefined): string {
  const written = text(value).slice(0, 10);
  return /^\d{4}-\d\d-\d\d$/.test(written) && !written.startsWith("0000") ? written : "";
}
