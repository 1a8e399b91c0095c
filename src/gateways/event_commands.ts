import type { Ctx } from "../context.ts";
import { enqueue } from "../jobs/queue.ts";
import type { Subject, VerifiedEvent } from "./adapter.ts";
import { adapterOf } from "./adapters.ts";
import { connectTo } from "./connections.ts";
import { isCheckout, type Provider, type ProviderPayment } from "./gateway.ts";
import { ProviderFault } from "./provider_http.ts";
import { settlePayment } from "./settle_commands.ts";
import { reportedPayment } from "./signed.ts";

/** A provider that is down for a day is no reason to give up. */
const ATTEMPTS = 40;

const DAY = 86_400_000;
/** Longer than any provider repeats itself. */
const KEEP_EVENTS_MS = 180 * DAY;

/** What was told half a year ago; what became of it stays. */
export async function sweepPaymentEvents(ctx: Ctx): Promise<number> {
  const swept = await ctx.db.deleteFrom("payment_event").where("received_at", "<=", ctx.now - KEEP_EVENTS_MS)
    .where("processed_at", "is not", null).executeTakeFirst();
  return Number(swept.numDeletedRows);
}

/** Keeps what a provider told, once, with the job that looks into it. A hint that comes again is looked into again. */
export async function keepEvent(
  ctx: Ctx,
  provider: Provider,
  { event, body }: { event: VerifiedEvent; body: string },
): Promise<void> {
  await ctx.db.transaction().execute(async (trx) => {
    const kept = await trx.insertInto("payment_event").values({
      id: ctx.random.id(ctx.now),
      provider,
      event_id: event.eventId,
      subject_json: JSON.stringify(event.subject),
      // Nothing of a hint is read again.
      body: event.signed ? body : "",
      signed: Number(event.signed),
      received_at: ctx.now,
      processed_at: null,
    }).onConflict((known) => {
      const again = known.columns(["provider", "event_id"]);
      return event.signed
        ? again.doNothing()
        : again.doUpdateSet({ processed_at: null, received_at: ctx.now });
    }).returning("id").executeTakeFirst();
    if (!kept) return;
    await enqueue(trx, ctx, {
      kind: "read_payment_event",
      payload: { eventId: kept.id },
      uniqueKey: `read_payment_event:${kept.id}`,
      maxAttempts: ATTEMPTS,
    });
  });
  ctx.live.changed("jobs");
}

/** Finds out from the provider what an event is about and settles that. @throws ProviderFault while the provider is away */
export async function readEvent(ctx: Ctx, eventId: string): Promise<void> {
  const event = await ctx.db.selectFrom("payment_event").selectAll().where("id", "=", eventId)
    .executeTakeFirstOrThrow();
  if (event.processed_at !== null) return;
  for (const payment of await told(ctx, event)) await settlePayment(ctx, event.provider, payment);
  await ctx.db.updateTable("payment_event").set({ processed_at: ctx.now }).where("id", "=", eventId)
    .where("received_at", "=", event.received_at).execute();
}

async function told(
  ctx: Ctx,
  { provider, subject_json, body }: { provider: Provider; subject_json: string; body: string },
): Promise<ProviderPayment[]> {
  if (!isCheckout(provider)) return [reportedPayment(body)];
  const subject: Subject = JSON.parse(subject_json);
  if (subject.kind === "none") return [];
  try {
    const adapter = await adapterOf(provider);
    return await adapter.paymentsOf(await connectTo(ctx, provider), subject);
  } catch (fault) {
    // What the provider does not know itself is nothing to us: its panel sends trials of that kind.
    if (fault instanceof ProviderFault && fault.kind === "unknown") return [];
    throw fault;
  }
}
