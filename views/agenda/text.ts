import type {
  AppointmentEventKind,
  AppointmentKind,
  AppointmentState,
} from "../../src/agenda/appointment.ts";
import type { Locale } from "../../src/lib/locale.ts";

const es = {
  title: "Agenda",
  book: "Nuevo turno",
  views: { day: "Día", week: "Semana" },
  today: "Hoy",
  earlier: "Anterior",
  later: "Siguiente",
  go: "Ver",
  day: "Día",
  technician: "Técnico",
  everybody: "Todos",
  nobody: "Sin técnico",
  filters: "Elegir día y técnico",
  open: (from: string, to: string) => `Abierto de ${from} a ${to}`,
  closed: "La sucursal no abre este día",
  none: "Sin turnos",
  todayHeading: "Turnos de hoy",
  kinds: { drop_off: "Ingreso", pick_up: "Retiro", visit: "Visita" } as Record<AppointmentKind, string>,
  states: { planned: "Previsto", arrived: "Llegó", cancelled: "Anulado" } as Record<AppointmentState, string>,
  from: (from: string, to: string) => `${from} a ${to}`,
  minutes: (count: number) =>
    count < 60
      ? `${count} min`
      : count % 60 === 0
      ? `${count / 60} h`
      : `${Math.floor(count / 60)} h ${count % 60} min`,
  late: "Demorado",
  form: {
    kind: "Para qué",
    who: "Quién viene",
    name: "Nombre y apellido",
    phone: "Teléfono",
    newHint:
      "Si no está en la lista, elija «Cliente nuevo»: alcanza con nombre y teléfono. Sus datos se completan cuando llega.",
    order: "Orden",
    orderHint: "Si viene por una orden, su número: el cliente es el de la orden.",
    when: "Cuándo",
    starts: "Día y hora",
    minutes: "Duración",
    outside: "Darlo aunque la sucursal esté cerrada",
    note: "Nota",
    submit: "Dar el turno",
    cancel: "Cancelar",
  },
  page: {
    title: (kind: string, name: string) => `${kind} de ${name}`,
    when: "Cuándo",
    who: "Quién",
    phone: "Teléfono",
    order: "Orden",
    note: "Nota",
    reason: "Motivo de la anulación",
    arrived: "Llegó",
    arriveHint: { intake: "Marca la llegada y abre el ingreso.", order: "Marca la llegada y abre la orden." },
    openIntake: "Abrir el ingreso",
    preintake: "Enlace de pre-ingreso",
    preintakeHint: "Para que el cliente anuncie sus equipos antes de venir",
    move: "Cambiar el turno",
    saveMove: "Guardar el cambio",
    changed:
      "Otra persona cambió este turno mientras usted lo editaba. Esto es lo que quedó guardado; lo que usted escribió sigue abajo.",
    cancelHeading: "Anular el turno",
    cancelReason: "Motivo",
    cancelSubmit: "Anular",
    story: "Historial",
  },
  history: {
    booked: (when: string) => `Se dio el turno para el ${when}`,
    moved: (when: string) => `Pasó al ${when}`,
    arrived: () => "Llegó",
    cancelled: () => "Se anuló",
  } as Record<AppointmentEventKind, (when: string) => string>,
  events: {
    booked: (kind: string, when: string) => `Turno (${kind.toLowerCase()}): ${when}`,
    moved: (kind: string, when: string) => `El turno (${kind.toLowerCase()}) pasó al ${when}`,
    arrived: (kind: string) => `Llegó al turno (${kind.toLowerCase()})`,
    cancelled: (kind: string, when: string) => `Se anuló el turno (${kind.toLowerCase()}) del ${when}`,
  } as Record<AppointmentEventKind, (kind: string, when: string) => string>,
  toasts: {
    booked: "Turno dado",
    moved: "Turno cambiado",
    cancelled: "Turno anulado",
    arrived: "Llegada anotada",
  },
};

const en: typeof es = {
  title: "Agenda",
  book: "New appointment",
  views: { day: "Day", week: "Week" },
  today: "Today",
  earlier: "Previous",
  later: "Next",
  go: "Show",
  day: "Day",
  technician: "Technician",
  everybody: "Everybody",
  nobody: "No technician",
  filters: "Choose day and technician",
  open: (from, to) => `Open from ${from} to ${to}`,
  closed: "The branch does not open on this day",
  none: "No appointments",
  todayHeading: "Today's appointments",
  kinds: { drop_off: "Drop-off", pick_up: "Pick-up", visit: "Visit" },
  states: { planned: "Planned", arrived: "Arrived", cancelled: "Cancelled" },
  from: (from, to) => `${from} to ${to}`,
  minutes: (count) =>
    count < 60
      ? `${count} min`
      : count % 60 === 0
      ? `${count / 60} h`
      : `${Math.floor(count / 60)} h ${count % 60} min`,
  late: "Late",
  form: {
    kind: "What for",
    who: "Who comes",
    name: "Full name",
    phone: "Phone",
    newHint:
      "Not in the list? Choose “New client”: name and phone are enough. The rest is filled in on arrival.",
    order: "Order",
    orderHint: "Its number, if they come for an order: the client is the order's.",
    when: "When",
    starts: "Day and time",
    minutes: "Duration",
    outside: "Book it even though the branch is closed",
    note: "Note",
    submit: "Book",
    cancel: "Cancel",
  },
  page: {
    title: (kind, name) => `${kind}: ${name}`,
    when: "When",
    who: "Who",
    phone: "Phone",
    order: "Order",
    note: "Note",
    reason: "Why it was cancelled",
    arrived: "Arrived",
    arriveHint: {
      intake: "Notes the arrival and opens the intake.",
      order: "Notes the arrival and opens the order.",
    },
    openIntake: "Open the intake",
    preintake: "Pre-intake link",
    preintakeHint: "For the client to announce their devices before they come",
    move: "Change the appointment",
    saveMove: "Save the change",
    changed:
      "Somebody changed this appointment while you were editing it. This is what is saved; what you typed is below.",
    cancelHeading: "Cancel the appointment",
    cancelReason: "Reason",
    cancelSubmit: "Cancel it",
    story: "History",
  },
  history: {
    booked: (when) => `Booked for ${when}`,
    moved: (when) => `Moved to ${when}`,
    arrived: () => "Arrived",
    cancelled: () => "Cancelled",
  },
  events: {
    booked: (kind, when) => `Appointment (${kind.toLowerCase()}): ${when}`,
    moved: (kind, when) => `The appointment (${kind.toLowerCase()}) moved to ${when}`,
    arrived: (kind) => `Arrived for the appointment (${kind.toLowerCase()})`,
    cancelled: (kind, when) => `The appointment (${kind.toLowerCase()}) of ${when} was cancelled`,
  },
  toasts: {
    booked: "Booked",
    moved: "Appointment changed",
    cancelled: "Appointment cancelled",
    arrived: "Arrival noted",
  },
};

export const agendaText: Record<Locale, typeof es> = { es, en };
