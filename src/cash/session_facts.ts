import { branchOf } from "../admin/shop.ts";
import type { Ctx } from "../context.ts";
import type { CashSessionFacts } from "../documents/cash_session_paper.ts";
import { receiptShop } from "../intakes/snapshot.ts";
import type { SessionPage } from "./queries.ts";

/** What the report of a session is made from: the reader's language, the branch's clock. */
export function cashSessionFacts(ctx: Ctx, session: SessionPage): CashSessionFacts {
  const branch = branchOf(ctx.shop, session.branchId);
  return {
    locale: ctx.locale,
    timeZone: branch.timeZone,
    shop: receiptShop(ctx.shop, branch),
    branchCode: branch.code,
    at: ctx.now,
    session,
  };
}
