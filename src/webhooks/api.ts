import { z } from "zod";
import { type Operation, operation } from "../api/operation.ts";
import { Id, instant, InstantIn } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { checked } from "../http/json_body.ts";
import { paths } from "../paths.ts";
import { guardOf } from "./address.ts";
import {
  createEndpoint,
  editEndpoint,
  removeEndpoint,
  resendSince,
  restartEndpoint,
  rotateSecret,
  sendTest,
} from "./commands.ts";
import { endpointUrl } from "./input.ts";
import {
  NewWebhook,
  Webhook,
  webhookAsIn,
  WebhookEdit,
  WebhookIn,
  WebhookPublicKey,
  WebhookSecret,
  webhookTold,
} from "./json.ts";
import { listEndpoints, publicKeysOf, readEndpoint } from "./queries.ts";

const tag = "webhooks";
export const params = z.object({ id: Id });

/** Endpoints for programs: what the pages do, by the same commands. A secret is told by the answer that makes it alone. */
export const webhookOperations: readonly Operation[] = [
  operation({
    id: "listWebhooks",
    method: "get",
    path: paths.apiWebhooks(),
    tag,
    scope: "webhooks:read",
    summary: "List the addresses that are told of events",
    answer: { text: "All of them, oldest first", schema: z.array(Webhook) },
    async handle(ctx) {
      return { body: (await listEndpoints(ctx)).map(webhookTold) };
    },
  }),
  operation({
    id: "createWebhook",
    method: "post",
    path: paths.apiWebhooks(),
    tag,
    scope: "webhooks:write",
    summary: "Add an address that is told of events",
    body: WebhookIn,
    example: { url: "https://contable.example/reparo", types: ["payment.recorded", "payment.refunded"] },
    statuses: [201],
    answer: { text: "The webhook, with its secret", schema: NewWebhook },
    async handle(ctx, { body, key }) {
      const url = reachable(ctx, body.url);
      const { id, secret } = await createEndpoint(ctx, { ...body, url, form_key: key });
      const { body: webhook, version } = await told(ctx, id);
      return { body: { ...webhook, secret }, version, location: paths.apiWebhook(id) };
    },
  }),
  operation({
    id: "getWebhook",
    method: "get",
    path: paths.apiWebhook("{id}"),
    tag,
    scope: "webhooks:read",
    summary: "Read a webhook",
    params,
    answer: { text: "The webhook", schema: Webhook },
    handle: (ctx, { params: { id } }) => told(ctx, id),
  }),
  operation({
    id: "updateWebhook",
    method: "patch",
    path: paths.apiWebhook("{id}"),
    tag,
    scope: "webhooks:write",
    summary: "Change a webhook, stop it or start it",
    params,
    body: WebhookEdit,
    example: { description: "Contabilidad" },
    answer: { text: "The webhook as it is now", schema: Webhook },
    merge: {
      stale: "webhook_changed",
      async onto(ctx, { id }) {
        const endpoint = await readEndpoint(ctx, id);
        return { value: webhookAsIn(endpoint), version: endpoint.version };
      },
    },
    async handle(ctx, { params: { id }, body, version }) {
      await editEndpoint(ctx, id, { ...body, url: reachable(ctx, body.url), version });
      return await told(ctx, id);
    },
  }),
  operation({
    id: "removeWebhook",
    method: "delete",
    path: paths.apiWebhook("{id}"),
    tag,
    scope: "webhooks:write",
    summary: "Send nothing more to an address",
    params,
    statuses: [204],
    answer: { text: "It is gone", schema: z.undefined() },
    async handle(ctx, { params: { id } }) {
      await removeEndpoint(ctx, id);
      return { body: undefined };
    },
  }),
  operation({
    id: "rotateWebhookSecret",
    method: "post",
    path: paths.apiWebhookSecret("{id}"),
    tag,
    scope: "webhooks:write",
    summary: "Renew the secret",
    description: "The former one signs too for 24 hours.",
    params,
    answer: { text: "The new one", schema: WebhookSecret },
    async handle(ctx, { params: { id } }) {
      return { body: { secret: await rotateSecret(ctx, id) } };
    },
  }),
  operation({
    id: "getWebhookPublicKey",
    method: "get",
    path: paths.apiWebhookPublicKey("{id}"),
    tag,
    scope: "webhooks:read",
    summary: "Read the key that verifies without a secret",
    description: "It is renewed with the secret.",
    params,
    answer: { text: "The public key", schema: WebhookPublicKey },
    async handle(ctx, { params: { id } }) {
      const { current, former } = await publicKeysOf(ctx, id);
      const until = former && { public_key: former.key, until: instant(former.until) };
      return { body: { public_key: current, former: until } };
    },
  }),
  operation({
    id: "testWebhook",
    method: "post",
    path: paths.apiWebhookTest("{id}"),
    tag,
    scope: "webhooks:write",
    summary: "Send a `webhook.test`",
    params,
    statuses: [202],
    answer: { text: "It is on its way", schema: z.object({ event_id: Id }) },
    async handle(ctx, { params: { id }, key }) {
      await sendTest(ctx, id, key);
      return { body: { event_id: key } };
    },
  }),
  operation({
    id: "restartWebhook",
    method: "post",
    path: paths.apiWebhookRestart("{id}"),
    tag,
    scope: "webhooks:write",
    summary: "Start a stopped webhook again",
    description: "What waited leaves at once.",
    params,
    answer: { text: "The webhook as it is now", schema: Webhook },
    async handle(ctx, { params: { id } }) {
      await restartEndpoint(ctx, id);
      return await told(ctx, id);
    },
  }),
  operation({
    id: "resendWebhookRange",
    method: "post",
    path: paths.apiWebhookResendRange("{id}"),
    tag,
    scope: "webhooks:write",
    summary: "Send everything since an instant once more",
    params,
    body: z.object({ since: InstantIn }),
    example: { since: "2026-11-27T00:00:00Z" },
    statuses: [202],
    answer: { text: "How many deliveries are on their way", schema: z.object({ resent: z.int() }) },
    async handle(ctx, { params: { id }, body: { since } }) {
      return { body: { resent: await resendSince(ctx, { endpointId: id, since }) } };
    },
  }),
];

/** An address that webhooks may go to. @throws AppError invalid */
function reachable({ webhookNetworks }: Ctx, url: string): string {
  return checked(z.object({ url: endpointUrl(guardOf(webhookNetworks)) }), { url }).url;
}

async function told(ctx: Ctx, id: string) {
  const endpoint = await readEndpoint(ctx, id);
  return { body: webhookTold(endpoint), version: endpoint.version };
}
