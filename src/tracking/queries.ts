import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { paths } from "../paths.ts";
import { trackingToken } from "./token.ts";

/** The order's link in force as the client has it, null when there is none. */
export async function trackingUrl(
  db: Db,
  ctx: Pick<Ctx, "now" | "secretKey" | "baseUrl">,
  orderId: string,
): Promise<string | null> {
  const link = await db.selectFrom("tracking_link").select("id").where("order_id", "=", orderId)
    .where("revoked_at", "is", null).where("expires_at", ">", ctx.now)
    .orderBy("id", "desc").limit(1).executeTakeFirst();
  return link ? ctx.baseUrl + paths.tracking(trackingToken(ctx.secretKey, link.id)) : null;
}
