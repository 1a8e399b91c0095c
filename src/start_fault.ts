import { sql } from "kysely";
import type { Config } from "./config.ts";
import { filePath } from "./db/embedded/file_path.ts";
import { isDamage, withoutHeading } from "./db/errors.ts";
import type { Database } from "./db/open.ts";

/** Reading so much through is not felt at the start; larger files are read by a thread once the server works. */
const MOST_AT_ONCE = 32 * 1_048_576;

/** The database's file has pages that are not what was written. */
export class Damaged extends Error {
  override readonly name = "Damaged";
}

/** Looks through a small database file; answers whether it is one that still has to be looked through. @throws Damaged */
export async function refuseDamaged({ db }: Database, { DATABASE_URL }: Config): Promise<boolean> {
  if (!/^(file|sqlite):/.test(DATABASE_URL)) return false;
  if ((await Deno.stat(filePath(DATABASE_URL))).size > MOST_AT_ONCE) return true;
  const { rows: [found] } = await sql<{ quick_check: string }>`pragma quick_check(1)`.execute(db);
  if (found?.quick_check !== "ok") throw new Damaged(withoutHeading(found?.quick_check ?? "no answer"));
  return false;
}

/** What whoever starts the server reads, in both languages, where there is more to say than the error itself; null elsewhere. */
export function startSentence(error: unknown, { DATA_DIR, DATABASE_URL }: Config): string | null {
  const said = error instanceof Error ? error.message : String(error);
  if (error instanceof Damaged || isDamage(said)) {
    const file = filePath(DATABASE_URL);
    return `La base de datos ${file} está dañada (${said}).
Guarde una copia de la carpeta y restaure el último respaldo: deno task restore latest --key-file CLAVE --replace
Para consultar mientras tanto lo que se pueda leer: READ_ONLY=on deno task start

The database ${file} is damaged (${said}).
Keep a copy of the folder and restore the last backup: deno task restore latest --key-file KEY --replace
To look up what can be read until then: READ_ONLY=on deno task start`;
  }
  if (isUnwritable(error, said)) {
    return `No se puede escribir en la carpeta de datos ${DATA_DIR} (${said}).
Dele permiso al usuario que arranca el servidor, o monte el disco para escritura: un disco con fallas se monta solo para lectura.

The data folder ${DATA_DIR} cannot be written (${said}).
Give the user who starts the server the right to, or mount the disk for writing: one that fails is mounted read-only.`;
  }
  return null;
}

function isUnwritable(error: unknown, said: string): boolean {
  return error instanceof Deno.errors.PermissionDenied ||
    /Read-only file system|attempt to write a readonly database|SQLITE_READONLY/.test(said);
}
