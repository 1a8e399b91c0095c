import type { Locale } from "../../src/lib/locale.ts";
import { backupText } from "./text.ts";

/** What a backup, its way to the store or its drill failed of, as it is kept, and the sentence for it. */
const REASONS: readonly { is: RegExp; says: Record<Locale, string> }[] = [
  {
    is: /No space left on device|os error 28\b|ENOSPC|disk is full|SQLITE_FULL/i,
    says: { es: "El disco está lleno.", en: "The disk is full." },
  },
  {
    is: /Permission denied|os error 13\b|Read-only file system|os error 30\b/i,
    says: {
      es: "El servidor no puede escribir en la carpeta de los respaldos.",
      en: "The server may not write into the folder of the backups.",
    },
  },
  {
    is: /^The store answered 403 (\S*)/,
    says: {
      es: "El almacén externo rechaza la clave o no le da permiso (403 $1).",
      en: "The store outside refuses the key, or gives it no permission (403 $1).",
    },
  },
  {
    is: /^The store answered (\d+ \S*)/,
    says: { es: "El almacén externo respondió $1.", en: "The store outside answered $1." },
  },
  {
    is: /^The store did not answer/,
    says: { es: "El almacén externo no respondió.", en: "The store outside did not answer." },
  },
  {
    is: /^(.+) has (no|\d+) rows, (\d+) were backed up$/,
    says: {
      es: "La tabla $1 volvió con otra cantidad de filas que las $3 que se copiaron ($2).",
      en: "The table $1 came back with other than the $3 rows that were copied ($2).",
    },
  },
  {
    is: /^the attachment ([0-9a-f]{8})[0-9a-f]* is (?:damaged|missing)$/,
    says: {
      es:
        "El archivo adjunto $1… falta o está dañado. El próximo respaldo lo copia de nuevo, si en el negocio está entero.",
      en:
        "The attachment $1… is missing or damaged. The next backup copies it anew, if the shop has it whole.",
    },
  },
  {
    is: /^(\S+) is (?:damaged|missing)$/,
    says: { es: "$1 falta o está dañado.", en: "$1 is missing or damaged." },
  },
  {
    is: /^there is no backup (.+)$/,
    says: { es: "El respaldo $1 ya no está en su lugar.", en: "The backup $1 is no longer in its place." },
  },
  {
    is: /^attachments of the shop are damaged: (.+)$/,
    says: {
      es:
        "El disco dañó adjuntos del negocio, que por eso no entraron en el respaldo; lo demás está. Búsquelos en un respaldo anterior: $1",
      en:
        "The disk has damaged attachments of the shop, so they are not in the backup; all else is. Look for them in an older backup: $1",
    },
  },
  {
    is: /^the manifest of (.+) is damaged: remove it$/,
    says: {
      es:
        "El manifiesto de $1 está dañado: de ahí no se puede restaurar. Borre su carpeta; los demás respaldos están enteros.",
      en:
        "The manifest of $1 is damaged: nothing can be restored from it. Remove its folder; the other backups are whole.",
    },
  },
  {
    is: /^the manifest|of another version than its manifest/,
    says: {
      es: "El manifiesto del respaldo está dañado, o no es de este negocio.",
      en: "The manifest of the backup is damaged, or is not of this shop.",
    },
  },
  {
    is: /audit log/,
    says: {
      es: "La cadena de la auditoría del respaldo no cierra.",
      en: "The chain of the audit log in the backup does not hold.",
    },
  },
  {
    is: /key for drills is gone/,
    says: {
      es: "De este respaldo el servidor ya no tiene con qué probarlo: haga otro.",
      en: "The server has nothing left to try this backup with: take another one.",
    },
  },
  {
    is: /^the list of orders answered (\d+)$/,
    says: {
      es: "Lo restaurado no muestra las órdenes ($1).",
      en: "What was restored does not show the orders ($1).",
    },
  },
];

/** In words, or as it was said where nobody has foreseen it. */
export function backupReason(locale: Locale, reason: string): string {
  const known = backupText[locale].errors[reason];
  if (known !== undefined) return known;
  for (const { is, says } of REASONS) {
    const [found] = is.exec(reason) ?? [];
    if (found !== undefined) return found.replace(is, says[locale]);
  }
  return reason;
}
