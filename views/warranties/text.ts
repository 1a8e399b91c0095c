import type { Locale } from "../../src/lib/locale.ts";

const es = {
  heading: "Garantía",
  mark: "Garantía",
  markHint: "Reclamo de garantía",
  left: (days: number) =>
    days === 0
      ? "La garantía termina hoy"
      : days === 1
      ? "Queda 1 día de garantía"
      : `Quedan ${days} días de garantía`,
  until: (date: string) => `hasta el ${date}`,
  over: (date: string, ago: string) => `La garantía venció el ${date} (${ago})`,
  claim: "Reclamo de garantía",
  normalIntake: "Nuevo ingreso del equipo",
  claims: (number: string) => `Reclamo de la garantía de ${number}`,
  claimsHint: "No se cobra, salvo que se explique por qué. El plazo no vuelve a empezar.",
  claimedBy: "Volvió por garantía",
  noneLeft: "Sin garantía",
  approving: "Es un reclamo de garantía: sin importe, sigue sin cargo.",
  delivering: (number: string) => `Es un reclamo: sigue corriendo la garantía de ${number}.`,
  choose: "¿Vuelve por la garantía?",
  notClaim: "No, es otra cosa",
  option: (number: string, left: string, fault: string) => `Sí, ${number} · ${left} · ${fault}`,
  chargeReason: "Por qué se cobra",
  chargeReasonHint: "Es un reclamo de garantía: queda en el historial por qué no lo cubre.",
  events: {
    claimed: (number: string) => `Volvió por garantía: ${number}`,
    claim: (number: string) => `Reclamo de la garantía de ${number}`,
  },
};

const en: typeof es = {
  heading: "Warranty",
  mark: "Claim",
  markHint: "Warranty claim",
  left: (days) =>
    days === 0
      ? "The warranty ends today"
      : days === 1
      ? "1 day of warranty left"
      : `${days} days of warranty left`,
  until: (date) => `until ${date}`,
  over: (date, ago) => `The warranty ended on ${date} (${ago})`,
  claim: "Warranty claim",
  normalIntake: "New intake of the device",
  claims: (number) => `Claims the warranty of ${number}`,
  claimsHint: "Free of charge, unless somebody explains why not. The term does not start again.",
  claimedBy: "Came back under warranty",
  noneLeft: "No warranty",
  approving: "This is a warranty claim: without an amount it goes on free of charge.",
  delivering: (number) => `This is a claim: the warranty of ${number} goes on.`,
  choose: "Does it come back under warranty?",
  notClaim: "No, for something else",
  option: (number, left, fault) => `Yes, ${number} · ${left} · ${fault}`,
  chargeReason: "Why it is charged",
  chargeReasonHint: "This is a warranty claim: the history keeps why it is not covered.",
  events: {
    claimed: (number) => `Came back under warranty: ${number}`,
    claim: (number) => `Claims the warranty of ${number}`,
  },
};

export const warrantyText: Record<Locale, typeof es> = { es, en };
