import type { Locale } from "../../src/lib/locale.ts";

const es = {
  label: "Expediente firmado",
  take: "Descargar firmado",
  hint:
    "Todo lo de la orden en un ZIP: el PDF y los datos en JSON, con la firma del taller. Sirve como prueba en un reclamo.",
  key: "Firma de los expedientes",
  keyLead:
    "Con esta llave se firman los expedientes. Publique la huella, o el archivo con las llaves y sus fechas, o entréguelos a quien deba comprobarlos: así nadie puede firmar en su nombre.",
  keysFile: "llaves.json",
  retiredKey: "Llave retirada",
  fingerprint: "Huella",
  publicKey: "Llave pública",
  since: "Desde",
  until: "Hasta",
  leakedFrom: "Posible filtración",
  leakedChip: "Lo fechado desde entonces no vale",
  retire: {
    open: "Cambiar la llave",
    openLeak: "Declarar una filtración",
    title: "Cambiar la llave de los expedientes",
    lead:
      "Los expedientes nuevos se firman con otra llave y la parte secreta de esta se destruye. Los que ya se entregaron siguen valiendo. Publique después la huella nueva junto con esta.",
    leakTitle: "Declarar una filtración",
    leakLead: "Esta llave ya no firma. Diga desde cuándo pudo usarla alguien ajeno al taller.",
    leakedFrom: "¿Se filtró? Desde qué día",
    leakedHint:
      "Lo que lleve esa fecha o una posterior deja de valer, también lo que firmó el taller. Después la fecha solo se puede adelantar.",
    cancel: "Cancelar",
    submit: "Cambiar la llave",
    leakSubmit: "Declarar la filtración",
    done: "Listo. Publique de nuevo las llaves: quien comprueba expedientes tiene que conocerlas.",
  },
  noKey: "La llave se crea con el primer expediente firmado.",
  paper: {
    title: "Expediente firmado",
    about:
      "Este expediente reúne los documentos de la orden, su historial y las huellas (SHA-256) de cada archivo. El JSON que lo acompaña está firmado con la llave del taller y contiene la huella de este PDF: si cambia un solo byte de cualquiera de los dos, la comprobación falla.",
    madeBy: "Hecho por",
    id: "Expediente",
    fingerprint: "Huella de la llave que lo firma",
    papers: "Documentos (SHA-256)",
    photos: "Fotos (SHA-256)",
    signatures: "Firmas dibujadas (SHA-256)",
    audit: "Registro de auditoría",
    link: (seq: number) => `eslabón ${seq}`,
    none: {
      papers: "Ninguno",
      photos: "Ninguna",
      signatures: "Ninguna",
      audit: "Sin asientos de esta orden",
    },
  },
};

export type DossierText = typeof es;

const en: DossierText = {
  label: "Signed file",
  take: "Download signed",
  hint:
    "Everything about the order in one ZIP: the PDF and the data as JSON, with the shop's signature. It serves as evidence in a dispute.",
  key: "Signature of order files",
  keyLead:
    "Order files are signed with this key. Publish its fingerprint, or the file with the keys and their dates, or give them to whoever has to verify order files: then nobody can sign in your name.",
  keysFile: "llaves.json",
  retiredKey: "Retired key",
  fingerprint: "Fingerprint",
  publicKey: "Public key",
  since: "Since",
  until: "Until",
  leakedFrom: "May have leaked",
  leakedChip: "Anything dated from then on is not valid",
  retire: {
    open: "Change the key",
    openLeak: "Declare a leak",
    title: "Change the key of order files",
    lead:
      "New order files are signed with another key and the secret half of this one is destroyed. Those already handed out remain valid. Publish the new fingerprint beside this one afterwards.",
    leakTitle: "Declare a leak",
    leakLead: "This key no longer signs. Say since when somebody outside the shop may have used it.",
    leakedFrom: "Did it leak? Since which day",
    leakedHint:
      "Anything dated that day or later is no longer valid, even what the shop signed. Afterwards the date can only be moved earlier.",
    cancel: "Cancel",
    submit: "Change the key",
    leakSubmit: "Declare the leak",
    done: "Done. Publish the keys again: whoever verifies order files has to know them.",
  },
  noKey: "The key is made with the first signed file.",
  paper: {
    title: "Signed order file",
    about:
      "This file holds the documents of the order, its history and the fingerprint (SHA-256) of each file. The JSON beside it is signed with the shop's key and holds the fingerprint of this PDF: if a single byte of either changes, verification fails.",
    madeBy: "Made by",
    id: "File",
    fingerprint: "Fingerprint of the key that signs it",
    papers: "Documents (SHA-256)",
    photos: "Photos (SHA-256)",
    signatures: "Drawn signatures (SHA-256)",
    audit: "Audit log",
    link: (seq) => `link ${seq}`,
    none: { papers: "None", photos: "None", signatures: "None", audit: "No entries about this order" },
  },
};

export const dossierText: Record<Locale, DossierText> = { es, en };
