import { recordAudit } from "../audit/record.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { publish } from "../events/publish.ts";
import { conflict, notFound } from "../lib/app_error.ts";
import { enqueue } from "../jobs/queue.ts";
import { fold } from "../lib/fold.ts";
import { forgetMessages } from "../mail/forgetting.ts";
import { refreshOrderSearch } from "../orders/search_text.ts";
import { purgeSecret } from "../orders/secret_purge.ts";
import { endLinks } from "../tracking/commands.ts";
import { ERASED_NAME, erasureObstacle } from "./erasure.ts";
import { forgetInbound } from "../whatsapp/forgetting.ts";
import { erasureObstacles } from "./erasure_queries.ts";
import type { Erasure } from "./input.ts";

/**
 * Forgets who a client was, for good: name, document, ways to reach them, notes, mails, links, what unlocks their devices, and answers kept for programs.
 * Orders, money, history and papers that were issued or signed stay. The same form again changes nothing.
 * @throws AppError forbidden; not_found; conflict `client_changed`, `client_has_open_orders`, `client_has_balance`
 */
export async function eraseClient(ctx: Ctx, id: string, { reason, version }: Erasure): Promise<void> {
  requirePermission(ctx.actor, "clients.erase");
  const orderIds = await ctx.db.transaction().execute(async (trx) => {
    const client = await trx.selectFrom("client").select(["version", "erased_at"]).where("id", "=", id)
      .forUpdate().executeTakeFirst();
    if (!client) throw notFound();
    if (client.erased_at !== null) return [];
    if (client.version !== version) throw conflict("client_changed");
    const obstacle = erasureObstacle(await erasureObstacles(trx, id));
    if (obstacle) throw conflict(obstacle);
    const name = ERASED_NAME[ctx.shop.organization?.locale ?? "es"];
    await blankClient(trx, ctx, { id, name, version });
    await recordAudit(trx, ctx, {
      kind: "client_erased",
      subject: { kind: "client", id },
      data: { reason },
    });
    await publish(trx, ctx, [{
      type: "client.erased",
      subject: { kind: "client", id },
      data: { client: { id } },
    }]);
    await enqueue(trx, ctx, { kind: "forget_answers", payload: { clientId: id } });
    return await forgetOrders(trx, ctx, { clientId: id, name });
  });
  ctx.live.changed(...orderIds.map((orderId) => `order:${orderId}` as const), "jobs");
}

interface Erased {
  id: string;
  name: string;
  version: number;
}

async function blankClient(trx: Db, ctx: Ctx, { id, name, version }: Erased): Promise<void> {
  await trx.updateTable("client").set({
    name,
    name_fold: fold(name),
    document: "",
    document_fold: "",
    address: "",
    notes: "",
    channel: "",
    consents_json: "",
    search_fold: fold(name),
    contact_fold: "",
    form_key: null,
    erased_at: ctx.now,
    updated_at: ctx.now,
    version: version + 1,
  }).where("id", "=", id).execute();
  await forgetInbound(trx, id);
  await trx.deleteFrom("contact").where("client_id", "=", id).execute();
  await trx.updateTable("appointment").set({ note: "" }).where("client_id", "=", id).execute();
  await trx.updateTable("preintake_link").set({ revoked_at: ctx.now }).where("client_id", "=", id)
    .where("revoked_at", "is", null).execute();
}

async function forgetOrders(
  trx: Db,
  ctx: Ctx,
  { clientId, name }: { clientId: string; name: string },
): Promise<string[]> {
  await refreshOrderSearch(trx, { clientId });
  await forgetMessages(trx, ctx, { clientId, name });
  const orders = await trx.selectFrom("order").select("id").where("client_id", "=", clientId).execute();
  const orderIds = orders.map((order) => order.id);
  for (const orderId of orderIds) await endLinks(trx, ctx, orderId);
  const secrets = await trx.selectFrom("secret").innerJoin("order", "order.id", "secret.order_id")
    .select(["secret.id", "secret.order_id"]).where("order.client_id", "=", clientId)
    .where("secret.purged_at", "is", null).execute();
  for (const secret of secrets) await purgeSecret(trx, ctx, secret);
  return orderIds;
}
