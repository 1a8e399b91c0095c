import { z } from "zod";
import { Id, Instant, instant, instantOrNull } from "../api/shapes.ts";
import { EVENT_TYPES, wireOf } from "../events/event.ts";
import { DELIVERY_STATES, type Endpoint, STOP_CAUSES } from "./endpoint.ts";
import { CHOSEN_TYPES, EndpointBody } from "./input.ts";
import type { DeliveryLine, DeliveryStory } from "./queries.ts";

export const Webhook = z.object({
  id: Id,
  url: z.string(),
  description: z.string(),
  types: z.array(z.enum(CHOSEN_TYPES)).meta({ description: "Kinds of events; none for all" }),
  active: z.boolean(),
  failing_since: Instant.nullable(),
  stopped: z.object({ at: Instant, cause: z.enum(STOP_CAUSES) }).nullable().meta({
    description: "When and why it was stopped by itself",
  }),
  old_secret_until: Instant.nullable().meta({ description: "Until then the former secret signs too" }),
  created_at: Instant,
  version: z.int(),
}).meta({ id: "Webhook" });

export const WebhookSecret = z.object({
  secret: z.string().meta({ description: "`whsec_` and base64: verifies what is sent; told this once" }),
});

export const WebhookPublicKey = z.object({
  public_key: z.string().meta({ description: "`whpk_` and base64: verifies the `v1a` signatures (Ed25519)" }),
  former: z.object({ public_key: z.string(), until: Instant }).nullable().meta({
    description: "The one before, while it signs too",
  }),
});

export const NewWebhook = Webhook.extend(WebhookSecret.shape).meta({ id: "NewWebhook" });

export function webhookTold(endpoint: Endpoint): z.input<typeof Webhook> {
  const { id, url, description, types, active, stopped, version } = endpoint;
  return {
    id,
    url,
    description,
    types: CHOSEN_TYPES.filter((type) => types.includes(type)),
    active,
    failing_since: instantOrNull(endpoint.failingSince),
    stopped: stopped && { at: instant(stopped.at), cause: stopped.cause },
    old_secret_until: instantOrNull(endpoint.oldSecretUntil),
    created_at: instant(endpoint.createdAt),
    version,
  };
}

export const WebhookIn = EndpointBody;
export const WebhookEdit = EndpointBody.extend({ active: z.boolean({ error: "invalid" }) });

/** The endpoint in the form in which it comes in. */
export function webhookAsIn({ url, description, types, active }: Endpoint) {
  return { url, description, types, active };
}

/** What waits counts as one, whether somebody has begun it or not. */
export const DeliveryFilterState = z.enum(DELIVERY_STATES, { error: "invalid" }).exclude(["leased"]);

export const Delivery = z.object({
  id: Id,
  event_id: Id.meta({ description: "The `webhook-id`, at every try" }),
  type: z.enum(EVENT_TYPES),
  state: DeliveryFilterState,
  attempts: z.int(),
  next_attempt_at: Instant.nullable(),
  last_status: z.int().nullable(),
  last_error: z.string().nullable().meta({ description: "Why there was no answer", examples: ["timeout"] }),
  created_at: Instant,
  finished_at: Instant.nullable(),
}).meta({ id: "WebhookDelivery" });

export function deliveryTold(line: DeliveryLine): z.input<typeof Delivery> {
  return {
    id: line.id,
    event_id: line.eventId,
    type: line.type,
    state: line.state === "leased" ? "waiting" : line.state,
    attempts: line.attempts,
    next_attempt_at: line.state === "waiting" ? instant(line.nextAt) : null,
    last_status: line.status,
    last_error: line.error === "" ? null : line.error,
    created_at: instant(line.createdAt),
    finished_at: instantOrNull(line.finishedAt),
  };
}

const Attempt = z.object({
  number: z.int(),
  at: Instant,
  took_ms: z.int(),
  status: z.int().nullable(),
  error: z.string().nullable(),
  headers: z.record(z.string(), z.string()),
  body: z.string().meta({ description: "The beginning of what was answered, without what looks secret" }),
});

export const DeliveryWhole = Delivery.extend({
  sent: z.object({ type: z.enum(EVENT_TYPES), timestamp: Instant, data: z.unknown() }),
  history: z.array(Attempt).meta({ description: "Its last fifty tries, latest first" }),
}).meta({ id: "WebhookDeliveryWhole" });

export function deliveryWhole({ delivery, event, attempts }: DeliveryStory): z.input<typeof DeliveryWhole> {
  return {
    ...deliveryTold(delivery),
    sent: wireOf(event),
    history: attempts.map(({ number, at, ms, status, error, headers, body }) => ({
      number,
      at: instant(at),
      took_ms: ms,
      status,
      error: error === "" ? null : error,
      headers,
      body,
    })),
  };
}
