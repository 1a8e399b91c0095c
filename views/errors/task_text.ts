import type { Locale } from "../../src/lib/locale.ts";
import type { Sentence } from "./visit_text.ts";

/** What the times of a task are refused for, beside the field. */
export const taskFields = {
  es: {
    cron: "No es una expresión de cinco campos. Por ejemplo: 30 9 * * 1-5.",
    report_address: (p) => `«${p.address}» no es una dirección de correo.`,
    report_addresses: (p) => `Como máximo ${p.limit} direcciones.`,
    report_nobody: "Elija al menos un usuario o escriba una dirección.",
    cron_never: "Esa fecha no llega nunca. Revise el día y el mes.",
  },
  en: {
    cron: "That is no expression of five fields. For example: 30 9 * * 1-5.",
    report_address: (p) => `“${p.address}” is no mail address.`,
    report_addresses: (p) => `At most ${p.limit} addresses.`,
    report_nobody: "Choose at least one user or write an address.",
    cron_never: "That date never comes. Check the day and the month.",
  },
} satisfies Record<Locale, Record<string, Sentence>>;

export const taskReasons = {
  es: {
    task_changed: "Otra persona cambió el horario de esta tarea. Vuelva a abrirla y repita el cambio.",
    report_changed: "Otra persona cambió este informe. Vuelva a abrirlo y repita el cambio.",
    job_waiting: "Ese trabajo ya está otra vez en la cola.",
  },
  en: {
    task_changed: "Somebody else changed the times of this task. Open it again and repeat your change.",
    report_changed: "Somebody else changed this report. Open it again and repeat your change.",
    job_waiting: "That job is in the queue again already.",
  },
} satisfies Record<Locale, Record<string, Sentence>>;
