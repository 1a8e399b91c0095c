import type { QueuedKind } from "../../src/jobs/job.ts";
import type { Locale } from "../../src/lib/locale.ts";
import { findTask, type RunState, type TaskGroup, type TaskKind } from "../../src/tasks/task.ts";

/** A task in plain words, and what a run did: "3 sesiones". */
interface TaskWords {
  name: string;
  what: string;
  unit: [one: string, many: string];
}

const es = {
  title: "Tareas programadas",
  lead:
    "Lo que el taller hace solo, por reloj. Cada turno corre una vez, aunque el servidor haya estado apagado.",
  groups: { clients: "Avisos a clientes", shop: "El taller", cleaning: "Limpieza" } satisfies Record<
    TaskGroup,
    string
  >,
  tasks: {
    mind_quotes: {
      name: "Recordar presupuestos",
      what:
        "Recuerda al cliente el presupuesto que espera su respuesta y da por vencido el que nadie respondió a tiempo.",
      unit: ["presupuesto", "presupuestos"],
    },
    mind_pickups: {
      name: "Avisos de retiro",
      what:
        "Avisa a quien no retira su equipo, en los días que fijan los ajustes, antes de declararlo en abandono.",
      unit: ["aviso", "avisos"],
    },
    remind_pickups: {
      name: "Recordar que retiren",
      what:
        "Recuerda al cliente que su equipo está listo, en los días de los ajustes y con la sucursal abierta.",
      unit: ["recordatorio", "recordatorios"],
    },
    remind_appointments: {
      name: "Recordar turnos",
      what:
        "El día anterior, desde la hora de los ajustes, recuerda el turno a los clientes que tienen correo.",
      unit: ["turno", "turnos"],
    },
    send_digests: {
      name: "Trabajo del día",
      what:
        "Envía a cada técnico sus órdenes vencidas, las que vencen hoy y las que no se mueven, una vez por día.",
      unit: ["correo", "correos"],
    },
    send_reports: {
      name: "Enviar informes",
      what: "Envía por correo los informes a los que les llegó la hora, a quienes eligió el taller.",
      unit: ["informe", "informes"],
    },
    mind_gateways: {
      name: "Preguntar por cobros en línea",
      what: "Pregunta al medio de cobro por los pagos de los que no se supo nada, por si se perdió su aviso.",
      unit: ["cobro consultado", "cobros consultados"],
    },
    expire_print_jobs: {
      name: "Vencer etiquetas viejas",
      what:
        "Aparta las etiquetas que esperaron demasiado en la cola, para que no salgan de golpe al volver la impresora.",
      unit: ["etiqueta", "etiquetas"],
    },
    reckon_deadlines: {
      name: "Recalcular plazos",
      what: "Vuelve a calcular desde el historial cuándo vence cada orden abierta.",
      unit: ["orden corregida", "órdenes corregidas"],
    },
    watch_shop: {
      name: "Vigilar el servidor",
      what:
        "Mira el espacio en disco, los ingresos fallidos y los trabajos fallidos, y avisa a los administradores.",
      unit: ["aviso", "avisos"],
    },
    check_stock: {
      name: "Controlar el stock",
      what: "Suma todos los movimientos de cada repuesto y avisa si el saldo no coincide.",
      unit: ["diferencia", "diferencias"],
    },
    refresh_figures: {
      name: "Actualizar estadísticas",
      what: "Cuenta de nuevo los días en los que pasó algo y cómo están ahora las órdenes abiertas.",
      unit: ["día contado", "días contados"],
    },
    check_figures: {
      name: "Controlar las estadísticas",
      what: "Cuenta todo el historial de nuevo, corrige lo que no coincide y avisa.",
      unit: ["día o mes corregido", "días y meses corregidos"],
    },
    back_up: {
      name: "Respaldar",
      what: "Hace una copia cifrada de todo el negocio, en su carpeta y en el almacén de afuera si lo hay.",
      unit: ["respaldo", "respaldos"],
    },
    drill_backup: {
      name: "Simulacro de restauración",
      what: "Restaura el último respaldo aparte y comprueba que esté entero y que se pueda usar.",
      unit: ["respaldo probado", "respaldos probados"],
    },
    check_audit: {
      name: "Controlar la auditoría",
      what: "Recorre la cadena de la auditoría y avisa si alguien cambió, quitó o agregó algo.",
      unit: ["evento", "eventos"],
    },
    check_database: {
      name: "Controlar la base de datos",
      what: "Lee cada página del archivo de la base de datos y avisa si alguna está dañada.",
      unit: ["archivo leído", "archivos leídos"],
    },
    purge_secrets: {
      name: "Borrar claves de equipos",
      what:
        "Borra el PIN, patrón o contraseña de los equipos entregados hace los días que fijan los ajustes.",
      unit: ["clave borrada", "claves borradas"],
    },
    sweep_sessions: {
      name: "Borrar sesiones vencidas",
      what: "Quita las sesiones que ya no permiten entrar.",
      unit: ["sesión", "sesiones"],
    },
    sweep_codes: {
      name: "Borrar códigos vencidos",
      what: "Quita códigos de un solo uso vencidos e intentos de ingreso fallidos que ya no cuentan.",
      unit: ["código o intento", "códigos e intentos"],
    },
    sweep_uploads: {
      name: "Borrar archivos temporales",
      what: "Borra fotos subidas que ningún formulario usó y archivos a medio escribir, a los dos días.",
      unit: ["archivo", "archivos"],
    },
    sweep_drafts: {
      name: "Borrar borradores de ingreso",
      what: "Borra los ingresos a medio cargar que nadie siguió en una semana.",
      unit: ["borrador", "borradores"],
    },
    sweep_jobs: {
      name: "Vaciar la cola de trabajos",
      what: "Borra los trabajos terminados hace más de un día y los que fracasaron hace más de tres meses.",
      unit: ["trabajo", "trabajos"],
    },
    sweep_print_commands: {
      name: "Borrar órdenes a impresoras",
      what: "Borra lo que se mandó hacer a los servicios de impresión y ya hicieron hace más de una semana.",
      unit: ["orden", "órdenes"],
    },
    sweep_idempotency_keys: {
      name: "Olvidar claves de repetición",
      what:
        "Olvida las claves con las que otros programas repiten un pedido sin duplicarlo, después de un día.",
      unit: ["clave", "claves"],
    },
    sweep_stock_forms: {
      name: "Olvidar formularios de stock",
      what: "Olvida qué formularios de stock ya se enviaron, cuando nadie puede enviarlos otra vez.",
      unit: ["formulario", "formularios"],
    },
    sweep_payment_events: {
      name: "Borrar avisos de cobro viejos",
      what: "Borra lo que contaron los medios de cobro hace más de medio año; los pagos quedan.",
      unit: ["aviso", "avisos"],
    },
    sweep_webhooks: {
      name: "Borrar entregas de webhooks",
      what: "Borra las entregas viejas a otros programas y las respuestas que dieron.",
      unit: ["entrega", "entregas"],
    },
    sweep_imports: {
      name: "Borrar archivos importados",
      what: "Borra al mes los archivos que se importaron y sus errores: están llenos de datos personales.",
      unit: ["archivo", "archivos"],
    },
    sweep_links: {
      name: "Borrar enlaces vencidos",
      what: "Borra los enlaces de seguimiento que vencieron hace los días que fijan los ajustes.",
      unit: ["enlace", "enlaces"],
    },
    sweep_logs: {
      name: "Borrar registros viejos",
      what:
        "Borra los archivos de registro del servidor y los intentos de envío de correos que pasaron el plazo de los ajustes.",
      unit: ["registro", "registros"],
    },
    sweep_runs: {
      name: "Recortar este historial",
      what: "Borra del historial de tareas lo que pasó el plazo de los ajustes.",
      unit: ["ejecución", "ejecuciones"],
    },
  } satisfies Record<TaskKind, TaskWords> as Record<TaskKind, TaskWords>,
  states: {
    waiting: "En espera",
    running: "En curso",
    ok: "Bien",
    partial: "En parte",
    failed: "Falló",
    skipped: "Salteada",
  } satisfies Record<RunState, string>,
  skipped: "La anterior todavía no había terminado.",
  late: "Atrasada",
  off: "Apagada",
  never: "Todavía no corrió",
  task: "Tarea",
  times: "Horario",
  last: "Última vez",
  next: "Próxima",
  whole: "Todo el taller",
  inBranch: (branch: string, zone: string) => `${branch} (${zone})`,
  perBranch: "Corre en cada sucursal, según su reloj.",
  troubles: "Piden atención",
  failuresInARow: (count: number) => count === 1 ? "Falló la última vez" : `Falló ${count} veces seguidas`,
  queue: (count: number) => count === 0 ? "Trabajos fallidos" : `Trabajos fallidos: ${count}`,
  run: "Ejecutar ahora",
  started: "La tarea está en la cola.",
  busy: "La tarea ya está en curso; no hace falta repetirla.",
  schedule: "Cuándo corre",
  pattern: "Expresión de reloj",
  patternHint:
    "Cinco campos: minuto, hora, día del mes, mes, día de la semana. Por ejemplo, 30 9 * * 1-5 es de lunes a viernes a las 09:30.",
  enabled: "Encendida",
  enabledHint: "Apagada no corre sola; se puede ejecutar a mano.",
  preview: "Ver qué significa",
  means: "Significa",
  upcoming: "Próximas veces",
  usual: (pattern: string) => `Horario de fábrica: ${pattern}`,
  restore: "Volver al de fábrica",
  restored: "La tarea volvió a su horario de fábrica.",
  changedBy: (name: string) => `Lo cambió ${name}`,
  save: "Guardar horario",
  saved: "Horario guardado.",
  conflict:
    "Alguien cambió el horario mientras usted lo editaba. Esto es lo guardado; lo que usted escribió sigue en el formulario.",
  history: "Historial",
  all: "Todas",
  failed: "Fallidas",
  noRuns: "Todavía no corrió",
  noRunsText: "Cada vez que corra quedará aquí, con lo que hizo y lo que tardó.",
  noFailures: "Ninguna falló",
  due: "Turno",
  byHand: (name: string) => `A mano, ${name}`,
  byClock: "Por reloj",
  who: "Quién",
  where: "Dónde",
  result: "Resultado",
  took: "Tardó",
  tries: (count: number) => `${count} intentos`,
  ms: (ms: number) => ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1).replace(".", ",")} s`,
  didNothing: "Nada que hacer",
  alsoFailed: (count: number) => count === 1 ? "1 falló" : `${count} fallaron`,
  filter: "Filtrar el historial",
  jobs: "Trabajos fallidos",
  jobsLead:
    "Lo que se intentó hasta el final sin lograrlo. Reintente cuando la causa esté resuelta, o descarte lo que ya no haga falta.",
  kinds: {
    send_message: "Enviar un correo",
    mail_password_link: "Enviar un enlace de contraseña",
    mail_sign_in_blocked: "Avisar a alguien que su usuario está bloqueado",
    read_payment_event: "Leer un aviso de cobro",
    read_whatsapp_event: "Leer un aviso de WhatsApp",
    check_payment_intent: "Preguntar por un cobro",
    import_rows: "Importar un archivo",
    forget_answers: "Olvidar respuestas a programas",
    remove_papers: "Borrar papeles de correos olvidados",
    allot_parts: "Apartar repuestos",
  } satisfies Record<QueuedKind, string>,
  job: "Trabajo",
  error: "Último error",
  attempts: "Intentos",
  since: "Fracasó",
  retry: "Reintentar",
  discard: "Descartar",
  discardQuestion: "¿Descartar este trabajo? Lo que iba a hacer no se hará.",
  retried: "El trabajo está otra vez en la cola.",
  discarded: "Trabajo descartado.",
  noJobs: "Ningún trabajo fracasó",
  noJobsText: "Si un correo o un cobro no se puede completar después de muchos intentos, aparece aquí.",
};

const en: typeof es = {
  title: "Scheduled tasks",
  lead: "What the shop does by itself, by the clock. Each turn runs once, even if the server was off.",
  groups: { clients: "Notices to clients", shop: "The shop", cleaning: "Clean-up" },
  tasks: {
    mind_quotes: {
      name: "Quote reminders",
      what:
        "Reminds clients of quotes that wait for an answer and closes those that nobody answered in time.",
      unit: ["quote", "quotes"],
    },
    mind_pickups: {
      name: "Pick-up notices",
      what:
        "Writes to those who have not collected their device, on the days set in Settings, before it is declared abandoned.",
      unit: ["notice", "notices"],
    },
    remind_pickups: {
      name: "Pick-up reminders",
      what:
        "Reminds clients that their device is ready, on the days set in Settings and while the branch is open.",
      unit: ["reminder", "reminders"],
    },
    remind_appointments: {
      name: "Appointment reminders",
      what: "The day before, from the hour set in Settings, reminds clients who have an e-mail.",
      unit: ["appointment", "appointments"],
    },
    send_digests: {
      name: "Work of the day",
      what: "Mails each technician their orders that are overdue, due today and inactive, once a day.",
      unit: ["mail", "mails"],
    },
    send_reports: {
      name: "Send reports",
      what: "E-mails the reports that are due to the people the shop chose.",
      unit: ["report", "reports"],
    },
    mind_gateways: {
      name: "Check online payments",
      what: "Asks the payment provider about payments it has not reported, in case its notice was lost.",
      unit: ["payment checked", "payments checked"],
    },
    expire_print_jobs: {
      name: "Expire old labels",
      what:
        "Sets aside labels that waited too long, so that they do not all come out when the printer is back.",
      unit: ["label", "labels"],
    },
    reckon_deadlines: {
      name: "Recalculate deadlines",
      what: "Works out again, from the history, when each open order becomes overdue.",
      unit: ["order corrected", "orders corrected"],
    },
    watch_shop: {
      name: "Watch the server",
      what: "Looks at free disk space, failed sign-ins and failed jobs, and tells the administrators.",
      unit: ["alert", "alerts"],
    },
    check_stock: {
      name: "Check the stock",
      what: "Adds up every move of each part and reports when the balance does not match.",
      unit: ["difference", "differences"],
    },
    refresh_figures: {
      name: "Refresh statistics",
      what: "Recounts the days on which something happened, and how the open orders stand now.",
      unit: ["day counted", "days counted"],
    },
    check_figures: {
      name: "Check the statistics",
      what: "Recounts the whole history, corrects what does not match and reports it.",
      unit: ["day or month corrected", "days and months corrected"],
    },
    back_up: {
      name: "Back up",
      what:
        "Takes an encrypted copy of the whole shop, to its folder and to the external store if there is one.",
      unit: ["backup", "backups"],
    },
    drill_backup: {
      name: "Restore drill",
      what: "Restores the last backup elsewhere and checks that it is whole and can be used.",
      unit: ["backup tried", "backups tried"],
    },
    check_audit: {
      name: "Check the audit log",
      what:
        "Goes through the chain of the audit log and reports if anybody changed, removed or added anything.",
      unit: ["event", "events"],
    },
    check_database: {
      name: "Check the database",
      what: "Reads every page of the database file and reports damage.",
      unit: ["file read", "files read"],
    },
    purge_secrets: {
      name: "Erase device codes",
      what: "Erases the PIN, pattern or password of delivered devices after the days set in Settings.",
      unit: ["code erased", "codes erased"],
    },
    sweep_sessions: {
      name: "Erase expired sessions",
      what: "Removes sessions that no longer let anybody in.",
      unit: ["session", "sessions"],
    },
    sweep_codes: {
      name: "Erase expired codes",
      what: "Removes expired one-time codes and failed sign-ins that no longer count.",
      unit: ["code or attempt", "codes and attempts"],
    },
    sweep_uploads: {
      name: "Erase temporary files",
      what: "Erases uploaded photos that no form used and half-written files, after two days.",
      unit: ["file", "files"],
    },
    sweep_drafts: {
      name: "Erase intake drafts",
      what: "Erases half-typed intakes that nobody continued for a week.",
      unit: ["draft", "drafts"],
    },
    sweep_jobs: {
      name: "Empty the job queue",
      what: "Erases jobs that ended more than a day ago, and those that failed more than three months ago.",
      unit: ["job", "jobs"],
    },
    sweep_print_commands: {
      name: "Erase printer commands",
      what: "Erases what print services were told to do and did more than a week ago.",
      unit: ["command", "commands"],
    },
    sweep_idempotency_keys: {
      name: "Forget repetition keys",
      what: "Forgets, after a day, the keys with which other programs repeat a request without doubling it.",
      unit: ["key", "keys"],
    },
    sweep_stock_forms: {
      name: "Forget stock forms",
      what: "Forgets which stock forms were sent, once nobody can send them again.",
      unit: ["form", "forms"],
    },
    sweep_payment_events: {
      name: "Erase old payment notices",
      what: "Erases what payment providers told more than half a year ago; the payments stay.",
      unit: ["notice", "notices"],
    },
    sweep_webhooks: {
      name: "Erase webhook deliveries",
      what: "Erases old deliveries to other programs and their answers.",
      unit: ["delivery", "deliveries"],
    },
    sweep_imports: {
      name: "Erase imported files",
      what: "Erases imported files and their errors after a month: they are full of personal data.",
      unit: ["file", "files"],
    },
    sweep_links: {
      name: "Erase expired links",
      what: "Erases tracking links that ended longer ago than set in Settings.",
      unit: ["link", "links"],
    },
    sweep_logs: {
      name: "Erase old logs",
      what: "Erases server log files and records of mail attempts that are older than set in Settings.",
      unit: ["log", "logs"],
    },
    sweep_runs: {
      name: "Trim this history",
      what: "Erases task history that is older than set in Settings.",
      unit: ["run", "runs"],
    },
  },
  states: {
    waiting: "Waiting",
    running: "Running",
    ok: "Fine",
    partial: "In part",
    failed: "Failed",
    skipped: "Skipped",
  },
  skipped: "The one before was still running.",
  late: "Late",
  off: "Off",
  never: "Has not run yet",
  task: "Task",
  times: "Schedule",
  last: "Last run",
  next: "Next",
  whole: "The whole shop",
  inBranch: (branch, zone) => `${branch} (${zone})`,
  perBranch: "Runs in each branch, by its own clock.",
  troubles: "Need attention",
  failuresInARow: (count) => count === 1 ? "Failed the last time" : `Failed ${count} times in a row`,
  queue: (count) => count === 0 ? "Failed jobs" : `Failed jobs: ${count}`,
  run: "Run now",
  started: "The task is in the queue.",
  busy: "The task is already running; there is no need to repeat it.",
  schedule: "When it runs",
  pattern: "Clock expression",
  patternHint:
    "Five fields: minute, hour, day of the month, month, day of the week. For example, 30 9 * * 1-5 is Monday to Friday at 09:30.",
  enabled: "On",
  enabledHint: "Switched off it does not run by itself; it can be run by hand.",
  preview: "Check what it means",
  means: "Means",
  upcoming: "Next times",
  usual: (pattern) => `Default schedule: ${pattern}`,
  restore: "Back to the default schedule",
  restored: "The task is back on its default schedule.",
  changedBy: (name) => `Changed by ${name}`,
  save: "Save the schedule",
  saved: "Schedule saved.",
  conflict:
    "Somebody changed the schedule while you were editing it. This is what is saved; what you typed is still in the form.",
  history: "History",
  all: "All",
  failed: "Failed",
  noRuns: "It has not run yet",
  noRunsText: "Each run will be listed here, with what it did and how long it took.",
  noFailures: "None failed",
  due: "Turn",
  byHand: (name) => `By hand, ${name}`,
  byClock: "By the clock",
  who: "Who",
  where: "Where",
  result: "Result",
  took: "Took",
  tries: (count) => `${count} attempts`,
  ms: (ms) => ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`,
  didNothing: "Nothing to do",
  alsoFailed: (count) => `${count} failed`,
  filter: "Filter the history",
  jobs: "Failed jobs",
  jobsLead:
    "What failed after every attempt. Try again once the cause is solved, or discard what is no longer needed.",
  kinds: {
    send_message: "Send a mail",
    mail_password_link: "Mail a password link",
    mail_sign_in_blocked: "Tell somebody that their sign-in is blocked",
    read_payment_event: "Read a payment notice",
    read_whatsapp_event: "Read a WhatsApp notice",
    check_payment_intent: "Check a payment",
    import_rows: "Import a file",
    forget_answers: "Forget answers to programs",
    remove_papers: "Remove papers of forgotten mails",
    allot_parts: "Set parts aside",
  },
  job: "Job",
  error: "Last error",
  attempts: "Attempts",
  since: "Failed",
  retry: "Try again",
  discard: "Discard",
  discardQuestion: "Discard this job? What it was to do will not be done.",
  retried: "The job is in the queue again.",
  discarded: "Job discarded.",
  noJobs: "No job has failed",
  noJobsText: "When a mail or a payment cannot be completed after many attempts, it shows up here.",
};

export const taskText: Record<Locale, typeof es> = { es, en };

/** How a task is called; its own key when it is none of today's. */
export function taskName(kind: string, locale: Locale): string {
  const task = findTask(kind);
  return task ? taskText[locale].tasks[task.kind].name : kind;
}
