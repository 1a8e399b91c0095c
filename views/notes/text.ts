import type { Locale } from "../../src/lib/locale.ts";

const es = {
  mentionHint: "Con @nombre avisa a un colega.",
  told: (names: string) => `Se avisó a ${names}`,
  mentions: "Menciones",
  mentionsSeen: "Marcar todo como leído",
  pick: "Respuesta guardada",
  insert: "Insertar",
  mail: {
    subject: (by: string, number: string) => `Mención de ${by} en ${number}`,
    open: "Abrir la orden",
    why: "Recibe este correo porque una nota de la orden lo nombra.",
  },
  canned: {
    title: "Respuestas guardadas",
    lead: "Textos que se repiten en las notas. Se eligen y se insertan al escribir una nota.",
    caption: "Respuestas guardadas",
    add: "Nueva respuesta",
    name: "Título",
    text: "Texto",
    textHint: "{cliente}, {equipo} y {orden} se completan con los datos de la orden.",
    active: "En uso",
    activeHint: "Apagada, no aparece al escribir una nota.",
    state: "Estado",
    inUse: "En uso",
    off: "Apagada",
    save: "Guardar",
    cancel: "Cancelar",
    saved: "Respuesta guardada.",
    noneTitle: "Todavía no hay respuestas",
    none: "Escriba una vez lo que siempre contesta: «Llamamos y no atendió», «Pasó la prueba de carga»…",
  },
};

const en: typeof es = {
  mentionHint: "@name tells a colleague.",
  told: (names) => `Notified: ${names}`,
  mentions: "Mentions",
  mentionsSeen: "Mark all as read",
  pick: "Canned answer",
  insert: "Insert",
  mail: {
    subject: (by, number) => `${by} mentioned you in ${number}`,
    open: "Open the order",
    why: "You get this e-mail because a note of the order names you.",
  },
  canned: {
    title: "Canned answers",
    lead: "Texts that recur in notes. Choose one to insert it while writing a note.",
    caption: "Canned answers",
    add: "New answer",
    name: "Title",
    text: "Text",
    textHint: "{client}, {device} and {order} are filled in from the order.",
    active: "In use",
    activeHint: "Switched off, it is not offered in notes.",
    state: "State",
    inUse: "In use",
    off: "Off",
    save: "Save",
    cancel: "Cancel",
    saved: "Answer saved.",
    noneTitle: "No answers yet",
    none: "Write once what you always say: “We called and nobody answered”, “It passed the charging test”…",
  },
};

export const noteText: Record<Locale, typeof es> = { es, en };
