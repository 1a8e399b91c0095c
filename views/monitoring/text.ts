import type { Locale } from "../../src/lib/locale.ts";
import type { Check, CheckName } from "../../src/monitoring/readiness.ts";

const es = {
  ok: {
    draining: "Atiende pedidos.",
    database: "La base de datos guarda bien.",
    migrations: "La base de datos es de esta versión.",
    disk: "Hay disco libre.",
    queue: "Los trabajos en segundo plano están al día.",
  } as Record<CheckName, string>,
  reasons: {
    draining: "Se está deteniendo: no mande más pedidos.",
    behind: "La base de datos es de otra versión: reinicie para que se actualice.",
    slow_write: "Guardar tarda más de un segundo: mire la carga y el disco.",
    disk_low: "Queda poco disco: libere o agregue.",
    disk_full: "No queda disco: no se puede guardar nada.",
    disk_unknown: "El disco de los archivos no responde.",
    queue_old: "Un trabajo en segundo plano espera hace más de cinco minutos.",
    no_answer: "La base de datos no responde en tres segundos.",
    unreachable: "No se llega a la base de datos.",
    busy: "Otro proceso tiene tomada la base de datos.",
    full: "No queda disco: no se puede guardar nada.",
    io: "El disco de la base de datos falla.",
    readonly: "La base de datos es de solo lectura.",
  } as Record<string, string>,
};

const en: typeof es = {
  ok: {
    draining: "It accepts requests.",
    database: "The database saves without delay.",
    migrations: "The database matches this version.",
    disk: "There is free disk space.",
    queue: "Background jobs are up to date.",
  },
  reasons: {
    draining: "It is about to stop: send no more requests.",
    behind: "The database is from another version: restart to bring it up to date.",
    slow_write: "Saving takes more than a second: look at the load and the disk.",
    disk_low: "Little disk space is left: free or add some.",
    disk_full: "No disk space is left: nothing can be saved.",
    disk_unknown: "The disk with the files does not answer.",
    queue_old: "A background job has been waiting for more than five minutes.",
    no_answer: "The database did not answer within three seconds.",
    unreachable: "The database cannot be reached.",
    busy: "Another process holds the database.",
    full: "No disk space is left: nothing can be saved.",
    io: "The disk of the database is failing.",
    readonly: "The database can only be read.",
  },
};

const text: Record<Locale, typeof es> = { es, en };

/** What a check came to, in a sentence. */
export function checkSentence(locale: Locale, name: CheckName, { reason }: Check): string {
  const { ok, reasons } = text[locale];
  return reason === undefined ? ok[name] : reasons[reason] ?? reasons.unreachable ?? reason;
}
