import { z } from "zod";
import { DEVICE_CATEGORIES } from "../devices/device.ts";
import { type FigureFilter, type RangeFault, rangeFault } from "./filter.ts";
import { PERIODS } from "./period.ts";

/** What the address of the page asks for; anything unknown falls back to the usual. */
const Asked = z.object({
  periodo: z.enum([...PERIODS, "free"]).default("30_days").catch("30_days"),
  desde: z.iso.date().nullable().default(null).catch(null),
  hasta: z.iso.date().nullable().default(null).catch(null),
  sucursal: z.string().max(40).default("").catch(""),
  tecnico: z.string().max(40).default("").catch(""),
  categoria: z.enum(["", ...DEVICE_CATEGORIES]).default("").catch(""),
});

export interface AskedFigures {
  filter: FigureFilter;
  /** As typed. */
  from: string;
  to: string;
  free: boolean;
  fault: RangeFault | "range_missing" | null;
}

/** The filter of an address, and what is wrong with a range of one's own: then the usual period is told. */
export function askedFigures(query: Record<string, string>): AskedFigures {
  const { periodo, desde, hasta, sucursal, tecnico, categoria } = Asked.parse(query);
  const free = periodo === "free";
  const range = free && desde && hasta ? { from: desde, to: hasta } : null;
  const fault = !free ? null : range ? rangeFault(range) : "range_missing";
  return {
    filter: {
      period: free ? (fault ? "30_days" : null) : periodo,
      range: fault ? null : range,
      branch: sucursal,
      technician: tecnico,
      category: categoria,
    },
    from: query.desde ?? "",
    to: query.hasta ?? "",
    free,
    fault,
  };
}

/** Whose cash of which day; what is missing or unknown falls back to the asker's branch and today. */
export const CashFilter = z.object({
  sucursal: z.string().max(40).default("").catch(""),
  dia: z.iso.date().nullable().default(null).catch(null),
  formato: z.enum(["a4", "80mm"]).default("a4").catch("a4"),
});
