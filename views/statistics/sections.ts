import { formatDate } from "../../src/lib/dates.ts";
import type { Figures, Totals } from "../../src/statistics/figures.ts";
import { orderText } from "../orders/text.ts";
import { statusLabel } from "../orders/status.tsx";
import type { Viewer } from "../viewer.ts";
import { count, type Figure, type Kind, money, part, time, words } from "./cells.ts";
import { type SectionId, text } from "./text.ts";

/** One subject: what a table, a chart and a file say of it alike. */
export interface Section {
  id: SectionId;
  title: string;
  lead: string;
  columns: { label: string; is: Kind }[];
  rows: Figure[][];
  /** Columns that are drawn, over the first one; none for a table alone. */
  drawn: number[];
  /** Along time, else one bar below the other. */
  along: boolean;
}

type Reader = Pick<Viewer, "locale" | "shop">;
type Make = (viewer: Reader, figures: Figures) => Omit<Section, "id" | "title" | "lead">;

/** In the order in which a page shows them. */
const MAKERS: Record<SectionId, Make> = {
  resumen: summary,
  movimiento: flow,
  cobros: payments,
  medios: methods,
  categorias: categories,
  tiempos: turnaround,
  estados: stays,
  tecnicos: technicians,
  repuestos: parts,
  abiertas: open,
  pendientes: (viewer, { standing }) => ages(viewer, standing.backlog),
  retiros: (viewer, { standing }) => ages(viewer, standing.unclaimed),
  carga: load,
};

export function isSection(id: string): id is SectionId {
  return Object.hasOwn(MAKERS, id);
}

export function sectionOf(viewer: Reader, figures: Figures, id: SectionId): Section {
  const { sections, leads } = text[viewer.locale];
  return { id, title: sections[id], lead: leads[id], ...MAKERS[id](viewer, figures) };
}

function summary({ locale }: Reader, figures: Figures): ReturnType<Make> {
  const t = text[locale];
  const line = (label: string, of: (totals: Totals) => Figure) => [
    words(label),
    of(figures.totals),
    of(figures.before),
    of(figures.lastYear),
  ];
  const cash = (minor: number) => money(minor, figures.currency);
  const rows = [
    line(t.received, (one) => count(one.received)),
    line(t.ready, (one) => count(one.ready)),
    line(t.delivered, (one) => count(one.delivered)),
    line(t.cancelled, (one) => count(one.cancelled)),
    line(t.abandoned, (one) => count(one.abandoned)),
    line(`${t.turnaround}: ${t.median}`, (one) => time(one.turnaround.median)),
    line(`${t.turnaround}: ${t.p90}`, (one) => time(one.turnaround.p90)),
    line(t.inTime, (one) => part(one.inTime)),
    line(t.fixedFirst, (one) => part(one.fixedFirst)),
    line(t.rework, (one) => count(one.rework)),
    line(t.claims, (one) => count(one.claims)),
    line(t.approved, (one) => part(one.approved)),
    line(t.answered, (one) => time(one.answered.median)),
    line(t.returning, (one) => part(one.returning)),
    line(t.paid, (one) => cash(one.paid)),
    line(t.billed, (one) => cash(one.billed)),
  ];
  if (figures.totals.cost !== undefined) {
    rows.push(line(t.cost, (one) => cash(one.cost ?? 0)), line(t.margin, (one) => cash(one.margin ?? 0)));
  }
  return {
    columns: [
      { label: t.figure, is: "text" },
      { label: t.value, is: "count" },
      { label: t.before, is: "count" },
      { label: t.lastYear, is: "count" },
    ],
    rows,
    drawn: [],
    along: false,
  };
}

function flow(viewer: Reader, { series, grain }: Figures): ReturnType<Make> {
  const t = text[viewer.locale];
  return {
    columns: [
      { label: t[grain], is: "text" },
      { label: t.received, is: "count" },
      { label: t.delivered, is: "count" },
      { label: t.ready, is: "count" },
    ],
    rows: series.map((one) => [
      words(spanText(viewer, one.span)),
      count(one.received),
      count(one.delivered),
      count(one.ready),
    ]),
    drawn: [1, 2],
    along: true,
  };
}

function payments(viewer: Reader, { series, grain, currency }: Figures): ReturnType<Make> {
  const t = text[viewer.locale];
  return {
    columns: [
      { label: t[grain], is: "text" },
      { label: t.paid, is: "money" },
      { label: t.billed, is: "money" },
    ],
    rows: series.map(({ span, paid, billed }) => [
      words(spanText(viewer, span)),
      money(paid, currency),
      money(billed, currency),
    ]),
    drawn: [1],
    along: true,
  };
}

function methods({ locale }: Reader, { byMethod, currency }: Figures): ReturnType<Make> {
  const t = text[locale];
  return {
    columns: [{ label: t.method, is: "text" }, { label: t.paid, is: "money" }],
    rows: byMethod.filter(({ paid }) => paid !== 0).sort((a, b) => b.paid - a.paid)
      .map(({ method, paid }) => [words(orderText[locale].methods[method]), money(paid, currency)]),
    drawn: [1],
    along: false,
  };
}

function categories({ locale }: Reader, { byCategory, currency }: Figures): ReturnType<Make> {
  const t = text[locale];
  const costs = byCategory.some(({ margin }) => margin !== undefined);
  return {
    columns: [
      { label: t.category, is: "text" },
      { label: t.received, is: "count" },
      { label: t.ready, is: "count" },
      { label: t.paid, is: "money" },
      { label: t.billed, is: "money" },
      ...costs ? [{ label: t.margin, is: "money" as const }] : [],
    ],
    rows: byCategory.toSorted((a, b) => b.billed - a.billed).map((one) => [
      words(orderText[locale].categories[one.category]),
      count(one.received),
      count(one.ready),
      money(one.paid, currency),
      money(one.billed, currency),
      ...costs ? [money(one.margin ?? 0, currency)] : [],
    ]),
    drawn: [4],
    along: false,
  };
}

function turnaround({ locale }: Reader, { byCategory }: Figures): ReturnType<Make> {
  const t = text[locale];
  return {
    columns: [
      { label: t.category, is: "text" },
      { label: t.median, is: "time" },
      { label: t.p90, is: "time" },
      { label: t.ready, is: "count" },
    ],
    rows: byCategory.filter((one) => one.turnaround.count > 0).map((one) => [
      words(orderText[locale].categories[one.category]),
      time(one.turnaround.median),
      time(one.turnaround.p90),
      count(one.turnaround.count),
    ]),
    drawn: [1, 2],
    along: false,
  };
}

function stays(viewer: Reader, { byStatus }: Figures): ReturnType<Make> {
  const t = text[viewer.locale];
  return {
    columns: [
      { label: t.status, is: "text" },
      { label: t.median, is: "time" },
      { label: t.p90, is: "time" },
      { label: t.orders, is: "count" },
    ],
    rows: byStatus.filter(({ spent }) => spent.count > 0).map(({ status, spent }) => [
      words(statusLabel(viewer, status)),
      time(spent.median),
      time(spent.p90),
      count(spent.count),
    ]),
    drawn: [1, 2],
    along: false,
  };
}

function technicians({ locale }: Reader, { byTechnician, currency }: Figures): ReturnType<Make> {
  const t = text[locale];
  const costs = byTechnician.some(({ margin }) => margin !== undefined);
  return {
    columns: [
      { label: t.technician, is: "text" },
      { label: t.ready, is: "count" },
      { label: t.median, is: "time" },
      { label: t.p90, is: "time" },
      { label: t.fixedFirst, is: "share" },
      { label: t.rework, is: "count" },
      { label: t.claims, is: "count" },
      { label: t.paid, is: "money" },
      { label: t.billed, is: "money" },
      ...costs ? [{ label: t.margin, is: "money" as const }] : [],
    ],
    rows: byTechnician.map((one) => [
      words(one.name || t.nobody),
      count(one.ready),
      time(one.turnaround.median),
      time(one.turnaround.p90),
      part(one.fixedFirst),
      count(one.rework),
      count(one.claims),
      money(one.paid, currency),
      money(one.billed, currency),
      ...costs ? [money(one.margin ?? 0, currency)] : [],
    ]),
    drawn: [1],
    along: false,
  };
}

function parts({ locale }: Reader, { parts }: Figures): ReturnType<Make> {
  const t = text[locale];
  return {
    columns: [{ label: t.part, is: "text" }, { label: t.sku, is: "text" }, {
      label: t.quantity,
      is: "quantity",
    }],
    rows: parts.map(({ name, sku, quantity }) => [
      words(name),
      words(sku),
      { is: "quantity", thousandths: quantity },
    ]),
    drawn: [2],
    along: false,
  };
}

function open(viewer: Reader, { standing }: Figures): ReturnType<Make> {
  const t = text[viewer.locale];
  return {
    columns: [{ label: t.status, is: "text" }, { label: t.orders, is: "count" }],
    rows: standing.open.map(({ status, orders }) => [words(statusLabel(viewer, status)), count(orders)]),
    drawn: [1],
    along: false,
  };
}

function ages({ locale }: Reader, groups: Figures["standing"]["backlog"]): ReturnType<Make> {
  const t = text[locale];
  const some = groups.some(({ orders }) => orders > 0);
  return {
    columns: [{ label: t.age, is: "text" }, { label: t.orders, is: "count" }],
    rows: some ? groups.map(({ from, orders }) => [words(t.ages[from]), count(orders)]) : [],
    drawn: [1],
    along: false,
  };
}

function load({ locale }: Reader, { standing }: Figures): ReturnType<Make> {
  const t = text[locale];
  return {
    columns: [
      { label: t.technician, is: "text" },
      { label: t.bench, is: "count" },
      { label: t.overdue, is: "count" },
      { label: t.toCollect, is: "count" },
    ],
    rows: standing.load.map((one) => [
      words(one.name || t.nobody),
      count(one.bench),
      count(one.overdue),
      count(one.toCollect),
    ]),
    drawn: [1, 2],
    along: false,
  };
}

const months = {
  es: new Intl.DateTimeFormat("es-419", { timeZone: "UTC", year: "numeric", month: "short" }),
  en: new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", year: "numeric", month: "short" }),
};

/** A calendar day or month has no time zone of its own. */
export function spanText({ locale }: Pick<Viewer, "locale">, span: string): string {
  return span.length === 7
    ? months[locale].format(Date.parse(`${span}-15T12:00Z`))
    : formatDate(Date.parse(`${span}T12:00Z`), { locale, timeZone: "UTC" });
}
