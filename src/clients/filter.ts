import { z } from "zod";
import { cursorParam } from "../lib/form.ts";

/** What the list of clients shows, as its address says it. */
export interface ClientFilter {
  /** As typed; with it the order is "newest first". */
  q: string;
  sort: "newest" | "oldest" | "name";
  /** Keyset: `seq` of the last client of the page before, or of the first one of the page after. */
  after?: number;
  before?: number;
}

const query = z.object({
  q: z.string().max(200).catch(""),
  orden: z.literal("nombre").optional().catch(undefined),
  desde: cursorParam,
  antes: cursorParam,
});

/** Reads an address's query; what does not fit counts as absent, so a broken link still shows a list. */
export function clientFilter(params: Record<string, string>): ClientFilter {
  const { q, orden, desde, antes } = query.parse(params);
  const sort = orden === "nombre" && q.trim() === "" ? "name" : "newest";
  return { q, sort, after: desde, before: desde === undefined ? antes : undefined };
}

/** The query of an address that shows this, "" for everything. */
export function clientQuery({ q, sort, after, before }: ClientFilter): string {
  const params = new URLSearchParams();
  if (q !== "") params.set("q", q);
  if (sort === "name") params.set("orden", "nombre");
  if (after !== undefined) params.set("desde", String(after));
  if (before !== undefined) params.set("antes", String(before));
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}
