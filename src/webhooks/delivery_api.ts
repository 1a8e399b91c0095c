import { z } from "zod";
import { cursorNumbers, cursorText } from "../api/cursor.ts";
import { type Operation, operation } from "../api/operation.ts";
import { Id, PAGE } from "../api/shapes.ts";
import type { Ctx } from "../context.ts";
import { paths } from "../paths.ts";
import { params } from "./api.ts";
import { resendDelivery } from "./commands.ts";
import { Delivery, DeliveryFilterState, deliveryTold, DeliveryWhole, deliveryWhole } from "./json.ts";
import { deliveryPage, readDelivery, readEndpoint } from "./queries.ts";

const tag = "webhooks";
const one = params.extend({ delivery: Id });

/** What became of each message to an endpoint. */
export const webhookDeliveryOperations: readonly Operation[] = [
  operation({
    id: "listWebhookDeliveries",
    method: "get",
    path: paths.apiWebhookDeliveries("{id}"),
    tag,
    scope: "webhooks:read",
    summary: "List what was sent to a webhook",
    params,
    query: z.object({ ...PAGE, state: DeliveryFilterState.optional() }),
    answer: { text: "One page of its deliveries, newest first", schema: z.array(Delivery) },
    async handle(ctx, { params: { id }, query: { state = null, cursor, limit } }) {
      const [before = null] = cursorNumbers("deliveries", cursor, { count: 1 }) ?? [];
      await readEndpoint(ctx, id);
      const page = await deliveryPage(ctx, { endpointId: id, state, before, limit });
      const next = page.before === null ? null : cursorText("deliveries", [page.before]);
      return { body: page.deliveries.map(deliveryTold), next };
    },
  }),
  operation({
    id: "getWebhookDelivery",
    method: "get",
    path: paths.apiWebhookDelivery("{id}", "{delivery}"),
    tag,
    scope: "webhooks:read",
    summary: "Read what was sent and what was answered",
    params: one,
    answer: { text: "The delivery with its tries", schema: DeliveryWhole },
    handle: (ctx, { params: { id, delivery } }) => told(ctx, { endpointId: id, id: delivery }),
  }),
  operation({
    id: "resendWebhookDelivery",
    method: "post",
    path: paths.apiWebhookResend("{id}", "{delivery}"),
    tag,
    scope: "webhooks:write",
    summary: "Send one once more, under the id of its event",
    params: one,
    statuses: [202],
    answer: { text: "The delivery, on its way", schema: DeliveryWhole },
    async handle(ctx, { params: { id, delivery } }) {
      await resendDelivery(ctx, { endpointId: id, id: delivery });
      return await told(ctx, { endpointId: id, id: delivery });
    },
  }),
];

async function told(ctx: Ctx, which: { endpointId: string; id: string }) {
  await readEndpoint(ctx, which.endpointId);
  return { body: deliveryWhole(await readDelivery(ctx, which)) };
}
