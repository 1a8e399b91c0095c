import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { paths } from "../paths.ts";
import { linkInForce } from "../tracking/queries.ts";
import { trackingToken } from "../tracking/token.ts";

/** Our own page of an intent, behind the client's link; null while the order has no link in force. */
export async function payPageUrl(
  db: Db,
  ctx: Pick<Ctx, "now" | "secretKey" | "baseUrl">,
  intent: { id: string; order_id: string },
): Promise<string | null> {
  const link = await linkInForce(db, { orderId: intent.order_id, now: ctx.now }).executeTakeFirst();
  if (!link) return null;
  return ctx.baseUrl + paths.trackingCheckout(trackingToken(ctx.secretKey, link.id), intent.id);
}
