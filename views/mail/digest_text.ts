import type { Locale } from "../../src/lib/locale.ts";

const es = {
  subject: (shop: string, count: number) =>
    count === 1 ? `${shop}: 1 orden suya para hoy` : `${shop}: ${count} órdenes suyas para hoy`,
  heading: (name: string) => `Su trabajo de hoy, ${name}`,
  sections: { overdue: "Vencidas", dueToday: "Vencen hoy", stale: "Sin movimiento" },
  since: {
    overdue: (at: string) => `venció el ${at}`,
    dueToday: (at: string) => `vence el ${at}`,
    stale: (at: string) => `en este estado desde el ${at}`,
  },
  open: "Ver mis órdenes",
  end: {
    title: "Dejar de recibir el trabajo del día",
    text: "Sus órdenes vencidas, las que vencen hoy y las que no se mueven dejan de llegarle por correo.",
    submit: "No recibirlo más",
    done: "Listo: ya no lo recibe",
    doneText: "Puede volver a pedirlo en sus preferencias.",
  },
  why: "Recibe este correo porque tiene órdenes asignadas. Puede apagarlo en sus preferencias:",
};

const en: typeof es = {
  subject: (shop, count) =>
    count === 1 ? `${shop}: 1 of your orders today` : `${shop}: ${count} of your orders today`,
  heading: (name) => `Your work today, ${name}`,
  sections: { overdue: "Overdue", dueToday: "Due today", stale: "Inactive" },
  since: {
    overdue: (at) => `overdue since ${at}`,
    dueToday: (at) => `due on ${at}`,
    stale: (at) => `in this status since ${at}`,
  },
  open: "See my orders",
  end: {
    title: "Stop receiving the work of the day",
    text: "Your orders that are overdue, due today or standing still no longer come by e-mail.",
    submit: "Stop receiving it",
    done: "Done: you no longer receive it",
    doneText: "You can ask for it again in your preferences.",
  },
  why: "You receive this mail because orders are assigned to you. You can switch it off in your preferences:",
};

export const digestText: Record<Locale, typeof es> = { es, en };
