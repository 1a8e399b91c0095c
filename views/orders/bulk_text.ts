import type { Locale } from "../../src/lib/locale.ts";

const orders = (count: number) => count === 1 ? "1 orden" : `${count} órdenes`;
const ordersEn = (count: number) => count === 1 ? "1 order" : `${count} orders`;

const es = {
  selection: "Elegir órdenes",
  pick: (number: string) => `Elegir ${number}`,
  pickAll: "Elegir todas",
  choose: "Elegir",
  picked: { none: "Ninguna elegida", one: "1 elegida", many: "# elegidas" },
  moveTo: "Pasar a",
  assignTo: "Asignar a",
  nobody: "Nadie",
  review: "Revisar",
  move: "Revisar el cambio",
  assign: "Revisar la asignación",
  labels: "Etiquetas",
  end: "Terminar",
  titles: {
    move: (count: number, to: string) => `Pasar ${orders(count)} a «${to}»`,
    assign: (count: number, to: string) => `Asignar ${orders(count)} a ${to}`,
    unassign: (count: number) => `Dejar ${orders(count)} sin técnico`,
    labels: (count: number) => `Imprimir las etiquetas de ${orders(count)}`,
  },
  lead: "Todavía no se hizo nada. Mire qué pasa con cada una y quién se entera.",
  back: "Órdenes",
  goes: "Se hace",
  stays: "No se hace",
  none: "No hay ninguna orden con la que se pueda hacer.",
  order: "Orden",
  device: "Equipo",
  client: "Cliente",
  status: "Estado",
  technician: "Técnico",
  told: "Quién se entera",
  why: "Por qué",
  ownForm: "Abrir el formulario",
  summary(mails: number, hands: number): string {
    const parts = [
      mails > 0 && (mails === 1 ? "1 mensaje a un cliente" : `${mails} mensajes a clientes`),
      hands > 0 && (hands === 1 ? "1 cliente por avisar" : `${hands} clientes por avisar`),
    ].filter((part) => part !== false);
    return parts.length === 0 ? "No se avisa a ningún cliente." : `${parts.join(", ")}.`;
  },
  submit: {
    move: (count: number, to: string) => `Pasar ${orders(count)} a «${to}»`,
    assign: (count: number) => `Asignar ${orders(count)}`,
    labels: (count: number) => `Imprimir etiquetas de ${orders(count)}`,
  },
  result: {
    move: (done: number, to: string) => `${orders(done)}: ${done === 1 ? "pasó" : "pasaron"} a «${to}»`,
    assign: (done: number) => `${orders(done)}: ${done === 1 ? "asignada" : "asignadas"}`,
    labels: (done: number) => `${orders(done)}: etiquetas en la cola`,
    undo: (done: number) => `${orders(done)}: ${done === 1 ? "volvió" : "volvieron"} a como estaban`,
  },
  refused: (count: number) => `${orders(count)} sin cambios`,
  undo: "Deshacer todo (medio minuto)",
  toList: "Volver a las órdenes",
};

const en: typeof es = {
  selection: "Choose orders",
  pick: (number) => `Choose ${number}`,
  pickAll: "Choose all",
  choose: "Choose",
  picked: { none: "None chosen", one: "1 chosen", many: "# chosen" },
  moveTo: "Move to",
  assignTo: "Assign to",
  nobody: "Nobody",
  review: "Review",
  move: "Review the move",
  assign: "Review the assignment",
  labels: "Labels",
  end: "Done",
  titles: {
    move: (count, to) => `Move ${ordersEn(count)} to “${to}”`,
    assign: (count, to) => `Assign ${ordersEn(count)} to ${to}`,
    unassign: (count) => `Leave ${ordersEn(count)} without a technician`,
    labels: (count) => `Print the labels of ${ordersEn(count)}`,
  },
  lead: "Nothing has been done yet. See what happens to each, and who is notified.",
  back: "Orders",
  goes: "Will be done",
  stays: "Will not be done",
  none: "It cannot be done with any of the orders.",
  order: "Order",
  device: "Device",
  client: "Client",
  status: "Status",
  technician: "Technician",
  told: "Who is notified",
  why: "Why",
  ownForm: "Open the form",
  summary(mails, hands) {
    const parts = [
      mails > 0 && (mails === 1 ? "1 message to a client" : `${mails} messages to clients`),
      hands > 0 && (hands === 1 ? "1 client to notify" : `${hands} clients to notify`),
    ].filter((part) => part !== false);
    return parts.length === 0 ? "No client is notified." : `${parts.join(", ")}.`;
  },
  submit: {
    move: (count, to) => `Move ${ordersEn(count)} to “${to}”`,
    assign: (count) => `Assign ${ordersEn(count)}`,
    labels: (count) => `Print labels of ${ordersEn(count)}`,
  },
  result: {
    move: (done, to) => `${ordersEn(done)} moved to “${to}”`,
    assign: (done) => `${ordersEn(done)} assigned`,
    labels: (done) => `Labels of ${ordersEn(done)} queued`,
    undo: (done) => `${ordersEn(done)} back to how they were`,
  },
  refused: (count) => `${ordersEn(count)} unchanged`,
  undo: "Undo all (half a minute)",
  toList: "Back to the orders",
};

export const bulkText: Record<Locale, typeof es> = { es, en };
