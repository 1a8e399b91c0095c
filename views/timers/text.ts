import type { Locale } from "../../src/lib/locale.ts";

const es = {
  heading: "Tiempo de trabajo",
  start: "Empezar",
  stop: "Parar",
  startHint: "Lo que corre en otra orden se para solo.",
  none: "Nadie anotó tiempo todavía.",
  total: "Total",
  running: "Trabajando ahora, desde",
  correct: "Corregir",
  who: "De quién",
  direction: "Qué se corrige",
  add: "Sumar",
  subtract: "Restar",
  minutes: "Minutos",
  reason: "Motivo",
  save: "Guardar corrección",
  underMinute: "menos de 1 min",
  toasts: {
    started: "Su tiempo corre en esta orden",
    moved: (number: string, time: string) => `Se paró ${number} (${time}); ahora corre aquí`,
    stopped: (time: string) => `Anotado: ${time}`,
    corrected: "Tiempo corregido",
  },
  events: {
    time_recorded: (who: string, time: string) => `Trabajo de ${who}: ${time}`,
    time_corrected: (who: string, time: string) => `Corrección del tiempo de ${who}: ${time}`,
  },
  technician: {
    heading: "Tiempo de trabajo",
    day: "Hoy",
    week: "Esta semana",
    month: "Este mes",
    orders: "Últimos 30 días, por orden",
    none: "No anotó tiempo en los últimos 30 días.",
  },
};

const en: typeof es = {
  heading: "Time worked",
  start: "Start",
  stop: "Stop",
  startHint: "A timer running on another order stops by itself.",
  none: "No time has been recorded yet.",
  total: "Total",
  running: "Working now, since",
  correct: "Correct",
  who: "Whose",
  direction: "What is corrected",
  add: "Add",
  subtract: "Subtract",
  minutes: "Minutes",
  reason: "Reason",
  save: "Save correction",
  underMinute: "less than 1 min",
  toasts: {
    started: "Your time runs on this order",
    moved: (number, time) => `${number} was stopped (${time}); now it runs here`,
    stopped: (time) => `Recorded: ${time}`,
    corrected: "Time corrected",
  },
  events: {
    time_recorded: (who, time) => `Work of ${who}: ${time}`,
    time_corrected: (who, time) => `Time of ${who} corrected: ${time}`,
  },
  technician: {
    heading: "Time worked",
    day: "Today",
    week: "This week",
    month: "This month",
    orders: "Last 30 days, by order",
    none: "No time recorded in the last 30 days.",
  },
};

export const timerText: Record<Locale, typeof es> = { es, en };

/** `1 h 25 min`, `−10 min`; milliseconds in whole minutes. */
export function durationWords(locale: Locale, ms: number): string {
  const minutes = Math.floor(Math.abs(ms) / 60_000);
  if (minutes === 0) return ms === 0 ? "0 min" : timerText[locale].underMinute;
  const hours = Math.floor(minutes / 60);
  const said = [hours > 0 && `${hours} h`, minutes % 60 > 0 && `${minutes % 60} min`].filter(Boolean).join(
    " ",
  );
  return ms < 0 ? `−${said}` : said;
}
