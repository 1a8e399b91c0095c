import type { Locale } from "../../src/lib/locale.ts";

const es = {
  owner: "Cómo va el taller",
  bench: "Cómo va su trabajo",
  days: "en 30 días",
  versus: (changes: string) => `en 30 días; ${changes}`,
  of: (some: string, all: string) => `${some} de ${all} en 30 días`,
  paid: "Cobrado",
  delivered: "Entregadas",
  inTime: "A tiempo",
  backlog: "En el taller",
  backlogNote: "sin contar las listas",
  unclaimed: "Sin retirar",
  unclaimedNote: "listas",
  overdue: "Vencidas",
  toCheck: "Para controlar",
  toCheckNote: "en la sucursal",
  ready: "Terminadas",
  turnaround: "De recibido a listo",
  turnaroundNote: "mediana de 30 días",
  fixedFirst: "Bien a la primera",
};

const en: typeof es = {
  owner: "How the shop is doing",
  bench: "How your work is doing",
  days: "in 30 days",
  versus: (changes) => `in 30 days; ${changes}`,
  of: (some, all) => `${some} of ${all} in 30 days`,
  paid: "Payments taken",
  delivered: "Delivered",
  inTime: "In time",
  backlog: "In the shop",
  backlogNote: "those that are ready left out",
  unclaimed: "Not collected",
  unclaimedNote: "ready",
  overdue: "Overdue",
  toCheck: "To be checked",
  toCheckNote: "in the branch",
  ready: "Finished",
  turnaround: "From received to ready",
  turnaroundNote: "median of 30 days",
  fixedFirst: "Right the first time",
};

export const pulseText: Record<Locale, typeof es> = { es, en };
