import type { Locale } from "../../src/lib/locale.ts";

/** What the shop is told of a client's answer. */
const es = {
  approved: (number: string, client: string) => `${client} aprobó el presupuesto de ${number}`,
  approvedBody: (total: string) => `Aprobado por ${total}.`,
  approvedWithDeposit: (total: string, deposit: string) =>
    `Aprobado por ${total}. Antes de empezar hay que cobrar la seña de ${deposit}.`,
  rejected: (number: string, client: string) => `${client} no aprobó el presupuesto de ${number}`,
  rejectedBody: (reason: string) => reason ? `Motivo: ${reason}` : "No dio un motivo.",
  open: "Abrir la orden",
  why: "Recibe este correo porque la orden es suya o porque envió el presupuesto.",
};

const en: typeof es = {
  approved: (number, client) => `${client} approved the quote of ${number}`,
  approvedBody: (total) => `Approved for ${total}.`,
  approvedWithDeposit: (total, deposit) =>
    `Approved for ${total}. The deposit of ${deposit} has to be taken before the work begins.`,
  rejected: (number, client) => `${client} did not approve the quote of ${number}`,
  rejectedBody: (reason) => reason ? `Reason: ${reason}` : "No reason was given.",
  open: "Open the order",
  why: "You receive this mail because the order is yours or because you sent the quote.",
};

export const noticeText: Record<Locale, typeof es> = { es, en };
