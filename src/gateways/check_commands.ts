import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import { enqueue } from "../jobs/queue.ts";
import { adapterOf } from "./adapters.ts";
import { connectTo } from "./connections.ts";
import { CHECKOUT_PROVIDERS, isCheckout } from "./gateway.ts";
import { settlePayment } from "./settle_commands.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A payment in cash at a counter of the provider's may take so long. */
const LONGEST_PENDING_MS = 10 * 24 * HOUR;
const AT_ONCE = 50;

/** Asks anew about intents of which nothing has been heard: a callback may be lost, or the shop be out of the provider's reach. */
export async function mindGateways(ctx: Ctx): Promise<number> {
  const reached = CHECKOUT_PROVIDERS.filter((provider) => ctx.providers[provider] !== undefined);
  if (reached.length === 0) return 0;
  const due = await ctx.db.selectFrom("payment_intent").select("id").where("check_at", "<=", ctx.now)
    .where("provider", "in", reached).orderBy("check_at").limit(AT_ONCE).execute();
  for (const { id } of due) {
    await ctx.db.transaction().execute(async (trx) => {
      await trx.updateTable("payment_intent").set({ check_at: ctx.now + HOUR }).where("id", "=", id)
        .where("check_at", "<=", ctx.now).execute();
      await queueCheck(trx, ctx, id);
    });
  }
  if (due.length > 0) ctx.live.changed("jobs");
  return due.length;
}

/** At once, since the client has come back and waits. */
export async function checkNow(ctx: Ctx, intentId: string): Promise<void> {
  await ctx.db.transaction().execute((trx) => queueCheck(trx, ctx, intentId));
  ctx.live.changed("jobs");
}

async function queueCheck(trx: Db, ctx: Ctx, intentId: string): Promise<void> {
  const uniqueKey = `check_payment_intent:${intentId}`;
  await enqueue(trx, ctx, { kind: "check_payment_intent", payload: { intentId }, uniqueKey });
}

/** Settles what the provider has of an intent; one whose time is over ends. @throws ProviderFault while the provider is away */
export async function checkIntent(ctx: Ctx, id: string): Promise<void> {
  const intent = await ctx.db.selectFrom("payment_intent").selectAll().where("id", "=", id)
    .executeTakeFirstOrThrow();
  if (intent.check_at === null || !isCheckout(intent.provider)) return;
  if (intent.state !== "starting") {
    const adapter = await adapterOf(intent.provider);
    const to = await connectTo(ctx, intent.provider);
    const payments = await adapter.paymentsFor(to, { id, externalId: intent.external_id });
    for (const payment of payments) await settlePayment(ctx, intent.provider, payment);
  }
  const ends = intent.state === "pending" ? intent.created_at + LONGEST_PENDING_MS : intent.expires_at;
  const next = Math.min(HOUR, Math.max(5 * MINUTE, ctx.now - intent.created_at));
  const over = ends <= ctx.now;
  await ctx.db.updateTable("payment_intent")
    .set(over ? { state: "expired", check_at: null, settled_at: ctx.now } : { check_at: ctx.now + next })
    .where("id", "=", id).where("state", "in", ["starting", "open", "pending"])
    .$if(over, (q) => q.where("state", "=", intent.state)).execute();
}
