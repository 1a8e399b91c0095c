import { plain, text, type Values } from "./records.ts";

export interface OrderFacts {
  order: Values;
  /** What the technician found, in the order's list of equipment. */
  found: string;
  products: readonly Values[];
  services: readonly Values[];
  notes: readonly Values[];
  attachments: readonly Values[];
  /** Of the account, where the order was billed. */
  entry: Values | null;
}

const LONGEST = 4_000;

/** All that Map-OS has of an order and this shop keeps in other ways, as one internal note in Map-OS's own words. */
export function orderNote(
  { order, found, products, services, notes, attachments, entry }: OrderFacts,
): string {
  const lines = (rows: readonly Values[], name: string) =>
    rows.map((row) =>
      `- ${text(row.quantidade) || "1"} × ${text(row[name])}: ${text(row.subTotal) || text(row.preco)}`
    );
  const parts: [string, string][] = [
    ["Descrição", plain(order.descricaoProduto)],
    ["Observações", plain(order.observacoes)],
    ["Laudo técnico", plain(order.laudoTecnico)],
    ["Defeito encontrado", found],
    ["Garantia", text(order.garantia)],
    ["Produtos", lines(products, "descricao").join("\n")],
    ["Serviços", lines(services, "servico").join("\n")],
    ["Valor total", text(order.valorTotal)],
    ["Pagamento", entry ? paymentOf(entry) : ""],
    ["Anotações", notes.map((row) => `- ${text(row.data_hora)} ${plain(row.anotacao)}`).join("\n")],
    [
      "Anexos",
      attachments.map((row) => `- ${text(row.anexo)} ${text(row.url) || text(row.path)}`).join("\n"),
    ],
  ];
  const told = parts.filter(([, value]) => value !== "" && value !== "0" && value !== "0.00");
  const body = told.map(([name, value]) => value.includes("\n") ? `${name}:\n${value}` : `${name}: ${value}`);
  return [`Map-OS ${text(order.idOs)}`, ...body].join("\n").slice(0, LONGEST);
}

function paymentOf(entry: Values): string {
  const paid = entry.baixado === "1"
    ? `pago ${text(entry.data_pagamento)}`
    : `em aberto, vence ${text(entry.data_vencimento)}`;
  return [text(entry.valor), text(entry.forma_pgto), paid].filter(Boolean).join(" · ");
}
