import { z } from "zod";

export const PERIODS = [7, 30, 90, 180] as const;
export type Period = (typeof PERIODS)[number];

/** What the address asks for; anything unknown falls back to the usual. */
export const FigureFilter = z.object({
  branch: z.string().max(40).default("").catch(""),
  days: z.coerce.number().pipe(z.union(PERIODS.map((days) => z.literal(days)))).default(30).catch(30),
});
export type FigureFilter = z.output<typeof FigureFilter>;

/** Whose cash of which day; what is missing or unknown falls back to the asker's branch and today. */
export const CashFilter = z.object({
  sucursal: z.string().max(40).default("").catch(""),
  dia: z.iso.date().nullable().default(null).catch(null),
  formato: z.enum(["a4", "80mm"]).default("a4").catch("a4"),
});
