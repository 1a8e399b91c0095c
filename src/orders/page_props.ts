import type { OrderPageProps } from "../../views/orders/page.tsx";
import type { Viewer } from "../../views/viewer.ts";
import type { Ctx } from "../context.ts";
import { loansOfOrder } from "../loaners/queries.ts";
import { messagesOfOrder } from "../mail/queries.ts";
import { jobsOfOrder } from "../printing/queries.ts";
import { orderRoutes } from "../printing/routing.ts";
import { cannedAnswers } from "../notes/queries.ts";
import { linksUntil } from "../tracking/link_life.ts";
import { trackingLink } from "../tracking/queries.ts";
import { orderQuotes } from "../quotes/queries.ts";
import { slaClock, slaRules } from "./sla.ts";
import { type OrderDetail, orderDetail, orderMark, readRepairers } from "./queries.ts";

/** Everything that the page of an order is made from. The mark is read first: what changes meanwhile is shown again. */
export async function orderPageProps(
  { ctx, viewer }: { ctx: Ctx; viewer: Viewer },
  number: string,
  { allEvents = false } = {},
): Promise<OrderPageProps> {
  const mark = await orderMark(ctx, number);
  const [detail, repairers, canned] = await Promise.all([
    orderDetail(ctx, number, { allEvents }),
    readRepairers(ctx),
    cannedAnswers(ctx),
  ]);
  const [jobs, routed, quotes, link, messages, loans] = await Promise.all([
    jobsOfOrder(ctx, detail.order.id),
    orderRoutes(ctx.db, detail.order.id),
    orderQuotes(ctx, detail.order.id),
    trackingLink(ctx.db, ctx, detail.order.id),
    viewer.can("documents.mail") ? messagesOfOrder(ctx.db, detail.order.id) : [],
    detail.hasLoans ? loansOfOrder(ctx.db, detail.order.id) : [],
  ]);
  return {
    viewer,
    detail,
    repairers,
    canned,
    jobs,
    routed,
    quotes,
    link,
    linkable: mayBeLinked(ctx, detail),
    messages,
    loans,
    clock: slaClock(detail.order, slaRules(ctx.shop, detail.order.branch_id), ctx.now),
    mark,
    formKey: ctx.random.id(ctx.now),
  };
}

function mayBeLinked({ now, shop }: Ctx, { order, warranty }: OrderDetail): boolean {
  const warrantyEndsAt = warranty.endsAt ?? warranty.claims?.endsAt ?? null;
  return linksUntil({ ...order, warrantyEndsAt }, { now, days: shop.settings.tracking_days }) > now;
}
