import type { Locale } from "../../src/lib/locale.ts";

const es = {
  agentSilent: (name: string, since: string) =>
    `El servicio de impresión «${name}» no da señales desde las ${since}`,
  printerFault: (name: string, reason: string, since: string) => `${name}: ${reason}, desde las ${since}`,
  stockDiffers: (name: string, onHand: string, moved: string) =>
    `El stock de ${name} no coincide con sus movimientos: dice ${onHand} y suman ${moved}`,
  piecesDiffer: (name: string, onHand: string, pieces: string) =>
    `El stock de ${name} no coincide con sus piezas: dice ${onHand} y con número de serie hay ${pieces}`,
  taskFailing: (name: string, error: string) => `La tarea «${name}» falla una y otra vez: ${error}`,
  taskLate: (name: string, since: string) =>
    `La tarea «${name}» tenía que terminar y sigue pendiente desde las ${since}`,
  taskWell: (name: string) => `La tarea «${name}» volvió a terminar bien`,
  diskLow: (free: string, percent: number) => `Queda poco disco: ${free} libres (${percent} %)`,
  diskFree: "Hay disco libre de nuevo",
  filesFull: (free: string, percent: number) =>
    `Queda poco lugar para archivos: ${free} (se usa el ${percent} % de lo permitido)`,
  filesFree: "Hay lugar para archivos de nuevo",
  loginsFailing: (who: string, count: number, since: string) =>
    `${count} ingresos fallidos seguidos de ${who}, el último a las ${since}`,
  loginsOver: (who: string) => `Ya no hay ingresos fallidos de ${who}`,
  jobsDead: (count: number) =>
    count === 1
      ? "Un trabajo en segundo plano se abandonó"
      : `${count} trabajos en segundo plano se abandonaron`,
  jobsWell: "No quedan trabajos fallidos de las últimas 24 horas",
  whatsappRefused: (code: string, since: string) =>
    `WhatsApp rechaza la cuenta del negocio (${code}), desde las ${since}`,
  whatsappWell: "WhatsApp acepta de nuevo la cuenta del negocio",
  webhookStopped: (host: string) => `El webhook a ${host} se detuvo`,
  webhookWell: (host: string) => `El webhook a ${host} ya no está detenido`,
  deliveriesDead: (host: string, count: number) =>
    count === 1
      ? `Una entrega del webhook a ${host} se abandonó`
      : `${count} entregas del webhook a ${host} se abandonaron`,
  deliveriesWell: (host: string) => `No quedan entregas abandonadas de las últimas 24 horas a ${host}`,
  openWebhook: "Abrir el webhook",
  openWhatsapp: "Abrir los ajustes de WhatsApp",
  openAudit: "Ver la auditoría",
  openJobs: "Ver los trabajos fallidos",
  openAdmin: "Abrir la administración",
  still: (sentence: string) => `Sigue sin resolver: ${sentence}`,
  acknowledge: "Me ocupo",
  acknowledged: "Queda anotado: no se le recordará a nadie hasta que se resuelva.",
  acknowledgedBy: (name: string) => `Se ocupa ${name}, desde`,
  over: (name: string) => `${name} funciona de nuevo`,
  stockAgrees: (name: string) => `El stock de ${name} coincide de nuevo con sus movimientos`,
  figuresDiffer: (branch: string, days: number) =>
    days === 1
      ? `Las estadísticas de ${branch} no coincidían con el historial en un día`
      : `Las estadísticas de ${branch} no coincidían con el historial en ${days} días`,
  figuresAgree: (branch: string) => `Las estadísticas de ${branch} coinciden con el historial`,
  openBackups: "Abrir los respaldos",
  backupOld: (since: string) => `No hay un respaldo nuevo desde ${since}`,
  backupFailed: (reason: string) => `El último respaldo falló: ${reason}`,
  drillOld: (since: string) => `No se prueba un respaldo desde ${since}`,
  drillFailed: (reason: string) => `El último respaldo no se pudo restaurar: ${reason}`,
  backupsWell: "Los respaldos están bien de nuevo",
  auditBroken: "La auditoría no es la que se escribió: alguien tocó la base de datos",
  auditWell: "La auditoría está entera de nuevo",
  databaseDamaged: (what: string) => `La base de datos está dañada: ${what}`,
  databaseWell: "La base de datos está sana de nuevo",
  overBody: (from: string, until: string) => `El problema duró de ${from} a ${until}.`,
  what: {
    agent_silent:
      "Las etiquetas y los tiques de sus impresoras no salen. Mire si el equipo está encendido y tiene red; lo que espera se imprime solo cuando vuelva.",
    printer_fault: "Lo que se le manda espera. Cuando se resuelva, sale solo; no hace falta repetirlo.",
    stock_differs:
      "Los movimientos son la verdad. Cuente el repuesto, pieza por pieza si llevan número de serie; quien administra el servidor corrige el saldo con «deno task admin check-stock --mend».",
    files_full:
      "Cuando no quede lugar no se podrán subir fotos ni otros archivos; lo demás sigue funcionando. El máximo se cambia en Ajustes, Vigilancia.",
    disk_low:
      "Sin espacio no se puede recibir ni guardar nada. Libere o agregue disco en el servidor; el límite se cambia en Ajustes.",
    logins_failing:
      "Puede ser alguien que olvidó su contraseña o que prueba la de otro. Cada intento espera más que el anterior; en la auditoría está de dónde vienen.",
    jobs_dead:
      "Se intentaron todas las veces que correspondía. Mire el error y vuelva a intentarlos o descártelos.",
    whatsapp_refused:
      "Lo que iba por WhatsApp sale por correo o queda en «Por avisar». El token venció o perdió permisos, o Meta suspendió el número: revíselo en Meta, pegue aquí el token nuevo y pruebe la conexión.",
    webhook_stopped:
      "Respondió que ya no existe, o ninguna entrega llegó durante cinco días: no se le envía más. Cuando el otro programa funcione, actívelo de nuevo y reenvíe lo que falta; los eventos no se pierden.",
    deliveries_dead:
      "Se intentaron diez veces en tres días. Mire qué respondió el otro programa y, cuando lo acepte, reenvíelas.",
    task_failing:
      "Lo que hace queda sin hacer hasta que termine bien. Se vuelve a intentar en cada turno; en su historial está cada error.",
    task_late:
      "O el servidor está muy cargado o no llega a lo que le hace falta. Si al rato sigue así, reinícielo: la tarea se retoma sola.",
    backup_old:
      "Si hoy se pierde el disco, se pierde lo trabajado desde entonces. Mire el error de la tarea «Respaldar» y haga uno ahora.",
    backup_failed: "Los respaldos anteriores siguen bien. Resuelva lo que dice el error y haga uno ahora.",
    drill_old: "Un respaldo que nadie probó puede no servir. Pruébelo ahora en la página de respaldos.",
    drill_failed:
      "Ese respaldo no serviría hoy. Haga otro ahora y pruébelo; si vuelve a fallar, el disco o la base pueden estar dañados.",
    audit_broken:
      "Un evento fue cambiado, quitado o agregado por fuera del programa. No borre nada: guarde los respaldos, «deno task verify-audit» dice dónde, y vea quién entra al servidor.",
    database_damaged:
      "El disco devolvió algo distinto de lo que se escribió. Pase a papel lo que haga falta, detenga el servidor y guarde una copia de la carpeta; después restaure el último respaldo bueno con «deno task restore latest». Mientras tanto, READ_ONLY=on deja consultar sin cambiar nada.",
    figures_differ:
      "Ya se corrigieron con el historial, que es la verdad. Si vuelve a pasar, avise a quien administra el servidor.",
  },
  title: "Avisos",
  seen: "Visto",
  seenBy: (name: string) => `Visto por ${name}`,
  details: "Ver qué pasa",
  open: "Abrir el estado de impresión",
  openPart: "Abrir el repuesto",
  openTask: "Abrir la tarea",
  openStatistics: "Abrir las estadísticas",
  why: "Recibe este correo porque es administrador del taller.",
  now: "Ahora",
  past: "Antes",
  lasted: (from: string, until: string) => `de ${from} a ${until}`,
};

const en: typeof es = {
  agentSilent: (name, since) => `The print service “${name}” has been silent since ${since}`,
  printerFault: (name, reason, since) => `${name}: ${reason}, since ${since}`,
  stockDiffers: (name, onHand, moved) =>
    `The stock of ${name} does not match its moves: it says ${onHand}, they add up to ${moved}`,
  piecesDiffer: (name, onHand, pieces) =>
    `The stock of ${name} does not match its pieces: it says ${onHand}, with a serial there are ${pieces}`,
  taskFailing: (name, error) => `The task “${name}” fails again and again: ${error}`,
  taskLate: (name, since) => `The task “${name}” should be over and has been pending since ${since}`,
  taskWell: (name) => `The task “${name}” ended well again`,
  diskLow: (free, percent) => `The disk is filling up: ${free} free (${percent}%)`,
  diskFree: "The disk has room again",
  filesFull: (free, percent) =>
    `Little room is left for files: ${free} (${percent}% of what is allowed is used)`,
  filesFree: "There is room for files again",
  loginsFailing: (who, count, since) => `${count} failed sign-ins in a row from ${who}, the last at ${since}`,
  loginsOver: (who) => `No more failed sign-ins from ${who}`,
  jobsDead: (count) =>
    count === 1 ? "A background job was given up" : `${count} background jobs were given up`,
  jobsWell: "No jobs given up in the last 24 hours are left",
  whatsappRefused: (code, since) => `WhatsApp has refused the shop's account (${code}) since ${since}`,
  whatsappWell: "WhatsApp accepts the shop's account again",
  webhookStopped: (host) => `The webhook to ${host} was stopped`,
  webhookWell: (host) => `The webhook to ${host} is no longer stopped`,
  deliveriesDead: (host, count) =>
    count === 1
      ? `A delivery of the webhook to ${host} was given up`
      : `${count} deliveries of the webhook to ${host} were given up`,
  deliveriesWell: (host) => `No deliveries to ${host} given up in the last 24 hours are left`,
  openWebhook: "Open the webhook",
  openWhatsapp: "Open the WhatsApp settings",
  openAudit: "See the audit log",
  openJobs: "See the jobs given up",
  openAdmin: "Open the administration",
  still: (sentence) => `Still not solved: ${sentence}`,
  acknowledge: "I'm on it",
  acknowledged: "Noted: nobody is reminded until it is solved.",
  acknowledgedBy: (name) => `${name} is on it, since`,
  over: (name) => `${name} works again`,
  stockAgrees: (name) => `The stock of ${name} matches its moves again`,
  figuresDiffer: (branch, days) =>
    days === 1
      ? `The statistics of ${branch} did not match the history on one day`
      : `The statistics of ${branch} did not match the history on ${days} days`,
  figuresAgree: (branch) => `The statistics of ${branch} match the history`,
  openBackups: "Open the backups",
  backupOld: (since) => `There has been no new backup since ${since}`,
  backupFailed: (reason) => `The last backup failed: ${reason}`,
  drillOld: (since) => `No backup has been tried since ${since}`,
  drillFailed: (reason) => `The last backup could not be restored: ${reason}`,
  backupsWell: "The backups are well again",
  auditBroken: "The audit log is not what was written: somebody has touched the database",
  auditWell: "The audit log is whole again",
  databaseDamaged: (what) => `The database is damaged: ${what}`,
  databaseWell: "The database is sound again",
  overBody: (from, until) => `The problem lasted from ${from} to ${until}.`,
  what: {
    agent_silent:
      "Labels and receipts of its printers do not come out. See whether the computer is on and has network; what waits prints by itself once it is back.",
    printer_fault:
      "What is sent to it waits. It comes out by itself once that is solved; there is no need to repeat it.",
    stock_differs:
      "The moves are the truth. Count the part, piece by piece where they have serials; whoever runs the server corrects the balance with “deno task admin check-stock --mend”.",
    files_full:
      "Once there is no room, neither photos nor other files can be uploaded; everything else goes on. The limit is in Settings, Monitoring.",
    disk_low:
      "Without room nothing can be received or saved. Free or add disk on the server; the limit is in Settings.",
    logins_failing:
      "Either somebody forgot their password or is trying another's. Each try waits longer than the one before; the audit log says where they come from.",
    jobs_dead:
      "They were tried as often as they should be. Look at the error, then try them again or discard them.",
    whatsapp_refused:
      "What was to go by WhatsApp goes by e-mail or waits in “To notify”. The token ran out or lost permissions, or Meta suspended the number: look there, paste the new token here and test the connection.",
    webhook_stopped:
      "It answered that it is gone, or no delivery arrived for five days: nothing is sent to it any more. Once the other program works, activate it again and resend what is missing; no event is lost.",
    deliveries_dead:
      "They were tried ten times within three days. See what the other program answered and resend them once it takes them.",
    task_failing:
      "What it does stays undone until it ends well. It is tried again at each turn; its history has every error.",
    task_late:
      "Either the server is very busy or it does not reach what it needs. If it stays so, restart it: the task goes on by itself.",
    backup_old:
      "If the disk is lost today, what was done since then is lost. Look at the error of the task “Back up” and take one now.",
    backup_failed: "The earlier backups are fine. Solve what the error says and take one now.",
    drill_old:
      "A backup that has not been tested may turn out to be useless. Test it now on the Backups page.",
    drill_failed:
      "That backup would be useless today. Take another one now and test it; if it fails again, the disk or the database may be damaged.",
    audit_broken:
      "An event was changed, removed or added past the program. Delete nothing: keep the backups, “deno task verify-audit” says where, and see who has access to the server.",
    database_damaged:
      "The disk gave back something other than what was written. Put on paper what is needed, stop the server and keep a copy of its folder; then restore the last good backup with “deno task restore latest”. Until then READ_ONLY=on lets you look things up and changes nothing.",
    figures_differ:
      "They have been put right from the history, which is the truth. If it happens again, tell whoever runs the server.",
  },
  title: "Alerts",
  seen: "Seen",
  seenBy: (name) => `Seen by ${name}`,
  details: "See what is wrong",
  open: "Open the state of printing",
  openPart: "Open the part",
  openTask: "Open the task",
  openStatistics: "Open the statistics",
  why: "You receive this mail because you are an administrator of the shop.",
  now: "Now",
  past: "Before",
  lasted: (from, until) => `from ${from} to ${until}`,
};

export type AlertText = typeof es;
export const alertText: Record<Locale, AlertText> = { es, en };
