import { Hono } from "hono";
import { z } from "zod";
import { linkNext, scope } from "../http/bearer.ts";
import type { Env } from "../http/env.ts";
import { readJson } from "../http/json_body.ts";
import { conflict, invalid } from "../lib/app_error.ts";
import { cursorParam, fieldErrors } from "../lib/form.ts";
import { instantText } from "../lib/json.ts";
import { paths } from "../paths.ts";
import { guardOf } from "./address.ts";
import {
  createEndpoint,
  editEndpoint,
  removeEndpoint,
  resendDelivery,
  resendSince,
  restartEndpoint,
  rotateSecret,
  sendTest,
} from "./commands.ts";
import type { Endpoint } from "./endpoint.ts";
import { endpointBody, endpointPatch, RangeBody } from "./input.ts";
import { type DeliveryLine, deliveryPage, listEndpoints, readEndpoint } from "./queries.ts";

const reads = scope("webhooks:read");
const writes = scope("webhooks:write");

const DeliveryQuery = z.strictObject({
  state: z.enum(["waiting", "delivered", "dead"], { error: "invalid" }).nullable().default(null),
  before: cursorParam,
});

/** Endpoints for programs: what the pages do, by the same commands. A secret is told by the answer that makes it, and never again. */
export const webhookApi = new Hono<Env>()
  .get("/", reads, async (c) => c.json((await listEndpoints(c.var.ctx)).map(told)))
  .post("/", writes, async (c) => {
    const { ctx, services } = c.var;
    const body = await readJson(c, endpointBody(guardOf(services.config)));
    // The answer holds the secret, so it is not kept to be repeated: the same key again is a conflict.
    const key = z.uuid().safeParse(c.req.header("Idempotency-Key")?.replace(/^"(.*)"$/, "$1"));
    const { id, secret } = await createEndpoint(ctx, { ...body, ...key.success && { form_key: key.data } });
    c.header("Location", paths.apiWebhook(id));
    return c.json({ ...told(await readEndpoint(ctx, id)), secret }, 201);
  })
  .get("/:id", reads, async (c) => {
    const endpoint = await readEndpoint(c.var.ctx, c.req.param("id"));
    c.header("ETag", `"${endpoint.version}"`);
    return c.json(told(endpoint));
  })
  .patch("/:id", writes, async (c) => {
    const { ctx, services } = c.var;
    const patch = await readJson(c, endpointPatch(guardOf(services.config)));
    const endpoint = await readEndpoint(ctx, c.req.param("id"));
    const expected = c.req.header("If-Match");
    if (expected !== undefined && expected !== `"${endpoint.version}"`) throw conflict("webhook_changed");
    await editEndpoint(ctx, endpoint.id, { ...endpoint, ...patch });
    return c.json(told(await readEndpoint(ctx, endpoint.id)));
  })
  .delete("/:id", writes, async (c) => {
    await removeEndpoint(c.var.ctx, c.req.param("id"));
    return c.body(null, 204);
  })
  .post(
    "/:id/secreto",
    writes,
    async (c) => c.json({ secret: await rotateSecret(c.var.ctx, c.req.param("id")) }),
  )
  .post("/:id/prueba", writes, async (c) => {
    await sendTest(c.var.ctx, c.req.param("id"));
    return c.body(null, 202);
  })
  .post("/:id/reactivacion", writes, async (c) => {
    const id = c.req.param("id");
    await restartEndpoint(c.var.ctx, id);
    return c.json(told(await readEndpoint(c.var.ctx, id)));
  })
  .post("/:id/reenvio", writes, async (c) => {
    const { since } = await readJson(c, RangeBody);
    const resent = await resendSince(c.var.ctx, { endpointId: c.req.param("id"), since });
    return c.json({ resent }, 202);
  })
  .get("/:id/entregas", reads, async (c) => {
    const query = DeliveryQuery.safeParse(c.req.query());
    if (!query.success) throw invalid(fieldErrors(query.error));
    const { state, before: after } = query.data;
    const { id } = await readEndpoint(c.var.ctx, c.req.param("id"));
    const page = await deliveryPage(c.var.ctx, { endpointId: id, state, before: after ?? null });
    if (page.before !== null) {
      const next = new URLSearchParams({ ...state && { state }, before: String(page.before) });
      linkNext(c, `${paths.apiWebhook(id)}/entregas?${next}`);
    }
    return c.json(page.deliveries.map(deliveryTold));
  })
  .post("/:id/entregas/:delivery/reenvio", writes, async (c) => {
    const { id, delivery } = c.req.param();
    await resendDelivery(c.var.ctx, { endpointId: id, id: delivery });
    return c.body(null, 202);
  });

function told(endpoint: Endpoint) {
  const { id, url, description, types, active, stopped, version } = endpoint;
  return {
    id,
    url,
    description,
    types,
    active,
    failing_since: instantText(endpoint.failingSince),
    stopped: stopped && { at: instantText(stopped.at), cause: stopped.cause },
    old_secret_until: instantText(endpoint.oldSecretUntil),
    created_at: instantText(endpoint.createdAt),
    version,
  };
}

function deliveryTold(line: DeliveryLine) {
  return {
    id: line.id,
    type: line.type,
    state: line.state === "leased" ? "waiting" : line.state,
    attempts: line.attempts,
    next_attempt_at: line.state === "waiting" ? instantText(line.nextAt) : null,
    last_status: line.status,
    last_error: line.error === "" ? null : line.error,
    created_at: instantText(line.createdAt),
    finished_at: instantText(line.finishedAt),
  };
}
