import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { SecretKind } from "../devices/device.ts";
import { notFound } from "../lib/app_error.ts";
import { actingUser } from "./acting_user.ts";
import { recordEvent } from "./history.ts";
import { lockOrder } from "./row.ts";

export interface RevealedSecret {
  kind: SecretKind;
  text: string;
}

/** What `ctx.secrets` seals a device's secret under. */
export function secretContext(secretId: string): string {
  return `device_secret:${secretId}`;
}

/**
 * Shows what unlocks the device, and writes down who asked and why before it does. The text is in no event, list or log.
 * @throws not_found when there is none, or it was purged
 */
export async function revealSecret(ctx: Ctx, number: string, reason: string): Promise<RevealedSecret[]> {
  requirePermission(ctx.actor, "secrets.reveal");
  const { orderId, secrets } = await ctx.db.transaction().execute(async (trx) => {
    const order = await lockOrder(trx, number);
    const secrets = await trx.selectFrom("secret").select(["id", "kind", "sealed"])
      .where("order_id", "=", order.id).where("purged_at", "is", null).orderBy("id").execute();
    if (secrets.length === 0) throw notFound("secret_gone");
    for (const secret of secrets) {
      await trx.insertInto("secret_access").values({
        id: ctx.random.id(ctx.now),
        secret_id: secret.id,
        order_id: order.id,
        user_id: actingUser(ctx),
        reason,
        at: ctx.now,
      }).execute();
    }
    await recordEvent(trx, ctx, { orderId: order.id, kind: "secret_revealed", data: { reason } });
    await recordAudit(trx, ctx, {
      kind: "secret_revealed",
      subject: { kind: "order", id: order.id },
      data: { order: number, reason },
    });
    return { orderId: order.id, secrets };
  });
  ctx.live.changed(`order:${orderId}`);
  return await Promise.all(secrets.map(async ({ id, kind, sealed }) => ({
    kind,
    text: await ctx.secrets.open(sealed, secretContext(id)),
  })));
}
