import { type Branch, branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
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

export interface AnnouncedOrder {
  number: string;
  /** As the client wrote it. */
  device: string;
  state: "awaited" | "received" | "cancelled";
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
