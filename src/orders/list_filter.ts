import { z } from "zod";
import {
  OPEN_STATUSES,
  ORDER_STATUSES,
  type OrderStatus,
  STATUS_GROUP,
  STATUS_GROUPS,
  type StatusGroup,
} from "./status.ts";

export const LIST_SORTS = ["newest", "promised", "oldest"] as const;
/** Newest first; earliest promise first; longest in its status first. The last two only among open orders. */
export type ListSort = (typeof LIST_SORTS)[number];

/** What the list shows, as its address says it. Days are `YYYY-MM-DD` of the branch. */
export interface ListFilter {
  q: string;
  status: OrderStatus | null;
  group: StatusGroup | "open" | null;
  /** A user's id, `none` for orders that nobody has. */
  technician: string | null;
  mine: boolean;
  branch: string | null;
  from: string | null;
  to: string | null;
  overdue: boolean;
  /** Those that claim the warranty of another. */
  claims: boolean;
  /** Open orders that nobody has touched for so many days, or for as many as the shop has set, longest first. */
  stale: number | "set" | null;
  sort: ListSort;
  /** With a box at each row, for what is done with several. */
  select: boolean;
  cursor: ListCursor | null;
}

/** The last row of the page before: what it is sorted by (null when by `seq` alone) and its `seq`. */
export interface ListCursor {
  value: number | null;
  seq: number;
}

/** Everything as it is without a query. */
export const EVERYTHING: ListFilter = {
  q: "",
  status: null,
  group: null,
  technician: null,
  mine: false,
  branch: null,
  from: null,
  to: null,
  overdue: false,
  claims: false,
  stale: null,
  sort: "newest",
  select: false,
  cursor: null,
};

// Absent is the usual case, and a default costs nothing where `catch` alone would build an error first.
const query = z.object({
  q: z.string().max(200).default("").catch(""),
  estado: z.enum(ORDER_STATUSES).nullable().default(null).catch(null),
  grupo: z.enum([...STATUS_GROUPS, "open"]).nullable().default(null).catch(null),
  tecnico: z.union([z.uuid(), z.literal("none")]).nullable().default(null).catch(null),
  mias: z.literal("1").transform(() => true).default(false).catch(false),
  sucursal: z.uuid().nullable().default(null).catch(null),
  desde: z.iso.date().nullable().default(null).catch(null),
  hasta: z.iso.date().nullable().default(null).catch(null),
  vencidas: z.literal("1").transform(() => true).default(false).catch(false),
  reclamos: z.literal("1").transform(() => true).default(false).catch(false),
  quietas: z.union([
    z.literal("plazo").transform(() => "set" as const),
    z.coerce.number().int().min(1).max(365),
  ]).nullable().default(null).catch(null),
  orden: z.enum(LIST_SORTS).default("newest").catch("newest"),
  seleccion: z.literal("1").transform(() => true).default(false).catch(false),
  antes: z.string().regex(/^(\d{1,16}\.)?\d{1,15}$/).transform(cursorOf).nullable().default(null).catch(null),
});

/** Reads an address's query; what does not fit counts as absent, so a broken link still shows a list. */
export function listFilter(params: Record<string, string>): ListFilter {
  if (Object.keys(params).length === 0) return EVERYTHING;
  const read = query.parse(params);
  return {
    q: read.q,
    status: read.estado,
    group: read.estado ? null : read.grupo,
    technician: read.mias ? null : read.tecnico,
    mine: read.mias,
    branch: read.sucursal,
    from: read.desde,
    to: read.hasta,
    overdue: read.vencidas,
    claims: read.reclamos,
    stale: read.quietas,
    sort: read.q.trim() !== "" || read.desde || read.hasta ? "newest" : read.orden,
    select: read.seleccion,
    cursor: read.antes,
  };
}

/** The query of an address that shows this, "" for everything. */
export function listQuery(filter: ListFilter): string {
  const params: Record<string, string | null | false> = {
    q: filter.q,
    estado: filter.status,
    grupo: filter.group,
    tecnico: filter.technician,
    mias: filter.mine && "1",
    sucursal: filter.branch,
    desde: filter.from,
    hasta: filter.to,
    vencidas: filter.overdue && "1",
    reclamos: filter.claims && "1",
    quietas: filter.stale === "set" ? "plazo" : filter.stale !== null && String(filter.stale),
    orden: filter.sort !== "newest" && filter.sort,
    seleccion: filter.select && "1",
    antes: filter.cursor && cursorText(filter.cursor),
  };
  let text = "";
  for (const name in params) {
    const value = params[name];
    if (value) text += `${text === "" ? "?" : "&"}${name}=${encodeURIComponent(value)}`;
  }
  return text;
}

/** The statuses that can show up, null for any. */
export function shownStatuses(
  { status, group, overdue, stale, sort }: ListFilter,
): readonly OrderStatus[] | null {
  if (status) return [status];
  if (group === "open") return OPEN_STATUSES;
  if (group) return ORDER_STATUSES.filter((one) => STATUS_GROUP[one] === group);
  return overdue || stale !== null || sort !== "newest" ? OPEN_STATUSES : null;
}

function cursorText({ value, seq }: ListCursor): string {
  return value === null ? String(seq) : `${value}.${seq}`;
}

function cursorOf(text: string): ListCursor {
  const [first = "0", second] = text.split(".");
  return second === undefined
    ? { value: null, seq: Number(first) }
    : { value: Number(first), seq: Number(second) };
}
