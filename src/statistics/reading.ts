import type { Share } from "./figures.ts";
import { type Histogram, type Spans, spansOf } from "./histogram.ts";
import type { Sheet } from "./sheet.ts";
import type { SeriesPoint, Totals } from "./figures.ts";

/** What a sheet says, measure by measure. */
export interface Reading {
  sum(key: string): number;
  /** Of a histogram, `turnaround`, or of one of a thing, `spent/repairing`. */
  spans(key: string): Spans;
  /** The things of a measure with their sums: `paid_by` → technicians. */
  things(measure: string): Map<string, number>;
}

export function reading(sheet: Sheet): Reading {
  const histograms = new Map<string, Map<number, number>>();
  const measures = new Map<string, Map<string, number>>();
  for (const [key, value] of sheet) {
    const [name = "", bucket] = key.split("|");
    if (bucket !== undefined) {
      const histogram = histograms.get(name) ?? new Map<number, number>();
      histograms.set(name, histogram);
      histogram.set(Number(bucket), value);
    }
    const slash = name.indexOf("/");
    if (slash < 0) continue;
    const things = measures.get(name.slice(0, slash)) ?? new Map<string, number>();
    measures.set(name.slice(0, slash), things);
    const thing = name.slice(slash + 1);
    things.set(thing, (things.get(thing) ?? 0) + value);
  }
  const none: Histogram = new Map();
  return {
    sum: (key) => sheet.get(key) ?? 0,
    spans: (key) => spansOf(histograms.get(key) ?? none),
    things: (measure) => measures.get(measure) ?? new Map(),
  };
}

export function share(count: number, of: number): Share {
  return { count, of, share: of === 0 ? null : count / of };
}

/** `money` holds the sums of one currency. */
export function totalsOf(read: Reading, money: Reading, costs: boolean): Totals {
  const [approved, rejected] = [read.sum("quotes_approved"), read.sum("quotes_rejected")];
  const [back, fresh] = [read.sum("client_back"), read.sum("client_new")];
  const [inTime, late] = [read.sum("in_time"), read.sum("late")];
  const [billed, cost] = [money.sum("billed"), money.sum("cost")];
  return {
    received: read.sum("received"),
    ready: read.sum("ready"),
    delivered: read.sum("delivered"),
    cancelled: read.sum("cancelled"),
    abandoned: read.sum("abandoned"),
    turnaround: read.spans("turnaround"),
    inTime: share(inTime, inTime + late),
    fixedFirst: share(read.sum("fixed_first"), read.sum("fixed")),
    rework: read.sum("rework"),
    claims: read.sum("claims"),
    quotesSent: read.sum("quotes_sent"),
    quotesExpired: read.sum("quotes_expired"),
    approved: share(approved, approved + rejected),
    answered: read.spans("answered"),
    returning: share(back, back + fresh),
    paid: money.sum("paid"),
    billed,
    ...costs && { cost, margin: billed - cost },
  };
}

export function pointOf(span: string, read: Reading, money: Reading): SeriesPoint {
  const { received, ready, delivered, paid, billed } = totalsOf(read, money, false);
  return { span, received, ready, delivered, paid, billed };
}
