import type { Locale } from "../../src/lib/locale.ts";

const es = {
  label: "Expediente firmado",
  take: "Descargar firmado",
  hint:
    "Todo lo de la orden en un ZIP: el PDF y los datos en JSON, con la firma del taller. Sirve como prueba en un reclamo.",
  key: "Firma de los expedientes",
  keyLead:
    "Con esta llave se firman los expedientes. Publique la huella o entréguela a quien deba comprobarlos: así nadie puede firmar en su nombre.",
  fingerprint: "Huella",
  publicKey: "Llave pública",
  since: "Desde",
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
    none: "Ninguno",
  },
};

export type DossierText = typeof es;

const en: DossierText = {
  label: "Signed file",
  take: "Download signed",
  hint:
    "All there is about the order in one ZIP: the PDF and the data as JSON, with the shop's signature. It serves as proof in a dispute.",
  key: "Signature of order files",
  keyLead:
    "Order files are signed with this key. Publish its fingerprint or give it to whoever has to verify them: then nobody can sign in your name.",
  fingerprint: "Fingerprint",
  publicKey: "Public key",
  since: "Since",
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
    none: "None",
  },
};

export const dossierText: Record<Locale, DossierText> = { es, en };
