import type { EventState, PrinterReason, PrinterWarning } from "../src/printing/protocol.ts";
import type { Standing } from "./agent.ts";

/** What the local page says, in both languages. */
interface Words {
  title: string;
  refresh: string;
  server: string;
  standing: Record<Standing["state"], string>;
  since: string;
  outdated: string;
  unreported: string;
  printers: string;
  printer: string;
  state: string;
  ready: string;
  waiting: string;
  inside: string;
  counter: string;
  test: string;
  testDone: string;
  accept: string;
  acceptDone: string;
  expected: string;
  spool: string;
  job: string;
  attempts: string;
  changed: string;
  own: string;
  nothing: string;
  events: string;
  reasons: Record<PrinterReason, string>;
  warnings: Record<PrinterWarning, string>;
  states: Record<EventState, string>;
}

export type Language = "es" | "en";

export const statusText: Record<Language, Words> = {
  es: {
    title: "Servicio de impresión",
    refresh: "Actualizar",
    server: "Servidor",
    standing: {
      starting: "conectando",
      connected: "conectado",
      unreachable: "sin conexión: se imprime lo que ya llegó",
      refused: "clave rechazada: pida un código nuevo en la página de impresoras",
      fenced: "otro equipo usa esta clave",
      rejected: "el servidor no entiende a este servicio",
      busy: "el servidor pide esperar",
    },
    since: "desde",
    outdated: "El servidor pide una versión más nueva: actualice este servicio.",
    unreported: "avisos que el servidor todavía no tiene",
    printers: "Impresoras",
    printer: "Impresora",
    state: "Estado",
    ready: "lista",
    waiting: "en espera",
    inside: "en la impresora",
    counter: "etiquetas en su vida",
    test: "Etiqueta de prueba",
    testDone: "La etiqueta de prueba está en la cola.",
    accept: "Es la nueva impresora",
    acceptDone: "Desde ahora es esta impresora.",
    expected: "se esperaba la de número de serie",
    spool: "Cola",
    job: "Trabajo",
    attempts: "Intentos",
    changed: "Último cambio",
    own: "prueba",
    nothing: "Nada todavía.",
    events: "Últimos sucesos",
    reasons: {
      starting: "arrancando",
      offline: "sin conexión: apagada, desenchufada o sin red",
      no_reply: "no responde (¿papel, cinta, tapa u otro equipo?)",
      not_zpl: "no contesta como una Zebra ZPL: ponga device.languages en zpl",
      not_escpos: "no contesta como una impresora de tiques ESC/POS",
      paper_out: "sin papel",
      ribbon_out: "sin cinta",
      head_open: "cabezal o tapa abierta",
      cover_open: "tapa abierta",
      cutter: "cortador trabado",
      head_fault: "cabezal averiado: hay que repararlo",
      over_temperature: "demasiado caliente, se enfría sola",
      under_temperature: "demasiado fría",
      corrupt_memory: "memoria dañada: apáguela y enciéndala",
      paused: "en pausa: pulse ▮▮/▶ en la impresora",
      label_waiting: "espera que retiren la etiqueta anterior",
      busy: "ocupada por otro equipo",
      held: "cola en pausa por el personal",
      wrong_dpi: "tiene otra resolución (dpi) que la configurada",
      wrong_printer: "otra impresora en esta dirección",
      write_failed: "no se puede escribir",
      no_permission: "sin permiso para abrir el dispositivo",
      queue_failed: "la cola de impresión del equipo no la aceptó",
      printer_error: "tiene un error que no nombra: apáguela y enciéndala",
    },
    warnings: {
      paper_low: "queda poco papel",
      clean_head: "limpie el cabezal",
      replace_head: "cambie el cabezal",
      needs_calibration: "hay que calibrarla",
    },
    states: {
      custody: "espera su turno",
      sending: "imprimiéndose",
      printed: "impresa",
      sent: "enviada",
      unknown: "no se sabe si salió",
      failed: "rechazada",
      expired: "caducada",
      cancelled: "cancelada",
    },
  },
  en: {
    title: "Print service",
    refresh: "Refresh",
    server: "Server",
    standing: {
      starting: "connecting",
      connected: "connected",
      unreachable: "no connection: what has arrived is printed",
      refused: "key refused: get a new code from the printers page",
      fenced: "another computer uses this key",
      rejected: "the server does not understand this service",
      busy: "the server asks to wait",
    },
    since: "since",
    outdated: "The server wants a newer version: update this service.",
    unreported: "reports that the server does not have yet",
    printers: "Printers",
    printer: "Printer",
    state: "State",
    ready: "ready",
    waiting: "waiting",
    inside: "in the printer",
    counter: "labels in its life",
    test: "Test label",
    testDone: "The test label is in the queue.",
    accept: "This is the new printer",
    acceptDone: "From now on this is the printer.",
    expected: "expected the one with the serial number",
    spool: "Queue",
    job: "Job",
    attempts: "Attempts",
    changed: "Last change",
    own: "test",
    nothing: "Nothing yet.",
    events: "Last events",
    reasons: {
      starting: "starting",
      offline: "no connection: off, unplugged or no network",
      no_reply: "does not answer (paper, ribbon, lid or another computer?)",
      not_zpl: "does not answer like a ZPL Zebra: set device.languages to zpl",
      not_escpos: "does not answer like an ESC/POS receipt printer",
      paper_out: "out of paper",
      ribbon_out: "out of ribbon",
      head_open: "head or lid open",
      cover_open: "cover open",
      cutter: "cutter jammed",
      head_fault: "print head broken: it needs repair",
      over_temperature: "too hot, it cools down by itself",
      under_temperature: "too cold",
      corrupt_memory: "memory damaged: switch it off and on",
      paused: "paused: press ▮▮/▶ on the printer",
      label_waiting: "waits for the last label to be taken",
      busy: "busy with another computer",
      held: "queue paused by staff",
      wrong_dpi: "has another resolution (dpi) than configured",
      wrong_printer: "another printer at this address",
      write_failed: "cannot be written to",
      no_permission: "no permission to open the device",
      queue_failed: "the computer's print queue did not take it",
      printer_error: "it has a fault that it does not name: switch it off and on",
    },
    warnings: {
      paper_low: "paper is running low",
      clean_head: "clean the head",
      replace_head: "replace the head",
      needs_calibration: "needs calibration",
    },
    states: {
      custody: "waits its turn",
      sending: "printing",
      printed: "printed",
      sent: "sent",
      unknown: "nobody knows whether it came out",
      failed: "refused",
      expired: "expired",
      cancelled: "cancelled",
    },
  },
};

/** The first of our languages that the reader's browser asks for; Spanish otherwise. */
export function languageOf(acceptLanguage: string | null): Language {
  const wishes = (acceptLanguage ?? "").split(",").map((wish, place) => {
    const [tag = "", ...settings] = wish.trim().toLowerCase().split(";");
    const quality = settings.find((setting) => setting.trim().startsWith("q="))?.split("=")[1];
    return { tag, place, quality: quality === undefined ? 1 : Number(quality) };
  });
  wishes.sort((a, b) => b.quality - a.quality || a.place - b.place);
  return wishes.find(({ tag }) => /^(es|en)(-|$)/.test(tag))?.tag.startsWith("en") ? "en" : "es";
}
