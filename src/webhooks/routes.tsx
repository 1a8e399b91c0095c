import { type Context, Hono } from "hono";
import { z } from "zod";
import { DeliveriesPage, DeliveryPage } from "../../views/webhooks/deliveries.tsx";
import { typedEndpoint, WebhookFormPage } from "../../views/webhooks/form.tsx";
import { WebhooksPage } from "../../views/webhooks/list.tsx";
import { WebhookPage } from "../../views/webhooks/page.tsx";
import { SecretShownPage } from "../../views/webhooks/secret.tsx";
import { text } from "../../views/webhooks/text.ts";
import { wireOf } from "../events/event.ts";
import type { Env } from "../http/env.ts";
import { answer } from "../http/htmx.ts";
import { AppError, type FieldErrors, invalid } from "../lib/app_error.ts";
import { instantOf, isLocalDateTime } from "../lib/dates.ts";
import { check, cursorParam, nest, type Typed } from "../lib/form.ts";
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
import {
  CHOSEN_TYPES,
  endpointForm,
  newEndpointForm,
  RangeForm,
  ResendForm,
  SecretForm,
  TestForm,
} from "./input.ts";
import { deliveryPage, listEndpoints, publicKeysOf, readDelivery, readEndpoint } from "./queries.ts";

const RECENT = 10;

const ListQuery = z.object({
  estado: z.enum(["waiting", "delivered", "dead"]).nullable().catch(null).default(null),
  antes: cursorParam,
});

/** Below `/admin/webhooks`. */
export const webhookRoutes = new Hono<Env>()
  .get("/", async (c) => {
    const { ctx, viewer } = c.var;
    return c.html(<WebhooksPage viewer={viewer} endpoints={await listEndpoints(ctx)} />);
  })
  .get("/nuevo", (c) => newForm(c, { typed: { form_key: c.var.ctx.random.id(c.var.ctx.now) } }))
  .post("/nuevo", async (c) => {
    const { ctx, viewer } = c.var;
    const form = check(newEndpointForm(guard(c)), nest(await c.req.formData()));
    if (!form.ok) return newForm(c, { typed: form.typed, errors: form.errors }, 422);
    const { id, secret } = await createEndpoint(ctx, form.data);
    return c.html(<SecretShownPage viewer={viewer} id={id} secret={secret} />);
  })
  .get("/:id", (c) => page(c, c.req.param("id")))
  .get("/:id/editar", async (c) => {
    const endpoint = await readEndpoint(c.var.ctx, c.req.param("id"));
    return c.html(
      <WebhookFormPage
        viewer={c.var.viewer}
        endpoint={endpoint}
        choices={CHOSEN_TYPES}
        typed={typedEndpoint(endpoint)}
      />,
    );
  })
  .post("/:id/editar", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const form = check(endpointForm(guard(c)), nest(await c.req.formData()));
    const again = async (back: { errors?: FieldErrors; conflict?: boolean }, status: 409 | 422) => {
      const props = { viewer, endpoint: await readEndpoint(ctx, id), choices: CHOSEN_TYPES };
      return c.html(<WebhookFormPage {...props} typed={form.typed} {...back} />, status);
    };
    if (!form.ok) return await again({ errors: form.errors }, 422);
    try {
      await editEndpoint(ctx, id, form.data);
    } catch (refusal) {
      if (!(refusal instanceof AppError) || refusal.detail.reason !== "webhook_changed") throw refusal;
      return await again({ conflict: true }, 409);
    }
    return answer(c, { to: paths.webhook(id), toast: text[viewer.locale].saved });
  })
  .post("/:id/secreto", async (c) => {
    const id = c.req.param("id");
    const form = check(SecretForm, nest(await c.req.formData()));
    if (!form.ok) throw invalid(form.errors);
    const secret = await rotateSecret(c.var.ctx, id, form.data.version);
    return c.html(<SecretShownPage viewer={c.var.viewer} id={id} secret={secret} renewed />);
  })
  .post("/:id/prueba", async (c) => {
    const id = c.req.param("id");
    const form = check(TestForm, nest(await c.req.formData()));
    if (!form.ok) throw invalid(form.errors);
    await sendTest(c.var.ctx, id, form.data.form_key);
    return answer(c, { to: paths.webhook(id), toast: text[c.var.viewer.locale].tested });
  })
  .post("/:id/reactivacion", async (c) => {
    const id = c.req.param("id");
    await restartEndpoint(c.var.ctx, id);
    return answer(c, { to: paths.webhook(id), toast: text[c.var.viewer.locale].restarted });
  })
  .post("/:id/baja", async (c) => {
    await removeEndpoint(c.var.ctx, c.req.param("id"));
    return answer(c, { to: paths.webhooks(), toast: text[c.var.viewer.locale].removed });
  })
  .post("/:id/reenvio", async (c) => {
    const { ctx, viewer } = c.var;
    const id = c.req.param("id");
    const form = check(RangeForm, nest(await c.req.formData()));
    const refused = (errors: FieldErrors) => page(c, id, { typed: form.typed, errors });
    if (!form.ok) return await refused(form.errors);
    if (!isLocalDateTime(form.data.from)) return await refused({ from: { code: "date" } });
    const since = instantOf(form.data.from, viewer.timeZone);
    const count = await resendSince(ctx, { endpointId: id, since, seen: form.data.seen });
    return answer(c, { to: paths.webhook(id), toast: text[viewer.locale].resentRange(count) });
  })
  .get("/:id/entregas", async (c) => {
    const { ctx, viewer } = c.var;
    const endpoint = await readEndpoint(ctx, c.req.param("id"));
    const { estado: state, antes } = ListQuery.parse(c.req.query());
    const found = await deliveryPage(ctx, { endpointId: endpoint.id, state, before: antes ?? null });
    return c.html(<DeliveriesPage viewer={viewer} endpoint={endpoint} state={state} page={found} />);
  })
  .get("/:id/entregas/:delivery", async (c) => {
    const { ctx, viewer } = c.var;
    const { id, delivery } = c.req.param();
    const endpoint = await readEndpoint(ctx, id);
    const story = await readDelivery(ctx, { endpointId: id, id: delivery });
    const body = JSON.stringify(wireOf(story.event));
    return c.html(<DeliveryPage viewer={viewer} endpoint={endpoint} story={story} body={body} />);
  })
  .post("/:id/entregas/:delivery/reenvio", async (c) => {
    const { id, delivery } = c.req.param();
    const form = check(ResendForm, nest(await c.req.formData()));
    if (!form.ok) throw invalid(form.errors);
    await resendDelivery(c.var.ctx, { endpointId: id, id: delivery, ...form.data });
    return answer(c, { to: paths.webhookDelivery(id, delivery), toast: text[c.var.viewer.locale].resent });
  });

function guard(c: Context<Env>) {
  return guardOf(c.var.ctx.webhookNetworks);
}

function newForm(c: Context<Env>, form: { typed: Typed; errors?: FieldErrors }, status: 200 | 422 = 200) {
  const { viewer } = c.var;
  return c.html(<WebhookFormPage viewer={viewer} endpoint={null} choices={CHOSEN_TYPES} {...form} />, status);
}

async function page(c: Context<Env>, id: string, range?: { typed: Typed; errors: FieldErrors }) {
  const { ctx, viewer } = c.var;
  const endpoint = await readEndpoint(ctx, id);
  const { deliveries } = await deliveryPage(ctx, { endpointId: id, state: null, before: null });
  const testKey = ctx.random.id(ctx.now);
  const { current: publicKey } = await publicKeysOf(ctx, id);
  const props = { viewer, endpoint, publicKey, testKey, recent: deliveries.slice(0, RECENT) };
  return c.html(<WebhookPage {...props} range={range} />, range ? 422 : 200);
}
