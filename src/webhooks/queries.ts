import type { Selectable } from "kysely";
import type { Ctx } from "../context.ts";
import type { Db } from "../db/open.ts";
import type { Schema } from "../db/schema.ts";
import type { EventType, ShopEvent } from "../events/event.ts";
import { eventOf } from "../events/queries.ts";
import { notFound } from "../lib/app_error.ts";
import { MOST_ENDPOINTS } from "./endpoint.ts";
import type { DeliveryState, Endpoint } from "./endpoint.ts";
import { publicKeyText, secretContext, signingKey } from "./signing.ts";

export function endpointOf(row: Selectable<Schema["webhook_endpoint"]>): Endpoint {
  return {
    id: row.id,
    url: row.url,
    description: row.description,
    types: JSON.parse(row.types_json),
    active: row.active === 1,
    failingSince: row.failing_since,
    notBefore: row.not_before,
    stopped: row.stopped_at === null || row.stopped_cause === ""
      ? null
      : { at: row.stopped_at, cause: row.stopped_cause },
    oldSecretUntil: row.old_secret_until,
    createdAt: row.created_at,
    version: row.version,
  };
}

/** All that are there, in the order in which they were made. */
export async function listEndpoints(ctx: Pick<Ctx, "db">): Promise<Endpoint[]> {
  const rows = await ctx.db.selectFrom("webhook_endpoint").selectAll().where("removed_at", "is", null)
    .orderBy("id").limit(MOST_ENDPOINTS).execute();
  return rows.map(endpointOf);
}

/** @throws AppError not_found */
export async function readEndpoint(ctx: Ctx, id: string): Promise<Endpoint> {
  const row = await ctx.db.selectFrom("webhook_endpoint").selectAll().where("id", "=", id)
    .where("removed_at", "is", null).executeTakeFirst();
  if (!row) throw notFound();
  return endpointOf(row);
}

export interface PublicKeys {
  /** `whpk_…`: verifies the `v1a` signatures of what is sent now. */
  current: string;
  /** The same of the former secret while it signs too, until an instant in UTC milliseconds. */
  former: { key: string; until: number } | null;
}

/** @throws AppError not_found */
export async function publicKeysOf(ctx: Ctx, id: string): Promise<PublicKeys> {
  const row = await ctx.db.selectFrom("webhook_endpoint")
    .select(["secret_sealed", "old_secret_sealed", "old_secret_until"]).where("id", "=", id)
    .where("removed_at", "is", null).executeTakeFirst();
  if (!row) throw notFound();
  const keyOf = async (sealed: string) =>
    publicKeyText(signingKey(ctx.secretKey, await ctx.secrets.open(sealed, secretContext(id))));
  const { old_secret_sealed: old, old_secret_until: until } = row;
  const overlaps = old !== null && until !== null && until > ctx.now;
  return {
    current: await keyOf(row.secret_sealed),
    former: overlaps ? { key: await keyOf(old), until } : null,
  };
}

export interface DeliveryLine {
  seq: number;
  id: string;
  eventId: string;
  type: EventType;
  state: DeliveryState;
  attempts: number;
  nextAt: number;
  status: number | null;
  error: string;
  createdAt: number;
  finishedAt: number | null;
}

export interface DeliveryFilter {
  endpointId: string;
  /** What waits counts as one, whether somebody has begun it or not. */
  state: Exclude<DeliveryState, "leased"> | null;
  /** The page before this delivery. */
  before: number | null;
}

/** One page of an endpoint's deliveries, newest first. */
export async function deliveryPage(
  ctx: Ctx,
  { limit = 50, ...filter }: DeliveryFilter & { limit?: number },
): Promise<{ deliveries: DeliveryLine[]; before: number | null }> {
  const rows = await deliveryLines(ctx.db, filter).limit(limit + 1).execute();
  const deliveries = rows.slice(0, limit);
  return { deliveries, before: rows.length > limit ? deliveries.at(-1)?.seq ?? null : null };
}

export function deliveryLines(db: Db, { endpointId, state, before }: DeliveryFilter) {
  return deliveries(db).where("webhook_delivery.endpoint_id", "=", endpointId)
    .$if(state === "waiting", (q) => q.where("webhook_delivery.state", "in", ["waiting", "leased"]))
    .$if(
      state !== null && state !== "waiting",
      (q) => q.where("webhook_delivery.state", "=", state ?? "dead"),
    )
    .$if(before !== null, (q) => q.where("webhook_delivery.seq", "<", before ?? 0))
    .orderBy("webhook_delivery.seq", "desc");
}

function deliveries(db: Db) {
  return db.selectFrom("webhook_delivery").innerJoin("event", "event.id", "webhook_delivery.event_id")
    .select(["webhook_delivery.seq", "webhook_delivery.id", "event.type", "webhook_delivery.state"])
    .select("event.id as eventId")
    .select(["webhook_delivery.attempts", "webhook_delivery.next_at as nextAt"])
    .select(["webhook_delivery.last_status as status", "webhook_delivery.last_error as error"])
    .select(["webhook_delivery.created_at as createdAt", "webhook_delivery.finished_at as finishedAt"]);
}

export interface Attempt {
  id: string;
  number: number;
  at: number;
  ms: number;
  status: number | null;
  error: string;
  headers: Record<string, string>;
  body: string;
}

export interface DeliveryStory {
  delivery: DeliveryLine;
  event: ShopEvent;
  /** Latest first. */
  attempts: Attempt[];
}

/** @throws AppError not_found */
export async function readDelivery(
  ctx: Ctx,
  { endpointId, id }: { endpointId: string; id: string },
): Promise<DeliveryStory> {
  const row = await deliveries(ctx.db).select(["event.occurred_at", "event.data_json"])
    .where("webhook_delivery.id", "=", id).where("webhook_delivery.endpoint_id", "=", endpointId)
    .executeTakeFirst();
  if (!row) throw notFound();
  const { occurred_at, data_json, ...delivery } = row;
  const attempts = await attemptsOf(ctx.db, id).execute();
  return {
    delivery,
    event: eventOf({ id: row.eventId, type: row.type, occurred_at, data_json }),
    attempts: attempts.map(({ headers_json, ...attempt }) => ({
      ...attempt,
      headers: JSON.parse(headers_json),
    })),
  };
}

const SHOWN_ATTEMPTS = 50;

export function attemptsOf(db: Db, deliveryId: string) {
  return db.selectFrom("webhook_attempt")
    .select(["id", "number", "at", "ms", "status", "error", "headers_json", "body"])
    .where("delivery_id", "=", deliveryId).orderBy("id", "desc").limit(SHOWN_ATTEMPTS);
}
