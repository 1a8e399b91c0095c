import type { Locale } from "../../src/lib/locale.ts";
import type { SlipView } from "../../src/slips/filter.ts";
import type { SlipState } from "../../src/slips/slip.ts";

const es = {
  title: "Talonario de contingencia",
  lead:
    "Números reservados en papel para seguir recibiendo equipos sin luz o sin internet. Al volver, cada talón se carga escaneando su código.",
  back: "Nuevo ingreso",
  views: {
    batches: "Talonarios",
    open: "Sin usar",
    old: "Demorados",
    used: "Usados",
    void: "Anulados",
  } as Record<SlipView, string>,
  viewsLabel: "Qué talones",
  states: { open: "Sin usar", used: "Usado", void: "Anulado" } as Record<SlipState, string>,
  old: (count: number, days: number) => {
    const since = days === 1 ? "más de 1 día" : `más de ${days} días`;
    return count === 1
      ? `Hay 1 talón sin usar desde hace ${since}.`
      : `Hay ${count} talones sin usar desde hace ${since}.`;
  },
  oldHelp: "Cárguelos, o anúlelos si se perdieron o se arruinaron.",
  seeOld: "Ver cuáles",
  reserve: {
    heading: "Reservar números",
    count: "Cuántos",
    countHint: (code: string) => `Los que siguen en la serie ${code}. Ninguna orden los va a tomar.`,
    labels: "Imprimir etiquetas ahora",
    noLabels: "No, solo reservar",
    noPrinter: "Después se imprimen en A4 o en 80 mm.",
    papers: "También se pueden imprimir después, en A4 o en 80 mm.",
    act: "Reservar",
    reserved: (count: number) => count === 1 ? "1 número reservado." : `${count} números reservados.`,
  },
  batches: {
    caption: "Talonarios de la sucursal",
    numbers: "Números",
    to: "a",
    reserved: "Reservado",
    slips: "Talones",
    used: "Usados",
    void: "Anulados",
    open: "Sin usar",
    labels: "Etiquetas impresas",
    labelsOf: (printed: number, asked: number) => `${printed} de ${asked}`,
    noLabels: "—",
    empty: "Todavía no hay talonarios",
    emptyText: "Reserve unos veinte números e imprímalos antes de que hagan falta.",
  },
  slips: {
    caption: "Talones",
    number: "Número",
    state: "Estado",
    label: "Etiqueta",
    labels: { asked: "Pedida", printed: "Impresa", none: "—" },
    reserved: "Reservado",
    outcome: "Qué pasó",
    usedBy: (by: string) => `La cargó ${by}`,
    voidedBy: (reason: string, by: string) => `${reason} · ${by}`,
    openIntake: "Cargar",
    empty: "No hay ninguno",
    emptyText: "Aquí se ve qué pasó con cada número reservado.",
    choose: "Elegir",
    pick: (number: string) => `Elegir ${number}`,
  },
  batch: {
    lead: (by: string) => `Reservado por ${by}`,
    back: "Talonarios",
    print: "Imprimir los que están sin usar",
    a4: "Hojas A4 para cortar",
    roll: "Rollo de 80 mm",
    labels: "Imprimir etiquetas",
    printer: "Impresora",
    requested: (count: number) => count === 1 ? "Se pidió 1 etiqueta." : `Se pidieron ${count} etiquetas.`,
    nothingOpen: "No queda ningún talón sin usar.",
    noPrinter: "La sucursal no tiene una impresora de etiquetas.",
    slips: "Talones",
    printed: "Etiquetas impresas",
    void: "Anular los elegidos",
    all: (count: number) => count === 1 ? "El que queda sin usar" : `Los ${count} que quedan sin usar`,
    confirm: "Un talón anulado no se puede cargar más. ¿Anular los elegidos?",
    confirmLabel: "Anular",
    reason: "Por qué",
    reasonHint: "Se perdió, se arruinó, se tiró…",
    voided: (count: number, left: number) =>
      [
        count === 1 ? "Se anuló 1 talón." : `Se anularon ${count} talones.`,
        left === 0
          ? ""
          : left === 1
          ? "1 ya se había usado o anulado."
          : `${left} ya se habían usado o anulado.`,
      ].filter(Boolean).join(" "),
  },
  slip: {
    title: (number: string) => `Talonario ${number}`,
    back: "Talonarios",
    reserved: "Reservado",
    branch: "Sucursal",
    openTitle: "Este talón está sin usar",
    open: "Lo carga quien recibe equipos: un administrador o un recepcionista.",
    voidTitle: "Este talón está anulado",
    void: (by: string) => `Lo anuló ${by}`,
    voidHelp:
      "No se puede cargar un equipo con este número. Haga un ingreso común: toma el número que sigue.",
    newIntake: "Nuevo ingreso",
    elsewhereTitle: (branch: string) => `Este talón es de la sucursal ${branch}`,
    elsewhere: (own: string) => `Usted está trabajando en ${own}. Para cargarlo, cambie de sucursal.`,
    switch: (branch: string) => `Trabajar en ${branch} y cargarlo`,
    closed: "Esa sucursal está cerrada: el talón no se puede cargar.",
    seeBatch: "Ver el talonario",
  },
};

export type SlipText = typeof es;

const en: SlipText = {
  title: "Contingency slips",
  lead:
    "Numbers reserved on paper to keep taking in devices without power or internet. Afterwards each slip is entered by scanning its code.",
  back: "New intake",
  views: { batches: "Batches", open: "Unused", old: "Overdue", used: "Used", void: "Void" },
  viewsLabel: "Which slips",
  states: { open: "Unused", used: "Used", void: "Void" },
  old: (count, days) => {
    const since = days === 1 ? "more than 1 day" : `more than ${days} days`;
    return count === 1
      ? `1 slip has been unused for ${since}.`
      : `${count} slips have been unused for ${since}.`;
  },
  oldHelp: "Enter them, or void them if they were lost or spoiled.",
  seeOld: "See which",
  reserve: {
    heading: "Reserve numbers",
    count: "How many",
    countHint: (code) => `The next ones of the series ${code}. No order will take them.`,
    labels: "Print labels now",
    noLabels: "No, only reserve",
    noPrinter: "They are printed on A4 or 80 mm afterwards.",
    papers: "They can also be printed afterwards, on A4 or 80 mm.",
    act: "Reserve",
    reserved: (count) => count === 1 ? "1 number reserved." : `${count} numbers reserved.`,
  },
  batches: {
    caption: "The branch's batches of slips",
    numbers: "Numbers",
    to: "to",
    reserved: "Reserved",
    slips: "Slips",
    used: "Used",
    void: "Void",
    open: "Unused",
    labels: "Labels printed",
    labelsOf: (printed, asked) => `${printed} of ${asked}`,
    noLabels: "—",
    empty: "No slips yet",
    emptyText: "Reserve some twenty numbers and print them before they are needed.",
  },
  slips: {
    caption: "Slips",
    number: "Number",
    state: "State",
    label: "Label",
    labels: { asked: "Requested", printed: "Printed", none: "—" },
    reserved: "Reserved",
    outcome: "Outcome",
    usedBy: (by) => `Entered by ${by}`,
    voidedBy: (reason, by) => `${reason} · ${by}`,
    openIntake: "Enter",
    empty: "There is none",
    emptyText: "What became of each reserved number is shown here.",
    choose: "Choose",
    pick: (number) => `Choose ${number}`,
  },
  batch: {
    lead: (by) => `Reserved by ${by}`,
    back: "Batches",
    print: "Print those that are unused",
    a4: "A4 sheets to cut",
    roll: "80 mm roll",
    labels: "Print labels",
    printer: "Printer",
    requested: (count) => count === 1 ? "1 label was requested." : `${count} labels were requested.`,
    nothingOpen: "No slip is left unused.",
    noPrinter: "The branch has no label printer.",
    slips: "Slips",
    printed: "Labels printed",
    void: "Void the chosen ones",
    all: (count) => count === 1 ? "The one still unused" : `All ${count} still unused`,
    confirm: "A void slip can never be entered. Void the chosen ones?",
    confirmLabel: "Void",
    reason: "Why",
    reasonHint: "Lost, spoiled, thrown away…",
    voided: (count, left) =>
      [
        count === 1 ? "1 slip is void." : `${count} slips are void.`,
        left === 0
          ? ""
          : left === 1
          ? "1 had been used or voided before."
          : `${left} had been used or voided before.`,
      ].filter(Boolean).join(" "),
  },
  slip: {
    title: (number) => `Slip ${number}`,
    back: "Batches",
    reserved: "Reserved",
    branch: "Branch",
    openTitle: "This slip is unused",
    open: "An administrator or a receptionist enters it.",
    voidTitle: "This slip is void",
    void: (by) => `Voided by ${by}`,
    voidHelp: "No device can be entered under this number. Make a normal intake: it takes the next number.",
    newIntake: "New intake",
    elsewhereTitle: (branch) => `This slip belongs to the branch ${branch}`,
    elsewhere: (own) => `You are working in ${own}. To enter it, change the branch.`,
    switch: (branch) => `Work in ${branch} and enter it`,
    closed: "That branch is closed: the slip cannot be entered.",
    seeBatch: "See the batch",
  },
};

export const slipText: Record<Locale, SlipText> = { es, en };
