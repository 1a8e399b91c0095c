import type { ZodOpenApiPathsObject } from "zod-openapi";
import { z } from "zod";
import { EVENTS, type EventSpec } from "../events/payloads.ts";
import { Instant } from "./shapes.ts";

const AT = "2026-11-27T00:56:58.213Z";

const HEADERS = z.object({
  "webhook-id": z.string().meta({ description: "The same however often it is sent" }),
  "webhook-timestamp": z.string().meta({ description: "Seconds since 1970, of this try" }),
  "webhook-signature": z.string().meta({
    description:
      "`v1,` and a base64 HMAC-SHA256 of id, timestamp and body parted by dots, `v1a,` and an Ed25519 signature of the same; two of each while a secret is rotated",
  }),
});

/** What the shop sends to the endpoints of others: a post for each kind of event (Standard Webhooks 1.0.0). */
export const WEBHOOKS: ZodOpenApiPathsObject = Object.fromEntries(
  Object.entries(EVENTS).map(([type, spec]) => [type, { post: delivery(type, spec) }]),
);

function delivery(type: string, { summary, schema, example }: EventSpec) {
  const sent = z.object({ type: z.literal(type), timestamp: Instant, data: schema });
  return {
    operationId: `on ${type}`.replaceAll(/\W+(\w)/g, (_, letter: string) => letter.toUpperCase()),
    tags: ["webhooks"],
    summary,
    security: [],
    requestParams: { header: HEADERS },
    requestBody: {
      required: true,
      content: { "application/json": { schema: sent, example: { type, timestamp: AT, data: example } } },
    },
    responses: {
      "2XX": { description: "It was received; anything else is tried again" },
      "410": { description: "Send nothing here any more: the endpoint is stopped" },
    },
  };
}
