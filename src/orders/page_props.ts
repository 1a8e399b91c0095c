import type { OrderPageProps } from "../../views/orders/page.tsx";
import type { Viewer } from "../../views/viewer.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { preparedTogether } from "../db/together.ts";
import { orderLoans } from "../loaners/queries.ts";
import { orderFiles, orderMessage, orderMessages } from "../mail/queries.ts";
import { cannedInUse } from "../notes/queries.ts";
import { jobView } from "../printing/job_views.ts";
import { orderJobRows } from "../printing/queries.ts";
import { orderRouteRows, orderRoutes } from "../printing/routing.ts";
import { orderQuoteRows, quoteVersions } from "../quotes/queries.ts";
import { linksUntil } from "../tracking/link_life.ts";
import { linkInForce, trackingLink } from "../tracking/queries.ts";
import { type FileHead, readHead } from "./file.ts";
import { detailOf, type OrderDetail, repairers } from "./queries.ts";
import { slaClock, slaRules } from "./sla.ts";

/** Everything that the page of an order is made from. The mark is read first: what changes meanwhile is shown again. */
export async function orderPageProps(
  { ctx, viewer }: { ctx: Ctx; viewer: Viewer },
  number: string,
  { allEvents = false } = {},
): Promise<OrderPageProps> {
  const head = await readHead(ctx, number);
  const [detail, rows] = await Promise.all([
    detailOf(ctx, head, { allEvents }),
    readPanels(ctx, head, viewer.can("documents.mail")),
  ]);
  const { order } = detail;
  const [link] = rows.links;
  return {
    viewer,
    detail,
    repairers: rows.repairers,
    canned: rows.canned,
    jobs: rows.jobs.map((row) => jobView(row, ctx.now)),
    routed: orderRoutes({ status: order.status, hasReceipt: detail.hasReceipt }, rows.routes),
    quotes: quoteVersions(rows.quotes, ctx.now),
    link: link ? trackingLink(ctx, link) : null,
    linkable: mayBeLinked(ctx, detail),
    messages: rows.mails.map((row) => orderMessage(row, rows.files)),
    loans: rows.loans,
    clock: slaClock(order, slaRules(ctx.shop, order.branch_id), ctx.now),
    formKey: ctx.random.id(ctx.now),
  };
}

async function readPanels(ctx: Ctx, { id, branch_id }: FileHead, seesMails: boolean) {
  const at = { orderId: id, branchId: branch_id, now: ctx.now };
  return seesMails ? await panelsWithMails(ctx, at) : { ...await panels(ctx, at), mails: [], files: [] };
}

interface At extends Record<string, string | number> {
  orderId: string;
  branchId: string;
  now: number;
}

const panels = preparedTogether(({ db }: Ctx, at: At) => panelLists(db, at));

const panelsWithMails = preparedTogether(({ db }: Ctx, at: At) => ({
  ...panelLists(db, at),
  mails: orderMessages(db, at.orderId),
  files: orderFiles(db, at.orderId),
}));

/** What other rooms show on the page. */
function panelLists(db: Db, { orderId, branchId, now }: At) {
  return {
    repairers: repairers(db),
    canned: cannedInUse(db),
    jobs: orderJobRows(db, orderId),
    routes: orderRouteRows(db, branchId),
    quotes: orderQuoteRows(db, orderId),
    links: linkInForce(db, { orderId, now }),
    loans: orderLoans(db, orderId),
  };
}

function mayBeLinked({ now, shop }: Ctx, { order, warranty }: OrderDetail): boolean {
  const warrantyEndsAt = warranty.endsAt ?? warranty.claims?.endsAt ?? null;
  return linksUntil({ ...order, warrantyEndsAt }, { now, days: shop.settings.tracking_days }) > now;
}
