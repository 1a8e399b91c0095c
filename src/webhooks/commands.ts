import { type AuditData, recordAudit } from "../audit/record.ts";
import { changesOf } from "../audit/changes.ts";
import { requirePermission } from "../auth/permissions.ts";
import type { Ctx } from "../context.ts";
import { dbFault } from "../db/errors.ts";
import type { Db } from "../db/open.ts";
import type { EventType } from "../events/event.ts";
import { writeEvents } from "../events/publish.ts";
import { conflict, notFound } from "../lib/app_error.ts";
import { type Endpoint, MOST_ENDPOINTS, OVERLAP_MS } from "./endpoint.ts";
import { insertDeliveries } from "./fan_out.ts";
import { endpointOf } from "./queries.ts";
import { newSecret, secretContext } from "./signing.ts";

export interface NewEndpoint {
  /** Of the form, so that one sent twice makes one endpoint. */
  form_key?: string;
  url: string;
  description: string;
  /** Empty for all. */
  types: EventType[];
}

/**
 * The secret is returned this once; what is kept can sign, and only with the shop's key. @throws AppError forbidden, conflict
 * `webhook_made_already` and `webhooks_many`
 */
export async function createEndpoint(
  ctx: Ctx,
  { form_key, url, description, types }: NewEndpoint,
): Promise<{ id: string; secret: string }> {
  requirePermission(ctx.actor, "webhooks.manage");
  const id = form_key ?? ctx.random.id(ctx.now);
  const secret = newSecret(ctx.random);
  const secret_sealed = await ctx.secrets.seal(secret, secretContext(id));
  await ctx.db.transaction().execute(async (trx) => {
    const adding = trx.insertInto("webhook_endpoint").values({
      id,
      url,
      description,
      types_json: JSON.stringify(types),
      active: 1,
      secret_sealed,
      old_secret_sealed: null,
      old_secret_until: null,
      failing_since: null,
      not_before: 0,
      stopped_at: null,
      stopped_cause: "",
      created_at: ctx.now,
      created_by: ctx.actor.kind === "user" ? ctx.actor.id : null,
      updated_at: ctx.now,
      removed_at: null,
      version: 1,
    });
    await madeAlready(adding.execute());
    const { n } = await trx.selectFrom("webhook_endpoint").select((q) => q.fn.countAll<number>().as("n"))
      .where("removed_at", "is", null).executeTakeFirstOrThrow();
    if (Number(n) > MOST_ENDPOINTS) throw conflict("webhooks_many", { limit: MOST_ENDPOINTS });
    await audit(trx, ctx, { kind: "webhook_created", id, data: { url: shownUrl(url), description, types } });
  });
  return { id, secret };
}

export interface EndpointEdit {
  url: string;
  description: string;
  types: EventType[];
  active: boolean;
  /** As of the form. */
  version: number;
}

/** @throws AppError forbidden, not_found, conflict `webhook_changed` */
export async function editEndpoint(ctx: Ctx, id: string, edit: EndpointEdit): Promise<void> {
  const { url, description, types, active } = edit;
  await onEndpoint(ctx, id, async (trx, endpoint) => {
    if (endpoint.version !== edit.version) throw conflict("webhook_changed");
    const { url: was, description: wasFor, types: wanted, active: wasActive } = endpoint;
    const changes = changesOf(
      { url: was, description: wasFor, types: wanted, active: wasActive },
      { url, description, types, active },
    );
    if (!changes) return;
    await trx.updateTable("webhook_endpoint").set({
      url,
      description,
      types_json: JSON.stringify(types),
      active: active ? 1 : 0,
      ...(active && !wasActive && RESTARTED),
      // An administrator who stops it says no more about why.
      ...(!active && wasActive && { stopped_at: null, stopped_cause: "" as const }),
      updated_at: ctx.now,
      version: endpoint.version + 1,
    }).where("id", "=", id).execute();
    const shown = (row: Record<string, unknown>) =>
      typeof row.url === "string" ? { ...row, url: shownUrl(row.url) } : row;
    const data = { before: shown(changes.before), after: shown(changes.after) };
    await audit(trx, ctx, { kind: "webhook_edited", id, data });
  });
}

const RESTARTED = { failing_since: null, not_before: 0, stopped_at: null, stopped_cause: "" } as const;

/** What waits leaves at once; an endpoint that works stays as it is. @throws AppError forbidden, not_found */
export async function restartEndpoint(ctx: Ctx, id: string): Promise<void> {
  await onEndpoint(ctx, id, async (trx, endpoint) => {
    if (endpoint.active) return;
    await trx.updateTable("webhook_endpoint")
      .set({ ...RESTARTED, active: 1, updated_at: ctx.now, version: endpoint.version + 1 })
      .where("id", "=", id).execute();
    await trx.updateTable("webhook_delivery").set({ next_at: ctx.now }).where("endpoint_id", "=", id)
      .where("state", "=", "waiting").execute();
    await audit(trx, ctx, { kind: "webhook_restarted", id });
  });
}

/**
 * The former secret signs too for a day. Answers the new one, this once. `version` is that of the page: a second click would end the
 * overlap of the secret that is in use. @throws AppError forbidden, not_found, conflict `webhook_changed`
 */
export async function rotateSecret(ctx: Ctx, id: string, version?: number): Promise<string> {
  const secret = newSecret(ctx.random);
  const sealed = await ctx.secrets.seal(secret, secretContext(id));
  await onEndpoint(ctx, id, async (trx, endpoint) => {
    if (version !== undefined && version !== endpoint.version) throw conflict("webhook_changed");
    await trx.updateTable("webhook_endpoint").set((q) => ({
      old_secret_sealed: q.ref("secret_sealed"),
      old_secret_until: ctx.now + OVERLAP_MS,
      secret_sealed: sealed,
      updated_at: ctx.now,
      version: endpoint.version + 1,
    })).where("id", "=", id).execute();
    await audit(trx, ctx, { kind: "webhook_secret_rotated", id });
  });
  return secret;
}

/**
 * Nothing more is sent to it; what was sent stays on record for a while. One that was removed is gone already.
 * @throws AppError forbidden, not_found
 */
export async function removeEndpoint(ctx: Ctx, id: string): Promise<void> {
  requirePermission(ctx.actor, "webhooks.manage");
  const gone = await ctx.db.selectFrom("webhook_endpoint").select("id").where("id", "=", id)
    .where("removed_at", "is not", null).executeTakeFirst();
  if (gone) return;
  await onEndpoint(ctx, id, async (trx, endpoint) => {
    await trx.updateTable("webhook_endpoint").set({
      active: 0,
      removed_at: ctx.now,
      secret_sealed: "",
      old_secret_sealed: null,
      version: endpoint.version + 1,
    }).where("id", "=", id).execute();
    // Also those under way: whatever becomes of them, none waits for an endpoint that is gone.
    await trx.updateTable("webhook_delivery")
      .set({ state: "dead", finished_at: ctx.now, lease_token: null, lease_until: null })
      .where("endpoint_id", "=", id).where("state", "in", ["waiting", "leased"]).execute();
    await audit(trx, ctx, { kind: "webhook_removed", id, data: { url: shownUrl(endpoint.url) } });
  });
}

/**
 * Sends a `webhook.test` to one endpoint, once under this key, which becomes the event's id. @throws AppError forbidden, not_found,
 * conflict `webhook_inactive`
 */
export async function sendTest(ctx: Ctx, id: string, key: string): Promise<void> {
  await onEndpoint(ctx, id, async (trx, endpoint) => {
    if (!endpoint.active) throw conflict("webhook_inactive");
    const sent = await trx.selectFrom("event").select("id").where("id", "=", key).executeTakeFirst();
    if (sent) return;
    const subject = { kind: "webhook", id } as const;
    const [eventId = ""] = await writeEvents(trx, ctx, [{
      id: key,
      type: "webhook.test",
      subject,
      data: { endpoint_id: id },
    }]);
    await insertDeliveries(trx, ctx, [{ endpointId: id, eventId }]);
  });
}

/**
 * Sends what has arrived or was given up once more, under the id of its event. `seen` is when the form was shown: what was over only
 * after that is let be, so that a second click sends nothing. @throws AppError as `sendTest`
 */
export async function resendDelivery(
  ctx: Ctx,
  { endpointId, id, seen }: { endpointId: string; id: string; seen?: number },
): Promise<void> {
  await onEndpoint(ctx, endpointId, async (trx, endpoint) => {
    if (!endpoint.active) throw conflict("webhook_inactive");
    const delivery = await trx.selectFrom("webhook_delivery").select("event_id").where("id", "=", id)
      .where("endpoint_id", "=", endpointId).executeTakeFirst();
    if (!delivery) throw notFound();
    const sent = await insertDeliveries(trx, ctx, [{ endpointId, eventId: delivery.event_id }], seen);
    if (sent === 0) return;
    await audit(trx, ctx, { kind: "webhook_resent", id: endpointId, data: { delivery: id } });
  });
}

const AT_ONCE = 500;

/**
 * Sends everything once more that has happened since an instant (UTC milliseconds) and that the endpoint wants, whether it had it
 * before or not; a few hundred to a transaction. Answers how many. `seen` as of `resendDelivery`. @throws AppError as `sendTest`
 */
export async function resendSince(
  ctx: Ctx,
  { endpointId, since, seen }: { endpointId: string; since: number; seen?: number },
): Promise<number> {
  let resent = 0;
  for (let last: { at: number; id: string } | null = { at: since, id: "" }; last;) {
    const after: { at: number; id: string } = last;
    await onEndpoint(ctx, endpointId, async (trx, endpoint) => {
      if (!endpoint.active) throw conflict("webhook_inactive");
      const events = await eventsAfter(trx, { after, types: endpoint.types }).execute();
      const sent = await insertDeliveries(
        trx,
        ctx,
        events.map(({ id }) => ({ endpointId, eventId: id })),
        seen,
      );
      if (resent === 0 && sent > 0) {
        await audit(trx, ctx, { kind: "webhook_resent", id: endpointId, data: { since } });
      }
      resent += sent;
      const end = events.length < AT_ONCE ? undefined : events.at(-1);
      last = end ? { at: end.occurred_at, id: end.id } : null;
    });
  }
  return resent;
}

export function eventsAfter(
  db: Db,
  { after, types }: { after: { at: number; id: string }; types: readonly EventType[] },
) {
  return db.selectFrom("event").select(["id", "occurred_at"])
    .where("occurred_at", ">=", after.at)
    .where((q) => q.or([q("occurred_at", ">", after.at), q("id", ">", after.id)]))
    .where("type", "<>", "webhook.test").$if(types.length > 0, (q) => q.where("type", "in", types))
    .orderBy("occurred_at").orderBy("id").limit(AT_ONCE);
}

/** Does something to an endpoint that it holds. */
async function onEndpoint(
  ctx: Ctx,
  id: string,
  act: (trx: Db, endpoint: Endpoint) => Promise<void>,
): Promise<void> {
  requirePermission(ctx.actor, "webhooks.manage");
  await ctx.db.transaction().execute(async (trx) => {
    const row = await trx.selectFrom("webhook_endpoint").selectAll().where("id", "=", id)
      .where("removed_at", "is", null).forUpdate().executeTakeFirst();
    if (!row) throw notFound();
    await act(trx, endpointOf(row));
  });
  ctx.live.changed("jobs");
}

async function audit(
  trx: Db,
  ctx: Ctx,
  { kind, id, data }: { kind: string; id: string; data?: AuditData },
): Promise<void> {
  await recordAudit(trx, ctx, { kind, subject: { kind: "webhook", id }, data });
}

/** An address without its query, which may hold a secret of the receiver. */
export function shownUrl(url: string): string {
  const { origin, pathname, search } = new URL(url);
  return origin + pathname + (search === "" ? "" : "?…");
}

async function madeAlready<Result>(writing: Promise<Result>): Promise<Result> {
  try {
    return await writing;
  } catch (error) {
    if (dbFault(error)?.kind === "unique") throw conflict("webhook_made_already");
    throw error;
  }
}
