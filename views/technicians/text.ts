import type { Locale } from "../../src/lib/locale.ts";

const es = {
  title: "Técnicos",
  caption: "Técnicos y sus órdenes abiertas",
  name: "Nombre",
  open: "Abiertas",
  overdue: "Vencidas",
  left: "Ya no trabaja aquí",
  none: "Todavía no hay técnicos",
  noneHint: "Un administrador los agrega en Administración, Usuarios.",
  addUser: "Agregar un usuario",
  orders: "Órdenes abiertas",
  noOrders: "No tiene órdenes abiertas",
  noOrdersHint: "Se le asignan desde la página de cada orden, o las toma de la cola.",
  all: "Ver también las cerradas",
};

const en: typeof es = {
  title: "Technicians",
  caption: "Technicians and their open orders",
  name: "Name",
  open: "Open",
  overdue: "Overdue",
  left: "No longer works here",
  none: "There are no technicians yet",
  noneHint: "An administrator adds them under Administration, Users.",
  addUser: "Add a user",
  orders: "Open orders",
  noOrders: "No open orders",
  noOrdersHint: "They are assigned from each order's page, or taken from the queue.",
  all: "Show closed orders too",
};

export const technicianText: Record<Locale, typeof es> = { es, en };
