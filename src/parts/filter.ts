import { z } from "zod";
import { cursorParam } from "../lib/form.ts";

/** What the catalogue shows, as its address says it. */
export interface PartFilter {
  /** As typed; with it the order is "newest first". */
  q: string;
  /** One of the catalogue's own, "" for all. */
  category: string;
  show: "active" | "low" | "inactive";
  /** By name where it is left out. */
  sort?: "name" | "newest";
  /** Keyset: `seq` of the last part of the page before, or of the first one of the page after. */
  after?: number;
  before?: number;
}

const query = z.object({
  q: z.string().max(200).catch(""),
  categoria: z.string().max(60).catch(""),
  ver: z.enum(["bajos", "inactivos"]).optional().catch(undefined),
  desde: cursorParam,
  antes: cursorParam,
});

/** Reads an address's query; what does not fit counts as absent, so a broken link still shows a list. */
export function partFilter(params: Record<string, string>): PartFilter {
  const { q, categoria, ver, desde, antes } = query.parse(params);
  const show = ver === "bajos" ? "low" : ver === "inactivos" ? "inactive" : "active";
  return { q, category: categoria, show, after: desde, before: desde === undefined ? antes : undefined };
}

/** The query of an address that shows this, "" for everything. */
export function partQuery({ q, category, show, after, before }: PartFilter): string {
  const params = new URLSearchParams();
  if (q !== "") params.set("q", q);
  if (category !== "") params.set("categoria", category);
  if (show !== "active") params.set("ver", show === "low" ? "bajos" : "inactivos");
  if (after !== undefined) params.set("desde", String(after));
  if (before !== undefined) params.set("antes", String(before));
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}
