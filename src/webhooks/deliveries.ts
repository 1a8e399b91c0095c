import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { ShopEvent } from "../events/event.ts";
import { eventOf } from "../events/queries.ts";
import { noteOutcome } from "../monitoring/meter.ts";
import { askedPause, type Endpoint, GIVE_UP_MS, pauseAfter, type StopCause } from "./endpoint.ts";
import { endpointOf } from "./queries.ts";
import type { Outcome } from "./post.ts";
import { stopEndpoint } from "./stopping.ts";

/** A worker that has not told by then what became of its deliveries has lost them. */
export const LEASE_MS = 60_000;

export interface Claimed {
  id: string;
  /** Before this try. */
  attempts: number;
  event: ShopEvent;
  /** Fencing: whoever comes back late with an older one changes nothing. */
  token: string;
  leaseUntil: number;
}

export interface Endpoints extends Endpoint {
  secretSealed: string;
  oldSecretSealed: string | null;
}

/** Those to which something may be sent, with their secrets sealed. */
export async function workingEndpoints(db: Db): Promise<Endpoints[]> {
  const rows = await db.selectFrom("webhook_endpoint").selectAll().where("active", "=", 1)
    .where("removed_at", "is", null).orderBy("id").execute();
  return rows.map((row) => ({
    ...endpointOf(row),
    secretSealed: row.secret_sealed,
    oldSecretSealed: row.old_secret_sealed,
  }));
}

/** When an endpoint's next delivery is due, null when none waits. */
export function nextDue(db: Db, endpointId: string) {
  return db.selectFrom("webhook_delivery").select("next_at").where("endpoint_id", "=", endpointId)
    .where("state", "=", "waiting").orderBy("next_at").limit(1);
}

/** Takes up to `limit` due deliveries of an endpoint for one lease, in the order of their events; each goes to one worker only. */
export async function claimDeliveries(
  db: Db,
  { endpointId, now, token, limit }: { endpointId: string; now: number; token: string; limit: number },
): Promise<Claimed[]> {
  const leaseUntil = now + LEASE_MS;
  const taken = await db.updateTable("webhook_delivery")
    .set({ state: "leased", lease_token: token, lease_until: leaseUntil })
    .where("state", "=", "waiting")
    .where(
      "id",
      "in",
      (q) =>
        q.selectFrom("webhook_delivery").select("id").where("endpoint_id", "=", endpointId)
          .where("state", "=", "waiting").where("next_at", "<=", now)
          .orderBy("next_at").orderBy("seq").limit(limit)
          .forUpdate().skipLocked(),
    )
    .returning(["seq", "id", "event_id", "attempts"]).execute();
  if (taken.length === 0) return [];
  const events = await db.selectFrom("event").select(["id", "type", "occurred_at", "data_json"])
    .where("id", "in", taken.map(({ event_id }) => event_id)).execute();
  const byId = new Map(events.map((row) => [row.id, eventOf(row)]));
  return taken.sort((one, other) => one.seq - other.seq).flatMap(({ id, attempts, event_id }) => {
    const event = byId.get(event_id);
    return event ? [{ id, attempts, event, token, leaseUntil }] : [];
  });
}

/** Gives deliveries back that nobody has begun. */
export async function releaseDeliveries(db: Db, claimed: readonly Claimed[]): Promise<void> {
  if (claimed.length === 0) return;
  await db.updateTable("webhook_delivery").set({ state: "waiting", lease_token: null, lease_until: null })
    .where("id", "in", claimed.map(({ id }) => id)).where("lease_token", "in", tokensOf(claimed)).execute();
}

export function someDeliveryLost(db: Db, now: number) {
  return db.selectFrom("webhook_delivery").select("id").where("state", "=", "leased").where(
    "lease_until",
    "<=",
    now,
  )
    .limit(1);
}

/** Deliveries whose worker died wait again; what it had sent is sent once more. */
export function rescueDeliveries(db: Db, now: number) {
  return db.updateTable("webhook_delivery").set({ state: "waiting", lease_token: null, lease_until: null })
    .where("state", "=", "leased").where("lease_until", "<=", now);
}

/** After the clock was set back from `before` to `now`: what was due is, and the next tries, pauses and leases move along. */
export async function moveDeliveriesBack(
  trx: Db,
  { before, now }: { before: number; now: number },
): Promise<void> {
  const by = before - now;
  await trx.updateTable("webhook_endpoint").set((q) => ({ not_before: q("not_before", "-", by) }))
    .where("not_before", ">", now).execute();
  const of = (state: "waiting" | "leased") => trx.updateTable("webhook_delivery").where("state", "=", state);
  await of("waiting").set((q) => ({ next_at: q("next_at", "-", by) })).where("next_at", ">", now).execute();
  await of("leased").set((q) => ({ lease_until: q("lease_until", "-", by) })).where("lease_until", ">", now)
    .execute();
}

export interface Result {
  delivery: Claimed;
  /** Where it was sent: the endpoint may have another address by now. */
  url: string;
  /** UTC milliseconds. */
  at: number;
  outcome: Outcome;
}

/**
 * Writes down what became of some deliveries of one endpoint: the tries, when the next ones are due, and how the endpoint does. One that
 * is gone, or that nothing has reached for five days, is stopped. What an address answered that was changed meanwhile says nothing of it.
 */
export async function settleDeliveries(
  ctx: Ctx,
  endpointId: string,
  results: readonly Result[],
): Promise<void> {
  await ctx.db.transaction().execute(async (trx) => {
    const row = await trx.selectFrom("webhook_endpoint").selectAll().where("id", "=", endpointId).forUpdate()
      .executeTakeFirst();
    if (!row) return;
    const arrived = results.filter(({ outcome }) => isDelivered(outcome));
    await writeAttempts(trx, ctx, results);
    await settleArrived(trx, arrived);
    for (const result of results) if (!isDelivered(result.outcome)) await settleFailed(trx, ctx, result);
    const health = healthAfter(endpointOf(row), results.filter(({ url }) => url === row.url));
    if (health.failingSince !== row.failing_since || health.notBefore !== row.not_before) {
      await trx.updateTable("webhook_endpoint")
        .set({ failing_since: health.failingSince, not_before: health.notBefore }).where(
          "id",
          "=",
          endpointId,
        )
        .execute();
    }
    if (health.stop && row.active === 1) await stopEndpoint(trx, ctx, endpointOf(row), health.stop);
  });
  for (const { outcome } of results) noteOutcome("webhooks", isDelivered(outcome) ? "delivered" : "failed");
}

export function isDelivered({ status }: Outcome): boolean {
  return status !== null && status >= 200 && status < 300;
}

/** How an endpoint stands after some tries, in their order. */
function healthAfter(endpoint: Endpoint, results: readonly Result[]) {
  let { failingSince, notBefore } = endpoint;
  let stop: StopCause | null = null;
  for (const { at, outcome } of results) {
    if (isDelivered(outcome)) {
      failingSince = null;
      continue;
    }
    failingSince ??= at;
    if (outcome.status === 410) stop = "gone";
    else if (at - failingSince >= GIVE_UP_MS) stop ??= "failing";
    const pause = askedPause({ ...outcome, retryAfter: outcome.headers["retry-after"] ?? "", now: at });
    if (pause > 0) notBefore = Math.max(notBefore, at + pause);
  }
  return { failingSince, notBefore, stop };
}

async function writeAttempts(trx: Db, ctx: Ctx, results: readonly Result[]): Promise<void> {
  await trx.insertInto("webhook_attempt").values(results.map(({ delivery, at, outcome }) => ({
    id: ctx.random.id(at),
    delivery_id: delivery.id,
    number: delivery.attempts + 1,
    at,
    ms: outcome.ms,
    status: outcome.status,
    error: outcome.error,
    headers_json: JSON.stringify(outcome.headers),
    body: outcome.body,
  }))).execute();
}

async function settleArrived(trx: Db, results: readonly Result[]): Promise<void> {
  const byStatus = Map.groupBy(results, ({ outcome }) => outcome.status);
  for (const [status, same] of byStatus) {
    const claimed = same.map(({ delivery }) => delivery);
    await trx.updateTable("webhook_delivery").set((q) => ({
      state: "delivered",
      attempts: q("attempts", "+", 1),
      last_status: status,
      last_error: "",
      finished_at: Math.max(...same.map(({ at }) => at)),
      lease_token: null,
      lease_until: null,
    })).where("id", "in", claimed.map(({ id }) => id)).where("lease_token", "in", tokensOf(claimed))
      .execute();
  }
}

async function settleFailed(trx: Db, ctx: Ctx, { delivery, at, outcome }: Result): Promise<void> {
  const attempts = delivery.attempts + 1;
  const pause = pauseAfter(attempts, ctx.random.bytes);
  const asked = askedPause({ ...outcome, retryAfter: outcome.headers["retry-after"] ?? "", now: at });
  await trx.updateTable("webhook_delivery").set({
    state: pause === null ? "dead" : "waiting",
    attempts,
    next_at: at + Math.max(pause ?? 0, asked),
    last_status: outcome.status,
    last_error: outcome.error,
    finished_at: pause === null ? at : null,
    lease_token: null,
    lease_until: null,
  }).where("id", "=", delivery.id).where("lease_token", "=", delivery.token).execute();
}

function tokensOf(claimed: readonly Claimed[]): string[] {
  return [...new Set(claimed.map(({ token }) => token))];
}

const DAY = 86_400_000;
const KEEP_DELIVERED_MS = 30 * DAY;
const KEEP_DEAD_MS = 90 * DAY;

/** What arrived is kept for a month, what did not for a quarter; the events themselves stay. */
export async function sweepDeliveries(ctx: Ctx): Promise<number> {
  let swept = 0;
  for (
    const { state, keep } of [
      { state: "delivered", keep: KEEP_DELIVERED_MS },
      { state: "dead", keep: KEEP_DEAD_MS },
    ] as const
  ) {
    for (let more = true; more;) {
      const gone = await ctx.db.transaction().execute(async (trx) => {
        const old = await trx.selectFrom("webhook_delivery").select("id").where("state", "=", state)
          .where("finished_at", "<=", ctx.now - keep).limit(SWEPT_AT_ONCE).execute();
        if (old.length === 0) return 0;
        const ids = old.map(({ id }) => id);
        await trx.deleteFrom("webhook_attempt").where("delivery_id", "in", ids).execute();
        await trx.deleteFrom("webhook_delivery").where("id", "in", ids).execute();
        return old.length;
      });
      swept += gone;
      more = gone === SWEPT_AT_ONCE;
    }
  }
  return swept;
}

const SWEPT_AT_ONCE = 500;
