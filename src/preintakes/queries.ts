import { type Branch, branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Locale } from "../lib/locale.ts";
import type { OrderStatus } from "../orders/status.ts";
import type { FollowedLink } from "./link_queries.ts";

/** Where the devices are to be brought. */
export interface PreintakeShop {
  name: string;
  branch: string;
  address: string;
  phone: string;
}

/** What the page of a link shows before anything was typed. */
export interface PreintakePlace {
  shop: PreintakeShop;
  timeZone: string;
  /** Whose link it is, null for that of a branch. */
  client: { name: string; locale: Locale } | null;
}

export async function preintakePlace(ctx: Ctx, link: FollowedLink): Promise<PreintakePlace> {
  const branch = branchOf(ctx.shop, link.branchId);
  const client = link.clientId === null
    ? null
    : await ctx.db.selectFrom("client").select(["name", "locale"]).where("id", "=", link.clientId)
      .executeTakeFirstOrThrow();
  return { shop: shopOf(ctx, branch), timeZone: branch.timeZone, client };
}

/** What was announced at once, for whoever did. */
export interface AnnouncedVisit {
  shop: PreintakeShop;
  timeZone: string;
  locale: Locale;
  /** UTC milliseconds. */
  at: number;
  orders: AnnouncedOrder[];
}

export const ANNOUNCED_STATES = ["awaited", "received", "cancelled"] as const;

export interface AnnouncedOrder {
  number: string;
  /** As the client wrote it. */
  device: string;
  state: (typeof ANNOUNCED_STATES)[number];
}

export interface AnnouncedFilter {
  state: AnnouncedOrder["state"];
  branchId?: string;
  /** Id of the last order of the page before. */
  before: string | null;
}

/** What clients announced through links, newest first. */
export async function listAnnounced(ctx: Ctx, filter: AnnouncedFilter, limit: number) {
  const found = await announcedQuery(ctx.db, filter).limit(limit + 1).execute();
  const shown = found.slice(0, limit);
  return {
    rows: shown.map(({ order_id: _, kind, status, ...row }) => ({
      ...row,
      state: stateOf(status),
      by: kind === "client" ? "client" as const : "branch" as const,
    })),
    next: found.length > limit ? shown.at(-1)?.order_id ?? null : null,
  };
}

function announcedQuery(db: Db, { state, branchId, before }: AnnouncedFilter) {
  return db.selectFrom("preintake_order").innerJoin("order", "order.id", "preintake_order.order_id")
    .innerJoin("preintake_link as shown", "shown.id", "preintake_order.link_id")
    .innerJoin("preintake_link as used", "used.id", "shown.via_id")
    .innerJoin("client", "client.id", "order.client_id")
    .select(["preintake_order.order_id", "order.number", "order.status", "order.fault", "order.branch_id"])
    .select(["order.created_at as at", "preintake_order.device", "used.kind"])
    .select(["client.id as client_id", "client.name as client"])
    .$if(state === "awaited", (q) => q.where("order.status", "=", "draft"))
    .$if(state === "cancelled", (q) => q.where("order.status", "=", "cancelled"))
    .$if(state === "received", (q) => q.where("order.status", "not in", ["draft", "cancelled"]))
    .$if(branchId !== undefined, (q) => q.where("order.branch_id", "=", branchId ?? ""))
    .$if(before !== null, (q) => q.where("preintake_order.order_id", "<", before ?? ""))
    .orderBy("preintake_order.order_id", "desc");
}

export async function announcedVisit(ctx: Ctx, link: FollowedLink): Promise<AnnouncedVisit> {
  const rows = await ctx.db.selectFrom("preintake_order")
    .innerJoin("order", "order.id", "preintake_order.order_id")
    .innerJoin("client", "client.id", "order.client_id")
    .select(["order.number", "order.status", "order.created_at", "preintake_order.device", "client.locale"])
    .where("preintake_order.link_id", "=", link.id).orderBy("order.seq").execute();
  const branch = branchOf(ctx.shop, link.branchId);
  return {
    shop: shopOf(ctx, branch),
    timeZone: branch.timeZone,
    locale: rows[0]?.locale ?? ctx.locale,
    at: rows[0]?.created_at ?? ctx.now,
    orders: rows.map(({ number, device, status }) => ({ number, device, state: stateOf(status) })),
  };
}

function stateOf(status: OrderStatus): AnnouncedOrder["state"] {
  if (status === "draft") return "awaited";
  return status === "cancelled" ? "cancelled" : "received";
}

function shopOf({ shop: { organization } }: Ctx, branch: Branch): PreintakeShop {
  return {
    name: organization?.name ?? branch.name,
    branch: branch.name,
    address: branch.address || (organization?.address ?? ""),
    phone: branch.phone || (organization?.phone ?? ""),
  };
}
