import type { Locale } from "../../src/lib/locale.ts";
import type { Sentence } from "./visit_text.ts";

/** What a file that is imported, or one of its rows, is refused for. */
export const importFields = {
  es: {
    import_file_missing: "Elija un archivo.",
    import_too_large: (p) => `El archivo pesa demasiado; como máximo ${p.megabytes} MB. Divídalo en varios.`,
    import_not_text: "Esto no es un archivo de texto. En la planilla elija «Guardar como» y el formato CSV.",
    import_empty: "El archivo no tiene filas debajo de los títulos.",
    import_too_wide: (p) => `El archivo tiene demasiadas columnas; como máximo ${p.limit}.`,
    import_unreadable:
      "El archivo no se entiende como tabla. Elija otro separador, o guárdelo de nuevo como CSV.",
    import_column: "Elija una columna de la lista.",
    import_column_missing: "Sin esta columna no se puede importar.",
    import_owner_missing: "Falta de quién es: nombre, documento o código del cliente.",
    import_owner_unknown: "Ningún cliente tiene ese código. Importe antes los clientes, o agregue su nombre.",
    import_erased: "Los datos de este cliente se borraron a su pedido: no vuelven por un archivo.",
    import_kind: "Debe ser persona o empresa.",
    import_locale: "Debe ser español o inglés.",
    import_category: "No es ninguno de los tipos de equipo.",
    import_unit: "Debe ser unidades, metros, gramos o mililitros.",
    import_truth: "Debe ser sí o no.",
    import_date: "No es una fecha. Escriba, por ejemplo, 2026-11-26 o 26/11/2026.",
    import_status:
      "Ese estado no existe aquí. Use Recibido, En diagnóstico, Aprobado, Esperando repuestos, En reparación, Control de calidad, Listo para retirar, Entregado o Anulado.",
    import_outcome: "No es ninguno de los resultados de una orden.",
    import_priority: "Debe ser baja, normal, alta o urgente.",
    import_technician: "Nadie que repare se llama así aquí. Deje la celda vacía o cree el usuario.",
    import_order_known: "Esta orden ya se importó con otros datos. Cámbiela en su página.",
  },
  en: {
    import_file_missing: "Choose a file.",
    import_too_large: (p) => `The file is too large; at most ${p.megabytes} MB. Split it.`,
    import_not_text: "This is not a text file. In the spreadsheet choose “Save as” and the CSV format.",
    import_empty: "The file has no rows below its headings.",
    import_too_wide: (p) => `The file has too many columns; at most ${p.limit}.`,
    import_unreadable:
      "The file cannot be read as a table. Choose another separator, or save it as CSV again.",
    import_column: "Choose a column from the list.",
    import_column_missing: "Nothing can be imported without this column.",
    import_owner_missing: "Whose is it? The client's name, document or code is missing.",
    import_owner_unknown: "No client has that code. Import the clients first, or add their name.",
    import_erased: "This client's data were erased on request: they do not come back by a file.",
    import_kind: "It must be person or company.",
    import_locale: "It must be Spanish or English.",
    import_category: "It is none of the kinds of device.",
    import_unit: "It must be units, metres, grams or millilitres.",
    import_truth: "It must be yes or no.",
    import_date: "This is no date. Write 2026-11-26 or 26/11/2026, for example.",
    import_status:
      "There is no such status here. Use Received, Diagnosing, Approved, Awaiting parts, Repairing, Quality check, Ready, Delivered or Cancelled.",
    import_outcome: "It is none of an order's outcomes.",
    import_priority: "It must be low, normal, high or urgent.",
    import_technician: "Nobody who repairs is called that here. Leave the cell empty or create the user.",
    import_order_known: "This order was imported with other data before. Change it on its page.",
  },
} satisfies Record<Locale, Record<string, Sentence>>;

/** What an import as a whole is refused for. */
export const importReasons = {
  es: {
    import_changed: "Esta importación ya siguió adelante. Vuelva a abrirla.",
    shop_not_empty: "Una copia completa solo se carga en un negocio vacío.",
    dump_other_schema: "La copia es de otra versión de Reparo. Cárguela con esa versión y después actualice.",
    dump_other_key:
      "La copia se hizo con otra SECRET_KEY: sin ella no se abren las claves de los equipos ni los enlaces de los clientes.",
    backup_no_key: "Falta la clave de los respaldos: créela en Administración → Respaldos.",
    backup_no_pg_dump: "Para respaldar Postgres hace falta pg_dump: ponga su ruta en BACKUP_PG_DUMP.",
    backup_none: "Todavía no hay respaldos.",
    backup_remote: "La base de datos está en un proveedor: sus respaldos los hace él.",
    restore_occupied: "Ahí ya hay un negocio.",
    restore_other_engine: "El respaldo es de otro tipo de base de datos.",
    restore_other_key: "La SECRET_KEY del entorno no es la del respaldo.",
  },
  en: {
    import_changed: "This import has moved on meanwhile. Open it again.",
    shop_not_empty: "A whole copy is only loaded into a shop where nothing is yet.",
    dump_other_schema: "The dump is of another version of Reparo. Load it with that version, then update.",
    dump_other_key:
      "The dump was made with another SECRET_KEY: without it device secrets and clients' links do not open. --another-key loads it nevertheless.",
    backup_no_key:
      "There is no key for backups yet: make one with “deno task backup-key”, or in Administration → Backups.",
    backup_no_pg_dump:
      "To back up or restore Postgres, install its pg_dump and put the path into BACKUP_PG_DUMP.",
    backup_none: "There are no backups yet.",
    backup_remote:
      "The database is at a provider: its backups are made there. “deno task dump” takes a copy.",
    restore_occupied:
      "There is a shop already; nothing was changed. --replace puts it aside; a Postgres database must be empty.",
    restore_other_engine:
      "The backup is of another kind of database: that of Postgres goes into Postgres, that of a file into a file or an empty Postgres. Set DATABASE_URL.",
    restore_other_key:
      "SECRET_KEY in the environment is not that of the backup: leave it out, or set the one of then.",
  },
} satisfies Record<Locale, Record<string, Sentence>>;
